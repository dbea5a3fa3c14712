"""Steps on the story are undone and done again."""

from uuid import uuid4

from annotator.models import Label, Role, Span, Statement, User
from tests.annotator.placing.conftest import Send, place, standing
from tests.annotator.stories import Desk, make_claim, make_placement, make_statement, make_story, send
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_label, make_member, make_project, make_span, make_task


def test_undo_on_the_story_leaves_the_spans_alone(
    as_alice: Send, desk: Desk, seven: Span, six: Span, injured: Statement, alice: User
) -> None:
    make_placement(six, injured)
    make_placement(seven, injured)
    seven.remove(actor=alice, seen=seven.version)
    # What stood of the seven went with their span; then comes what was placed before.
    assert [as_alice("undo/").status_code for _ in range(2)] == [409, 200]
    assert standing() == []
    assert list(Span.objects.values_list("uid", flat=True)) == [six.uid]


def test_deleting_a_claim_without_values_and_undoing_brings_its_placement_back(
    desk: Desk, injured: Statement, alice: User, claim: Label, client_of: ClientOf
) -> None:
    bare = make_claim(desk, "Radio", "The silo burnt", alice, claim)
    make_placement(bare, injured)
    Span.objects.get(pk=bare.pk).remove(actor=alice, seen=1)
    url = f"/projects/harbour/articles/{desk.article('Radio')}/undo/"
    assert send(client_of(alice), url).status_code == 200
    assert standing() == [("The", injured.text, "affirms")]


def test_the_same_undo_twice_undoes_once(as_alice: Send, seven: Span, six: Span, injured: Statement) -> None:
    for span in (seven, six):
        make_placement(span, injured)
    edit = uuid4()
    assert [as_alice("undo/", edit=edit).status_code for _ in range(2)] == [200, 200]
    assert standing() == [("Sev", injured.text, "affirms")]


def test_the_same_redo_twice_does_one_step_again(
    as_alice: Send, seven: Span, six: Span, injured: Statement
) -> None:
    for span in (seven, six):
        place(as_alice, span, statement=injured.pk)
    for _ in range(2):
        as_alice("undo/")
    edit = uuid4()
    assert [as_alice("redo/", edit=edit).status_code for _ in range(2)] == [200, 200]
    assert standing() == [("Sev", injured.text, "affirms")]


def test_undo_takes_ones_own_steps_alone(
    as_alice: Send, desk: Desk, injured: Statement, claim: Label, jonas: User
) -> None:
    make_placement(make_claim(desk, "Wire", "Seven workers", jonas, claim), injured)
    assert b"Nothing to undo." in as_alice("undo/").content
    assert len(standing()) == 1


def test_the_undo_of_somebody_else_is_another_one(
    as_alice: Send,
    desk: Desk,
    injured: Statement,
    seven: Span,
    claim: Label,
    jonas: User,
    client_of: ClientOf,
) -> None:
    make_placement(seven, injured)
    make_placement(make_claim(desk, "Blog", "seven workers", jonas, claim), injured)
    edit = uuid4()
    as_alice("undo/", edit=edit)
    assert send(client_of(jonas), f"{desk.url}undo/", edit=edit).status_code == 200
    assert standing() == []


def test_undo_reaches_into_no_other_story_and_no_other_project(
    as_alice: Send, desk: Desk, seven: Span, injured: Statement, alice: User
) -> None:
    make_placement(seven, injured)
    abroad = make_story(make_project("abroad"))  # The same story there.
    make_member(abroad.project, alice, Role.ANNOTATOR)
    for task in (make_task(desk.project, "Six were hurt.\n", story="Another one"), abroad.tasks["Radio"]):
        label = make_label(task.project, "Statement", Label.Kind.CLAIM)
        there = {"project": task.project, "story": task.article.story, "text": "elsewhere"}
        span = make_span(make_assignment(task, alice), label, task.current_version().text.strip())
        make_placement(span, Statement.objects.create(**there))
    assert as_alice("undo/").status_code == 200
    assert [text for _quote, text, _stance in standing()] == ["elsewhere", "elsewhere"]


def test_undo_passes_over_what_stood_under_a_statement_that_is_gone(
    as_alice: Send, seven: Span, injured: Statement, desk: Desk
) -> None:
    calm = make_statement(desk, "calm")
    place(as_alice, seven, statement=injured.pk)
    as_alice("read/", statement=calm.pk, article=desk.article("Wire"))
    assert as_alice(f"statements/{calm.pk}/delete/").status_code == 200
    # That it was read, and is not any more, is said not to come back; then comes what was placed before.
    assert [as_alice("undo/").status_code for _ in range(3)] == [409, 409, 200]
    assert standing() == []
    assert as_alice("redo/").status_code == 200
    assert standing() == [("Sev", injured.text, "affirms")]
    assert "Nothing to redo" in as_alice("redo/").content.decode()  # What led nowhere leads nowhere again.


def test_undo_leaves_what_somebody_merged(
    as_alice: Send, seven: Span, six: Span, injured: Statement, desk: Desk, bob: User
) -> None:
    twin = make_statement(desk, "the injured")
    place(as_alice, six, statement=injured.pk)
    place(as_alice, seven, statement=twin.pk)
    injured.absorb(twin, actor=bob)
    assert [as_alice("undo/").status_code for _ in range(2)] == [409, 200]
    assert standing() == [("Sev", injured.text, "affirms")]
