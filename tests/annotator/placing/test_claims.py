"""A claim is placed under a statement, over HTTP: once, by its owner, with a stance."""

from typing import Any
from uuid import uuid4

from lxml import html

from annotator.models import Assignment, Edit, Entity, Event, Label, Reading, Role, Span, Statement, User
from tests.annotator.placing.conftest import Send, place, rows_in, standing
from tests.annotator.stories import Desk, make_claim, make_placement, make_statement, make_story, page_of
from tests.conftest import ClientOf, Statements
from tests.factory import make_assignment, make_member, make_span, make_task, make_user
from tests.pages import words


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


def test_without_a_script_both_forms_of_the_panel_count_one_after_the_other(
    desk: Desk, seven: Span, injured: Statement, alice: User, client_of: ClientOf
) -> None:
    """Back leads to the same page, with the same hidden fields."""
    client = client_of(alice)
    page = page_of(client, f"{desk.url}claims/{seven.uid}/")
    placing, making = (dict(form.form_values()) for form in page.forms if "place/" in form.action)
    client.post(f"{desk.url}place/", {**placing, "statement": injured.pk, "stance": "affirms"})
    client.post(f"{desk.url}place/", {**making, "wording": "workers at the port"})
    assert [text for _quote, text, _stance in standing()] == [injured.text, "workers at the port"]


def test_a_name_in_the_last_stretch_of_a_claim_leads_to_a_statement(
    desk: Desk, seven: Span, alice: User, claim: Label, person: Label, client_of: ClientOf
) -> None:
    port = Entity.make(person, "Port of Veldt", actor=alice)
    burnt = make_claim(desk, "Radio", "The silo burnt", alice, claim)
    make_placement(burnt, make_statement(desk, "weather at night"))
    make_span(burnt.assignment, person, "silo", entity=port)
    text = seven.assignment.version.text
    make_span(seven.assignment, person, "the port", entity=port)
    ranges = [(0, len("Seven")), (text.index("at the port"), len(seven.quote) + len(" at the port"))]
    seven.change(actor=alice, seen=seven.version, ranges=ranges)
    page = page_of(client_of(alice), f"{desk.url}claims/{seven.uid}/")
    [proposal] = page.cssselect(".proposal")
    assert "Port of Veldt" in proposal.text_content()


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


def test_work_handed_in_is_still_compared(as_alice: Send, seven: Span, injured: Statement) -> None:
    Assignment.objects.update(state=Assignment.State.ACCEPTED)
    assert place(as_alice, seven, statement=injured.pk).status_code == 200
    assert Assignment.objects.get().state == Assignment.State.ACCEPTED


def test_another_ones_claims_and_placements_are_not_to_touch(
    as_alice: Send, desk: Desk, injured: Statement, claim: Label, jonas: User
) -> None:
    theirs = make_claim(desk, "Wire", "Seven workers", jonas, claim)
    placement = make_placement(theirs, injured)
    assert place(as_alice, theirs, statement=make_statement(desk, "other").pk).status_code == 409
    assert as_alice(f"placements/{placement.uid}/", stance="refutes").status_code == 409
    assert as_alice(f"placements/{placement.uid}/delete/").status_code == 409
    assert standing() == [("Sev", injured.text, "affirms")]


def test_what_is_no_claim_of_this_story_is_not_placed_in_it(
    as_alice: Send, desk: Desk, seven: Span, injured: Statement, alice: User, claim: Label, person: Label
) -> None:
    outside = make_task(desk.project, "Six were hurt.\n", story="Another one")
    theirs = make_span(make_assignment(outside, alice), claim, "Six were hurt")
    for span in (theirs, make_span(seven.assignment, person, "workers")):
        assert place(as_alice, span, statement=injured.pk).status_code == 409
    story = outside.article.story
    assert story is not None
    there = make_placement(theirs, Statement.objects.create(project=desk.project, story=story, text="hurt"))
    assert as_alice(f"placements/{there.uid}/", stance="refutes").status_code == 409
    assert as_alice(f"placements/{there.uid}/delete/").status_code == 409
    assert standing() == [("Six", "hurt", "affirms")]


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
