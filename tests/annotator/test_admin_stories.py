"""Several articles are put into a story at once, from the administration's list of articles."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from annotator.models import Project, Task, User
from articles.models import Article, Story
from tests.conftest import ClientOf
from tests.factory import make_article, make_project, make_task

LIST = reverse("admin:articles_article_changelist")


@pytest.fixture
def articles(project: Project) -> list[Article]:
    titles = ("Struck", "Hit", "Down")
    return [make_task(project, title=title, source="Wire", story="").article for title in titles]


def put(client: Client, articles: list[Article], query: str = "", **fields: object) -> str:
    data: dict[str, Any] = {"action": "put_into_story", "_selected_action": [one.pk for one in articles]}
    return client.post(f"{LIST}{query}", {**data, **fields}, follow=True).content.decode()


def stories() -> dict[str, str]:
    return {article.title: str(article.story or "") for article in Article.objects.all()}


def test_the_story_is_asked_for_first(
    articles: list[Article], project: Project, mary: User, client_of: ClientOf
) -> None:
    make_task(project, title="Other", story="Strike")
    make_task(make_project("elsewhere"), title="Foreign", story="Hidden")
    content = put(client_of(mary), articles[:2])
    assert "2 articles" in content
    assert '<option value="Strike">' in content
    assert "Hidden" not in content
    assert "Down" not in content
    assert stories()["Struck"] == ""


def test_a_new_title_makes_a_story_and_a_known_one_does_not(
    articles: list[Article], mary: User, client_of: ClientOf
) -> None:
    client = client_of(mary)
    assert "2 articles stand in “The strike” now." in put(client, articles[:2], story="  The strike ")
    assert "1 article stands in “The strike” now." in put(client, articles[2:], story="the STRIKE")
    assert set(stories().values()) == {"The strike"}
    assert Story.objects.filter(title__iexact="the strike").count() == 1
    said = LogEntry.objects.filter(content_type__model="article").values_list("change_message", flat=True)
    assert list(said) == ["Story: The strike"] * 3


def test_no_title_takes_them_out(articles: list[Article], mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    put(client, articles, story="Strike")
    assert "2 articles stand in no story now." in put(client, articles[1:], story="")
    assert stories() == {"Struck": "Strike", "Hit": "", "Down": ""}


def test_a_title_that_cannot_be_is_refused_in_a_sentence(
    articles: list[Article], mary: User, client_of: ClientOf
) -> None:
    client = client_of(mary)
    for title in ("x" * 301, "a\0b"):
        assert "errorlist" in put(client, articles, story=title)
    assert not Story.objects.exists()


def test_what_stands_in_others_projects_too_stays_and_is_told(
    articles: list[Article], mary: User, client_of: ClientOf, admin_client: Client
) -> None:
    Task.objects.create(project=make_project("elsewhere"), article=articles[0])
    content = put(client_of(mary), articles, story="Strike")
    assert "2 articles stand in “Strike” now." in content
    assert "1 left as it was: it stands in a project that you do not manage, too." in content
    assert stories() == {"Struck": "", "Hit": "Strike", "Down": "Strike"}
    put(admin_client, articles[:1], story="Strike")
    assert stories()["Struck"] == "Strike"


def test_another_projects_story_of_the_same_title_is_not_joined(
    articles: list[Article], mary: User, client_of: ClientOf
) -> None:
    foreign = make_task(make_project("elsewhere"), story="Strike").article
    put(client_of(mary), articles, story="Strike")
    assert Article.objects.exclude(story=foreign.story).count() == 3


def test_forged_keys_put_nothing(articles: list[Article], bob: User, mary: User, client_of: ClientOf) -> None:
    foreign = make_article("Foreign", "Text.", story="Hidden")
    put(client_of(bob), articles, story="Mine")
    put(client_of(mary), [foreign], story="Mine")
    assert not Story.objects.filter(title="Mine").exists()


def test_all_that_the_list_shows_can_be_put_at_once(
    articles: list[Article], project: Project, mary: User, client_of: ClientOf
) -> None:
    for number in range(120):  # More than a page.
        make_task(project, title=f"More {number}", story="Other")
    client = client_of(mary)
    content = put(client, articles[:1], select_across="1")
    assert "123 articles, the first ones:" in content
    assert 'name="select_across" value="1"' in content
    assert "123 articles stand in" in put(client, articles[:1], select_across="1", story="Strike")
    assert set(stories().values()) == {"Strike"}
