"""What compares articles: matrix.csv, FEVER and ClaimReview. Silent, unread and placed are never mixed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pytest_django import DjangoAssertNumQueries

from annotator.datasets import as_cells, as_claimreview
from annotator.datasets.selection import Selection
from annotator.models import Assignment, Label, Project, Span, Statement, User
from articles.models import Story
from tests.annotator.datasets import accept_all, exported, lines, rows
from tests.annotator.stories import (
    Desk,
    make_claim,
    make_placement,
    make_reading,
    make_statement,
    people,
)
from tests.factory import make_assignment, make_missed, make_project, make_task
from tests.hostile import hostile_texts

Place = Callable[..., Span]


@pytest.fixture
def place(desk: Desk, alice: User, claim: Label, injured: Statement) -> Place:
    """A function that puts words of an outlet under the statement, as Alice unless somebody else is given."""

    def place(outlet: str, quote: str, stance: str = "affirms", user: User = alice, **fields: Any) -> Span:
        span = make_claim(desk, outlet, quote, user, claim, **fields)
        make_placement(span, injured, stance)
        return span

    return place


def test_the_matrix_has_a_row_a_statement_and_article(
    project: Project, desk: Desk, alice: User, injured: Statement, place: Place
) -> None:
    wire = place("Wire", "Seven workers were injured", **people(7, place="the port"))
    first = place("State TV", "Six workers", "affirms", **people(6))
    second = place("State TV", "lightly injured", "mentions", via="ministry")
    make_reading(desk, "Radio", injured, alice)
    make_assignment(desk.tasks["Blog"], alice)
    accept_all()
    text, lost = exported(project, "matrix.csv")
    found = {row["source"]: row for row in rows(text)}
    assert {outlet: row["state"] for outlet, row in found.items()} == {
        "Wire": "placed",
        "State TV": "placed",
        "Blog": "unread",
        "Radio": "silent",
    }
    wanted = {
        "statement_id": str(injured.pk),
        "statement": "number of workers injured",
        "article_id": str(desk.article("Wire")),
        "annotator": "alice",
        "stances": "affirms",
        "span_ids": str(wire.uid),
        "claims": "Seven workers were injured",
        "quantities": "7",
        "units": "workers",
        "dates": "",
        "places": "the port",
    }
    assert {name: found["Wire"][name] for name in wanted} == wanted
    assert found["State TV"]["stances"] == "affirms | mentions"
    assert found["State TV"]["span_ids"] == f"{first.uid} | {second.uid}"
    assert found["State TV"]["quantities"] == "6 | "
    assert found["State TV"]["via"] == " | ministry"
    for outlet in ("Blog", "Radio"):
        assert {found[outlet][name] for name in as_cells.COLUMNS[as_cells.COLUMNS.index("stances") :]} == {""}
    assert lost == {}


def test_the_matrix_says_of_a_claim_in_stretches_the_words_of_these(project: Project, place: Place) -> None:
    """It names no places in the text, so that what stands between them could not be told from the claim."""
    torn = place("State TV", "Six workers were lightly injured")
    stretches = [[torn.start, torn.start + 11], [torn.end - 7, torn.end]]
    Span.objects.filter(pk=torn.pk).update(fragments=stretches)
    accept_all()
    [placed] = [row for row in rows(exported(project, "matrix.csv")[0]) if row["state"] == "placed"]
    assert placed["claims"] == "Six workers … injured"
    [row] = rows(exported(project, "claims.csv")[0])
    assert (row["text"], row["fragments"]) == (torn.quote, ";".join(f"{a} {b}" for a, b in stretches))


@pytest.mark.parametrize("format_name", ["matrix.csv", "fever.jsonl"])
def test_each_story_has_its_statements_whatever_stories_and_projects_are_called(
    alice: User, format_name: str
) -> None:
    projects = [make_project(slug) for slug in ("zebra", "apple")]
    for project in projects:
        for title in ("Zinc prices fell", "A silo burnt"):
            make_assignment(make_task(project, story=title), alice)
            story = Story.objects.get(title=title)
            Statement.objects.create(project=project, story=story, text=f"{project}: {title}")
    accept_all()
    text, _ = exported(Selection(scope=Assignment.objects.filter(task__project__in=projects)), format_name)
    assert [text.count(statement.text) for statement in Statement.objects.all()] == [1] * 4


def test_each_annotator_has_a_row_and_gold_only_where_it_places(
    project: Project, desk: Desk, bob: User, person: Label, injured: Statement, place: Place, jonas: User
) -> None:
    span = place("Wire", "Seven workers")
    make_reading(desk, "Wire", injured, jonas)
    accept_all()
    make_missed(Assignment.objects.with_text().get(pk=span.assignment_id), person, "the port", bob)
    text, _ = exported(project, "matrix.csv")
    assert [(row["annotator"], row["state"]) for row in rows(text)] == [
        ("alice", "placed"),
        ("jonas", "silent"),
    ]


def test_what_stands_apart_is_counted(
    project: Project, desk: Desk, alice: User, claim: Label, injured: Statement
) -> None:
    make_claim(desk, "Wire", "Seven workers", alice, claim)
    make_assignment(make_task(project), alice)
    accept_all()
    for name in ("matrix.csv", "fever.jsonl", "claimreview.jsonld"):
        _, lost = exported(project, name)
        assert (lost["unplaced"], lost["no_story"]) == (1, 1)


@pytest.mark.parametrize(
    ("stances", "label", "is_conflicting"),
    [
        (["affirms"], "SUPPORTS", False),
        (["affirms", "affirms", "mentions"], "SUPPORTS", False),
        (["refutes", "queries"], "REFUTES", False),
        (["affirms", "refutes"], "NOT ENOUGH INFO", True),
        (["queries", "mentions"], "NOT ENOUGH INFO", False),
        ([], "NOT ENOUGH INFO", False),
    ],
)
def test_fever_labels_a_statement_by_its_evidence(
    project: Project,
    injured: Statement,
    place: Place,
    stances: list[str],
    label: str,
    is_conflicting: bool,
) -> None:
    places = [("Wire", "Seven workers"), ("State TV", "Six workers"), ("Blog", "seven workers")]
    for (outlet, quote), stance in zip(places, stances, strict=False):
        place(outlet, quote, stance)
    if not stances:
        place("Wire", "Sunday", "mentions")
    accept_all()
    text, lost = exported(project, "fever.jsonl")
    (line,) = lines(text)
    assert (line["label"], line["conflicting"]) == (label, is_conflicting)
    evidence = [piece["label"] for pieces in line["evidence"].values() for piece in pieces]
    names = {"affirms": "SUPPORTS", "refutes": "REFUTES"}
    assert evidence == [names[stance] for stance in stances if stance in names]
    assert lost["conflicting"] == is_conflicting
    no_evidence = sum(stance not in names for stance in stances or ["mentions"])
    assert lost["no_evidence"] == no_evidence


def test_fever_has_evidence_by_article_and_tells_silent_from_unread(
    project: Project, desk: Desk, alice: User, injured: Statement, place: Place
) -> None:
    span = place("Wire", "Seven workers were injured")
    place("Blog", "seven workers", "queries")
    make_reading(desk, "Radio", injured, alice)
    make_assignment(desk.tasks["State TV"], alice)
    accept_all()
    (line,) = lines(exported(project, "fever.jsonl")[0])
    assert (line["id"], line["claim"]) == (injured.pk, "number of workers injured")
    assert [*line["evidence"]] == [str(desk.article("Wire"))]
    ((piece,),) = line["evidence"].values()
    text = desk.tasks["Wire"].current_version()
    assert text.text[piece["start"] : piece["end"]] == piece["text"] == "Seven workers were injured"
    assert (piece["span"], piece["sha256"], piece["annotator"]) == (str(span.uid), text.sha256, "alice")
    assert line["queried_or_mentioned"] == [desk.article("Blog")]
    assert line["silent"] == [desk.article("Radio")]
    assert line["unread"] == [desk.article("State TV")]


def test_an_article_that_one_annotator_found_something_in_is_not_silent(
    project: Project, desk: Desk, injured: Statement, place: Place, jonas: User
) -> None:
    place("Wire", "Seven workers")
    make_reading(desk, "Wire", injured, jonas)
    accept_all()
    (line,) = lines(exported(project, "fever.jsonl")[0])
    assert line["label"] == "SUPPORTS"
    assert line["silent"] == line["unread"] == []


def reviews(project: Project) -> list[dict[str, Any]]:
    document = json.loads(exported(project, "claimreview.jsonld")[0])
    assert document["@context"] == "https://schema.org"
    found: list[dict[str, Any]] = document["@graph"]
    return found


@pytest.mark.parametrize(
    ("verdict", "rating"),
    [
        (
            "supported",
            {"ratingValue": 5, "bestRating": 5, "worstRating": 1, "alternateName": "Supported"},
        ),
        ("refuted", {"ratingValue": 1, "bestRating": 5, "worstRating": 1, "alternateName": "Refuted"}),
        (
            "conflicting",
            {"ratingValue": 3, "bestRating": 5, "worstRating": 1, "alternateName": "Conflicting evidence"},
        ),
        ("not_enough", {"alternateName": "Not enough information"}),
    ],
)
def test_a_verdict_is_a_claim_review_with_what_schema_org_asks_for(
    project: Project,
    desk: Desk,
    bob: User,
    injured: Statement,
    place: Place,
    verdict: str,
    rating: dict[str, Any],
) -> None:
    place("Blog", "seven workers")
    place("Wire", "Seven workers were injured")
    place("State TV", "Six workers", "refutes")
    injured.judge(verdict, "The hospital's list.", actor=bob, seen=1)
    accept_all()
    (review,) = reviews(project)
    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"] == "number of workers injured"
    assert review["reviewRating"] == {"@type": "Rating", **rating}
    assert review["author"] == {"@type": "Organization", "name": "Harbour"}
    injured.refresh_from_db()
    assert injured.judged_at is not None
    assert review["datePublished"] == injured.judged_at.date().isoformat()
    assert review["reviewBody"] == "The hospital's list."
    item = review["itemReviewed"]
    assert item["@type"] == "Claim"
    assert [each["publisher"]["name"] for each in item["appearance"]] == ["Wire", "Blog"]
    assert item["appearance"][0]["@type"] == "NewsArticle"
    assert item["appearance"][0]["datePublished"] == "2021-03-15"
    assert "bob" not in json.dumps(review)


def test_a_statement_without_a_verdict_is_counted(
    project: Project, desk: Desk, bob: User, injured: Statement, place: Place
) -> None:
    place("Wire", "Seven workers")
    make_statement(desk, "when it was").judge("refuted", "", actor=bob, seen=1)
    accept_all()
    (review,) = reviews(project)
    assert "reviewBody" not in review
    assert review["itemReviewed"]["appearance"] == []
    assert exported(project, "claimreview.jsonld")[1] == {"no_verdict": 1}


def test_every_verdict_has_a_rating() -> None:
    assert set(as_claimreview.RATINGS) == set(as_claimreview.RATING_NAMES) == set(Statement.Verdict)


def test_nothing_to_review_is_an_empty_graph(project: Project) -> None:
    assert reviews(project) == []


@given(wording=hostile_texts.map(lambda text: text[:500]), said=hostile_texts.map(lambda text: text[:200]))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_words_come_back_and_none_is_run(
    project: Project, bob: User, injured: Statement, place: Place, wording: str, said: str
) -> None:
    if not Span.objects.exists():
        place("Wire", "Seven workers", place="x")
        injured.judge("refuted", "x", actor=bob, seen=1)
        accept_all()
    Statement.objects.update(text=wording, justification=said)
    Span.objects.get().claim.__class__.objects.update(place=said)
    for name in ("matrix.csv", "claims.csv"):
        (row,) = rows(exported(project, name)[0])
        assert all(value[:1] not in set("=+-@\t\r") for value in row.values())
        column = "statement" if name == "matrix.csv" else "statements"
        assert wording in row[column]
        assert said in row["places" if name == "matrix.csv" else "place"]
    (line,) = lines(exported(project, "fever.jsonl")[0])
    assert line["claim"] == wording
    (review,) = reviews(project)
    assert (review["claimReviewed"], review["reviewBody"]) == (wording, said)


@pytest.mark.parametrize("number", [1, 12])
@pytest.mark.parametrize("format_name", ["matrix.csv", "fever.jsonl", "claimreview.jsonld", "mentions.json"])
def test_the_number_of_queries_does_not_grow(
    project: Project,
    desk: Desk,
    place: Place,
    alice: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    format_name: str,
    number: int,
) -> None:
    place("Wire", "Seven workers")
    for count in range(number):
        make_statement(desk, f"Statement {count}")
        make_assignment(make_task(project, story=f"Story {count}"), alice)
    accept_all()
    with django_assert_num_queries(12):
        assert exported(project, format_name)[0]
