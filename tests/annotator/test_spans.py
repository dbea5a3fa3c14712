"""Spans are made, changed and deleted over HTTP, as the outbox sends them."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from annotator.models import Assignment, Claim, Edit, Entity, Label, Membership, Role, Span, Task, User
from tests.conftest import ClientOf, Statements
from tests.factory import make_assignment, make_label, make_project, make_span, make_task

HTMX: Any = {"HTTP_HX_REQUEST": "true"}
Post = Callable[..., Any]


@pytest.fixture
def post(client_of: ClientOf, alice: User, task: Task, person: Label) -> Post:
    """Send a change as Alice; `path` is what follows …/spans/."""

    def post(path: str = "", as_user: User = alice, **fields: Any) -> Any:
        url = f"/projects/{task.project.slug}/articles/{task.article_id}/spans/{path}"
        return client_of(as_user).post(url, {"edit": uuid.uuid4(), **fields}, **HTMX)

    return post


def span_fields(label: Label, start: int = 0, end: int = 10, **fields: Any) -> dict[str, Any]:
    return {"uid": uuid.uuid4(), "label": label.pk, "start": start, "end": end, **fields}


def test_it_stores_the_quote_of_the_range(post: Post, person: Label) -> None:
    assert post(**span_fields(person)).status_code == 200
    span = Span.objects.get()
    assert (span.quote, span.start, span.end) == ("Ada Marlow", 0, 10)


def test_it_answers_with_just_what_changed(post: Post, person: Label) -> None:
    body = post(**span_fields(person)).content.decode()
    assert 'id="p0"' in body
    assert 'id="l0"' in body
    assert 'id="p1"' not in body


def test_the_first_save_makes_the_assignment_and_starts_it(post: Post, person: Label, task: Task) -> None:
    assert not task.assignments.exists()
    post(**span_fields(person))
    assert task.assignments.get().state == Assignment.State.IN_PROGRESS


def test_outer_white_space_is_left_out(post: Post, person: Label) -> None:
    post(**span_fields(person, 3, 11))
    assert Span.objects.get().quote == "Marlow"


def test_the_same_save_twice_makes_one_span(post: Post, person: Label) -> None:
    fields = span_fields(person)
    answers = [post(**fields), post(**fields)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert Span.objects.count() == Edit.objects.count() == 1


def test_a_save_that_comes_again_after_the_deletion_makes_nothing(post: Post, person: Label) -> None:
    fields = span_fields(person)
    post(**fields)
    post(f"{fields['uid']}/delete/", seen=1)
    assert post(**fields).status_code == 200
    assert not Span.objects.exists()


def test_a_uid_that_stands_elsewhere_is_refused_without_telling_where(
    post: Post, person: Label, project: Any
) -> None:
    other = make_project("secret")
    foreign = make_span(
        make_assignment(make_task(other), User.objects.create_user("eve")), make_label(other), "Ada Marlow"
    )
    answer = post(**span_fields(person, uid=foreign.uid))
    assert answer.status_code == 409
    assert b"secret" not in answer.content
    assert Span.objects.count() == 1


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 4), (0, 9999), (10**9, 10**9 + 1), (10, 11), (-1, 4)])
def test_a_range_that_holds_nothing_is_refused(post: Post, person: Label, start: int, end: int) -> None:
    answer = post(**span_fields(person, start, end))
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("text/plain")
    assert not Span.objects.exists()


@pytest.mark.parametrize("kind", ["archived", "relation", "foreign"])
def test_a_label_that_is_not_offered_is_refused(post: Post, project: Any, kind: str) -> None:
    if kind == "foreign":
        label = make_label(make_project("other"), "Person")
    else:
        label = make_label(project, "Odd", "relation" if kind == "relation" else "entity")
        if kind == "archived":
            label.archive()
    refused = post(**span_fields(label))
    assert refused.status_code == 400
    assert refused.content.decode().startswith("Label: This label is not offered")
    assert not Span.objects.exists()


def test_a_change_is_stored_and_written_down(post: Post, person: Label, claim: Label, task: Task) -> None:
    fields = span_fields(person)
    post(**fields)
    assert post(f"{fields['uid']}/", seen=1, label=claim.pk, ranges="0-16", note="why").status_code == 200
    span = Span.objects.get()
    assert (span.label, span.quote, span.note, span.version) == (claim, "Ada Marlow spoke", "why", 2)
    made, changed = Edit.objects.order_by("pk")
    assert made.before is None
    assert made.after is not None
    assert made.after["quote"] == "Ada Marlow"
    assert changed.before is not None
    assert changed.after is not None
    assert (changed.before["quote"], changed.after["quote"]) == ("Ada Marlow", "Ada Marlow spoke")


@pytest.mark.parametrize(
    ("ranges", "quote", "fragments"),
    [
        ("17-19 0-10", "Ada Marlow spoke in", [[0, 10], [17, 19]]),
        ("0-11 11-16", "Ada Marlow spoke", [[0, 10], [11, 16]]),
        ("0-5 5-10 17-19", "Ada Marlow spoke in", [[0, 10], [17, 19]]),
        ("0-10 0-3 17-19", "Ada Marlow spoke in", [[0, 10], [17, 19]]),
        ("0-16 4-10", "Ada Marlow spoke", []),
    ],
)
def test_stretches_are_stored_in_order_apart_and_without_outer_white_space(
    post: Post, person: Label, ranges: str, quote: str, fragments: list[list[int]]
) -> None:
    fields = span_fields(person)
    post(**fields)
    assert post(f"{fields['uid']}/", seen=1, ranges=ranges, note="x").status_code == 200
    span = Span.objects.get()
    assert (span.start, span.end, span.quote, span.fragments) == (0, len(quote), quote, fragments)


@pytest.mark.parametrize("ranges", ["0-3 10-11", "0-3 4-4", "0-3 10-4", "0-3 4-9999", "0-3 x-10", "0-3,4-10"])
def test_stretches_that_are_none_change_nothing(post: Post, person: Label, ranges: str) -> None:
    fields = span_fields(person)
    post(**fields)
    assert post(f"{fields['uid']}/", seen=1, ranges=ranges).status_code == 400
    assert (Span.objects.get().quote, Span.objects.get().version) == ("Ada Marlow", 1)


def test_a_span_of_another_kind_carries_neither_entity_nor_claim(
    post: Post, person: Label, claim: Label, task: Task, alice: User
) -> None:
    layer = make_assignment(task, alice)
    name, said = make_span(layer, person, "Ada Marlow"), make_span(layer, claim, "Ada Marlow spoke")
    name.link(Entity.make(person, "Ada Marlow", actor=alice), actor=alice, seen=1)
    said.describe({**Claim().snapshot(), "via": "AP"}, actor=alice, seen=1)
    assert post(f"{name.uid}/", seen=2, label=claim.pk).status_code == 200
    assert post(f"{said.uid}/", seen=2, label=person.pk).status_code == 200
    name.refresh_from_db()
    assert (name.label, name.entity) == (claim, None)
    assert all(each.is_blank for each in Claim.objects.all())


def test_a_note_is_taken_away_by_an_empty_one_and_kept_without_one(
    post: Post, person: Label, claim: Label
) -> None:
    fields = span_fields(person, note="first")
    post(**fields)
    post(f"{fields['uid']}/", seen=1, label=claim.pk)
    assert Span.objects.get().note == "first"
    post(f"{fields['uid']}/", seen=2, note="")
    assert Span.objects.get().note == ""


def test_a_change_of_an_older_version_is_a_conflict(post: Post, person: Label, claim: Label) -> None:
    fields = span_fields(person)
    post(**fields)
    post(f"{fields['uid']}/", seen=1, note="from one tab")
    answer = post(f"{fields['uid']}/", seen=1, note="from another")
    assert answer.status_code == 409
    assert Span.objects.get().note == "from one tab"
    assert post(f"{fields['uid']}/delete/", seen=1).status_code == 409
    assert Span.objects.exists()


def test_the_same_change_twice_counts_once(post: Post, person: Label) -> None:
    fields = span_fields(person)
    post(**fields)
    edit = uuid.uuid4()
    answers = [post(f"{fields['uid']}/", seen=1, note="why", edit=edit) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (Span.objects.get().version, Edit.objects.count()) == (2, 2)


def test_the_same_deletion_twice_counts_once(post: Post, person: Label) -> None:
    fields = span_fields(person)
    post(**fields)
    edit = uuid.uuid4()
    answers = [post(f"{fields['uid']}/delete/", seen=1, edit=edit) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (Span.objects.count(), Edit.objects.count()) == (0, 2)


def test_changing_what_is_gone_is_a_conflict(post: Post, person: Label) -> None:
    assert post(f"{uuid.uuid4()}/", seen=1, note="x").status_code == 409


def test_nobody_changes_somebody_elses_span(
    post: Post, person: Label, project: Any, task: Task, alice: User
) -> None:
    dora = User.objects.create_user("dora")
    Membership.objects.create(project=project, user=dora, role=Role.ANNOTATOR)
    fields = span_fields(person)
    post(**fields)
    assert post(f"{fields['uid']}/", as_user=dora, seen=1, note="mine now").status_code == 409
    assert post(f"{fields['uid']}/delete/", as_user=dora, seen=1).status_code == 409
    assert Span.objects.get().note == ""


def test_a_change_is_never_sent_under_another_login(post: Post, person: Label, bob: User) -> None:
    assert post(**span_fields(person, actor=bob.pk)).status_code == 403
    assert not Span.objects.exists()


@pytest.mark.parametrize("state", ["submitted", "accepted", "deferred", "declined"])
def test_work_that_is_handed_in_is_read_only(
    post: Post, person: Label, task: Task, alice: User, state: str
) -> None:
    layer = make_assignment(task, alice, state)
    span, gone = make_span(layer, person, "Veldt"), make_span(layer, person, "Monday")
    Assignment.objects.filter(pk=layer.pk).update(state=Assignment.State.IN_PROGRESS)
    post(f"{gone.uid}/delete/", seen=1)
    Assignment.objects.filter(pk=layer.pk).update(state=state)
    assert post(**span_fields(person)).status_code == 409
    assert post(f"{span.uid}/", seen=1, note="x").status_code == 409
    assert post(f"{span.uid}/delete/", seen=1).status_code == 409
    assert post(f"{gone.uid}/restore/").status_code == 409
    assert (Span.objects.get().uid, Span.objects.get().note) == (span.uid, "")


def test_reviewers_and_strangers_make_no_spans(post: Post, person: Label, bob: User, charlie: User) -> None:
    assert post(as_user=bob, **span_fields(person)).status_code == 403
    assert post(as_user=charlie, **span_fields(person)).status_code == 404


def test_signed_out_it_answers_401_to_htmx(task: Task, person: Label, client: Client) -> None:
    url = f"/projects/{task.project.slug}/articles/{task.article_id}/spans/"
    assert client.post(url, {}, **HTMX).status_code == 401


def test_without_javascript_it_goes_back_to_the_article(
    client_of: ClientOf, alice: User, task: Task, person: Label
) -> None:
    url = f"/projects/{task.project.slug}/articles/{task.article_id}/"
    answer = client_of(alice).post(f"{url}spans/", {"edit": uuid.uuid4(), **span_fields(person)})
    assert (answer.status_code, answer["Location"]) == (302, url)


@pytest.mark.parametrize("spans", [0, 40])
def test_a_save_takes_at_most_seven_queries_whatever_the_article_holds(
    statements: Statements, client_of: ClientOf, alice: User, task: Task, person: Label, spans: int
) -> None:
    layer = make_assignment(task, alice, Assignment.State.IN_PROGRESS)
    for _ in range(spans):
        make_span(layer, person, "Ada")
    mine = make_span(layer, person, "Veldt")
    client, url = client_of(alice), f"/projects/{task.project.slug}/articles/{task.article_id}/spans/"
    with statements(most=7):
        made = client.post(url, {"edit": uuid.uuid4(), **span_fields(person)}, **HTMX)
    with statements(most=7):
        changed = client.post(f"{url}{mine.uid}/", {"edit": uuid.uuid4(), "seen": 1, "note": "x"}, **HTMX)
    with statements(most=7):
        deleted = client.post(f"{url}{mine.uid}/delete/", {"edit": uuid.uuid4(), "seen": 2}, **HTMX)
    assert [made.status_code, changed.status_code, deleted.status_code] == [200, 200, 200]
