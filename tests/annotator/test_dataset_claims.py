"""What spans carry: entities, claims with their values and placements, relations; what is read and silent."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from annotator.datasets import as_csv, as_jsonl
from annotator.datasets.records import records
from annotator.models import Assignment, Claim, Label, Project, Review, Span, Statement, User
from tests.annotator.datasets import (
    accept_all,
    everything,
    exported,
    link,
    make_entity,
    make_relation,
    records_of,
    rows,
)
from tests.annotator.stories import (
    Desk,
    make_claim,
    make_placement,
    make_reading,
    make_statement,
    people,
)
from tests.factory import make_label, make_review, make_span

Decision = Review.Decision


@pytest.fixture
def said_by(project: Project) -> Label:
    return make_label(project, "said by", Label.Kind.RELATION)


def spans_of(project: Project) -> dict[str, Any]:
    return {span["text"]: span for record in records_of(project) for span in record["spans"]}


def test_a_span_carries_the_entity_that_stands_today(
    project: Project, desk: Desk, alice: User, person: Label
) -> None:
    today = make_entity(person, "Ministry of Health", wikidata_id="Q42")
    merged = make_entity(person, "The ministry", merged_into=today)
    other = make_entity(person, "Workers")
    link(make_claim(desk, "State TV", "the ministry", alice, person), merged)
    link(make_claim(desk, "Wire", "Seven workers", alice, person), other)
    make_claim(desk, "Blog", "Wire", alice, person)
    accept_all()
    entities = {text: span["entity"] for text, span in spans_of(project).items()}
    assert entities == {
        "the ministry": {"id": today.pk, "name": "Ministry of Health", "wikidata": "Q42"},
        "Seven workers": {"id": other.pk, "name": "Workers", "wikidata": None},
        "Wire": None,
    }
    named = {row["text"]: (row["entity_id"], row["entity"]) for row in rows(exported(project, "csv")[0])}
    assert named["the ministry"] == (str(today.pk), "Ministry of Health")
    assert named["Wire"] == ("", "")


@pytest.fixture
def claim_of_wire(desk: Desk, alice: User, claim: Label, person: Label) -> Span:
    claimant = make_entity(person, "Ministry", merged_into=make_entity(person, "Ministry of Health"))
    return make_claim(
        desk,
        "Wire",
        "Seven workers were injured",
        alice,
        claim,
        claimant=claimant,
        attribution="unnamed",
        via="AP",
        type="numerical",
        polarity="affirmed",
        certainty="probable",
        check_worthy=True,
        quantity_low=Decimal("6.5"),
        quantity_high=7,
        quantity_unit="workers",
        quantity_about=True,
        date_start=date(2021, 3, 14),
        date_end=date(2021, 3, 14),
        date_precision="day",
        place="the port",
    )


def test_a_claim_has_the_fields_of_the_contract_in_its_order(
    project: Project, desk: Desk, claim_of_wire: Span
) -> None:
    statement, other = make_statement(desk), make_statement(desk, "when it was")
    make_placement(claim_of_wire, other, "mentions")
    make_placement(claim_of_wire, statement, "affirms")
    accept_all()
    (record,) = records_of(project)
    wanted = {
        "claimant": {
            "id": claim_of_wire.claim.claimant.merged_into_id,  # type: ignore[union-attr]
            "name": "Ministry of Health",
            "wikidata": None,
        },
        "attribution": "unnamed",
        "via": "AP",
        "type": "numerical",
        "polarity": "affirmed",
        "certainty": "probable",
        "check_worthy": True,
        "quantity": {"value": None, "low": Decimal("6.5"), "high": 7, "unit": "workers", "about": True},
        "date": {"start": "2021-03-14", "end": "2021-03-14", "precision": "day"},
        "place": "the port",
        "placements": [
            {"statement": statement.pk, "stance": "affirms"},
            {"statement": other.pk, "stance": "mentions"},
        ],
    }
    assert record["spans"][0]["claim"] == wanted
    assert [*record["spans"][0]["claim"]] == [*wanted]
    assert json.loads(as_jsonl.line(record))["spans"][0]["claim"]["quantity"]["low"] == 6.5


def test_the_tables_have_the_same(project: Project, desk: Desk, claim_of_wire: Span) -> None:
    statement, other = make_statement(desk), make_statement(desk, "=when")
    make_placement(claim_of_wire, other, "refutes")
    make_placement(claim_of_wire, statement, "affirms")
    accept_all()
    (row,) = rows(exported(project, "csv")[0])
    same = {
        "claimant": "Ministry of Health",
        "attribution": "unnamed",
        "via": "AP",
        "claim_type": "numerical",
        "polarity": "affirmed",
        "certainty": "probable",
        "check_worthy": "true",
        "unit": "workers",
        "place": "the port",
        "statement_ids": f"{statement.pk};{other.pk}",
        "stances": "affirms;refutes",
    }
    wanted = {**same, "quantity": "~6.5..7", "date": "2021-03-14"}
    assert {name: row[name] for name in wanted} == wanted
    (row,) = rows(exported(project, "claims.csv")[0])
    wanted = {
        **same,
        "source": "Wire",
        "annotator": "alice",
        "text": "Seven workers were injured",
        "quantity": "",
        "quantity_low": "6.5",
        "quantity_high": "7",
        "about": "true",
        "date_start": "2021-03-14",
        "date_precision": "day",
        "statements": "number of workers injured | =when",
        "claimant_wikidata": "",
    }
    assert {name: row[name] for name in wanted} == wanted


def test_what_was_not_said_is_null_and_a_claim_that_says_nothing_is_none(
    project: Project, desk: Desk, alice: User, claim: Label
) -> None:
    make_claim(desk, "Wire", "Seven workers", alice, claim, polarity="negated")
    make_claim(desk, "Blog", "Wire", alice, claim)
    Claim.objects.create(span=make_claim(desk, "Radio", "The silo", alice, claim))
    accept_all()
    spans = spans_of(project)
    assert spans["Wire"]["claim"] is spans["The silo"]["claim"] is None
    said = spans["Seven workers"]["claim"]
    assert {name for name, value in said.items() if value is not None} == {"polarity", "placements"}
    assert said["placements"] == []


def test_a_claim_that_is_only_placed_is_one(project: Project, desk: Desk, alice: User, claim: Label) -> None:
    statement = make_statement(desk)
    make_placement(make_claim(desk, "Wire", "Seven workers", alice, claim), statement, "queries")
    accept_all()
    said = spans_of(project)["Seven workers"]["claim"]
    assert said["placements"] == [{"statement": statement.pk, "stance": "queries"}]


@pytest.mark.parametrize(
    ("low", "high", "about", "value", "cell"),
    [
        (6, 6, False, 6, "6"),
        (6, 7, False, None, "6..7"),
        (7, None, False, None, ">=7"),
        (None, 20, False, None, "<=20"),
        (40, 40, True, 40, "~40"),
        (-5, -3, False, None, "'-5..-3"),
        (Decimal("0.25"), Decimal("0.25"), False, Decimal("0.25"), "0.25"),
        (1_000_000, 1_000_000, False, 1_000_000, "1000000"),
    ],
)
def test_a_quantity_has_a_value_if_it_is_one_number(
    project: Project,
    desk: Desk,
    alice: User,
    claim: Label,
    low: Any,
    high: Any,
    about: bool,
    value: Any,
    cell: str,
) -> None:
    fields = {"quantity_low": low, "quantity_high": high, "quantity_about": about}
    make_claim(desk, "Wire", "Seven workers", alice, claim, **fields)
    accept_all()
    quantity = spans_of(project)["Seven workers"]["claim"]["quantity"]
    assert quantity == {"value": value, "low": low, "high": high, "unit": "", "about": about}
    assert rows(exported(project, "csv")[0])[0]["quantity"] == cell


@pytest.mark.parametrize(
    ("start", "end", "precision", "cell"),
    [
        (date(2021, 11, 7), date(2021, 11, 7), "day", "2021-11-07"),
        (date(2021, 11, 7), date(2021, 11, 8), "day", "2021-11-07/2021-11-08"),
        (date(2021, 11, 1), date(2021, 11, 30), "month", "2021-11"),
        (date(2019, 1, 1), date(2020, 12, 31), "year", "2019/2020"),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(start: date, end: date, precision: str, cell: str) -> None:
    day = {"start": start.isoformat(), "end": end.isoformat(), "precision": precision}
    assert as_csv.date_text(day) == cell  # type: ignore[arg-type]


def test_numbers_keep_all_their_digits_in_json() -> None:
    number = Decimal("123456789012345678.123456")
    assert as_jsonl.line({"low": number}) == b'{"low":123456789012345678.123456}\n'


def test_relations_go_in_with_both_of_their_spans(
    project: Project, desk: Desk, alice: User, bob: User, claim: Label, person: Label, said_by: Label
) -> None:
    what = make_claim(desk, "State TV", "Six workers", alice, claim)
    who = make_claim(desk, "State TV", "the ministry", alice, person)
    relation = make_relation(said_by, what, who)
    accept_all()
    (record,) = records_of(project)
    assert record["relations"] == [
        {"id": str(relation.uid), "label": "said by", "from": str(what.uid), "to": str(who.uid)}
    ]
    make_review(Span.objects.get(pk=who.pk), bob, Decision.REJECTED)
    assert records_of(project)[0]["relations"] == []
    report = everything(project).report("default")
    assert [(each.what, each.number) for each in report.lost] == [("relations", 1)]


@pytest.fixture
def read(desk: Desk, alice: User, claim: Label) -> Statement:
    """A statement that Wire has a claim under, which State TV was read for, and the others were not."""
    statement = make_statement(desk)
    make_placement(make_claim(desk, "Wire", "Seven workers", alice, claim, **people(7)), statement)
    make_claim(desk, "Blog", "seven workers", alice, claim, **people(7))
    make_reading(desk, "State TV", statement, alice)
    return statement


def statements(project: Project) -> dict[str, bool]:
    """Whether the only statement is read, by outlet."""
    return {
        record["article"]["source"]: statement["read"]
        for record in records_of(project)
        for statement in record["statements"]
    }


def test_silence_is_told_from_what_was_not_read(project: Project, read: Statement) -> None:
    accept_all()
    assert statements(project) == {"Wire": True, "Blog": False, "State TV": True}
    (first, *_others) = records_of(project)
    assert first["statements"] == [{"id": read.pk, "text": "number of workers injured", "read": True}]


def test_statements_are_those_of_the_story_in_the_project(
    project: Project, desk: Desk, read: Statement, charlie: User
) -> None:
    elsewhere = charlie.projects.distinct().get()
    Statement.objects.create(project=elsewhere, story=desk.story, text="theirs")
    accept_all()
    texts = {each["text"] for record in records_of(project) for each in record["statements"]}
    assert texts == {"number of workers injured"}


def test_another_layer_reads_for_itself(project: Project, desk: Desk, read: Statement, mary: User) -> None:
    make_reading(desk, "Blog", read, mary)
    accept_all()
    found = {
        (record["annotator"], record["article"]["source"]): record["statements"][0]["read"]
        for record in records_of(project)
    }
    assert found["alice", "Blog"] is False
    assert found["mary", "Blog"] is True


@pytest.mark.parametrize("decision", [Decision.REJECTED, Decision.CORRECTED])
def test_a_placement_goes_where_its_claim_goes_and_leaves_no_silence_behind(
    project: Project, desk: Desk, alice: User, bob: User, read: Statement, person: Label, decision: Decision
) -> None:
    make_reading(desk, "Wire", read, alice)
    accept_all()
    span = Span.objects.get(quote="Seven workers")
    make_review(span, bob, decision, label=person if decision == Decision.CORRECTED else None)
    accept_all()
    assert statements(project)["Wire"] is False  # Neither placed nor silent: the dataset does not know.
    report = everything(project).report("default")
    assert [(each.what, each.number) for each in report.lost] == [("placements", 1)]
    gold = [record for record in records_of(project) if record["layer"] == "gold"]
    assert [span["claim"] for record in gold for span in record["spans"]] == (
        [None] if decision == Decision.CORRECTED else []
    )
    asked = replace(everything(project), reviews=[decision.value, "unreviewed"])
    wire = next(record for record in records(asked) if record["article"]["source"] == "Wire")
    claim = wire["spans"][0]["claim"]
    assert claim is not None
    assert claim["placements"] == [{"statement": read.pk, "stance": "affirms"}]
    assert wire["statements"][0]["read"] is True
    assert asked.report("default").lost == []


def test_a_filter_of_labels_leaves_placements_out_and_silence_in(
    project: Project, read: Statement, person: Label
) -> None:
    accept_all()
    asked = replace(everything(project), labels=[person.pk])
    read_for = {record["article"]["source"]: record["statements"][0]["read"] for record in records(asked)}
    assert read_for == {"Wire": False, "Blog": False, "State TV": True}
    assert [str(each) for each in asked.report("default").lost] == [
        "Placements under statements, of claims that are left out"
    ]


def test_all_that_hangs_on_spans_stays_with_its_own_layer(
    project: Project, desk: Desk, alice: User, claim: Label, person: Label, jonas: User
) -> None:
    statement, entity = make_statement(desk), make_entity(person, "Workers")
    for number, user in enumerate((alice, jonas), start=6):
        span = make_claim(desk, "Wire", "Seven workers were injured", user, claim, **people(number))
        make_placement(span, statement, "affirms" if user == alice else "refutes")
        link(make_span(span.assignment, person, "Seven workers"), entity)
    accept_all()
    found = {}
    for record in records_of(project):
        said = record["spans"][0]["claim"]
        found[record["annotator"]] = (said["quantity"]["value"], said["placements"][0]["stance"])
        assert record["spans"][1]["entity"]["id"] == entity.pk
    assert found == {"alice": (6, "affirms"), "jonas": (7, "refutes")}


@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_queries_does_not_grow(
    project: Project,
    desk: Desk,
    alice: User,
    claim: Label,
    person: Label,
    said_by: Label,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    layer = make_claim(desk, "Wire", "Seven", alice, claim).assignment
    for count in range(number):
        span = make_span(layer, claim, "Seven workers were injured")
        Claim.objects.create(span=span, **people(count), claimant=make_entity(person, f"Person {count}"))
        span = Span.objects.select_related("claim", "assignment").get(pk=span.pk)
        make_placement(span, make_statement(desk, f"Statement {count}"))
        mention = link(make_span(layer, person, "workers"), make_entity(person, f"Worker {count}"))
        make_relation(said_by, span, mention)
    accept_all()
    with django_assert_num_queries(10):
        (record,) = records(everything(project))
    assert len(record["relations"]) == len(record["statements"]) == number
    assert Assignment.objects.count() == 1
