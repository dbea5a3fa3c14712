"""Claims placed, articles marked read, statements worded and judged, over HTTP: once, and undoable."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from lxml import html

from annotator.models import (
    Assignment,
    Edit,
    Event,
    Label,
    Placement,
    Project,
    Reading,
    Role,
    Span,
    Statement,
    User,
)
from tests.annotator.stories import (
    Desk,
    cells_of,
    make_claim,
    make_placement,
    make_reading,
    make_statement,
    make_story,
    page_of,
    people,
    send,
)
from tests.conftest import ClientOf, Statements
from tests.factory import make_assignment, make_member, make_user
from tests.pages import words

Send = Callable[..., Any]


@pytest.fixture
def desk(project: Any) -> Desk:
    return make_story(project)


@pytest.fixture
def injured(desk: Desk) -> Statement:
    return make_statement(desk)


@pytest.fixture
def seven(desk: Desk, alice: User, claim: Label) -> Span:
    return make_claim(desk, "Wire", "Seven workers were injured", alice, claim, **people(7))


@pytest.fixture
def six(desk: Desk, alice: User, claim: Label) -> Span:
    return make_claim(desk, "State TV", "Six workers were lightly injured", alice, claim, **people(6))


@pytest.fixture
def as_alice(desk: Desk, alice: User, client_of: ClientOf) -> Send:
    """Send a save of Alice's; `path` is what follows the story's address."""
    client = client_of(alice)
    return lambda path, **fields: send(client, f"{desk.url}{path}", **fields)


def place(as_alice: Send, span: Span, **fields: Any) -> Any:
    return as_alice("place/", **{"claim": span.uid, "uid": uuid4(), "stance": "affirms", **fields})


def rows_in(response: Any) -> list[int]:
    pieces = html.fromstring(response.content.decode())
    return [int(row.get("data-statement")) for row in pieces.cssselect("tr[data-statement]")]


def standing() -> list[tuple[str, str, str]]:
    found = Placement.objects.order_by("pk").values_list("claim__span__quote", "statement__text", "stance")
    return [(quote[:3], text, stance) for quote, text, stance in found]


def test_a_claim_is_placed_once_however_often_it_is_sent(
    as_alice: Send, seven: Span, injured: Statement
) -> None:
    fields = {"edit": uuid4(), "uid": uuid4(), "statement": injured.pk, "stance": "queries"}
    answers = [place(as_alice, seven, **fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert rows_in(answers[0]) == [injured.pk]
    assert standing() == [("Sev", injured.text, "queries")]
    assert Edit.objects.filter(what="placement").count() == 1


def test_a_claim_of_which_nothing_is_known_is_placed_too(
    as_alice: Send, desk: Desk, alice: User, claim: Label, injured: Statement
) -> None:
    bare = make_claim(desk, "Radio", "The silo burnt", alice, claim)
    assert place(as_alice, bare, statement=injured.pk).status_code == 200
    assert standing() == [("The", injured.text, "affirms")]
    bare.refresh_from_db()
    assert bare.version == 1


def test_a_statement_is_found_by_typing_it_whatever_its_case(
    as_alice: Send, seven: Span, injured: Statement
) -> None:
    assert place(as_alice, seven, typed="  Number of  workers INJURED").status_code == 200
    assert standing() == [("Sev", injured.text, "affirms")]


def test_a_typed_statement_that_is_not_there_is_told(as_alice: Send, seven: Span, injured: Statement) -> None:
    answer = place(as_alice, seven, typed="number of ships")
    assert (answer.status_code, answer["Content-Type"]) == (409, "text/plain")
    assert "No statement reads “number of ships”" in answer.content.decode()


def test_a_stance_is_never_guessed(as_alice: Send, seven: Span, injured: Statement) -> None:
    answer = place(as_alice, seven, statement=injured.pk, stance="")
    assert (answer.status_code, answer.content.decode()) == (
        400,
        "Choose how the claim stands to the statement.",
    )
    assert standing() == []


def test_a_new_statement_is_made_of_a_claim_once(as_alice: Send, seven: Span, desk: Desk) -> None:
    fields = {"edit": uuid4(), "uid": uuid4(), "new": "1", "wording": " number of workers  injured "}
    assert [place(as_alice, seven, **fields).status_code for _ in range(2)] == [200, 200]
    assert standing() == [("Sev", "number of workers injured", "affirms")]
    assert Statement.objects.get().story == desk.story
    assert Event.objects.filter(verb="statement made").count() == 1


def test_the_wording_of_a_new_statement_is_proposed(
    desk: Desk, seven: Span, alice: User, client_of: ClientOf
) -> None:
    page = page_of(client_of(alice), f"{desk.url}claims/{seven.uid}/")
    assert page.cssselect("#wording")[0].get("value") == "number of workers injured"


def test_statements_are_proposed_with_the_reason(
    desk: Desk, seven: Span, six: Span, injured: Statement, alice: User, client_of: ClientOf
) -> None:
    make_statement(desk, "weather at night")
    make_placement(seven, injured)
    page = page_of(client_of(alice), f"{desk.url}claims/{six.uid}/")
    [proposal] = page.cssselect(".proposal")
    assert injured.text in proposal.text_content()
    assert "another number of workers; same words: workers, injured" in proposal.text_content()
    similar = page_of(client_of(alice), f"{desk.url}statements/{injured.pk}/").cssselect(".may-belong li")
    assert ["Six workers were lightly injured" in found.text_content() for found in similar] == [True]


def test_twice_under_one_statement_is_a_conflict(as_alice: Send, seven: Span, injured: Statement) -> None:
    place(as_alice, seven, statement=injured.pk)
    answer = place(as_alice, seven, statement=injured.pk)
    assert answer.status_code == 409
    assert answer.content.decode() == "This claim stands under this statement already."


def test_a_claim_may_stand_under_two_statements(
    as_alice: Send, desk: Desk, seven: Span, injured: Statement
) -> None:
    place(as_alice, seven, statement=injured.pk)
    place(as_alice, seven, statement=make_statement(desk, "an attack took place").pk)
    assert len(standing()) == 2


def test_a_move_is_one_step_and_one_undo(as_alice: Send, desk: Desk, seven: Span, injured: Statement) -> None:
    placement = make_placement(seven, injured, "refutes")
    other = make_statement(desk, "an attack took place")
    answer = place(as_alice, seven, statement=other.pk, stance="refutes", moved=placement.uid)
    assert sorted(rows_in(answer)) == [injured.pk, other.pk]
    assert standing() == [("Sev", other.text, "refutes")]
    as_alice("undo/")
    assert standing() == [("Sev", injured.text, "refutes")]
    as_alice("redo/")
    assert standing() == [("Sev", other.text, "refutes")]


def test_a_stance_is_changed_and_taken_back(as_alice: Send, seven: Span, injured: Statement) -> None:
    placement = make_placement(seven, injured)
    assert as_alice(f"placements/{placement.uid}/", stance="refutes").status_code == 200
    assert standing() == [("Sev", injured.text, "refutes")]
    as_alice("undo/")
    assert standing() == [("Sev", injured.text, "affirms")]


def test_a_placement_is_taken_away_once_and_brought_back(
    as_alice: Send, seven: Span, injured: Statement
) -> None:
    placement = make_placement(seven, injured)
    edit = uuid4()
    answers = [as_alice(f"placements/{placement.uid}/delete/", edit=edit) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert standing() == []
    assert as_alice(f"placements/{placement.uid}/delete/").status_code == 409
    as_alice("undo/")
    assert standing() == [("Sev", injured.text, "affirms")]


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


def states(desk: Desk, alice: User) -> dict[str, str]:
    """The state of Alice's layer on each article that she has one on."""
    layers = Assignment.objects.filter(annotator=alice).select_related("task")
    by_task = {layer.task_id: layer.state for layer in layers}
    return {name: by_task[task.pk] for name, task in desk.tasks.items() if task.pk in by_task}


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


