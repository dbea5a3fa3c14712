"""Cells and whole statements are marked as read."""

from uuid import uuid4

from annotator.models import Assignment, Reading, Span, Statement, User
from tests.annotator.placing.conftest import Send
from tests.annotator.stories import Desk, cells_of, make_placement, page_of
from tests.conftest import ClientOf
from tests.factory import make_assignment


def states(desk: Desk, alice: User) -> dict[str, str]:
    """The state of Alice's layer on each article that she has one on."""
    layers = Assignment.objects.filter(annotator=alice).select_related("task")
    by_task = {layer.task_id: layer.state for layer in layers}
    return {name: by_task[task.pk] for name, task in desk.tasks.items() if task.pk in by_task}


def test_one_cell_and_a_whole_statement_are_marked_read_and_undone(
    as_alice: Send, desk: Desk, injured: Statement, seven: Span, alice: User, client_of: ClientOf
) -> None:
    def cells() -> list[str]:
        return [cell.split()[0] for cell in cells_of(page_of(client_of(alice), desk.url), injured)]

    make_placement(seven, injured)
    as_alice("read/", statement=injured.pk, article=desk.article("Radio"))
    assert cells() == ["affirms", "unread", "unread", "silent"]
    for outlet in ("State TV", "Blog"):
        make_assignment(desk.tasks[outlet], alice, Assignment.State.IN_PROGRESS)
    edit = uuid4()
    assert [as_alice("read/", statement=injured.pk, edit=edit).status_code for _ in range(2)] == [200, 200]
    assert cells() == ["affirms", "silent", "silent", "silent"]
    as_alice("undo/")
    assert cells() == ["affirms", "unread", "unread", "silent"]
    as_alice("read/", statement=injured.pk, article=desk.article("Radio"), unread="1")
    assert cells() == ["affirms", "unread", "unread", "unread"]


def test_an_article_that_was_never_opened_is_read_only_if_it_is_named_and_is_then_begun(
    as_alice: Send, desk: Desk, injured: Statement, alice: User
) -> None:
    as_alice("read/", statement=injured.pk, article=desk.article("Radio"))
    assert states(desk, alice) == {"Radio": "in_progress"}
    make_assignment(desk.tasks["Wire"], alice)  # Given to her, and not begun.
    assert as_alice("read/", statement=injured.pk).status_code == 200
    assert list(injured.readings.values_list("assignment__task", flat=True)) == [desk.tasks["Radio"].pk]
    assert states(desk, alice) == {"Wire": "to_do", "Radio": "in_progress"}
    as_alice("read/", statement=injured.pk, article=desk.article("Wire"))
    assert states(desk, alice)["Wire"] == "in_progress"


def test_an_article_that_was_put_off_or_declined_is_read_only_if_it_is_named(
    as_alice: Send, desk: Desk, injured: Statement, alice: User
) -> None:
    """Else it would be silent on what nobody looked for."""
    for outlet, state in (("Wire", "deferred"), ("Blog", "declined"), ("Radio", "in_progress")):
        make_assignment(desk.tasks[outlet], alice, Assignment.State(state))
    read = injured.readings.order_by("pk").values_list("assignment__task", flat=True)
    assert as_alice("read/", statement=injured.pk).status_code == 200
    assert list(read.all()) == [desk.tasks["Radio"].pk]
    as_alice("read/", statement=injured.pk, article=desk.article("Wire"))
    assert list(read.all()) == [desk.tasks["Radio"].pk, desk.tasks["Wire"].pk]


def test_with_nothing_begun_there_is_nothing_that_was_read(
    as_alice: Send, desk: Desk, injured: Statement, alice: User
) -> None:
    answer = as_alice("read/", statement=injured.pk)
    assert answer.status_code == 409
    assert "You have begun no article of this story yet" in answer.content.decode()
    assert (
        as_alice("read/", statement=injured.pk, article=desk.article("Blog"), unread="1").status_code == 200
    )
    assert states(desk, alice) == {}


def test_work_handed_in_stays_handed_in_when_it_is_marked_read(
    as_alice: Send, desk: Desk, injured: Statement, alice: User
) -> None:
    make_assignment(desk.tasks["Radio"], alice, Assignment.State.SUBMITTED)
    for fields in ({}, {"article": desk.article("Radio")}):
        as_alice("read/", statement=injured.pk, **fields)
    assert injured.readings.count() == 1
    assert states(desk, alice) == {"Radio": "submitted"}


def test_an_article_of_another_story_is_not_marked(as_alice: Send, injured: Statement) -> None:
    assert as_alice("read/", statement=injured.pk, article=987654).status_code == 400
    assert not Reading.objects.exists()
