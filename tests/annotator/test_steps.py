"""Handing in, taking back, putting off, declining; a note to self and time spent."""

from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from lxml import html

from annotator.models import Assignment, Event, Label, Project, Role, Task, User
from tests.annotator.at_once import just_before, one_writer_at_a_time
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_member, make_project, make_span, make_submitted, make_task
from tests.pages import words

State = Assignment.State


@pytest.fixture
def alices(client_of: ClientOf, alice: User) -> Client:
    return client_of(alice)


def url(task: Task, step: str = "") -> str:
    return f"/projects/{task.project.slug}/articles/{task.article_id}/{step}"


def state_of(task: Task) -> str:
    return task.assignments.get().state


def test_submitting_without_spans_is_possible_and_written_down(
    alices: Client, task: Task, alice: User
) -> None:
    alices.post(url(task, "submit/"))
    assert state_of(task) == State.SUBMITTED
    assert Event.objects.get(verb="submitted").actor == alice


def test_submitting_goes_on_to_the_next_article_in_need_and_round_to_the_first(
    alices: Client, project: Project, task: Task
) -> None:
    second, third = make_task(project), make_task(project)
    assert alices.post(url(second, "submit/"))["Location"] == url(third)
    assert alices.post(url(third, "submit/"))["Location"] == url(task)
    assert alices.post(url(task, "submit/"))["Location"] == "/projects/harbour/done/"


def test_handing_in_tells_how_many_are_left(alices: Client, project: Project, task: Task) -> None:
    tasks = [task, make_task(project), make_task(project)]
    told = []
    for each in tasks:
        page = html.fromstring(alices.post(url(each, "submit/"), follow=True).content)
        told.append(words(page.cssselect(".messages")[0]).partition(f"{each.article.title}.")[2])
    assert told == [" 2 are left for you here.", " 1 is left for you here.", ""]


def test_an_article_that_others_have_enough_of_is_passed_over(
    alices: Client, project: Project, task: Task, bob: User
) -> None:
    second, third = make_task(project), make_task(project)
    make_assignment(second, bob, State.IN_PROGRESS)
    assert alices.post(url(task, "submit/"))["Location"] == url(third)


def test_submitting_goes_on_neither_to_another_project_nor_to_what_one_has_given_up(
    alices: Client, project: Project, task: Task, alice: User
) -> None:
    Project.objects.update(annotators_per_article=2)
    for state in (State.DECLINED, State.DEFERRED, State.SUBMITTED, State.ACCEPTED):
        make_assignment(make_task(project), alice, state)
    elsewhere = make_project("elsewhere")
    make_member(elsewhere, alice, Role.ANNOTATOR)
    make_assignment(make_task(elsewhere), alice, State.IN_PROGRESS)
    assert alices.post(url(task, "submit/"))["Location"] == "/projects/harbour/done/"


@pytest.mark.parametrize("step", ["defer", "decline"])
def test_giving_up_needs_a_reason(alices: Client, task: Task, step: str) -> None:
    alices.post(url(task, f"{step}/"), {"reason": ""})
    assert not task.assignments.exists()
    alices.post(url(task, f"{step}/"), {"reason": "the author is my brother"})
    assert task.assignments.get().message == "the author is my brother"
    assert state_of(task) in (State.DEFERRED, State.DECLINED)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.DEFERRED, State.DECLINED])
def test_what_was_handed_in_or_given_up_can_be_taken_back(
    alices: Client, task: Task, alice: User, state: str
) -> None:
    make_assignment(task, alice, state)
    alices.post(url(task, "reopen/"))
    assert state_of(task) == State.IN_PROGRESS


def test_what_the_reviewer_asks_for_stands_there_until_the_work_is_handed_in_again(
    alices: Client, task: Task, alice: User, bob: User, person: Label
) -> None:
    layer = make_submitted(task, alice, (person, "Ada"))
    layer.return_to_annotator(bob, "Tag Marlow as well")
    tagged = {"edit": uuid4(), "uid": uuid4(), "label": person.pk, "start": 4, "end": 10}
    steps: list[tuple[str, dict[str, Any]]] = [
        ("spans/", tagged),
        ("defer/", {"reason": "Ask Bob"}),
        ("reopen/", {}),
        ("submit/", {}),
        ("reopen/", {}),
    ]
    told = []
    for step, fields in steps:
        alices.post(url(task, step), fields)
        page = words(html.fromstring(alices.get(url(task)).content))
        told.append("Returned by the reviewer: Tag Marlow as well" in page)
    assert told == [True, False, True, False, True]
    assert state_of(task) == State.RETURNED
    assert "Returned to you" in words(html.fromstring(alices.get("/").content))


def test_accepted_work_stays_accepted(alices: Client, task: Task, alice: User) -> None:
    make_assignment(task, alice, State.ACCEPTED)
    page = alices.post(url(task, "reopen/"), follow=True)
    assert state_of(task) == State.ACCEPTED
    assert b"This article is accepted, so this can&#x27;t be done" in page.content


@pytest.mark.parametrize(
    ("path", "verb"), [("submit/", "submitted"), ("defer/", "deferred"), ("decline/", "declined")]
)
def test_who_got_no_answer_asks_once_more_and_goes_on(
    alices: Client, task: Task, project: Project, path: str, verb: str
) -> None:
    following = make_task(project)
    for _ in range(2):
        assert alices.post(url(task, path), {"reason": "Later."})["Location"] == url(following)
    assert Event.objects.filter(verb=verb).count() == 1


