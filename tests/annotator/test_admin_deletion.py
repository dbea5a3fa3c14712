"""What others' work hangs on is not deleted, one by one or in bulk, and the reason is one plain sentence."""

import html
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from annotator.admin.scoped import ScopedAdmin
from annotator.models import Assignment, Label, Project, Task, User
from articles.models import Article, Source, Story
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_label, make_project, make_span, make_task


@pytest.fixture
def used(project: Project, alice: User, person: Label) -> Assignment:
    """An article with source, story and Alice's span."""
    task = make_task(project, "Ada Marlow spoke.\n", title="Struck", source="Wire", story="Strike")
    layer = make_assignment(task, alice)
    make_span(layer, person, "Ada Marlow")
    return layer


def delete(client: Client, noun: str, thing: models.Model, bulk: bool) -> str:
    """Confirm the deletion, alone or as the one selected; return what the page says."""
    app = "articles" if noun in ("article", "source", "story") else "annotator"
    if bulk:
        data: dict[str, Any] = {"action": "delete_selected", "_selected_action": [thing.pk], "post": "yes"}
        answer = client.post(reverse(f"admin:{app}_{noun}_changelist"), data, follow=True)
    else:
        answer = client.post(
            reverse(f"admin:{app}_{noun}_delete", args=(thing.pk,)), {"post": "yes"}, follow=True
        )
    return html.unescape(" ".join(answer.content.decode().split()))


@pytest.mark.parametrize("bulk", [False, True])
@pytest.mark.parametrize(
    ("noun", "reason"),
    [
        ("label", "“Person” can't be deleted: 1 span hangs on it. Archive it instead"),
        ("task", "“Struck (Harbour)” can't be deleted: 1 assignment hangs on it."),
        ("article", "“Struck” can't be deleted: 1 assignment hangs on it."),
        ("source", "“Wire” can't be deleted: 1 article hangs on it."),
        ("story", "“Strike” can't be deleted: 1 article hangs on it."),
    ],
)
def test_a_manager_is_refused_with_the_reason(
    noun: str, reason: str, bulk: bool, used: Assignment, person: Label, mary: User, client_of: ClientOf
) -> None:
    article = used.task.article
    things: dict[str, Any] = {
        "label": person,
        "task": used.task,
        "article": article,
        "source": article.source,
        "story": article.story,
    }
    assert reason in delete(client_of(mary), noun, things[noun], bulk)
    assert type(things[noun]).objects.filter(pk=things[noun].pk).exists()


@pytest.mark.parametrize("bulk", [False, True])
def test_a_project_with_work_and_a_person_with_work_stay(
    bulk: bool, used: Assignment, alice: User, admin_client: Client
) -> None:
    said = delete(admin_client, "project", used.task.project, bulk)
    assert "“Harbour” can't be deleted: " in said
    assert "1 assignment" in said
    said = delete(admin_client, "user", alice, bulk)
    assert "“alice” can't be deleted:" in said
    assert "1 assignment" in said
    assert "Make the account inactive instead" in said
    assert Project.objects.exists()
    assert User.objects.filter(pk=alice.pk).exists()


def test_one_that_can_t_go_keeps_all_of_the_selected(
    used: Assignment, person: Label, project: Project, mary: User, client_of: ClientOf
) -> None:
    free = make_label(project, "Free")
    data = {"action": "delete_selected", "_selected_action": [person.pk, free.pk], "post": "yes"}
    answer = client_of(mary).post(reverse("admin:annotator_label_changelist"), data)
    said = html.unescape(answer.content.decode())
    assert "Nothing was deleted." in said
    assert "“Free”" not in said
    assert project.labels.count() == 2


@pytest.mark.parametrize("bulk", [False, True])
def test_what_nothing_hangs_on_goes(
    bulk: bool, project: Project, mary: User, admin_client: Client, client_of: ClientOf
) -> None:
    client = client_of(mary)
    task = make_task(project, source="Wire", story="Strike")
    source, story = task.article.source, task.article.story
    delete(client, "label", make_label(project), bulk)
    delete(client, "article", task.article, bulk)
    assert not Label.objects.exists()
    assert not Task.objects.exists()
    assert not Article.objects.exists()
    assert source is not None
    assert story is not None
    delete(admin_client, "source", source, bulk)
    delete(admin_client, "story", story, bulk)
    assert not Source.objects.exists()
    assert not Story.objects.exists()
    delete(admin_client, "project", project, bulk)
    assert not Project.objects.exists()


def test_the_question_names_what_goes_along(project: Project, admin_client: Client) -> None:
    make_label(project)
    make_task(project)
    answer = admin_client.get(reverse("admin:annotator_project_delete", args=(project.pk,)))
    content = answer.content.decode()
    assert "Tasks: 1" in content
    assert "Labels: 1" in content


@pytest.mark.parametrize("bulk", [False, True])
@pytest.mark.parametrize("noun", ["article", "source", "story"])
def test_what_stands_in_somebody_else_s_project_too_is_not_mine_to_delete(
    noun: str, bulk: bool, project: Project, mary: User, client_of: ClientOf
) -> None:
    task = make_task(project, title="Shared", source="Wire", story="Strike")
    Task.objects.create(project=make_project("elsewhere"), article=task.article)
    things: dict[str, Any] = {
        "article": task.article,
        "source": task.article.source,
        "story": task.article.story,
    }
    said = delete(client_of(mary), noun, things[noun], bulk)
    assert type(things[noun]).objects.filter(pk=things[noun].pk).exists()
    if bulk:
        assert "is used in projects that you do not manage." in said
        assert "Elsewhere" not in said


def test_work_that_comes_in_between_keeps_it(
    used: Assignment, person: Label, mary: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the span had been made after the question was answered."""
    monkeypatch.setattr(ScopedAdmin, "get_deleted_objects", lambda *_: ([], {}, set(), []))
    for bulk in (False, True):
        said = delete(client_of(mary), "label", person, bulk)
        assert "Nothing was deleted: somebody's work has come to hang on it in the meantime." in said
    assert Label.objects.filter(pk=person.pk).exists()
