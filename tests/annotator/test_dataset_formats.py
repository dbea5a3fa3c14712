"""Each format by HTTP and by the command: what is in it, what it can't hold, what our import makes of it."""

import json
import tracemalloc
from contextlib import closing
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.management import call_command

from annotator.datasets.files import write
from annotator.datasets.formats import FORMATS
from annotator.datasets.limits import limited
from annotator.models import Claim, Event, Label, Placement, Project, Span, Statement, User
from articles.reading.drafts import Refused
from articles.reading.records import read_records
from articles.reading.table import read_table
from tests.annotator.datasets import (
    accept_all,
    everything,
    exported,
    lines,
    link,
    make_entity,
    make_relation,
    rows,
    written,
)
from tests.annotator.stories import (
    Desk,
    make_claim,
    make_placement,
    make_reading,
    make_statement,
    make_story,
    people,
)
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_label, make_project, make_span, make_task

# A file is read on a connection of its own, which sees what is committed alone.
pytestmark = pytest.mark.django_db(transaction=True)
URL = "/projects/harbour/export/"


@pytest.fixture
def desk(project: Project, alice: User, bob: User, claim: Label, person: Label) -> Desk:
    """Two claims under a statement with a verdict, one under none; mentions, one of them related to a claim.

    And an article without a story.
    """
    desk = make_story(project)
    statement = make_statement(desk)
    make_placement(make_claim(desk, "Wire", "Seven workers", alice, claim, **people(7)), statement)
    refuting = make_claim(desk, "State TV", "Six workers", alice, claim, **people(6))
    make_placement(refuting, statement, "refutes")
    make_claim(desk, "Blog", "seven workers", alice, claim)
    make_reading(desk, "Radio", statement, alice)
    statement.judge("conflicting", "They differ.", actor=bob, seen=1)
    make_statement(desk, "when it was")
    workers = make_entity(person, "Workers")
    torn = link(make_span(refuting.assignment, person, "Six workers were lightly injured"), workers)
    Span.objects.filter(pk=torn.pk).update(fragments=[[torn.start, 11], [torn.end - 7, torn.end]])
    ministry = make_span(refuting.assignment, person, "the ministry")
    make_relation(make_label(project, "said by", Label.Kind.RELATION), refuting, ministry)
    link(ministry, make_entity(person, "Ministry"))
    make_span(refuting.assignment, person, "injured")
    make_assignment(make_task(project), alice)
    accept_all()
    return desk


def download(client_of: ClientOf, user: User, name: str) -> str:
    with closing(client_of(user).get(URL, {"format": name})) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == FORMATS[name].content_type
        assert answer.headers["Content-Disposition"].endswith(f'.{name}"')
        text: str = answer.getvalue().decode()
        return text


@pytest.mark.parametrize("name", FORMATS)
def test_the_download_the_command_and_the_writer_say_the_same(
    client_of: ClientOf, bob: User, project: Project, desk: Desk, name: str
) -> None:
    text = download(client_of, bob, name)
    assert text == exported(project, name)[0]
    out = StringIO(newline="")
    call_command("export_dataset", "harbour", "--format", name, stdout=out, stderr=StringIO())
    assert out.getvalue() == text


def test_each_holds_what_it_is_for(project: Project, desk: Desk) -> None:
    def file(name: str) -> str:
        return exported(project, name)[0]

    assert len(lines(file("jsonl"))) == 5
    assert len(rows(file("csv"))) == 6 + 2  # Two articles have no spans.
    assert [row["text"] for row in rows(file("claims.csv"))] == [
        *("Seven workers", "Six workers", "seven workers")
    ]
    states = [row["state"] for row in rows(file("matrix.csv"))]
    assert sorted(states) == ["placed"] * 2 + ["silent"] + ["unread"] * 5
    assert [line["conflicting"] for line in lines(file("fever.jsonl"))] == [True, False]
    assert len(json.loads(file("claimreview.jsonld"))["@graph"]) == 1
    assert len(json.loads(file("mentions.json"))) == 2
    assert file("coref.conll").count("(") == 2 + 1  # Two blocks, and the mention that is whole.


LOST = {
    "jsonl": {},
    "csv": {"related": 1},
    "claims.csv": {"related": 1, "claims_alone": 3},
    "matrix.csv": {"related": 1, "claims_alone": 3, "unplaced": 1, "no_story": 1},
    "fever.jsonl": {"related": 1, "claims_alone": 3, "unplaced": 1, "no_story": 1, "conflicting": 1},
    "claimreview.jsonld": {"related": 1, "claims_alone": 3, "unplaced": 1, "no_story": 1, "no_verdict": 1},
    "mentions.json": {"related": 1, "entities_alone": 3, "unlinked": 1},
    "coref.conll": {"related": 1, "entities_alone": 3, "unlinked": 1, "fragments": 1},
}


@pytest.mark.parametrize("name", FORMATS)
def test_what_a_format_can_not_hold_is_counted_before_and_after(
    project: Project, desk: Desk, name: str
) -> None:
    report = written(project, name)
    assert {each.what: each.number for each in report.lost} == LOST[name]
    assert (report.assignments, report.spans) == (5, 6)
    (before,) = [each for each in limited(everything(project), "default") if each.key == name]
    foretold = {each.what: each.number for each in before.lost}
    assert foretold == {what: number for what, number in LOST[name].items() if what != "conflicting"}