def test_what_is_accepted_is_not_submitted(alices: Client, task: Task, alice: User) -> None:
    make_assignment(task, alice, Assignment.State.ACCEPTED)
    page = alices.post(url(task, "submit/"), follow=True)
    assert b"This article is accepted, so this can&#x27;t be done" in page.content


def test_a_note_to_self_is_mine_alone(
    alices: Client, client_of: ClientOf, task: Task, bob: User, alice: User
) -> None:
    alices.post(url(task, "note/"), {"note": "check the date"})
    assert b"check the date" in alices.get(url(task)).content
    layer = task.assignments.get()
    assert b"check the date" not in client_of(bob).get(f"{url(task)}?layer={layer.uid}").content


def test_a_note_to_self_does_not_replace_one_that_its_page_did_not_show(
    alices: Client, task: Task, alice: User
) -> None:
    def keep(note: str, was: str) -> int:
        answer = alices.post(url(task, "note/"), {"note": note, "was": was}, headers={"HX-Request": "true"})
        return answer.status_code

    assert keep("ask Bob", was="") == 204
    assert keep("ask Bob", was="") == 204  # The answer was lost.
    assert keep("see page 3", was="") == 409
    assert keep("ask Bob\r\nsee page 3", was="ask Bob") == 204
    assert keep("", was="ask Bob\nsee page 3") == 204
    assert keep("ask Bob", was="see page 3") == 409
    assert task.assignments.get().note == ""


def test_a_note_to_self_that_waited_is_not_kept_under_another_login(
    alices: Client, task: Task, bob: User
) -> None:
    assert alices.post(url(task, "note/"), {"note": "check the date", "actor": bob.pk}).status_code == 403
    assert not task.assignments.exists()


def test_time_in_use_adds_up_on_the_layer(alices: Client, task: Task, alice: User, person: Label) -> None:
    page = {"page": uuid4(), "kept": 0}
    answer = alices.post(url(task, "time/"), {"seconds": 60, **page})
    assert answer.status_code == 202  # It is to be told again.
    assert not task.assignments.exists()
    make_span(make_assignment(task, alice, State.IN_PROGRESS), person, "Veldt")
    for seconds, kept in ((60, 0), (15, 60)):
        told = {**page, "seconds": seconds, "kept": kept}
        assert alices.post(url(task, "time/"), told).status_code == 204
    assert task.assignments.get().seconds_spent == 75


def test_time_that_a_page_tells_again_counts_once_and_another_page_s_beside_it(
    alices: Client, task: Task, alice: User
) -> None:
    make_assignment(task, alice, State.IN_PROGRESS)
    page, other = uuid4(), uuid4()
    for told in [
        {"page": page, "seconds": 60, "kept": 0},
        {"page": page, "seconds": 75, "kept": 0},  # The answer to the first was lost,
        {"page": page, "seconds": 60, "kept": 0},  # which comes last.
        {"page": other, "seconds": 5, "kept": 0},
        {"page": page, "seconds": 10, "kept": 75},
    ]:
        assert alices.post(url(task, "time/"), told).status_code == 204
    assert task.assignments.get().seconds_spent == 90


@pytest.mark.django_db(transaction=True)
@one_writer_at_a_time
def test_time_that_is_told_twice_at_one_instant_counts_once(alices: Client, task: Task, alice: User) -> None:
    make_assignment(task, alice, State.IN_PROGRESS)
    told = {"page": uuid4(), "seconds": 60, "kept": 0}
    tell = partial(alices.post, url(task, "time/"), told)
    with just_before(lambda: tell().status_code) as again:
        assert tell().status_code == 204
    assert again.result() == 204
    assert task.assignments.get().seconds_spent == 60


@pytest.mark.parametrize(
    ("seconds", "kept"), [("", 0), ("0", 0), ("-5", 0), ("3601", 0), ("many", 0), (60, -1), (60, 10**10)]
)
def test_time_that_can_not_be_is_refused(alices: Client, task: Task, seconds: Any, kept: int) -> None:
    told = {"seconds": seconds, "page": uuid4(), "kept": kept}
    assert alices.post(url(task, "time/"), told).status_code == 400


def test_what_is_fetched_ahead_takes_no_message_from_the_page_that_is_looked_at(
    alices: Client, task: Task, project: Project
) -> None:
    following = make_task(project, "Six were hurt.\n")
    address = f"/projects/{project.slug}/articles/{following.article_id}/"
    assert alices.post(f"/projects/{project.slug}/articles/{task.article_id}/submit/").status_code == 302
    ahead = alices.get(address, headers={"HX-Request": "true", "HX-Preloaded": "true"})
    assert "Submitted" not in ahead.content.decode()
    assert "Submitted: " in alices.get(address).content.decode()


def test_at_the_end_of_the_queue_stands_what_was_put_off_here(
    alices: Client, client_of: ClientOf, project: Project, task: Task, alice: User, bob: User, person: Label
) -> None:
    make_assignment(task, alice).defer(alice, "Ask the <b>desk</b>.")
    elsewhere = make_task(make_project("elsewhere"), title="Elsewhere")
    make_member(elsewhere.project, alice, Role.ANNOTATOR)
    make_assignment(elsewhere, alice).defer(alice, "Not there.")
    page = html.fromstring(alices.get("/projects/harbour/done/").content.decode())
    assert [link.get("href") for link in page.cssselect(".article-line > a")] == [url(task)]
    assert words(page.cssselect(".message")[0]) == "Ask the <b>desk</b>."
    others = client_of(bob).get("/projects/harbour/done/").content.decode()
    assert "Ask the" not in others
    assert "Nothing in this project waits for you now." in others
