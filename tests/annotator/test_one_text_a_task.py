"""A task is worked on in one text: whatever comes in later, all its layers are compared in the same words."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from annotator.datasets.selection import Selection
from annotator.models import Assignment, Claim, Edit, Label, Project, Review, Role, Span, Task, User
from articles.models import Article, Story
from tests.annotator.datasets import exported, lines, records_of
from tests.annotator.imports import imported
from tests.annotator.reviewing import decide, read, send
from tests.annotator.stories import Desk, cells_of, make_placement, make_statement, page_of
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_label, make_member, make_span, make_task, make_user
from tests.pages import HTMX, project_page, titles

OLD = "Six guards of Ada Marlow were hurt. Ada Marlow left.\n"
NEW = "It is said that seven guards of Ada Marlow were hurt. Ada Marlow stayed.\n"
STALE = "Another text of this article came in since you opened it. Reload the page and look again."


@pytest.fixture
def task(project: Project) -> Task:
    return make_task(project, OLD, story="Harbour", source="Veldt Post", published_on=date(2021, 11, 8))


@pytest.fixture
def jonas(project: Project) -> User:
    return make_member(project, make_user("jonas"), Role.ANNOTATOR)


def correct(task: Task) -> None:
    """What an import of another text does."""
    task.article.add_version(NEW)


def path(task: Task, rest: str = "") -> str:
    return f"/projects/{task.project.slug}/articles/{task.article_id}/{rest}"


def post(client: Client, task: Task, rest: str, **fields: Any) -> Any:
    return client.post(path(task, rest), {"edit": uuid.uuid4(), **fields}, headers=HTMX)


def tag(client: Client, task: Task, label: Label, start: int, end: int, **fields: Any) -> Any:
    place = {"uid": uuid.uuid4(), "label": label.pk, "start": start, "end": end}
    return post(client, task, "spans/", **place, **fields)


def text_shown(client: Client, task: Task) -> str:
    page = html.fromstring(client.get(path(task)).content.decode())
    return str(page.get_element_by_id("text").text_content())


def older(client: Client, task: Task, query: str = "") -> list[str]:
    page = html.fromstring(client.get(path(task) + query).content.decode())
    return [" ".join(line.text_content().split()) for line in page.cssselect("[data-older-text]")]


def test_a_task_without_work_takes_the_newest_text(task: Task, alice: User, client_of: ClientOf) -> None:
    correct(task)
    assert text_shown(client_of(alice), task) == NEW
    assert task.assignment_of(alice).version.text == NEW
    assert task.gold().version.text == NEW


@pytest.mark.parametrize("state", Assignment.State.values)
def test_work_in_any_state_keeps_the_task_in_its_text(
    task: Task, alice: User, jonas: User, client_of: ClientOf, state: str
) -> None:
    make_assignment(task, alice, state)
    correct(task)
    assert text_shown(client_of(jonas), task) == OLD
    assert task.assignment_of(jonas).version.text == OLD
    assert task.gold().version.text == OLD


def test_gold_keeps_the_task_in_its_text(task: Task, alice: User, client_of: ClientOf) -> None:
    task.gold()
    correct(task)
    assert text_shown(client_of(alice), task) == OLD
    assert task.assignment_of(alice).version.text == OLD


def test_work_in_another_project_keeps_nothing_here(task: Task, alice: User, client_of: ClientOf) -> None:
    other = make_member(Project.objects.create(slug="other", name="Other"), alice, Role.ANNOTATOR)
    there = Task.objects.create(project=Project.objects.get(slug="other"), article=task.article)
    make_assignment(task, other)
    correct(task)
    assert (task.current_version().text, there.current_version().text) == (OLD, NEW)


def test_many_tasks_are_asked_about_at_once(task: Task, project: Project, alice: User, jonas: User) -> None:
    fresh = make_task(project, OLD, story="Harbour")
    make_assignment(task, alice)
    correct(task)
    correct(fresh)
    tasks = Task.objects.filter(pk__in=[task.pk, fresh.pk])
    texts = {key: version.text for key, version in tasks.current_versions().items()}
    assert texts == {task.pk: OLD, fresh.pk: NEW}
    assert {layer.task_id: layer.version.text for layer in tasks.begin(jonas)} == texts
    assert {layer.task_id: layer.version.text for layer in tasks.begin(None)} == texts


def test_a_layer_on_an_older_text_says_so_in_one_line(
    task: Task, alice: User, jonas: User, bob: User, client_of: ClientOf
) -> None:
    layer = make_assignment(task, alice)
    assert older(client_of(alice), task) == []
    correct(task)
    said = [
        "This is version 1 of the text, in which the work here began. "
        "Version 2 came in since; the work goes on with this one."
    ]
    assert older(client_of(alice), task) == said
    assert older(client_of(jonas), task) == said
    assert older(client_of(bob), task, f"?layer={layer.uid}") == said


def test_saying_so_takes_no_query(task: Task, alice: User, jonas: User, client_of: ClientOf) -> None:
    make_assignment(task, alice)
    for client in (client_of(alice), client_of(jonas)):
        numbers = []
        for newer in (False, True):
            if newer:
                correct(task)
            client.get(path(task))
            with CaptureQueriesContext(connection) as captured:
                client.get(path(task))
            numbers.append(len(captured))
        assert numbers[0] == numbers[1]


def test_a_page_without_work_that_was_fetched_ahead_is_told_to_be_old(
    task: Task, alice: User, client_of: ClientOf
) -> None:
    client = client_of(alice)
    before = client.get(path(task, "stamp/")).content
    assert html.fromstring(client.get(path(task)).content).get_element_by_id("workspace").get(
        "data-stamp"
    ) == (before.decode())
    correct(task)
    assert client.get(path(task, "stamp/")).content != before


def test_a_first_save_on_a_page_with_the_text_before_is_refused(
    task: Task, alice: User, person: Label, client_of: ClientOf
) -> None:
    client = client_of(alice)
    page = html.fromstring(client.get(path(task)).content.decode())
    shown = page.get_element_by_id("workspace").get("data-text")
    correct(task)
    refused = tag(client, task, person, 14, 24, text=shown)
    assert (refused.status_code, refused.content.decode()) == (409, STALE)
    assert not Assignment.objects.exists()
    start = NEW.index("Ada Marlow")
    assert tag(client, task, person, start, start + 10, text=2).status_code == 200
    assert Span.objects.get().quote == "Ada Marlow"


def test_a_save_goes_on_in_the_text_that_the_layer_has(
    task: Task, alice: User, person: Label, client_of: ClientOf
) -> None:
    client = client_of(alice)
    tag(client, task, person, 14, 24, text=1)
    correct(task)
    assert tag(client, task, person, 36, 46, text=1).status_code == 200
    assert [span.quote for span in Span.objects.order_by("start")] == ["Ada Marlow", "Ada Marlow"]


def test_work_is_not_handed_in_for_a_text_that_was_not_shown(
    task: Task, alice: User, client_of: ClientOf
) -> None:
    client = client_of(alice)
    [form] = html.fromstring(client.get(path(task)).content.decode()).cssselect("form[data-submit-form]")
    correct(task)
    answer = client.post(path(task, "submit/"), dict(form.form_values()), follow=True)
    assert STALE in answer.content.decode()
    assert not Assignment.objects.exists()
    assert client.post(path(task, "submit/"), {"text": 2}).status_code == 302
    assert Assignment.objects.get().version.text == NEW


def test_suggestions_are_of_the_text_that_the_task_has(
    task: Task, alice: User, jonas: User, person: Label, client_of: ClientOf
) -> None:
    elsewhere = make_task(task.project, "Ada Marlow spoke.\n", story="Harbour")
    make_span(make_assignment(elsewhere, jonas), person, "Ada Marlow")
    make_assignment(task, alice)
    correct(task)
    client = client_of(jonas)
    page = html.fromstring(client.get(path(task, "suggestions/")).content.decode())
    places = [(one.get("data-start"), one.get("data-end")) for one in page.cssselect("[data-suggestion]")]
    assert places == [("14", "24"), ("36", "46")]
    [form, *_] = page.cssselect("form[action$='accept/']")
    fields = dict(form.form_values())
    assert fields["text"] == "1"
    stale = {**fields, "text": "2"}
    assert client.post(path(task, "suggestions/accept/"), stale, headers=HTMX).status_code == 409
    refusal = {"label": person.pk, "start": 14, "end": 24, "text": 2}
    assert post(client, task, "suggestions/refuse/", **refusal).status_code == 409
    assert client.post(path(task, "suggestions/accept/"), fields, headers=HTMX).status_code == 200
    assert Span.objects.get(assignment__task=task).quote == "Ada Marlow"


@pytest.mark.parametrize("page", ["occurrences", "mentions"])
def test_every_occurrence_is_looked_for_in_the_text_that_each_task_has(
    task: Task, project: Project, alice: User, jonas: User, person: Label, client_of: ClientOf, page: str
) -> None:
    """Of two articles on which she has not begun, one is worked on by somebody else."""
    own = make_task(project, "Ada Marlow spoke.\n", story="Harbour")
    fresh = make_task(project, OLD, story="Harbour")
    span = make_span(make_assignment(own, alice), person, "Ada Marlow")
    extra = {}
    if page == "mentions":
        entity = project.entities.create(label=person, name="Ada Marlow")
        span.link(entity, actor=alice, seen=1)
        extra = {"entity": entity.pk}
    make_assignment(task, jonas)
    correct(task)
    correct(fresh)
    client = client_of(alice)
    found = html.fromstring(
        client.get(path(own, f"{page}/"), {"span": str(span.uid), "scope": "story"}).content.decode()
    )
    [form] = found.cssselect("form[data-outbox]")
    fields = dict(form.form_values())
    assert set(fields["texts"].split()) == {
        f"{own.article_id}:1",
        f"{task.article_id}:1",
        f"{fresh.article_id}:2",
    }
    at = [NEW.index("Ada"), NEW.rindex("Ada")]
    hits = [f"{task.article_id}:14-24", f"{task.article_id}:36-46"]
    hits += [f"{fresh.article_id}:{start}-{start + 10}" for start in at]
    assert set(hits) <= {box.get("value") for box in found.cssselect("[data-hit]")}
    verb = "tag" if page == "occurrences" else "link"
    wanted = {"label": person.pk, "hits": " ".join(hits), **extra}
    stale = fields["texts"].replace(f"{fresh.article_id}:2", f"{fresh.article_id}:1")
    assert post(client, own, f"{page}/{verb}/", texts=stale, **wanted).status_code == 409
    assert post(client, own, f"{page}/{verb}/", texts=fields["texts"], **wanted).status_code == 200
    assert {span.quote for span in Span.objects.exclude(assignment__task=own)} == {"Ada Marlow"}
    texts = Assignment.objects.filter(annotator=alice).values_list("task", "version__number")
    assert set(texts) == {(own.pk, 1), (task.pk, 1), (fresh.pk, 2)}


def test_what_is_corrected_after_a_new_text_goes_into_gold(
    task: Task, alice: User, bob: User, person: Label, client_of: ClientOf
) -> None:
    layer = make_assignment(task, alice)
    span = make_span(layer, person, "Ada Marlow")
    layer.submit(alice)
    correct(task)
    bob.is_staff = True
    bob.save()
    client = client_of(bob)
    assert "Six guards of" in read(client, layer)
    place = make_label(task.project, "Place")
    assert decide(client, span, "corrected", label=place.pk, start=14, end=24).status_code == 200
    missed = {"uid": uuid.uuid4(), "label": person.pk, "start": 36, "end": 46}
    assert send(client, layer, "missed", **missed).status_code == 200
    gold = Assignment.objects.get(kind="gold")
    assert gold.version == layer.version
    assert sorted(gold.spans.values_list("quote", "start")) == [("Ada Marlow", 14), ("Ada Marlow", 36)]
    assert Review.objects.get(span=span).correction is not None


def test_an_export_has_the_text_and_the_number_of_each_layer(
    task: Task, project: Project, alice: User, jonas: User, person: Label
) -> None:
    first = make_assignment(task, alice, Assignment.State.ACCEPTED)
    make_span(first, person, "Ada Marlow", 2)
    correct(task)
    fresh = make_task(project, OLD, source="Wire")
    correct(fresh)
    make_assignment(task, jonas, Assignment.State.ACCEPTED)
    make_span(make_assignment(fresh, alice, Assignment.State.ACCEPTED), person, "Ada Marlow", 2)
    found = [(record["article"]["id"], record["version"], record["text"]) for record in records_of(project)]
    assert found == [(task.article_id, 1, OLD), (task.article_id, 1, OLD), (fresh.article_id, 2, NEW)]
    for record in records_of(project):
        for span in record["spans"]:
            assert record["text"][span["start"] : span["end"]] == span["text"] == "Ada Marlow"
    written, _lost = exported(Selection(scope=Assignment.objects.filter(task=task)), "jsonl")
    assert {line["version"] for line in lines(written)} == {1}


def test_an_own_export_with_an_older_text_is_a_duplicate(
    task: Task, alice: User, mary: User, person: Label, client_of: ClientOf
) -> None:
    Article.objects.filter(pk=task.article_id).update(url="https://veldt.example/1")
    make_assignment(task, alice, Assignment.State.ACCEPTED)
    written, _lost = exported(Selection(scope=Assignment.objects.filter(task=task)), "jsonl")
    correct(task)
    report = imported(client_of(mary), ("harbour.jsonl", written))
    assert "Skipped: they stand in this project already" in report
    assert task.article.versions.count() == 2


def test_undo_and_redo_keep_the_text(task: Task, alice: User, person: Label, client_of: ClientOf) -> None:
    client = client_of(alice)
    tag(client, task, person, 14, 24, text=1)
    correct(task)
    for step in ("undo", "redo"):
        assert post(client, task, f"{step}/").status_code == 200
    assert Span.objects.get().quote == "Ada Marlow"
    assert Edit.objects.count() == 3


def test_search_finds_and_shows_the_newest_text(task: Task, alice: User, client_of: ClientOf) -> None:
    make_assignment(task, alice)
    correct(task)
    client = client_of(alice)
    assert titles(project_page(client, "?q=six")) == []
    found = project_page(client, "?q=seven")
    assert titles(found) == [task.article.title]
    assert "seven guards" in found.text_content()


def test_a_story_lays_the_claims_of_each_text_side_by_side(
    task: Task, project: Project, alice: User, jonas: User, claim: Label, client_of: ClientOf
) -> None:
    """One report is worked on in its first text, the other one in its second."""
    first = make_span(make_assignment(task, alice), claim, "Six guards")
    correct(task)
    other = make_task(project, OLD, story="Harbour", source="Wire", published_on=date(2021, 11, 9))
    correct(other)
    second = make_span(make_assignment(other, alice), claim, "seven guards")
    third = make_span(make_assignment(task, jonas), claim, "Six guards of Ada Marlow")
    desk = Desk(project, Story.objects.get(title="Harbour"), {"Veldt Post": task, "Wire": other})
    statement = make_statement(desk, "guards hurt")
    for span in (first, second, third):
        Claim.objects.create(span=span)
        make_placement(Span.objects.select_related("assignment", "claim").get(pk=span.pk), statement)
    own = cells_of(page_of(client_of(alice), desk.url), statement)
    assert ["Six guards" in own[0], "seven guards" in own[1]] == [True, True]
    cells = cells_of(page_of(client_of(jonas), desk.url), statement)
    assert "Six guards of Ada Marlow" in cells[0]


def test_outlets_are_one_report_as_long_as_the_same_words_are_worked_on(
    task: Task, project: Project, alice: User, claim: Label, client_of: ClientOf
) -> None:
    """Two have the wire's words. One corrects them before work begins there, the wire itself later."""
    copy, corrected = (make_task(project, OLD, story="Harbour", source=name) for name in ("Copy", "Coast"))
    Article.objects.exclude(pk=task.article_id).update(same_text_as=task.article)
    correct(corrected)
    desk = Desk(project, Story.objects.get(title="Harbour"), {})
    statement = make_statement(desk, "guards hurt")
    for one, words in ((task, "Six guards"), (copy, "Six guards"), (corrected, "seven guards")):
        span = make_span(make_assignment(one, alice), claim, words)
        Claim.objects.create(span=span)
        make_placement(Span.objects.select_related("assignment", "claim").get(pk=span.pk), statement)
    correct(task)
    counts = page_of(client_of(alice), desk.url).cssselect(f"#statement-{statement.pk} .counts")
    assert [line.text_content().split(" · ")[0] for line in counts] == ["2 independent reports"]


def test_work_that_begins_on_many_articles_at_once_loads_no_text(project: Project, alice: User) -> None:
    for number in range(3):
        make_task(project, f"Crane {number} fell.\n")
    with CaptureQueriesContext(connection) as queries:
        assert len(project.tasks.begin(alice)) == 3
    assert [query["sql"] for query in queries if '"articles_articleversion"."text"' in query["sql"]] == []
