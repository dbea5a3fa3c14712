"""Who gets what from every address there is: they are read from the URLconf, so that none is forgotten."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from annotator.models import (
    Assignment,
    Entity,
    Event,
    Label,
    Membership,
    Placement,
    Project,
    Role,
    Statement,
    Task,
    User,
)
from annotator.models.imports import Import, StagedDraft
from articles.text import sha256
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_label, make_member, make_span, make_task, make_user
from tests.pages import HTMX

# What the project's annotator, reviewer and manager get from an address, and a stranger. A POST is sent
# without fields: 302, 400 and 409 are for people who were let in.
TABLE = {
    "GET home": (200, 200, 200, 200),
    "GET sign_in": (302, 302, 302, 302),
    "POST sign_in": (302, 302, 302, 302),
    "POST sign_out": (302, 302, 302, 302),
    "GET preferences": (200, 200, 200, 200),
    "POST preferences": (302, 302, 302, 302),
    "POST change_look": (302, 302, 302, 302),
    "GET password_change": (200, 200, 200, 200),
    "POST password_change": (200, 200, 200, 200),
    "GET set_password": (200, 200, 200, 200),
    "POST set_password": (200, 200, 200, 200),
    "GET project": (200, 200, 200, 404),
    "GET export": (200, 200, 200, 404),
    "GET import": (403, 403, 200, 404),
    "POST import": (403, 403, 400, 404),
    "GET import_preview": (403, 403, 200, 404),
    "POST change_all_drafts": (403, 403, 302, 404),
    "POST change_draft": (403, 403, 302, 404),
    "POST cut_draft": (403, 403, 400, 404),
    "POST keep_draft": (403, 403, 400, 404),
    "POST import_store": (403, 403, 302, 404),
    "POST import_discard": (403, 403, 302, 404),
    "GET import_report": (403, 403, 302, 404),
    "GET end_of_queue": (200, 200, 200, 404),
    "GET guidelines": (200, 200, 200, 404),
    "GET workspace": (200, 200, 200, 404),
    "GET stamp": (200, 200, 200, 404),
    "POST submit": (302, 403, 403, 404),
    "POST reopen": (302, 403, 403, 404),
    "POST defer": (302, 403, 403, 404),
    "POST decline": (302, 403, 403, 404),
    "POST keep_note": (302, 403, 403, 404),
    "POST spend_time": (400, 403, 403, 404),
    "POST make_span": (400, 403, 403, 404),
    "POST change_span": (400, 403, 403, 404),
    "GET span_detail": (200, 200, 200, 404),
    "POST delete_span": (400, 403, 403, 404),
    "POST describe_claim": (400, 403, 403, 404),
    "GET find_claimants": (200, 403, 403, 404),
    "GET read_value": (200, 403, 403, 404),
    "POST make_relation": (400, 403, 403, 404),
    "POST delete_relation": (400, 403, 403, 404),
    "GET span_history": (200, 200, 200, 404),
    "POST restore_span": (400, 403, 403, 404),
    "GET deleted_spans": (200, 403, 403, 404),
    "GET occurrences": (400, 403, 403, 404),
    "POST tag_occurrences": (400, 403, 403, 404),
    "GET suggestions": (200, 403, 403, 404),
    "POST accept_suggestions": (400, 403, 403, 404),
    "POST refuse_suggestion": (400, 403, 403, 404),
    "GET entities": (200, 200, 200, 404),
    "POST make_entity": (302, 302, 302, 404),
    "GET entity": (200, 200, 200, 404),
    "POST describe_entity": (403, 302, 302, 404),
    "POST add_alias": (302, 302, 302, 404),
    "POST remove_alias": (403, 302, 302, 404),
    "POST merge_entity": (403, 302, 302, 404),
    "POST take_back_merge": (403, 302, 302, 404),
    "POST split_entity": (403, 302, 302, 404),
    "POST link_span": (400, 403, 403, 404),
    "POST unlink_span": (400, 403, 403, 404),
    "GET find_entities": (200, 403, 403, 404),
    "GET mentions": (400, 403, 403, 404),
    "POST link_mentions": (400, 403, 403, 404),
    "POST undo": (400, 403, 403, 404),
    "POST redo": (400, 403, 403, 404),
    "GET story": (200, 200, 200, 404),
    "GET story_csv": (200, 200, 200, 404),
    "GET story_file": (200, 200, 200, 404),
    "GET unplaced": (200, 403, 403, 404),
    "GET claim_panel": (200, 403, 403, 404),
    "POST place_claim": (302, 403, 403, 404),
    "POST change_stance": (302, 403, 403, 404),
    "POST remove_placement": (302, 403, 403, 404),
    "POST mark_read": (302, 403, 403, 404),
    "GET statement": (200, 200, 200, 404),
    "POST rename_statement": (302, 302, 302, 404),
    "POST delete_statement": (302, 302, 302, 404),
    "POST judge_statement": (403, 302, 302, 404),
    "POST undo_story": (302, 403, 403, 404),
    "POST redo_story": (302, 403, 403, 404),
}
# Open to all: signing in, and choosing a password with the key that one was sent.
PUBLIC = {"sign_in", "set_password"}
METHODS = ("GET", "POST")


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    """The name and the route of every pattern."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or route, route


