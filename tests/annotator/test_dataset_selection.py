"""What goes into a dataset unless asked for otherwise, what filters do; everything else is counted."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from annotator.datasets.records import records
from annotator.datasets.selection import LeftOut, Selection
from annotator.models import Assignment, Label, Project, Review, Span, Task, User
from tests.factory import make_assignment, make_label, make_missed, make_review, make_span, make_task

State = Assignment.State
Decision = Review.Decision


@pytest.fixture
def everything(project: Project) -> Selection:
    """The defaults, in all of a project."""
    return Selection(scope=Assignment.objects.filter(task__project=project))


@pytest.fixture
def accepted(task: Task, alice: User) -> Assignment:
    return make_assignment(task, alice, State.ACCEPTED)


def quotes(selection: Selection) -> dict[str, list[str]]:
    """The texts of the spans by who has them; "gold" is gold."""
    return {
        record["annotator"] or record["layer"]: [span["text"] for span in record["spans"]]
        for record in records(selection)
    }


def left_out(selection: Selection) -> dict[str, tuple[int, int]]:
    """Assignments and spans by reason; what is counted beforehand is what is counted while it is written."""
    report = selection.report("default")
    spans: Counter[str] = Counter()
    written = list(records(selection, "default", spans))
    assert report == selection.report("default", spans)
    assert report.assignments == len(written)
    assert report.spans == sum(len(record["spans"]) for record in written)
    return {each.reason: (each.assignments, each.spans) for each in report.left_out}


def test_accepted_work_goes_in_with_spans_that_nobody_looked_at(
    everything: Selection, accepted: Assignment, person: Label
) -> None:
    make_span(accepted, person, "Ada Marlow")
    assert quotes(everything) == {"alice": ["Ada Marlow"]}
    assert left_out(everything) == {}


@pytest.mark.parametrize("state", [state for state in State if state != State.ACCEPTED])
def test_work_that_is_not_accepted_stays_out_and_is_counted(
    everything: Selection, accepted: Assignment, person: Label, state: State
) -> None:
    make_span(accepted, person, "Ada Marlow")
    make_span(accepted, person, "Veldt")
    Assignment.objects.update(state=state)
    assert quotes(everything) == {}
    assert left_out(everything) == {f"state:{state}": (1, 2)}


def test_work_in_another_state_goes_in_when_asked_for(
    everything: Selection, accepted: Assignment, person: Label
) -> None:
    make_span(accepted, person, "Veldt")
    Assignment.objects.update(state=State.SUBMITTED)
    asked = replace(everything, states=[State.SUBMITTED, State.RETURNED])
    assert quotes(asked) == {"alice": ["Veldt"]}
    assert left_out(asked) == {}


def test_work_of_another_project_is_neither_in_nor_counted(
    everything: Selection, charlie: User, person: Label
) -> None:
    elsewhere = charlie.projects.distinct().get()
    theirs = make_assignment(make_task(elsewhere), charlie, State.ACCEPTED)
    make_span(theirs, make_label(elsewhere), "Ada Marlow")
    assert quotes(everything) == {}
    assert left_out(everything) == {}


def test_an_article_without_spans_is_data_too(everything: Selection, accepted: Assignment) -> None:
    assert quotes(everything) == {"alice": []}


def test_rejected_and_corrected_spans_stay_out_and_gold_has_it_right(
    everything: Selection, accepted: Assignment, person: Label, claim: Label, bob: User
) -> None:
    make_review(make_span(accepted, person, "Ada Marlow"), bob, Decision.ACCEPTED)
    make_review(make_span(accepted, person, "Veldt"), bob, Decision.CORRECTED, label=claim)
    make_review(make_span(accepted, person, "Monday"), bob, Decision.REJECTED)
    make_missed(accepted, person, "She", bob)
    assert quotes(everything) == {"alice": ["Ada Marlow"], "gold": ["Veldt", "She"]}
    assert left_out(everything) == {"review:rejected": (0, 1), "review:corrected": (0, 1)}


def test_reviews_are_chosen_by_what_is_asked_for(
    everything: Selection, accepted: Assignment, person: Label, claim: Label, bob: User
) -> None:
    make_review(make_span(accepted, person, "Ada Marlow"), bob, Decision.ACCEPTED)
    make_review(make_span(accepted, person, "Veldt"), bob, Decision.CORRECTED, label=claim)
    make_review(make_span(accepted, person, "Monday"), bob, Decision.REJECTED)
    make_span(accepted, person, "spoke")

    def of(*reviews: str) -> dict[str, list[str]]:
        asked = replace(everything, reviews=reviews)
        left_out(asked)
        return quotes(asked)

    assert of("accepted") == {"alice": ["Ada Marlow"], "gold": ["Veldt"]}
    assert of("unreviewed") == {"alice": ["spoke"]}
    assert of("rejected") == {"alice": ["Monday"]}
    assert of("corrected") == {"alice": ["Veldt"]}
    assert of("rejected", "unreviewed") == {"alice": ["spoke", "Monday"]}
    assert left_out(replace(everything, reviews=["rejected"])) == {
        "gold_without_spans": (1, 1),
        "review:accepted": (0, 1),
        "review:unreviewed": (0, 1),
        "review:corrected": (0, 1),
    }


def test_a_stale_review_counts_as_none(
    everything: Selection, accepted: Assignment, person: Label, claim: Label, bob: User
) -> None:
    rejected, corrected = make_span(accepted, person, "Veldt"), make_span(accepted, person, "Monday")
    make_review(rejected, bob, Decision.REJECTED)
    make_review(corrected, bob, Decision.CORRECTED, label=claim)
    make_missed(accepted, person, "She", bob)
    assert quotes(everything) == {"alice": [], "gold": ["She", "Monday"]}
    Span.objects.filter(pk__in=[rejected.pk, corrected.pk]).update(version=2)
    assert quotes(everything) == {"alice": ["Veldt", "Monday"], "gold": ["She"]}
    assert left_out(everything) == {"outdated_correction": (0, 1)}


def test_gold_that_corrects_work_that_is_left_out_stays_out(
    everything: Selection, accepted: Assignment, person: Label, claim: Label, bob: User, mary: User
) -> None:
    make_review(make_span(accepted, person, "Veldt"), bob, Decision.CORRECTED, label=claim)
    make_missed(accepted, person, "Monday", bob)
    make_assignment(accepted.task, mary, State.ACCEPTED)  # Keeps gold accepted.
    Assignment.objects.filter(pk=accepted.pk).update(state=State.RETURNED)
    assert quotes(everything) == {"gold": ["Monday"], "mary": []}
    assert left_out(everything) == {"state:returned": (1, 1), "correction": (0, 1)}


def test_gold_that_is_not_accepted_stays_out(
    everything: Selection, accepted: Assignment, person: Label, bob: User
) -> None:
    make_missed(accepted, person, "Monday", bob)
    accepted.return_to_annotator(bob, "Once more, please.")
    assert quotes(everything) == {}
    assert left_out(everything) == {"state:in_progress": (1, 1), "state:returned": (1, 0)}


def test_a_label_chooses_spans_and_keeps_the_articles(
    everything: Selection, accepted: Assignment, person: Label, claim: Label, project: Project, alice: User
) -> None:
    make_span(accepted, person, "Ada Marlow")
    make_span(accepted, claim, "She left on Monday")
    other = make_assignment(make_task(project), alice, State.ACCEPTED)
    make_span(other, claim, "Ada Marlow spoke")
    asked = replace(everything, labels=[person.pk])
    assert [len(record["spans"]) for record in records(asked)] == [1, 0]
    assert left_out(asked) == {"label": (0, 2)}


def test_annotators_are_chosen_and_gold_is_nobodys(
    everything: Selection, accepted: Assignment, person: Label, alice: User, bob: User, mary: User
) -> None:
    make_span(accepted, person, "Veldt")
    make_missed(accepted, person, "Monday", bob)
    marys = make_assignment(accepted.task, mary, State.ACCEPTED)
    make_span(marys, person, "Ada Marlow")
    asked = replace(everything, annotators=[mary.pk])
    assert quotes(asked) == {"mary": ["Ada Marlow"]}
    assert left_out(asked) == {"annotator": (2, 2)}


@pytest.fixture
def three(project: Project, alice: User) -> list[Task]:
    """One article of the seventh in English, one of the eighth in Persian, one of which nothing is known."""
    tasks = [
        make_task(project, source="Gazette", story="Fire", language="en", published_on=date(2021, 11, 7)),
        make_task(project, source="Courier", story="Flood", language="fa", published_on=date(2021, 11, 8)),
        make_task(project),
    ]
    for task in tasks:
        make_assignment(task, alice, State.ACCEPTED)
    return tasks


def test_articles_are_chosen_by_what_is_known_of_them(everything: Selection, three: list[Task]) -> None:
    fire, flood = three[0].article, three[1].article

    def of(reason: str, **filters: Any) -> list[int]:
        asked = replace(everything, **filters)
        chosen = [record["article"]["id"] for record in records(asked)]
        assert left_out(asked) == {reason: (3 - len(chosen), 0)}
        return [[task.article_id for task in three].index(key) for key in chosen]

    assert of("story", stories=[fire.story_id]) == [0]
    assert of("story", stories=[None]) == [2]
    assert of("story", stories=[flood.story_id, None]) == [1, 2]
    assert of("source", sources=[flood.source_id]) == [1]
    assert of("source", sources=[None]) == [2]
    assert of("language", languages=["en"]) == [0]
    assert of("language", languages=["", "fa"]) == [1, 2]
    assert of("date", since=date(2021, 11, 8)) == [1]
    assert of("date", until=date(2021, 11, 7)) == [0]
    assert of("date", since=date(2021, 11, 7), until=date(2021, 11, 8)) == [0, 1]


def test_each_assignment_is_counted_once_by_the_first_reason(
    everything: Selection, three: list[Task], mary: User
) -> None:
    make_assignment(three[0], mary, State.IN_PROGRESS)
    make_assignment(three[1], mary, State.DECLINED)
    fire = three[0].article.story_id
    asked = replace(everything, stories=[fire], since=date(2021, 11, 1))
    assert left_out(asked) == {"story": (3, 0), "state:in_progress": (1, 0)}


def test_each_reason_can_be_said(everything: Selection) -> None:
    assert str(LeftOut("state:in_progress", 1, 2)) == "State: In progress"
    assert str(LeftOut("review:rejected", 0, 2)) == "Rejected in the review"


@pytest.mark.parametrize("number", [1, 8])
def test_the_number_of_queries_does_not_grow(
    everything: Selection,
    project: Project,
    alice: User,
    person: Label,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    for _ in range(number):
        assignment = make_assignment(make_task(project), alice, State.ACCEPTED)
        make_span(assignment, person, "Ada Marlow")
    with django_assert_num_queries(10):
        assert len(list(records(everything))) == number
    with django_assert_num_queries(4):
        assert everything.report("default").spans == number
