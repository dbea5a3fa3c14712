"""Undo and redo over HTTP: in order, once however often they are sent, never over later work."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

from annotator.models import (
    Assignment,
    Entity,
    Label,
    Placement,
    Project,
    Span,
    Statement,
    Task,
    User,
)
from annotator.undo import undo
from articles.models import Story
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_span, make_task
from tests.pages import HTMX, words

Post = Callable[..., Any]


@pytest.fixture
def layer(task: Task, alice: User) -> Assignment:
    return make_assignment(task, alice, Assignment.State.IN_PROGRESS)


@pytest.fixture
def post(client_of: ClientOf, alice: User, task: Task) -> Post:
    """Send a step of Alice's; `path` is what follows the article's address."""

    def post(path: str, as_user: User = alice, **fields: Any) -> Any:
        url = f"/projects/{task.project.slug}/articles/{task.article_id}/{path}"
        client = client_of(as_user)
        return client.post(url, {"edit": uuid.uuid4(), **fields}, headers=HTMX)

    return post


def quotes() -> list[str]:
    return list(Span.objects.order_by("pk").values_list("quote", flat=True))


def test_making_is_undone_and_done_again_with_the_same_uid(
    post: Post, layer: Assignment, person: Label
) -> None:
    uid = make_span(layer, person, "Ada Marlow").uid
    assert b"Undone: Ada Marlow" in post("undo/").content
    assert quotes() == []
    post("redo/")
    assert Span.objects.get().uid == uid


def test_the_same_undo_twice_undoes_once(post: Post, layer: Assignment, person: Label) -> None:
    make_span(layer, person, "Ada Marlow")
    make_span(layer, person, "Veldt")
    edit = uuid.uuid4()
    assert [post("undo/", edit=edit).status_code for _ in range(2)] == [200, 200]
    assert quotes() == ["Ada Marlow"]


def test_the_same_redo_twice_does_it_once(post: Post, layer: Assignment, person: Label) -> None:
    make_span(layer, person, "Ada Marlow")
    make_span(layer, person, "Veldt")
    post("undo/")
    post("undo/")
    edit = uuid.uuid4()
    assert [post("redo/", edit=edit).status_code for _ in range(2)] == [200, 200]
    assert quotes() == ["Ada Marlow"]


def test_a_long_row_of_steps_is_walked_back_and_forth(
    post: Post, layer: Assignment, person: Label, claim: Label, alice: User
) -> None:
    span = make_span(layer, person, "Ada Marlow")
    span.change(actor=alice, seen=1, label=claim)
    span.change(actor=alice, seen=2, ranges=[(0, 3)])
    span.change(actor=alice, seen=3, note="why")
    span.remove(actor=alice, seen=4)

    def state() -> tuple[str, str, str] | None:
        found = Span.objects.select_related("label").first()
        return (found.label.name, found.quote, found.note) if found else None

    states = [None, ("Claim", "Ada", "why"), ("Claim", "Ada", ""), ("Claim", "Ada Marlow", "")]
    states += [("Person", "Ada Marlow", ""), None]
    walked = [state()]
    for _ in range(5):
        post("undo/")
        walked.append(state())
    assert walked == states
    for _ in range(5):
        post("redo/")
        walked.append(state())
    assert walked[5:] == states[::-1]


def test_a_new_step_ends_redoing_even_if_it_was_undone_itself(
    post: Post, layer: Assignment, person: Label
) -> None:
    for quote in ("Ada Marlow", "Veldt"):
        make_span(layer, person, quote)
        post("undo/")
    assert b"Done again: Veldt" in post("redo/").content
    assert b"Nothing to redo" in post("redo/").content
    assert quotes() == ["Veldt"]


def test_what_is_told_of_a_span_of_stretches_is_what_the_span_says(
    post: Post, layer: Assignment, person: Label, alice: User
) -> None:
    text = layer.version.text
    ranges = [(text.index(words), text.index(words) + len(words)) for words in ("Ada", "Veldt")]
    span = make_span(layer, person, "Ada")
    span.change(actor=alice, seen=1, ranges=ranges)
    assert "Undone: Ada." in post("undo/").content.decode()
    assert "Done again: Ada … Veldt." in post("redo/").content.decode()
    span.refresh_from_db()
    span.remove(actor=alice, seen=span.version)
    assert "Brought back: Ada … Veldt<" in post(f"spans/{span.uid}/restore/").content.decode()


def test_with_nothing_to_undo_it_says_so(post: Post, layer: Assignment) -> None:
    assert b"Nothing to undo." in post("undo/").content
    assert b"Nothing to redo." in post("redo/").content


@pytest.mark.parametrize("step", ["undo", "redo"])
def test_nothing_to_undo_begins_no_work(
    step: str, project: Project, alice: User, client_of: ClientOf
) -> None:
    """Somebody who has work there would keep the article from others, and in the text that it has now."""
    task = make_task(project)
    path = f"/projects/{project.slug}/articles/{task.article_id}/{step}/"
    answer = client_of(alice).post(path, {"edit": uuid.uuid4()}, headers=HTMX)
    assert f"Nothing to {step}." in answer.content.decode()
    assert not Assignment.objects.filter(task=task).exists()


def test_a_batch_is_one_step_in_all_its_layers(
    post: Post, layer: Assignment, person: Label, project: Project, alice: User
) -> None:
    other = make_assignment(make_task(project, "Ada Marlow again.\n"), alice, Assignment.State.IN_PROGRESS)
    make_span(layer, person, "Veldt")
    batch = uuid.uuid4()
    for there in (layer, other):
        make_span(there, person, "Ada Marlow", batch=batch)
    post("undo/")
    assert quotes() == ["Veldt"]
    post("redo/")
    assert quotes() == ["Veldt", "Ada Marlow", "Ada Marlow"]


def test_a_step_that_reached_into_another_article_alone_is_undone_once_and_done_again_in_order(
    post: Post, layer: Assignment, person: Label, project: Project, alice: User
) -> None:
    other = make_assignment(make_task(project, "Ada Marlow again.\n"), alice, Assignment.State.IN_PROGRESS)
    make_span(layer, person, "Veldt")
    make_span(other, person, "Ada Marlow", batch=uuid.uuid4())
    other.edits.mark_begun(layer)
    edit = uuid.uuid4()
    for _ in range(2):
        assert "Undone: Ada Marlow" in post("undo/", edit=edit).content.decode()
    assert quotes() == ["Veldt"]
    assert "Undone: Veldt" in post("undo/").content.decode()
    assert "Done again: Veldt" in post("redo/").content.decode()
    assert "Done again: Ada Marlow" in post("redo/").content.decode()


@pytest.fixture
def elsewhere(layer: Assignment, person: Label, project: Project, alice: User) -> Span:
    """A span in another article, of a batch with one here."""
    other = make_assignment(make_task(project, "Ada Marlow again.\n"), alice, Assignment.State.IN_PROGRESS)
    batch = uuid.uuid4()
    make_span(layer, person, "Ada Marlow", batch=batch)
    return make_span(other, person, "Ada Marlow", batch=batch)


@pytest.mark.parametrize("since", ["handed in", "changed"])
def test_of_a_batch_stays_what_is_handed_in_or_changed_in_another_article(
    post: Post, layer: Assignment, elsewhere: Span, alice: User, since: str
) -> None:
    if since == "changed":
        elsewhere.change(actor=alice, seen=1, note="sure")
    else:
        Assignment.objects.filter(pk=elsewhere.assignment_id).update(state=Assignment.State.SUBMITTED)
    answer = post("undo/")
    assert answer.status_code == 200
    assert "Undone: Ada Marlow. 1 place in another article stays" in answer.content.decode()
    assert [span.pk for span in Span.objects.all()] == [elsewhere.pk]
    # The steps before are reached, and what stays is a step of its own article.
    assert "Nothing to undo" in post("undo/").content.decode()
    Assignment.objects.update(state=Assignment.State.IN_PROGRESS)
    there = elsewhere.assignment.edits
    while (step := there.to_undo(alice)) is not None:
        undo(elsewhere.assignment, alice, uuid.uuid4())
        step.refresh_from_db()
        assert step.is_undone
    assert quotes() == []
    post("redo/")
    assert quotes() == ["Ada Marlow"]


def test_what_was_deleted_before_the_undo_is_not_made_by_the_redo(
    post: Post, elsewhere: Span, alice: User
) -> None:
    elsewhere.remove(actor=alice, seen=1)
    for step, left in (("undo/", []), ("redo/", ["Ada Marlow"])):
        assert post(step).status_code == 200
        assert quotes() == left
    # There, too, the steps before are reached: what was deleted comes back.
    undo(elsewhere.assignment, alice, uuid.uuid4())
    assert Span.objects.filter(uid=elsewhere.uid).exists()


def test_submitted_work_is_not_undone(post: Post, layer: Assignment, person: Label) -> None:
    make_span(layer, person, "Ada Marlow")
    Assignment.objects.update(state=Assignment.State.SUBMITTED)
    assert post("undo/").status_code == 409
    assert quotes() == ["Ada Marlow"]


def test_what_a_client_still_holds_of_a_span_brought_back_is_a_conflict(
    post: Post, layer: Assignment, person: Label, alice: User
) -> None:
    span = make_span(layer, person, "Ada Marlow")
    span.remove(actor=alice, seen=1)
    post("undo/")
    assert post(f"spans/{span.uid}/", seen=1, note="from before").status_code == 409


def test_a_deleted_span_is_brought_back_once(
    post: Post, layer: Assignment, person: Label, alice: User
) -> None:
    span = make_span(layer, person, "Ada Marlow")
    span.remove(actor=alice, seen=1)
    edit = uuid.uuid4()
    answers = [post(f"spans/{span.uid}/restore/", edit=edit) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert quotes() == ["Ada Marlow"]
    assert post(f"spans/{span.uid}/restore/").status_code == 409


@pytest.mark.parametrize("by", ["undo", "the list"])
def test_a_deleted_span_comes_back_without_the_entity_that_was_deleted_since(
    post: Post, layer: Assignment, person: Label, alice: User, by: str
) -> None:
    marlow = Entity.make(person, "Ada Marlow", actor=alice)
    span = make_span(layer, person, "Ada Marlow", entity=marlow)
    span.remove(actor=alice, seen=1)
    marlow.delete()
    answer = post("undo/" if by == "undo" else f"spans/{span.uid}/restore/")
    assert answer.status_code == 200
    again = Span.objects.get()
    assert (again.quote, again.uid, again.entity) == ("Ada Marlow", span.uid, None)
    if by == "the list":
        assert "An entity that it named was deleted since." in answer.content.decode()
        return
    assert post("redo/").status_code == 200
    assert quotes() == []


@pytest.mark.parametrize("by", ["undo", "the list"])
def test_a_deleted_claim_comes_back_without_the_claimant_who_was_deleted_since(
    post: Post, layer: Assignment, person: Label, claim: Label, alice: User, by: str
) -> None:
    veldt = Entity.make(person, "Veldt", actor=alice)
    span = make_span(layer, claim, "Ada Marlow")
    said = {"certainty": "probable", "claimant_name": "Veldt"}
    assert post(f"spans/{span.uid}/claim/", seen=span.version, **said).status_code == 200
    span = Span.objects.get()
    assert span.claim.claimant == veldt
    span.remove(actor=alice, seen=span.version)
    veldt.delete()
    assert post("undo/" if by == "undo" else f"spans/{span.uid}/restore/").status_code == 200
    again = Span.objects.get().claim
    assert (again.certainty, again.claimant) == ("probable", None)
    if by == "undo":
        assert post("redo/").status_code == 200
        assert quotes() == []


@pytest.mark.parametrize("certainty", ["probable", ""])
def test_all_steps_of_a_claim_are_undone_and_redone_though_its_claimant_was_deleted_since(
    post: Post, layer: Assignment, person: Label, claim: Label, alice: User, certainty: str
) -> None:
    veldt = Entity.make(person, "Veldt", actor=alice)
    url = f"spans/{make_span(layer, claim, 'Ada Marlow').uid}/"
    assert post(f"{url}claim/", seen=1, certainty=certainty, claimant_name="Veldt").status_code == 200
    assert post(url, seen=2, note="sure?").status_code == 200
    assert post(f"{url}delete/", seen=3).status_code == 200
    veldt.delete()
    for _ in range(2):
        assert [post("undo/").status_code for _ in range(4)] == [200] * 4
        assert quotes() == []
        assert [post("redo/").status_code for _ in range(4)] == [200] * 4
        assert quotes() == []


def test_the_list_of_deleted_spans_holds_what_is_gone_alone(
    client_of: ClientOf, layer: Assignment, person: Label, alice: User, task: Task
) -> None:
    kept, gone, back = (make_span(layer, person, words) for words in ("Ada Marlow", "Veldt", "Monday"))
    gone.remove(actor=alice, seen=1)
    back.remove(actor=alice, seen=1)
    undo(layer, alice, uuid.uuid4())
    page = client_of(alice).get(f"/projects/harbour/articles/{task.article_id}/spans/deleted/")
    assert b"Veldt" in page.content
    assert kept.quote.encode() not in page.content
    assert back.quote.encode() not in page.content


def test_without_a_script_one_after_the_other_is_brought_back(
    client_of: ClientOf, layer: Assignment, person: Label, alice: User, task: Task
) -> None:
    """The page is gone back to, so that its forms are sent as they were."""
    for quote in ("Ada Marlow", "Veldt"):
        make_span(layer, person, quote).remove(actor=alice, seen=1)
    client = client_of(alice)
    page = client.get(f"/projects/harbour/articles/{task.article_id}/spans/deleted/").content.decode()
    for form in html.fromstring(page).cssselect(".history form"):
        assert client.post(form.get("action"), dict(form.form_values())).status_code == 302
    assert {span.quote for span in Span.objects.all()} == {"Ada Marlow", "Veldt"}


def test_what_went_with_a_span_is_not_in_the_list_of_deleted_spans(
    client_of: ClientOf, post: Post, layer: Assignment, claim: Label, alice: User, task: Task
) -> None:
    story = Story.objects.create(title="Harbour")
    statement = Statement.objects.create(project=task.project, story=story, text="who came")
    span = make_span(layer, claim, "Ada Marlow")
    placement = Placement.of(span, statement, Placement.Stance.AFFIRMS)
    placement.add(actor=alice)
    span.remove(actor=alice, seen=1)
    page = client_of(alice).get(f"/projects/harbour/articles/{task.article_id}/spans/deleted/")
    assert page.status_code == 200
    assert page.content.count(b"/restore/") == 1
    assert post(f"spans/{placement.uid}/restore/").status_code == 409
    history = f"/projects/harbour/articles/{task.article_id}/spans/{placement.uid}/history/"
    assert client_of(alice).get(history).status_code == 200


def test_a_claim_given_a_label_of_entities_comes_back_with_its_placements_in_one_step(
    post: Post, layer: Assignment, claim: Label, person: Label, alice: User, task: Task
) -> None:
    story = Story.objects.create(title="Harbour")
    statement = Statement.objects.create(project=task.project, story=story, text="who came")
    span = make_span(layer, claim, "Ada Marlow")
    Placement.of(span, statement, Placement.Stance.QUERIES).add(actor=alice)
    assert post(f"spans/{span.uid}/", label=person.pk, seen=1).status_code == 200
    assert not Placement.objects.exists()
    post("undo/")
    assert Span.objects.get().label == claim
    assert Placement.objects.get().stance == Placement.Stance.QUERIES
    post("redo/")
    assert Span.objects.get().label == person
    assert not Placement.objects.exists()


def test_history_tells_which_stretches_a_span_had(
    project: Project, person: Label, alice: User, client_of: ClientOf
) -> None:
    task = make_task(project, "Ada, she said, Marlow.\n")
    layer = make_assignment(task, alice, Assignment.State.IN_PROGRESS)
    span = make_span(layer, person, "Ada, she said, Marlow")
    span.change(actor=alice, seen=1, ranges=[(0, 3), (15, 21)])
    address = f"/projects/{project.slug}/articles/{task.article_id}/spans/{span.uid}/history/"
    page = html.fromstring(client_of(alice).get(address).content.decode())
    assert words(page.cssselect(".history ins")[0]) == "Ada … Marlow"


def test_history_is_shown_to_whom_the_layer_is(
    client_of: ClientOf, layer: Assignment, person: Label, alice: User, bob: User, task: Task
) -> None:
    span = make_span(layer, person, "Ada Marlow")
    url = f"/projects/harbour/articles/{task.article_id}/spans/{span.uid}/history/"
    assert b"Ada Marlow" in client_of(alice).get(url).content
    assert b"Ada Marlow" not in client_of(bob).get(url).content
    assert b"Ada Marlow" in client_of(bob).get(f"{url}?layer={layer.uid}").content
    for malformed in ("", "x", "9" * 40):
        assert client_of(bob).get(f"{url}?layer={malformed}").status_code == 404


def test_history_tells_what_was_linked_and_described(
    client_of: ClientOf, layer: Assignment, person: Label, claim: Label, alice: User, task: Task
) -> None:
    marlow = Entity.make(person, "Ada Marlow", actor=alice)
    span = make_span(layer, claim, "Ada Marlow")
    where = f"/projects/harbour/articles/{task.article_id}/spans/{span.uid}/"
    client = client_of(alice)
    described = {"certainty": "probable", "quantity": "7 people", "claimant_name": "Ada Marlow"}
    for fields in (described, {"certainty": "possible"}):
        span.refresh_from_db()
        sent = {"edit": str(uuid.uuid4()), "seen": span.version, **fields}
        assert client.post(f"{where}claim/", sent, follow=True).status_code == 200
    last, first, _made = html.fromstring(client.get(f"{where}history/").content.decode()).cssselect("ol li")
    assert "Certainty probable possible" in words(last)
    assert "Quantity" not in words(last)
    for told in ("Certainty probable", "Quantity 7 people", f"Claimant {marlow.name}"):
        assert told in words(first)