ROUTES = list(patterns(get_resolver()))
# The administration has its own sign-in page and a last pattern for what is nowhere.
OWN = {name: route for name, route in ROUTES if not route.startswith("admin/")}
ADMIN = [route for _, route in ROUTES if route.startswith("admin/") and "^" not in route and "$" not in route]


@pytest.fixture
def cast(alice: User, bob: User, mary: User, charlie: User) -> tuple[User, User, User, User]:
    """In the order of the table."""
    return alice, bob, mary, charlie


@pytest.fixture
def ids(cast: tuple[User, ...], project: Project, person: Label) -> dict[str, object]:
    """What a placeholder of a route stands for, with the folder before it where that tells them apart."""
    alice, _, mary, _ = cast
    task = make_task(project, "Ada Marlow spoke.\n", title="Told", source="Wire", story="Strike")
    layer = make_assignment(task, alice, Assignment.State.IN_PROGRESS)
    batch = Import.begin(project, mary)
    draft = StagedDraft.objects.create(batch=batch, text="Six.\n", sha256=sha256("Six.\n"), title="Six")
    assert task.article.story is not None
    claimed = make_span(layer, make_label(project, "Claim", Label.Kind.CLAIM), "Ada Marlow spoke")
    statement = Statement.objects.create(project=project, story=task.article.story, text="Ada spoke")
    placement = Placement.of(claimed, statement, Placement.Stance.AFFIRMS)
    placement.add(actor=alice)
    entity = Entity.make(person, "Ada Marlow", actor=mary)
    return {
        "<slug>": project.slug,
        "<story_id>": task.article.story_id,
        "claims/<uid>": claimed.uid,
        "placements/<uid>": placement.uid,
        "statements/<pk>": statement.pk,
        "statement/<object_id>": statement.pk,
        "entities/<pk>": entity.pk,
        "entity/<object_id>": entity.pk,
        "<article_id>": task.article_id,
        "spans/<uid>": make_span(layer, person, "Ada").uid,
        "relations/<uid>": uuid4(),
        "import/<uid>": batch.uid,
        "drafts/<pk>": draft.pk,
        "<uidb64>": urlsafe_base64_encode(force_bytes(alice.pk)),
        "<token>": default_token_generator.make_token(alice),
        "r/<content_type_id>": ContentType.objects.get_for_model(Task).pk,
        "<content_type_id>/<object_id>": task.pk,
        "source/<object_id>": task.article.source_id,
        "story/<object_id>": task.article.story_id,
        "article/<object_id>": task.article_id,
        "assignment/<object_id>": layer.pk,
        "assignment/<pk>": layer.pk,
        "event/<object_id>": Event.objects.create(project=project, actor=mary, verb="imported").pk,
        "label/<object_id>": person.pk,
        "membership/<object_id>": alice.memberships.get().pk,
        "membership/<pk>": alice.memberships.get().pk,
        "project/<object_id>": project.pk,
        "task/<object_id>": task.pk,
        "user/<object_id>": alice.pk,
        "user/<id>": alice.pk,
    }


