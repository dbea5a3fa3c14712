"""Gold has a matrix of its own: reviewers place its claims and mark what was read, and the dataset has it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from annotator.models import (
    Assignment,
    Label,
    Placement,
    Project,
    Reading,
    Review,
    Role,
    Span,
    Statement,
    User,
)
from tests.annotator.datasets import accept_all, exported, rows
from tests.annotator.stories import (
    Desk,
    cells_of,
    make_claim,
    make_placement,
    make_statement,
    page_of,
    send,
)
from tests.conftest import ClientOf
from tests.factory import make_member, make_missed
from tests.pages import words

Send = Callable[..., Any]
GOLD = "?layer=gold"


@pytest.fixture
def seven(desk: Desk, alice: User, claim: Label) -> Span:
    return make_claim(desk, "Wire", "Seven workers were injured", alice, claim)


@pytest.fixture
def missed(seven: Span, claim: Label, bob: User) -> Span:
    """A claim that Alice did not tag: Bob made it in gold."""
    Assignment.objects.update(state=Assignment.State.SUBMITTED)
    return make_missed(
        Assignment.objects.with_text().get(pk=seven.assignment_id), claim, "injured at the port", bob
    )


@pytest.fixture
def as_bob(desk: Desk, bob: User, client_of: ClientOf) -> Send:
    """A save of Bob's with gold in view."""
    client = client_of(bob)
    return lambda path, **fields: send(client, f"{desk.url}{path}{GOLD}", **fields)


def gold_cells(client_of: ClientOf, desk: Desk, statement: Statement, user: User) -> list[str]:
    page = page_of(client_of(user), f"{desk.url}{GOLD}")
    return [cell.split()[0] for cell in cells_of(page, statement)]


def test_a_reviewer_places_a_claim_of_gold_takes_it_back_and_places_it_again(
    as_bob: Send, client_of: ClientOf, desk: Desk, injured: Statement, missed: Span, seven: Span, bob: User
) -> None:
    make_placement(seven, injured)
    tray = page_of(client_of(bob), f"{desk.url}{GOLD}").cssselect("#tray")[0]
    assert "injured at the port" in words(tray)
    assert "Seven workers" not in words(tray)
    panel = page_of(client_of(bob), f"{desk.url}claims/{missed.uid}/{GOLD}")
    [link] = panel.cssselect(".chosen-claim a")
    assert "injured at the port" in words(page_of(client_of(bob), link.get("href")))
    assert f"layer={missed.assignment.uid}" in link.get("href")
    assert (
        as_bob("place/", claim=missed.uid, uid=uuid4(), statement=injured.pk, stance="affirms").status_code
        == 200
    )
    assert gold_cells(client_of, desk, injured, bob) == ["affirms", "unread", "unread", "unread"]
    placement = Placement.objects.get(claim__span=missed)
    assert as_bob(f"placements/{placement.uid}/", stance="queries").status_code == 200
    assert gold_cells(client_of, desk, injured, bob)[0] == "queries"
    for step, left in (("undo/", "affirms"), ("undo/", "unread"), ("redo/", "affirms")):
        as_bob(step)
        assert gold_cells(client_of, desk, injured, bob)[0] == left
    assert Placement.objects.filter(claim__span=seven).exists()


def test_a_corrected_claim_stands_in_gold_under_the_statements_that_it_stood_under(
    client_of: ClientOf, desk: Desk, injured: Statement, seven: Span, alice: User, bob: User, project: Project
) -> None:
    make_placement(seven, injured, "queries")
    seven.assignment.submit(alice)
    fields: dict[str, Any] = {"span": seven.uid, "seen": seven.version}
    right: dict[str, Any] = {"decision": "corrected", "start": seven.start}
    decide = reverse("admin:review_decide", args=(seven.assignment_id,))
    for end in ("Seven", "Seven workers"):  # Corrected again, it stands there as it stood.
        right["end"] = seven.start + len(end)
        review = Review.objects.filter(span=seven).first()
        fields["seen_review"] = review.stamp if review else ""
        assert send(client_of(bob), decide, **fields, **right).status_code == 200
    assert gold_cells(client_of, desk, injured, bob)[0] == "queries"
    accept_all()
    [in_file] = [row for row in rows(exported(project, "matrix.csv")[0]) if row["layer"] == "gold"]
    assert (in_file["state"], in_file["stances"]) == ("placed", "queries")


