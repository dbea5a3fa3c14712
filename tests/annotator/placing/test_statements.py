"""Statements are worded, deleted and judged."""

import pytest

from annotator.models import Event, Project, Span, Statement, User
from tests.annotator.placing.conftest import Send, place
from tests.annotator.stories import Desk, make_placement, make_reading, make_statement, page_of, send
from tests.conftest import ClientOf


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


def test_another_ones_reading_keeps_a_statement(
    as_alice: Send, desk: Desk, injured: Statement, jonas: User
) -> None:
    make_reading(desk, "Radio", injured, jonas)
    assert as_alice(f"statements/{injured.pk}/delete/").status_code == 409


@pytest.mark.parametrize("is_used", [False, True])
def test_where_annotators_work_blind_none_deletes_a_statement_whatever_stands_under_it(
    as_alice: Send,
    desk: Desk,
    injured: Statement,
    alice: User,
    bob: User,
    client_of: ClientOf,
    is_used: bool,
    jonas: User,
) -> None:
    Project.objects.update(is_blind=True)
    if is_used:
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