def address(route: str, ids: dict[str, object]) -> str:
    """The route with ids in place of its placeholders."""
    parts = re.sub(r"<\w+:", "<", route).split("/")
    for number, part in enumerate(parts):
        if part.startswith("<"):
            named = f"{parts[number - 1]}/{part}"
            assert named in ids or part in ids, f"Say in `ids` what {part} of {route} stands for."
    filled = [
        str(ids.get(f"{before}/{part}", ids.get(part, part))) for before, part in pairwise(["", *parts])
    ]
    return "/" + "/".join(filled)


def answer(client: Client, method: str, path: str, headers: dict[str, str] | None = None) -> Any:
    """What an address answers; whatever it changed is taken back, who is signed in too."""
    cookies = SimpleCookie(client.cookies)
    with transaction.atomic():
        response = client.generic(method, path, headers=headers)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def table_of(clients: list[Client], ids: dict[str, object]) -> dict[str, tuple[int, ...]]:
    """What these people get from each address of the table."""
    found = {}
    for request_line in TABLE:
        method, name = request_line.split()
        answers = [answer(client, method, address(OWN[name], ids)) for client in clients]
        found[request_line] = tuple(each.status_code for each in answers)
    return found


@contextmanager
def nothing_written() -> Iterator[None]:
    """Refuses each statement that could change a row, but for those of the session."""

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        reads = sql.lstrip("( ").upper().startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK"))
        assert reads or "django_session" in sql, f"A GET must not change anything: {sql}"
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


def test_every_address_stands_in_the_table(ids: dict[str, object], client_of: ClientOf) -> None:
    client = client_of(make_user("root", is_superuser=True))
    taken = {
        f"{method} {name}"
        for name, route in OWN.items()
        for method in METHODS
        if answer(client, method, address(route, ids)).status_code != 405
    }
    missing, gone = sorted(taken - TABLE.keys()), sorted(TABLE.keys() - taken)
    assert not missing, (
        f"Add to TABLE what each role gets from {missing}: annotator, reviewer, manager, stranger."
    )
    assert not gone, f"Take out of TABLE what is no address any more, or takes no such method: {gone}."


def test_each_role_gets_what_the_table_says(
    cast: tuple[User, ...], ids: dict[str, object], client_of: ClientOf
) -> None:
    assert table_of([client_of(user) for user in cast], ids) == TABLE


def test_who_left_is_a_stranger_to_their_own_work_too(
    cast: tuple[User, ...], ids: dict[str, object], client_of: ClientOf
) -> None:
    *left, _stranger = cast
    clients = [client_of(user) for user in left]
    for membership in Membership.objects.filter(user__in=left):
        membership.leave()
    assert table_of(clients, ids) == {line: (row[3],) * 3 for line, row in TABLE.items()}
    for route in ADMIN:
        for client in clients:
            assert answer(client, "GET", address(route, ids)).status_code in (302, 403), route


def test_who_reviews_instead_of_annotating_may_what_reviewers_may(
    alice: User, project: Project, ids: dict[str, object], client_of: ClientOf
) -> None:
    alice.memberships.get().leave()
    make_member(project, alice, Role.REVIEWER)
    assert table_of([client_of(alice)], ids) == {line: (row[1],) for line, row in TABLE.items()}


