"""Statements in the administration: counted, reworded, judged, merged; within one's own projects alone."""

import pytest
from django.urls import reverse
from lxml import html

from annotator.models import Edit, Event, Label, Placement, Reading, Span, Statement, User
from tests.annotator.stories import (
    Desk,
    make_claim,
    make_placement,
    make_reading,
    make_statement,
    make_story,
)
from tests.conftest import ClientOf

LIST = "admin:annotator_statement_changelist"


@pytest.fixture
def pair(desk: Desk, alice: User, claim: Label, jonas: User) -> tuple[Statement, Statement]:
    """Two wordings of one thing: a claim and a reading stand under both, one of each under the second."""
    first, second = make_statement(desk), make_statement(desk, "how many were hurt")
    both = make_claim(desk, "Wire", "Seven workers", alice, claim)
    make_placement(both, first)
    make_placement(Span.objects.select_related("assignment", "claim").get(pk=both.pk), second, "queries")
    make_placement(make_claim(desk, "Wire", "Seven workers", jonas, claim), second, "refutes")
    for person in (alice, jonas):
        make_reading(desk, "Radio", second, person)
    make_reading(desk, "Radio", first, alice)
    return first, second


def test_the_list_counts_what_stands_under_each(
    pair: tuple[Statement, Statement], bob: User, client_of: ClientOf
) -> None:
    content = client_of(bob).get(reverse(LIST)).content.decode()
    assert '<td class="field-placements">2</td><td class="field-readings">2</td>' in content
    assert '<td class="field-placements">1</td><td class="field-readings">1</td>' in content


def test_merging_moves_what_stood_under_one_and_keeps_doubles_once(
    pair: tuple[Statement, Statement], bob: User, client_of: ClientOf
) -> None:
    first, second = pair
    data = {"action": "merge", "_selected_action": [second.pk, first.pk]}
    assert client_of(bob).post(reverse(LIST), data).status_code == 302
    assert list(Statement.objects.all()) == [first]
    assert list(Placement.objects.order_by("pk").values_list("statement", "stance")) == [
        (first.pk, "affirms"),
        (first.pk, "refutes"),
    ]
    assert Reading.objects.filter(statement=first).count() == 2
    [event] = Event.objects.filter(verb="statements merged")
    assert event.data["merged"] == "how many were hurt"
    merging = Edit.objects.filter(batch=event.data["batch"])
    assert sorted(merging.values_list("what", "verb")) == [
        ("placement", "changed"),
        ("placement", "deleted"),
        ("reading", "changed"),
        ("reading", "deleted"),
    ]


def test_a_merge_of_what_is_gone_asks_for_two(desk: Desk, bob: User, client_of: ClientOf) -> None:
    data = {"action": "merge", "_selected_action": ["999998", "999999"]}
    answer = client_of(bob).post(reverse(LIST), data, follow=True)
    assert "Choose two statements or more." in answer.content.decode()


def test_statements_of_two_stories_stay_two(
    pair: tuple[Statement, Statement], desk: Desk, bob: User, client_of: ClientOf
) -> None:
    other = desk.story.__class__.objects.create(title="Another story")
    elsewhere = Statement.objects.create(project=desk.project, story=other, text="far away")
    data = {"action": "merge", "_selected_action": [pair[0].pk, elsewhere.pk]}
    answer = client_of(bob).post(reverse(LIST), data, follow=True)
    assert "Nothing was merged: Only two statements of one story can be merged." in answer.content.decode()
    assert Statement.objects.count() == 3


def test_a_statement_is_reworded_and_judged_through_the_same_verbs(
    pair: tuple[Statement, Statement], bob: User, client_of: ClientOf
) -> None:
    address = reverse("admin:annotator_statement_change", args=(pair[0].pk,))
    data = {"text": "the injured", "verdict": "supported", "justification": "A list of names.", "seen": 1}
    assert client_of(bob).post(address, data).status_code == 302
    pair[0].refresh_from_db()
    assert (pair[0].text, pair[0].verdict, pair[0].judged_by, pair[0].version) == (
        "the injured",
        "supported",
        bob,
        3,
    )
    assert set(Event.objects.values_list("verb", flat=True)) == {"statement renamed", "statement judged"}
    answer = client_of(bob).post(address, {**data, "text": pair[1].text, "seen": 3}, follow=True)
    assert "Not changed: Another statement of this story has this wording." in answer.content.decode()
    assert "was changed successfully" not in answer.content.decode()
    pair[0].refresh_from_db()
    assert (pair[0].text, pair[0].version) == ("the injured", 3)


def test_a_save_on_an_older_version_overwrites_nothing_and_tells_what_changed(
    desk: Desk, bob: User, mary: User, client_of: ClientOf
) -> None:
    statement = make_statement(desk)
    address = reverse("admin:annotator_statement_change", args=(statement.pk,))
    form = html.fromstring(client_of(mary).get(address).content).get_element_by_id("statement_form")
    statement.judge("conflicting", "Two lists.", actor=bob, seen=1)
    fields = {**dict(form.form_values()), "text": "the injured", "_save": "Save"}
    answer = client_of(mary).post(address, fields)
    assert answer.status_code == 200
    content = answer.content.decode()
    assert "somebody else changed this since you opened it" in content
    assert "Verdict: Conflicting evidence; Justification: Two lists." in content
    assert 'value="the injured"' in content
    statement.refresh_from_db()
    assert (statement.text, statement.verdict, statement.judged_by) == (
        "number of workers injured",
        "conflicting",
        bob,
    )
    [reread] = html.fromstring(client_of(mary).get(address).content).xpath("//input[@name='seen']/@value")
    fields |= {"seen": reread, "verdict": "conflicting", "justification": "Two lists."}
    assert client_of(mary).post(address, fields).status_code == 302
    statement.refresh_from_db()
    assert (statement.text, statement.verdict, statement.judged_by) == ("the injured", "conflicting", bob)


def test_reasons_without_a_verdict_are_refused_and_stay_in_the_form(
    desk: Desk, bob: User, client_of: ClientOf
) -> None:
    statement = make_statement(desk)
    address = reverse("admin:annotator_statement_change", args=(statement.pk,))
    fields = {"text": statement.text, "verdict": "", "justification": "A long list.", "seen": 1}
    answer = client_of(bob).post(address, fields)
    assert answer.status_code == 200
    content = answer.content.decode()
    assert "Choose a verdict too: reasons without one are not kept." in content
    assert "A long list.</textarea>" in content
    statement.refresh_from_db()
    assert statement.version == 1


def test_statements_of_other_projects_are_not_to_reach(
    bob: User, charlie: User, desk: Desk, client_of: ClientOf
) -> None:
    theirs = make_statement(make_story(charlie.projects.all()[0]), "their secret")
    client = client_of(bob)
    assert b"their secret" not in client.get(reverse(LIST)).content
    address = reverse("admin:annotator_statement_change", args=(theirs.pk,))
    assert client.get(address).status_code == 302
    own = [make_statement(desk, f"own {number}").pk for number in range(2)]
    client.post(reverse(LIST), {"action": "merge", "_selected_action": [*own, theirs.pk]})
    theirs.refresh_from_db()


def test_what_something_stands_under_is_not_deleted(
    pair: tuple[Statement, Statement], bob: User, client_of: ClientOf
) -> None:
    address = reverse("admin:annotator_statement_delete", args=(pair[0].pk,))
    client = client_of(bob)
    assert b"Merge it into another statement" in client.get(address).content
    client.post(address, {"post": "yes"})
    assert Statement.objects.filter(pk=pair[0].pk).exists()