def test_what_was_read_for_gold_is_silent_there(
    as_bob: Send, client_of: ClientOf, desk: Desk, injured: Statement, missed: Span, bob: User
) -> None:
    assert as_bob("read/", statement=injured.pk, article=desk.article("Radio")).status_code == 200
    assert gold_cells(client_of, desk, injured, bob) == ["unread", "unread", "unread", "silent"]
    assert as_bob("read/", statement=injured.pk).status_code == 200  # All that gold has begun.
    assert gold_cells(client_of, desk, injured, bob) == ["silent", "unread", "unread", "silent"]
    as_bob("read/", statement=injured.pk, article=desk.article("Radio"), unread="1")
    assert [reading.assignment.is_gold for reading in Reading.objects.all()] == [True]
    assert not Assignment.objects.filter(annotator=bob).exists()


def test_each_reviewer_does_again_what_they_undid_themselves(
    as_bob: Send, client_of: ClientOf, desk: Desk, injured: Statement, missed: Span, mary: User
) -> None:
    as_bob("place/", claim=missed.uid, uid=uuid4(), statement=injured.pk, stance="affirms")
    as_bob("undo/")
    as_mary = partial(send, client_of(mary))
    assert "Nothing to redo." in as_mary(f"{desk.url}redo/{GOLD}").content.decode()
    as_mary(f"{desk.url}read/{GOLD}", statement=injured.pk, article=desk.article("Radio"))
    assert not Placement.objects.exists()
    as_bob("redo/")
    assert Placement.objects.get().claim.span == missed


def test_undo_on_ones_own_page_leaves_gold_alone(
    as_bob: Send,
    client_of: ClientOf,
    desk: Desk,
    injured: Statement,
    missed: Span,
    bob: User,
    project: Project,
) -> None:
    make_member(project, bob, Role.ANNOTATOR)
    as_bob("place/", claim=missed.uid, uid=uuid4(), statement=injured.pk, stance="affirms")
    assert "Nothing to undo." in send(client_of(bob), f"{desk.url}undo/").content.decode()
    assert Placement.objects.get().claim.span == missed


def test_only_those_who_review_place_gold_and_nobody_anothers_claim(
    as_bob: Send,
    client_of: ClientOf,
    desk: Desk,
    injured: Statement,
    missed: Span,
    seven: Span,
    alice: User,
    mary: User,
    charlie: User,
) -> None:
    fields = {"claim": missed.uid, "uid": uuid4(), "statement": injured.pk, "stance": "affirms"}
    url = f"{desk.url}place/"
    assert send(client_of(alice), f"{url}{GOLD}", **fields).status_code == 403
    assert send(client_of(charlie), f"{url}{GOLD}", **fields).status_code == 404
    assert send(client_of(alice), url, **fields).status_code == 409  # Of her own there is no such claim.
    assert as_bob("place/", **{**fields, "claim": seven.uid}).status_code == 409  # Nor has gold Alice's.
    assert not Placement.objects.exists()
    assert send(client_of(mary), f"{url}{GOLD}", **fields).status_code == 200


def test_a_reviewer_undoes_in_gold_what_was_done_in_gold_alone(
    as_bob: Send, client_of: ClientOf, desk: Desk, injured: Statement, missed: Span, alice: User, bob: User
) -> None:
    as_bob("place/", claim=missed.uid, uid=uuid4(), statement=injured.pk, stance="affirms")
    assert "Nothing to undo." in send(client_of(alice), f"{desk.url}undo/").content.decode()
    assert send(client_of(bob), f"{desk.url}undo/").status_code == 403  # Bob annotates nothing.
    assert Placement.objects.exists()


def test_the_dataset_has_gold_where_it_places_and_where_it_was_read(
    as_bob: Send, project: Project, desk: Desk, injured: Statement, missed: Span
) -> None:
    as_bob("place/", claim=missed.uid, uid=uuid4(), statement=injured.pk, stance="affirms")
    other = make_statement(desk, "whether the silo burnt")
    as_bob("read/", statement=other.pk, article=desk.article("Wire"))
    accept_all()
    text, _lost = exported(project, "matrix.csv")
    assert [
        (row["statement"], row["state"], row["stances"], row["claims"])
        for row in rows(text)
        if row["layer"] == "gold"
    ] == [
        (injured.text, "placed", "affirms", "injured at the port"),
        ("whether the silo burnt", "silent", "", ""),
    ]