@pytest.mark.parametrize("is_blind", [True, False])
def test_another_s_layer_opens_unless_the_project_is_blind(
    is_blind: bool, project: Project, task: Task, alice: User, jonas: User, person: Label, client_of: ClientOf
) -> None:
    Project.objects.update(is_blind=is_blind)
    layer = make_assignment(task, jonas)
    span = make_span(layer, person, "Veldt")
    client, asked = client_of(alice), f"?layer={layer.uid}"
    here, elsewhere = (
        f"/projects/harbour/articles/{each.article_id}/" for each in (task, make_task(project))
    )
    of_span = (f"spans/{span.uid}/detail/", f"spans/{span.uid}/entities/")
    for path in (asked, f"stamp/{asked}", f"spans/{span.uid}/history/{asked}", *of_span):
        assert client.get(f"{here}{path}").status_code == (404 if is_blind else 200), path
        assert client.get(f"{elsewhere}{path}").status_code == 404, path
    assert (str(layer.uid) in client.get(here).content.decode()) is not is_blind
    # It is not worked on from one's own page.
    for path in ("occurrences", "mentions"):
        answer = client.get(f"{here}{path}/?span={span.uid}&scope=article")
        assert (answer.status_code, "Veldt" in answer.content.decode()) == (409, False), path


def test_who_is_not_signed_in_is_sent_to_sign_in(ids: dict[str, object]) -> None:
    for route in [*(route for name, route in OWN.items() if name not in PUBLIC), *ADMIN]:
        path = address(route, ids)
        for method in METHODS:
            response = answer(Client(), method, path)
            assert response.status_code == 302, path
            assert response["Location"].split("?")[0] in ("/sign-in/", "/admin/login/"), path


def test_htmx_is_told_that_nobody_is_signed_in(ids: dict[str, object]) -> None:
    for route in [route for name, route in OWN.items() if name not in PUBLIC]:
        path = address(route, ids)
        for method in METHODS:
            assert answer(Client(), method, path, HTMX).status_code == 401, path


def test_the_public_pages_are_open(ids: dict[str, object]) -> None:
    assert [answer(Client(), "GET", address(OWN[name], ids)).status_code for name in sorted(PUBLIC)] == [
        302,  # the key goes into the session, and out of the address
        200,
    ]


def test_the_administration_is_closed_to_annotators_and_strangers(
    alice: User, charlie: User, ids: dict[str, object], client_of: ClientOf
) -> None:
    annotator, stranger = client_of(alice), client_of(charlie)
    for route in ADMIN:
        path = address(route, ids)
        for method in METHODS:
            assert answer(annotator, method, path).status_code in (302, 403), path
            strangers = answer(stranger, method, path)
            assert strangers.status_code in (302, 403, 404, 405) or "<" not in route, path
            assert strangers.streaming or b"Told" not in strangers.content, path


def test_there_is_one_page_to_sign_in_at(alice: User, bob: User, client_of: ClientOf) -> None:
    signed_out = Client().get("/admin/", follow=True)
    assert signed_out.redirect_chain[-1] == ("/sign-in/?next=/admin/", 302)
    assert client_of(alice).get("/admin/", follow=True).status_code == 403
    assert client_of(bob).get("/admin/login/", follow=True).redirect_chain == [("/admin/", 302)]


@pytest.mark.parametrize("role", ["alice", "bob", "mary", "charlie", "root"])
def test_a_get_changes_nothing(role: str, ids: dict[str, object], client_of: ClientOf) -> None:
    make_user("root", is_superuser=True)
    client = client_of(User.objects.get(username=role))
    with nothing_written():
        for route in [*OWN.values(), *ADMIN]:
            client.get(address(route, ids))
        for route in OWN.values():  # The administration knows nothing of htmx.
            client.get(address(route, ids), headers=HTMX)


@pytest.mark.parametrize("key", ["0", "9" * 18, "9" * 19, "9" * 400])
def test_a_key_that_no_row_has_is_not_found(key: str, mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    for path in ("articles/{}/", "stories/{}/", "entities/{}/"):
        assert client.get(f"/projects/harbour/{path.format(key)}").status_code == 404, path


def test_a_write_would_be_noticed(alice: User) -> None:
    with pytest.raises(AssertionError, match="A GET must not change anything: UPDATE"), nothing_written():
        alice.save()
