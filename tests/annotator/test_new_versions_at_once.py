"""First saves and an import at one instant: the layers of a task have one text, and the report is right."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import transaction

from annotator.importing import Intake
from annotator.models import Assignment, Project, Role, Task, User
from articles.models import Article, ArticleVersion, Story
from articles.reading import Draft
from tests.annotator.at_once import aside, at_once, just_before, one_writer_at_a_time, wait_until_it_waits
from tests.factory import make_member, make_project, make_task, make_user

pytestmark = pytest.mark.django_db(transaction=True)

URL = "https://veldt.example/1"
SIX = "Six guards were hurt.\n"
SEVEN = "Seven guards were hurt.\n"


@pytest.fixture
def task(project: Project) -> Task:
    return make_task(project, SIX, source="Veldt Post", url=URL)


@pytest.fixture
def jonas(project: Project) -> User:
    return make_member(project, make_user("jonas"), Role.ANNOTATOR)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(3) as pool:
        yield pool


def first_save(task: Task, user: User) -> Callable[[], int]:
    def save() -> int:
        with transaction.atomic():
            return task.assignment_of(user).version.number

    return save


def new_text(
    project: Project, mary: User, text: str = SEVEN, story: str = ""
) -> Callable[[], dict[str, Any]]:
    """An import of it, which returns what the report says."""
    known: dict[str, Any] = {
        "title": "Crane falls",
        "source": "Veldt Post",
        "url": URL,
        "raw_name": "crane.txt",
    }

    def store() -> dict[str, Any]:
        intake = Intake(project, mary)
        intake.store([Draft(text=text, story=story, **known)])
        [entry] = intake.report.entries
        return entry

    return store


def test_they_agree_whoever_comes_first(
    task: Task, project: Project, alice: User, jonas: User, mary: User
) -> None:
    one, other, entry = at_once(first_save(task, alice), first_save(task, jonas), new_text(project, mary))
    assert one == other
    assert (entry["kind"], entry["version"]) == ("changed", 2)
    assert entry["worked_on"] == (1 if one == 1 else None)


@one_writer_at_a_time
def test_a_first_save_waits_for_one_that_is_not_done(
    pool: ThreadPoolExecutor, task: Task, alice: User, jonas: User
) -> None:
    with transaction.atomic():
        assert task.assignment_of(alice).version.text == SIX
        aside(pool, lambda: task.article.add_version(SEVEN)).result(timeout=10)
        second = aside(pool, first_save(task, jonas))
        wait_until_it_waits(second)
    assert second.result(timeout=10) == 1
    assert set(Assignment.objects.values_list("version__number", flat=True)) == {1}


@one_writer_at_a_time
def test_work_that_a_person_begins_twice_at_once_is_one_layer(task: Task, alice: User) -> None:
    with just_before(first_save(task, alice)) as second:
        first_save(task, alice)()
    assert second.result() == 1
    assert Assignment.objects.count() == 1


@one_writer_at_a_time
def test_a_story_that_a_person_begins_to_read_twice_at_once_is_begun_once(task: Task, alice: User) -> None:
    def begin() -> list[Assignment]:
        with transaction.atomic():
            return Task.objects.filter(pk=task.pk).begin(alice)

    with just_before(begin) as second:
        begin()
    assert second.result() == [Assignment.objects.get()]


@one_writer_at_a_time
def test_many_layers_at_once_and_gold_wait_too(
    pool: ThreadPoolExecutor, task: Task, alice: User, jonas: User
) -> None:
    def begin() -> int:
        with transaction.atomic():
            [layer] = Task.objects.filter(pk=task.pk).begin(jonas)
            return layer.version.number

    def gold() -> int:
        with transaction.atomic():
            return task.gold().version.number

    with transaction.atomic():
        task.assignment_of(alice)
        aside(pool, lambda: task.article.add_version(SEVEN)).result(timeout=10)
        others = [aside(pool, begin), aside(pool, gold)]
        for future in others:
            wait_until_it_waits(future)
    assert [future.result(timeout=10) for future in others] == [1, 1]


@one_writer_at_a_time
def test_an_import_tells_of_work_that_is_being_begun(
    task: Task, project: Project, alice: User, mary: User
) -> None:
    with just_before(new_text(project, mary)) as importing:
        task.assignment_of(alice)
    assert importing.result()["worked_on"] == 1


@one_writer_at_a_time
def test_work_that_is_begun_during_an_import_is_on_its_text(
    task: Task, project: Project, alice: User, mary: User
) -> None:
    with just_before(first_save(task, alice)) as saving:
        assert new_text(project, mary)()["worked_on"] is None
    assert saving.result() == 2


@one_writer_at_a_time
def test_work_in_a_project_goes_on_while_somebody_imports_into_it(
    pool: ThreadPoolExecutor, task: Task, project: Project, alice: User, mary: User
) -> None:
    """What is written down of a layer (an event of the project) does not wait for a long import."""
    with transaction.atomic():
        new_text(project, mary, SIX)()

        def submit() -> str:
            with transaction.atomic():
                layer = task.assignment_of(alice)
                layer.submit(alice)
                return layer.state

        assert aside(pool, submit).result(timeout=10) == "submitted"


@one_writer_at_a_time
def test_a_story_that_is_given_to_the_article_at_that_instant_stays(
    task: Task, project: Project, mary: User
) -> None:
    with just_before(new_text(project, mary, story="Gale")) as importing:
        Article.objects.filter(pk=task.article_id).update(story=Story.objects.create(title="Storm"))
    told = importing.result()["differences"]
    assert Article.objects.get().story == Story.objects.get()
    assert {"field": "story", "standing": "Storm", "brought": "Gale"} in told


@one_writer_at_a_time
def test_an_import_knows_what_another_one_brings_into_another_of_the_persons_projects(
    project: Project, mary: User
) -> None:
    second = make_project("second")
    make_member(second, mary, Role.MANAGER)
    with just_before(new_text(second, mary)) as importing:
        assert new_text(project, mary)()["kind"] == "kept"
    assert importing.result()["kind"] == "placed"


@pytest.mark.parametrize("texts", [(SEVEN, SEVEN), (SEVEN, "Eight.\n")])
def test_two_who_import_at_once_number_their_texts_in_turn(
    task: Task, project: Project, mary: User, texts: tuple[str, str]
) -> None:
    second = make_project("second")
    make_member(second, mary, Role.MANAGER)
    Task.objects.create(project=second, article=task.article)
    entries = at_once(new_text(project, mary, texts[0]), new_text(second, mary, texts[1]))
    wanted = ["changed", "skipped"] if texts[0] == texts[1] else ["changed", "changed"]
    assert sorted(entry["kind"] for entry in entries) == wanted
    numbers = ArticleVersion.objects.values_list("number", flat=True)
    assert list(numbers) == list(range(1, 1 + len({SIX, *texts})))