def test_the_page_and_the_command_name_it(client_of: ClientOf, bob: User, desk: Desk) -> None:
    page = " ".join(client_of(bob).get(URL).content.decode().split())
    assert "Spans of several stretches of text (1)" in page
    assert "Statements without a verdict (1)" in page
    assert "JSONL: All there is, a line an annotated article, with its whole text.</p>" in page
    assert "a row a span. Not in this file: Relations between spans (1).</p>" in page
    for name in FORMATS:
        assert f'name="format" value="{name}"' in page
    err = StringIO()
    call_command("export_dataset", "harbour", "--format=coref.conll", stdout=StringIO(), stderr=err)
    assert "Not in this file: 1. Spans of several stretches of text." in err.getvalue()
    event = Event.objects.get(verb="exported")
    assert event.data["lost"] == LOST["coref.conll"]


@pytest.mark.parametrize("name", FORMATS)
def test_in_a_blind_project_an_annotator_gets_nothing_of_another(
    client_of: ClientOf, bob: User, desk: Desk, claim: Label, person: Label, name: str, jonas: User
) -> None:
    Project.objects.update(is_blind=True)
    span = make_claim(desk, "Wire", "injured", jonas, claim, via="jonas's agency")
    make_placement(span, Statement.objects.get(text="when it was"), "mentions")
    accept_all()
    text = download(client_of, jonas, name)
    for theirs in ("alice", "State TV", "Workers", "Ministry"):
        assert theirs not in text
    if name == "matrix.csv":
        assert {(row["annotator"], row["state"]) for row in rows(text)} == {
            ("jonas", "placed"),
            ("jonas", "unread"),
        }
    if name == "claims.csv":
        assert [row["text"] for row in rows(text)] == ["injured"]
    if name == "claimreview.jsonld":  # It names no annotator, but the articles of their claims.
        (review,) = json.loads(text)["@graph"]
        assert review["itemReviewed"]["appearance"] == []
    else:
        assert "alice" in download(client_of, bob, name)


def test_another_project_on_the_same_story_is_not_in_it(project: Project, desk: Desk, charlie: User) -> None:
    elsewhere = make_project("afar")
    theirs = Statement.objects.create(project=elsewhere, story=desk.story, text="theirs")
    theirs.judge("refuted", "secret", actor=charlie, seen=1)
    for name in FORMATS:
        text, _ = exported(project, name)
        assert "theirs" not in text
        assert "secret" not in text


def test_our_jsonl_comes_in_again_with_the_texts_as_they_were(project: Project, desk: Desk) -> None:
    text = exported(project, "jsonl")[0]
    drafts = list(read_records(BytesIO(text.encode()), "harbour.jsonl"))
    records = lines(text)
    assert [draft.text for draft in drafts] == [record["text"] for record in records]
    assert [draft.story for draft in drafts] == [record["article"]["story"] for record in records]
    assert any(span["claim"] for record in records for span in record["spans"])


@pytest.mark.parametrize("name", ["csv", "claims.csv", "matrix.csv"])
def test_a_table_without_the_texts_is_refused_by_our_import_with_a_sentence(
    project: Project, desk: Desk, name: str
) -> None:
    table = BytesIO(exported(project, name)[0].encode())
    with pytest.raises(Refused) as refused:
        list(read_table(table, name))
    assert "text" in str(refused.value)


def test_memory_does_not_grow_with_the_stories(
    project: Project, alice: User, claim: Label, person: Label, tmp_path: Path
) -> None:
    """A story at a time is held, however many there are."""
    text = "Six were hurt. " * 25

    def add(number: int) -> None:
        entity = make_entity(person, "Six")
        for _ in range(number):
            task = make_task(project, text, story=f"Story {Statement.objects.count()}")
            layer = make_assignment(task, alice, "accepted")
            places = range(0, len(text), 15)
            spans = Span.objects.bulk_create(
                Span(assignment=layer, label=label, start=at, end=at + 3, quote="Six", entity=linked)
                for at in places
                for label, linked in ((claim, None), (person, entity))
            )
            claims = Claim.objects.bulk_create(Claim(span=span, **people(6)) for span in spans[::2])
            story = task.article.story
            assert story is not None
            statement = Statement.objects.create(project=project, story=story, text="hurt")
            Placement.objects.bulk_create(Placement(claim=each, statement=statement) for each in claims)

    def peaks() -> dict[str, int]:
        found: dict[str, Any] = {}
        for name in FORMATS:
            tracemalloc.start()
            write(everything(project), name, Mock(spec=BytesIO, write=len))
            found[name] = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return found

    add(1)
    for name in FORMATS:  # Whatever the first time brings.
        write(everything(project), name, Mock(spec=BytesIO, write=len))
    add(3)
    small = peaks()
    add(8)
    for name, now in peaks().items():
        assert now < 1.5 * small[name], name
