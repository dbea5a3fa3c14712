"""Two spans are joined and parted over HTTP, undone and done again, and never joined against the label."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from annotator.models import Assignment, Edit, Label, Project, Relation, Span, Task, User
from tests.conftest import ClientOf, Statements
from tests.factory import make_assignment, make_label, make_project, make_span
from tests.pages import HTMX

Post = Callable[..., Any]


@pytest.fixture
def layer(task: Task, alice: User) -> Assignment:
    return make_assignment(task, alice, Assignment.State.IN_PROGRESS)


@pytest.fixture
def said_by(project: Project, person: Label, claim: Label) -> Label:
    label = Label.objects.make_said_by(project)
    assert label is not None
    return label


@pytest.fixture
def ends(layer: Assignment, person: Label, claim: Label) -> tuple[Span, Span]:
    """What is said, and who says it."""
    return make_span(layer, claim, "She left on Monday"), make_span(layer, person, "Ada Marlow", 2)


@pytest.fixture
def post(client_of: ClientOf, alice: User, task: Task) -> Post:
    """Send a step of Alice's; `path` is what follows the article's address."""

    def post(path: str, as_user: User = alice, htmx: bool = True, **fields: Any) -> Any:
        url = f"/projects/{task.project.slug}/articles/{task.article_id}/{path}"
        headers = HTMX if htmx else {}
        return client_of(as_user).post(url, {"edit": uuid.uuid4(), **fields}, headers=headers)

    return post


def joined(label: Label, source: Span, target: Span, **fields: Any) -> dict[str, Any]:
    return {"uid": uuid.uuid4(), "label": label.pk, "source": source.uid, "target": target.uid, **fields}


def test_said_by_leads_from_claims_to_persons(said_by: Label, person: Label, claim: Label) -> None:
    assert list(said_by.from_labels.all()) == [claim]
    assert list(said_by.to_labels.all()) == [person]
    assert Label.objects.make_said_by(said_by.project) is None


def test_two_spans_are_joined_once(post: Post, said_by: Label, ends: tuple[Span, Span]) -> None:
    fields = joined(said_by, *ends)
    for _ in range(2):
        assert post("relations/", **fields).status_code == 200
    relation = Relation.objects.get()
    assert (relation.source, relation.target, relation.label) == (*ends, said_by)
    assert Edit.objects.filter(what="relation").count() == 1
    assert post("relations/", **joined(said_by, *ends)).status_code == 409


def test_ends_that_the_label_does_not_allow_are_refused_with_those_it_does(
    post: Post, said_by: Label, ends: tuple[Span, Span]
) -> None:
    claim, person = ends
    answer = post("relations/", **joined(said_by, person, claim))
    assert answer.status_code == 400
    assert "“said by” starts from Claim, not from Person." in answer.content.decode()
    assert post("relations/", **joined(said_by, claim, claim)).status_code == 400
    assert not Relation.objects.exists()


def test_a_label_without_ends_joins_any_two(post: Post, project: Project, ends: tuple[Span, Span]) -> None:
    label = make_label(project, "goes with", Label.Kind.RELATION)
    claim, person = ends
    assert post("relations/", **joined(label, person, claim)).status_code == 200


@pytest.mark.parametrize("kind", ["archived", "entity", "foreign"])
def test_a_label_that_is_not_offered_is_refused(
    post: Post, project: Project, person: Label, ends: tuple[Span, Span], kind: str
) -> None:
    foreign = make_project("other")
    label = {
        "archived": lambda: make_label(project, "old", Label.Kind.RELATION),
        "entity": lambda: person,
        "foreign": lambda: make_label(foreign, "theirs", Label.Kind.RELATION),
    }[kind]()
    if kind == "archived":
        label.archive()
    assert post("relations/", **joined(label, *ends)).status_code == 400
    assert not Relation.objects.exists()


def test_a_span_of_somebody_elses_layer_is_no_end(
    post: Post, said_by: Label, ends: tuple[Span, Span], task: Task, bob: User, person: Label
) -> None:
    theirs = make_span(make_assignment(task, bob), person, "Ada Marlow")
    assert post("relations/", **joined(said_by, ends[0], theirs)).status_code == 409
    assert not Relation.objects.exists()


def test_making_and_deleting_are_undone_and_done_again(
    post: Post, said_by: Label, ends: tuple[Span, Span]
) -> None:
    fields = joined(said_by, *ends)
    post("relations/", **fields)
    post("undo/")
    assert not Relation.objects.exists()
    post("redo/")
    assert Relation.objects.get().uid == fields["uid"]
    assert post(f"relations/{fields['uid']}/delete/").status_code == 200
    assert not Relation.objects.exists()
    assert post(f"relations/{fields['uid']}/delete/").status_code == 200
    post("undo/")
    assert Relation.objects.get().uid == fields["uid"]


def test_a_relation_that_never_was_is_not_deleted(post: Post, layer: Assignment) -> None:
    assert post(f"relations/{uuid.uuid4()}/delete/").status_code == 409


def test_a_span_takes_its_relations_with_it_and_brings_them_back(
    post: Post, said_by: Label, ends: tuple[Span, Span]
) -> None:
    claim, person = ends
    post("relations/", **joined(said_by, claim, person))
    assert post(f"spans/{person.uid}/delete/", seen=1).status_code == 200
    assert not Relation.objects.exists()
    assert post(f"spans/{person.uid}/restore/").status_code == 200
    relation = Relation.objects.get()
    assert (relation.source.uid, relation.target.uid) == (claim.uid, person.uid)
    post("undo/")
    assert not Relation.objects.exists()


def test_a_span_comes_back_without_a_relation_to_one_that_is_gone(
    post: Post, said_by: Label, ends: tuple[Span, Span]
) -> None:
    claim, person = ends
    post("relations/", **joined(said_by, claim, person))
    post(f"spans/{claim.uid}/delete/", seen=1)
    post(f"spans/{person.uid}/delete/", seen=1)
    assert post(f"spans/{claim.uid}/restore/").status_code == 200
    assert Span.objects.get().uid == claim.uid
    assert not Relation.objects.exists()


def test_one_undo_of_a_deletion_brings_span_and_relation_back(
    post: Post, said_by: Label, ends: tuple[Span, Span]
) -> None:
    post("relations/", **joined(said_by, *ends))
    post(f"spans/{ends[0].uid}/delete/", seen=1)
    post("undo/")
    assert Relation.objects.get().source.uid == ends[0].uid


def test_a_submitted_layer_takes_no_relation_and_loses_none(
    post: Post, project: Project, said_by: Label, ends: tuple[Span, Span], layer: Assignment
) -> None:
    post("relations/", **joined(said_by, *ends))
    relation = Relation.objects.get()
    Assignment.objects.update(state=Assignment.State.SUBMITTED)
    other = make_label(project, "goes with", Label.Kind.RELATION)
    assert post("relations/", **joined(other, *ends)).status_code == 409
    assert post(f"relations/{relation.uid}/delete/").status_code == 409
    assert Relation.objects.get() == relation


def test_the_panel_lists_them_from_both_ends(
    post: Post, client_of: ClientOf, alice: User, said_by: Label, ends: tuple[Span, Span], task: Task
) -> None:
    post("relations/", **joined(said_by, *ends))
    claim, person = ends
    for span, other, direction in ((claim, person, "out"), (person, claim, "in")):
        url = f"/projects/{task.project.slug}/articles/{task.article_id}/spans/{span.uid}/detail/"
        page = client_of(alice).get(url, headers=HTMX).content.decode()
        assert f'data-arc="{other.uid}" data-direction="{direction}"' in page


def test_on_another_layer_they_lead_to_that_layer(
    post: Post, client_of: ClientOf, alice: User, bob: User, said_by: Label, ends: tuple[Span, Span]
) -> None:
    post("relations/", **joined(said_by, *ends))
    claim = ends[0]
    task = claim.assignment.task
    article = f"/projects/{task.project.slug}/articles/{task.article_id}/"
    for user, layer in ((alice, ""), (bob, f"layer={claim.assignment.uid}&amp;")):
        page = client_of(user).get(f"{article}spans/{claim.uid}/detail/").content.decode()
        for span in ends:
            assert f'href="{article}?{layer}span={span.uid}"' in page


def test_they_are_joined_without_javascript_too(
    post: Post, client_of: ClientOf, alice: User, said_by: Label, ends: tuple[Span, Span], task: Task
) -> None:
    url = f"/projects/{task.project.slug}/articles/{task.article_id}/spans/{ends[0].uid}/detail/"
    page = client_of(alice).get(url).content.decode()
    assert f'<option value="{ends[1].uid}">' in page
    assert post("relations/", htmx=False, **joined(said_by, *ends)).status_code == 302
    assert Relation.objects.count() == 1


def test_joining_takes_few_statements_however_many_spans_there_are(
    client_of: ClientOf, alice: User, said_by: Label, ends: tuple[Span, Span], person: Label, task: Task,
    layer: Assignment, statements: Statements,
) -> None:  # fmt: skip
    for _ in range(20):
        make_span(layer, person, "Ada")
    client = client_of(alice)
    url = f"/projects/{task.project.slug}/articles/{task.article_id}/relations/"
    with statements(most=8):  # two of them are the sign-in's
        sent = {"edit": uuid.uuid4(), **joined(said_by, *ends)}
        assert client.post(url, sent, headers=HTMX).status_code == 200
    with statements(most=8):
        gone = f"{url}{sent['uid']}/delete/"
        assert client.post(gone, {"edit": uuid.uuid4()}, headers=HTMX).status_code == 200
    assert not Relation.objects.exists()