def test_work_handed_in_is_still_compared(as_alice: Send, seven: Span, injured: Statement) -> None:
    Assignment.objects.update(state=Assignment.State.ACCEPTED)
    assert place(as_alice, seven, statement=injured.pk).status_code == 200
    assert Assignment.objects.get().state == Assignment.State.ACCEPTED


def test_undo_on_the_story_leaves_the_spans_alone(
    as_alice: Send, desk: Desk, seven: Span, six: Span, injured: Statement, alice: User
) -> None:
    make_placement(six, injured)
    make_placement(seven, injured)
    seven.remove(actor=alice, seen=seven.version)
    as_alice("undo/")
    assert not Span.objects.filter(pk=seven.pk).exists()
    assert Span.objects.filter(pk=six.pk).exists()


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


def test_undo_takes_ones_own_steps_alone(
    as_alice: Send, desk: Desk, injured: Statement, claim: Label
) -> None:
    jonas = make_member(desk.project, make_user("jonas"), Role.ANNOTATOR)
    make_placement(make_claim(desk, "Wire", "Seven workers", jonas, claim), injured)
    assert b"Nothing to undo." in as_alice("undo/").content
    assert len(standing()) == 1


def test_another_ones_claims_and_placements_are_not_to_touch(
    as_alice: Send, desk: Desk, injured: Statement, claim: Label
) -> None:
    jonas = make_member(desk.project, make_user("jonas"), Role.ANNOTATOR)
    theirs = make_claim(desk, "Wire", "Seven workers", jonas, claim)
    placement = make_placement(theirs, injured)
    assert place(as_alice, theirs, statement=make_statement(desk, "other").pk).status_code == 409
    assert as_alice(f"placements/{placement.uid}/", stance="refutes").status_code == 409
    assert as_alice(f"placements/{placement.uid}/delete/").status_code == 409
    assert standing() == [("Sev", injured.text, "affirms")]


