"""Sources, stories and articles: shared between projects, and changed only by whom all of it belongs to."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.models import Project, Task, User
from articles.models import Article, Source, Story
from tests.conftest import ClientOf
from tests.factory import make_article, make_project, make_task


@pytest.fixture
def article(project: Project) -> Article:
    return make_task(project, title="Struck", source="Wire", story="Strike").article


def form_of(article: Article, **fields: object) -> dict[str, object]:
    values = {"title": article.title, "source": article.source_id or "", "story": article.story_id or ""}
    return {**values, "tasks-TOTAL_FORMS": 0, "tasks-INITIAL_FORMS": 0, **fields}


def page(article: Article) -> str:
    return reverse("admin:articles_article_change", args=(article.pk,))


def test_a_manager_changes_what_is_known_of_an_article(
    article: Article, mary: User, client_of: ClientOf
) -> None:
    data = form_of(article, title="Struck again", byline="A. Reporter", published_on="2026-05-01", story="")
    assert client_of(mary).post(page(article), data).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.byline, str(article.published_on), article.story) == (
        "Struck again",
        "A. Reporter",
        "2026-05-01",
        None,
    )


def test_a_time_needs_its_date(article: Article, mary: User, client_of: ClientOf) -> None:
    answer = client_of(mary).post(page(article), form_of(article, published_time="10:00"))
    assert "A time needs its date." in answer.content.decode()


def test_an_address_is_taken_as_an_import_takes_it(article: Article, mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    answer = client.post(page(article), form_of(article, url="ftp://veldt.example/1"))
    assert "“ftp://veldt.example/1” is not an address that starts with http://" in answer.content.decode()
    assert client.post(page(article), form_of(article, url="https://veldt.example/1")).status_code == 302
    article.refresh_from_db()
    assert article.url == "https://veldt.example/1"


@pytest.mark.parametrize("noun", ["source", "story"])
def test_articles_stand_in_the_order_in_which_they_were_published(
    noun: str, project: Project, mary: User, client_of: ClientOf
) -> None:
    """Those of an unknown day or hour come last, on either database."""
    days = {"Undated": (None, None), "Noon": ("2021-11-08", "12:00"), "Some time": ("2021-11-08", None),
            "Dawn": ("2021-11-08", "06:00"), "Eve": ("2021-11-07", None)}  # fmt: skip
    for title, (day, hour) in days.items():
        fields: dict[str, Any] = {"title": title, "published_on": day, "published_time": hour}
        task = make_task(project, source="Wire", story="Strike", **fields)
    thing = getattr(task.article, noun)
    content = client_of(mary).get(reverse(f"admin:articles_{noun}_change", args=(thing.pk,))).content.decode()
    assert sorted(days, key=lambda title: content.index(f">{title}<")) == [
        "Eve",
        "Dawn",
        "Noon",
        "Some time",
        "Undated",
    ]


@pytest.mark.parametrize("noun", ["article", "source", "story"])
def test_what_stands_in_others_projects_too_is_only_shown(
    noun: str, article: Article, mary: User, client_of: ClientOf
) -> None:
    Task.objects.create(project=make_project("elsewhere"), article=article)
    thing = {"article": article, "source": article.source, "story": article.story}[noun]
    assert thing is not None
    client = client_of(mary)
    address = reverse(f"admin:articles_{noun}_change", args=(thing.pk,))
    content = client.get(address).content.decode()
    assert 'name="_save"' not in content
    assert "Elsewhere" not in content
    assert client.post(address, {"name": "Mine", "title": "Mine"}).status_code == 403
    assert client.get(address.replace("change", "history")).status_code == 403


def test_an_administrator_changes_it_still(article: Article, admin_client: Client) -> None:
    Task.objects.create(project=make_project("elsewhere"), article=article)
    assert admin_client.post(page(article), form_of(article, title="Other")).status_code == 302


def test_a_source_or_story_of_an_invisible_project_is_no_choice(
    article: Article, mary: User, client_of: ClientOf
) -> None:
    foreign = make_task(make_project("elsewhere"), source="Secret", story="Hidden").article
    for field, value in (("source", foreign.source_id), ("story", foreign.story_id)):
        answer = client_of(mary).post(page(article), form_of(article, **{field: value}))
        assert answer.status_code == 200
        assert "Secret" not in answer.content.decode()
        assert "Hidden" not in answer.content.decode()
    article.refresh_from_db()
    assert (str(article.source), str(article.story)) == ("Wire", "Strike")


def test_the_same_text_elsewhere_is_not_named(
    article: Article, project: Project, mary: User, client_of: ClientOf
) -> None:
    article.same_text_as = make_task(make_project("elsewhere"), title="Secret twin").article
    article.save()
    client = client_of(mary)
    assert "Secret twin" not in client.get(page(article)).content.decode()
    article.same_text_as = make_task(project, title="Known twin").article
    article.save()
    assert "Known twin" in client.get(page(article)).content.decode()


def test_projects_of_others_are_not_named_on_a_shared_article(
    article: Article, mary: User, client_of: ClientOf
) -> None:
    Task.objects.create(project=make_project("elsewhere"), article=article)
    content = client_of(mary).get(page(article)).content.decode()
    assert "Harbour" in content
    assert "Elsewhere" not in content
    assert "elsewhere" not in content


def test_a_source_that_stands_already_is_taken_rather_than_doubled(mary: User, client_of: ClientOf) -> None:
    make_article(source="Wire")
    client = client_of(mary)
    listed = reverse("admin:articles_source_changelist")
    assert "Wire" not in client.get(listed).content.decode()
    answer = client.post(reverse("admin:articles_source_add"), {"name": "WIRE", **inline()})
    assert answer.status_code == 302
    assert Source.objects.get().name == "Wire"
    assert "Wire" in client.get(listed).content.decode()


def inline() -> dict[str, int]:
    return {"articles-TOTAL_FORMS": 0, "articles-INITIAL_FORMS": 0}


def test_a_new_story_is_there_for_its_maker_alone(mary: User, charlie: User, client_of: ClientOf) -> None:
    client_of(mary).post(reverse("admin:articles_story_add"), {"title": "Fresh", **inline()})
    assert Story.objects.get().title == "Fresh"
    address = reverse("admin:articles_story_changelist")
    assert "Fresh" in client_of(mary).get(address).content.decode()
    assert "Fresh" not in client_of(charlie).get(address).content.decode()


def test_articles_come_in_by_the_import_alone(mary: User, admin_client: Client, client_of: ClientOf) -> None:
    for client in (client_of(mary), admin_client):
        assert client.get(reverse("admin:articles_article_add")).status_code == 403


def test_an_article_is_put_into_another_project_of_the_manager(
    article: Article, project: Project, mary: User, client_of: ClientOf
) -> None:
    second = make_project("second")
    second.memberships.create(user=mary, role="manager")
    data = form_of(article) | {"tasks-TOTAL_FORMS": 1, "tasks-0-project": second.pk}
    assert client_of(mary).post(page(article), data).status_code == 302
    assert second.tasks.get().article == article


def test_an_article_is_put_into_no_project_of_others(
    article: Article, mary: User, client_of: ClientOf
) -> None:
    foreign = make_project("elsewhere")
    data = form_of(article) | {"tasks-TOTAL_FORMS": 1, "tasks-0-project": foreign.pk}
    assert client_of(mary).post(page(article), data).status_code == 200
    assert not foreign.tasks.exists()


def test_the_page_tells_of_the_texts_without_loading_them(
    article: Article, mary: User, client_of: ClientOf
) -> None:
    article.add_version("A second text.\n", raw=b"raw", raw_name="second.txt")
    content = client_of(mary).get(page(article)).content.decode()
    assert "Version 2: 15 characters" in content
    assert "second.txt" in content
    assert "A second text." not in content
