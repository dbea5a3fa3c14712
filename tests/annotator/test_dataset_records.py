"""A record is the design's, field by field, and its offsets are those of its text, in any script."""

import re
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.datasets.records import BrokenSpan, Record, records
from annotator.datasets.selection import Selection
from annotator.models import Assignment, Label, Project, Review, Span, User
from articles.text import normalise, sha256, trim
from tests.factory import make_assignment, make_missed, make_review, make_span, make_task
from tests.hostile import hostile_texts, ranges_in

State = Assignment.State


def all_of(project: Project) -> list[Any]:
    return list(records(Selection(scope=Assignment.objects.filter(task__project=project))))


@pytest.fixture
def accepted(project: Project, alice: User) -> Assignment:
    task = make_task(
        project,
        "Six were hurt, Ada Marlow said.\n",
        source="Gazette",
        story="Fire",
        title="Fire at the harbour",
        url="https://gazette.example/1",
        byline="Jo Reed",
        published_on=date(2021, 11, 8),
        published_time=time(6, 30, 15),
        language="en",
    )
    return make_assignment(task, alice, State.ACCEPTED)


def test_a_record_has_the_fields_of_the_contract_in_its_order(
    project: Project, accepted: Assignment, claim: Label, bob: User
) -> None:
    span = make_span(accepted, claim, "Six were hurt", note="how many?")
    make_review(span, bob, Review.Decision.ACCEPTED, comment="Right.")
    (record,) = all_of(project)
    (exported,) = record["spans"]
    times = [exported.pop(name) for name in ("created_at", "updated_at")] + [exported["review"].pop("at")]
    assert record == {
        "id": str(accepted.uid),
        "layer": "annotator",
        "project": "harbour",
        "annotator": "alice",
        "status": "accepted",
        "text": "Six were hurt, Ada Marlow said.\n",
        "sha256": sha256("Six were hurt, Ada Marlow said.\n"),
        "version": 1,
        "article": {
            "id": accepted.task.article_id,
            "title": "Fire at the harbour",
            "source": "Gazette",
            "story": "Fire",
            "url": "https://gazette.example/1",
            "byline": "Jo Reed",
            "published_on": "2021-11-08",
            "published_time": "06:30:15",
            "language": "en",
        },
        "spans": [
            {
                "id": str(span.uid),
                "kind": "claim",
                "label": "Claim",
                "start": 0,
                "end": 13,
                "text": "Six were hurt",
                "fragments": [[0, 13]],
                "origin": "human",
                "derived_from": None,
                "note": "how many?",
                "entity": None,
                "claim": None,
                "review": {"decision": "accepted", "by": "bob", "comment": "Right."},
            }
        ],
        "relations": [],
        "statements": [],
    }
    assert [*record] == [*Record.__annotations__]
    for at in times:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", at)
    assert datetime.fromisoformat(times[0]) == span.created_at


def test_what_is_not_known_of_an_article_is_empty(project: Project, alice: User) -> None:
    make_assignment(make_task(project, title="A title"), alice, State.ACCEPTED)
    article = all_of(project)[0]["article"]
    article.pop("id")
    assert article == {
        "title": "A title",
        "source": "",
        "story": "",
        "url": "",
        "byline": "",
        "published_on": None,
        "published_time": None,
        "language": "",
    }


def test_gold_has_no_annotator_and_tells_what_it_corrects(
    project: Project, accepted: Assignment, person: Label, claim: Label, bob: User
) -> None:
    wrong = make_span(accepted, person, "Six were hurt")
    make_review(wrong, bob, Review.Decision.CORRECTED, label=claim)
    make_missed(accepted, person, "Ada Marlow", bob)
    _, gold = all_of(project)
    assert (gold["layer"], gold["annotator"], gold["status"]) == ("gold", None, "accepted")
    assert [(span["label"], span["derived_from"], span["review"]) for span in gold["spans"]] == [
        ("Claim", str(wrong.uid), None),
        ("Person", None, None),
    ]


def test_a_stale_review_is_not_shown(
    project: Project, accepted: Assignment, person: Label, bob: User
) -> None:
    span = make_span(accepted, person, "Ada Marlow")
    make_review(span, bob, Review.Decision.ACCEPTED)
    Span.objects.update(version=2)
    assert all_of(project)[0]["spans"][0]["review"] is None


def test_spans_stand_in_text_order_the_longest_first(
    project: Project, accepted: Assignment, person: Label, claim: Label
) -> None:
    for label, quote in ((person, "said"), (person, "Ada"), (claim, "Ada Marlow said"), (person, "Six")):
        make_span(accepted, label, quote)
    assert [span["text"] for span in all_of(project)[0]["spans"]] == ["Six", "Ada Marlow said", "Ada", "said"]


def test_each_layer_gets_its_own_spans(
    project: Project, accepted: Assignment, person: Label, mary: User
) -> None:
    second = make_assignment(accepted.task, mary, State.ACCEPTED)
    third = make_assignment(make_task(project), mary, State.ACCEPTED)
    make_span(third, person, "spoke")
    make_span(second, person, "hurt")
    make_span(accepted, person, "Six")
    make_span(second, person, "Six")
    assert [[span["text"] for span in record["spans"]] for record in all_of(project)] == [
        ["Six"],
        ["Six", "hurt"],
        ["spoke"],
    ]


def test_fragments_are_those_of_the_span(project: Project, accepted: Assignment, claim: Label) -> None:
    make_span(accepted, claim, "Six were hurt, Ada Marlow said")
    Span.objects.update(fragments=[[0, 13], [26, 30]])
    assert all_of(project)[0]["spans"][0]["fragments"] == [[0, 13], [26, 30]]


def test_a_span_that_is_not_its_text_stops_the_export_and_is_named(
    project: Project, accepted: Assignment, person: Label
) -> None:
    make_span(accepted, person, "Six")
    broken = make_span(accepted, person, "Ada Marlow")
    Span.objects.filter(pk=broken.pk).update(start=broken.start + 1, end=broken.end + 1)
    with pytest.raises(BrokenSpan, match=f"{broken.uid} should be “Ada Marlow”.*“da Marlow ”"):
        all_of(project)


def test_fragments_beyond_their_span_stop_the_export(
    project: Project, accepted: Assignment, person: Label
) -> None:
    broken = make_span(accepted, person, "Ada Marlow")
    Span.objects.update(fragments=[[15, 18], [19, 26]])
    with pytest.raises(BrokenSpan, match=str(broken.uid)):
        all_of(project)


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_same_words_come_out_in_any_script(
    project: Project, alice: User, person: Label, data: st.DataObject
) -> None:
    text = normalise(data.draw(hostile_texts))
    assignment = make_assignment(make_task(project, text or "-"), alice)
    text = assignment.version.text
    wanted = {trim(text, *data.draw(ranges_in(text))) for _ in range(3)}
    wanted = {(start, end) for start, end in wanted if start < end}
    for start, end in wanted:
        Span.make(assignment, person, start, end, actor=alice)
    Assignment.objects.update(state=State.ACCEPTED)
    record = all_of(project)[-1]
    assert record["text"] == text
    assert sha256(record["text"]) == record["sha256"]
    assert {(span["start"], span["end"]) for span in record["spans"]} == wanted
    for span in record["spans"]:
        assert record["text"][span["start"] : span["end"]] == span["text"]