def test_a_statement_of_another_story_is_gone_from_here(
    as_alice: Send, desk: Desk, seven: Span, charlie: User
) -> None:
    elsewhere = make_story(charlie.projects.all()[0])
    theirs = make_statement(elsewhere, "their secret")
    answer = place(as_alice, seven, statement=theirs.pk)
    assert answer.status_code == 409
    assert b"secret" not in answer.content
    for path in ("rename/", "judge/"):
        assert as_alice(f"statements/{theirs.pk}/{path}", seen=1, text="mine").status_code in (403, 409)
    as_alice(f"statements/{theirs.pk}/delete/")
    as_alice("read/", statement=theirs.pk)
    theirs.refresh_from_db()
    assert theirs.text == "their secret"
    assert not Reading.objects.exists()


def test_an_article_of_another_story_is_not_marked(as_alice: Send, injured: Statement) -> None:
    assert as_alice("read/", statement=injured.pk, article=987654).status_code == 400
    assert not Reading.objects.exists()


def test_a_wording_is_for_everyone_and_changed_on_what_was_seen(
    as_alice: Send, desk: Desk, injured: Statement, bob: User, client_of: ClientOf
) -> None:
    url = f"statements/{injured.pk}/rename/"
    assert as_alice(url, seen=1, text="how many were hurt").status_code == 200
    assert as_alice(url, seen=1, text="how many were hurt").status_code == 200
    late = send(client_of(bob), f"{desk.url}{url}", seen=1, text="the injured")
    assert late.status_code == 409
    assert b"Somebody else changed this statement" in late.content
    injured.refresh_from_db()
    assert (injured.text, injured.version) == ("how many were hurt", 2)
    [event] = Event.objects.filter(verb="statement renamed")
    assert event.data["before"] == "number of workers injured"


def test_two_statements_of_one_wording_are_refused(as_alice: Send, desk: Desk, injured: Statement) -> None:
    make_statement(desk, "taken")
    answer = as_alice(f"statements/{injured.pk}/rename/", seen=1, text="taken")
    assert answer.status_code == 409
    assert answer.content.decode() == "Another statement of this story has this wording."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Wording: This field is required."),
        ("\u200b\u202e", "Wording: None of these characters can be seen."),
    ],
)
def test_a_wording_that_shows_nothing_is_refused(
    as_alice: Send, injured: Statement, seven: Span, text: str, why: str
) -> None:
    answer = as_alice(f"statements/{injured.pk}/rename/", seen=1, text=text)
    assert (answer.status_code, answer.content.decode()) == (400, why)
    new = place(as_alice, seven, new="1", wording=text)
    assert new.status_code == 400
    assert "__all__" not in new.content.decode()
    assert Statement.objects.get() == injured


def test_only_an_empty_statement_is_deleted(
    as_alice: Send, desk: Desk, seven: Span, injured: Statement, alice: User
) -> None:
    placement = make_placement(seven, injured)
    assert as_alice(f"statements/{injured.pk}/delete/").status_code == 409
    placement.drop(actor=alice)
    make_reading(desk, "Radio", injured, alice)
    answers = [as_alice(f"statements/{injured.pk}/delete/") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert f'data-gone="{injured.pk}"' in answers[0].content.decode()
    assert not Statement.objects.exists()
    assert as_alice("undo/").status_code == 409  # The reading's statement is gone.


def test_another_ones_reading_keeps_a_statement(as_alice: Send, desk: Desk, injured: Statement) -> None:
    jonas = make_member(desk.project, make_user("jonas"), Role.ANNOTATOR)
    make_reading(desk, "Radio", injured, jonas)
    assert as_alice(f"statements/{injured.pk}/delete/").status_code == 409


@pytest.mark.parametrize("is_used", [False, True])
def test_where_annotators_work_blind_none_deletes_a_statement_whatever_stands_under_it(
    as_alice: Send, desk: Desk, injured: Statement, alice: User, bob: User, client_of: ClientOf, is_used: bool
) -> None:
    Project.objects.update(is_blind=True)
    if is_used:
        jonas = make_member(desk.project, make_user("jonas"), Role.ANNOTATOR)
        make_reading(desk, "Radio", injured, jonas)
    url = f"{desk.url}statements/{injured.pk}/"
    assert "Delete this statement" not in client_of(alice).get(url).content.decode()
    answer = as_alice(f"statements/{injured.pk}/delete/")
    assert answer.status_code == 403
    assert "a reviewer or a manager deletes them" in answer.content.decode()
    assert Statement.objects.exists()
    assert "Delete this statement" in client_of(bob).get(url).content.decode()
    answer = send(client_of(bob), f"{url}delete/")
    assert answer.status_code == (409 if is_used else 200)


def test_a_verdict_is_the_reviewers(
    as_alice: Send, desk: Desk, injured: Statement, bob: User, client_of: ClientOf
) -> None:
    url = f"statements/{injured.pk}/judge/"
    fields = {"seen": 1, "verdict": "conflicting", "justification": "Two hospitals, two lists."}
    assert as_alice(url, **fields).status_code == 403
    client = client_of(bob)
    answers = [send(client, f"{desk.url}{url}", **fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    injured.refresh_from_db()
    assert (injured.verdict, injured.judged_by) == ("conflicting", bob)
    assert Event.objects.get(verb="statement judged").data["justification"] == "Two hospitals, two lists."
    assert "Conflicting evidence – Two hospitals, two lists." in page_of(client, desk.url).text_content()
    assert send(client, f"{desk.url}{url}", seen=1, verdict="refuted").status_code == 409
    refused = send(client, f"{desk.url}{url}", seen=2, verdict="", justification="Another reason.")
    assert refused.status_code == 409
    assert refused.content.decode() == "Choose a verdict too: reasons without one are not kept."
    kept = {"verdict": "", "justification": "Two hospitals, two lists."}
    assert send(client, f"{desk.url}{url}", seen=2, **kept).status_code == 200
    injured.refresh_from_db()
    assert (injured.verdict, injured.justification, injured.judged_by) == ("", "", None)


def test_a_plain_form_goes_back_to_the_row_and_is_told_there(
    desk: Desk, seven: Span, injured: Statement, alice: User, client_of: ClientOf
) -> None:
    client = client_of(alice)
    fields = {
        "edit": uuid4(),
        "uid": uuid4(),
        "claim": seven.uid,
        "statement": injured.pk,
        "stance": "affirms",
    }
    answer = client.post(f"{desk.url}place/?show=contested", fields)
    assert answer["Location"] == f"{desk.url}?show=contested&at={injured.pk}#statement-{injured.pk}"
    again = client.post(f"{desk.url}place/", {**fields, "edit": uuid4(), "uid": uuid4()}, follow=True)
    assert "This claim stands under this statement already." in again.content.decode()


def test_a_save_made_by_somebody_else_is_refused(
    as_alice: Send, seven: Span, injured: Statement, bob: User
) -> None:
    assert place(as_alice, seven, statement=injured.pk, actor=bob.pk).status_code == 403
    assert standing() == []


def test_each_answer_brings_the_numbers_of_the_whole_page(
    as_alice: Send, seven: Span, six: Span, desk: Desk, alice: User, client_of: ClientOf
) -> None:
    def numbered(answer: Any) -> list[Any]:
        found: list[Any] = html.fromstring(answer.content.decode()).cssselect("[data-numbers] [id]")
        return found

    def numbers(answer: Any) -> list[str]:
        return [words(one) for one in numbered(answer)]

    first = place(as_alice, seven, new="1", wording="number of workers injured")
    assert numbers(first)[:3] == [
        "4 articles · 1 statement · 0 contested · your own reading",
        "1 claim placed",
        "0 claims placed",
    ]
    second = numbers(place(as_alice, six, typed="number of workers injured"))
    assert second[0] == "4 articles · 1 statement · 1 contested · your own reading"
    assert second[2] == "1 claim placed"
    other = make_statement(desk, "calm")
    gone = numbers(as_alice(f"statements/{other.pk}/delete/"))
    assert gone[0] == second[0]
    page = page_of(client_of(alice), desk.url)
    assert {one.get("id") for one in numbered(first)} <= {one.get("id") for one in page.cssselect("[id]")}


def test_a_save_takes_as_many_queries_in_a_large_story(
    as_alice: Send,
    desk: Desk,
    seven: Span,
    six: Span,
    injured: Statement,
    claim: Label,
    statements: Statements,
) -> None:
    with statements(most=11):
        place(as_alice, seven, statement=injured.pk)
    for number in range(6):
        jonas = make_member(desk.project, make_user(f"jonas{number}"), Role.ANNOTATOR)
        other = make_statement(desk, f"other {number}")
        make_placement(make_claim(desk, "Wire", "Seven", jonas, claim), other)
    with statements(most=11):
        place(as_alice, six, statement=injured.pk)
    with statements(most=16):
        as_alice("read/", statement=injured.pk)


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
