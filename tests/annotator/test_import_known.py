"""What a person cannot see elsewhere is never named to them by an import, and never linked."""

import pytest

from annotator.models import Project, Role, Task, User
from articles.models import Article, Story
from tests.annotator.imports import CRANE, address, imported, upload
from tests.conftest import ClientOf
from tests.factory import make_member, make_project, make_task

KEPT = CRANE.removesuffix("Most read\n")


@pytest.fixture
def hidden(db: None) -> Article:
    """The same words in a project that Mary has no part in."""
    secret = make_project("secret")
    return make_task(secret, KEPT, title="Hidden away", source="Secret Wire", story="Hidden story").article


@pytest.fixture
def second(mary: User) -> Project:
    """Another project of Mary's, where she annotates."""
    second = make_project("second")
    make_member(second, mary, Role.ANNOTATOR)
    return second


def test_a_hidden_article_is_neither_shown_nor_linked(
    hidden: Article, mary: User, client_of: ClientOf
) -> None:
    client = client_of(mary)
    batch = upload(client, ("crane.txt", CRANE))
    preview = client.get(address(batch)).content.decode()
    repeated = client.get(address(batch), {"only": "repeating"}).content.decode()
    report = client.post(address(batch, "store/"), follow=True).content.decode()
    for page in (preview, repeated, report):
        assert "Hidden" not in page
        assert "Secret Wire" not in page
        assert "repeats" not in page
    new = Article.objects.exclude(pk=hidden.pk).get()
    assert new.same_text_as is None
    assert not hidden.same_texts.exists()


def test_a_hidden_article_of_the_same_source_is_not_shared(
    hidden: Article, mary: User, client_of: ClientOf
) -> None:
    client = client_of(mary)
    batch = upload(client, ("crane.txt", CRANE))
    client.post(address(batch, "all/"), {"source": "Secret Wire", "story": "Hidden story"})
    client.post(address(batch, "store/"))
    new = Article.objects.exclude(pk=hidden.pk).get()
    assert new.source == hidden.source
    assert new.story != hidden.story
    assert Story.objects.filter(title="Hidden story").count() == 2


def test_sources_and_stories_that_are_not_known_are_not_suggested(
    hidden: Article, second: Project, mary: User, client_of: ClientOf
) -> None:
    make_task(second, "Else.\n", source="Veldt Post", story="Harbour")
    client = client_of(mary)
    page = client.get(address(upload(client, ("crane.txt", CRANE)))).content.decode()
    assert '<option value="Veldt Post">' in page
    assert '<option value="Harbour">' in page
    assert "Hidden story" not in page


def test_an_article_of_another_of_my_projects_is_placed_in_this_one(
    second: Project, project: Project, mary: User, client_of: ClientOf
) -> None:
    article = make_task(second, KEPT, title="Known").article
    client = client_of(mary)
    batch = upload(client, ("crane.txt", CRANE), ("again.txt", CRANE))
    preview = client.get(address(batch)).content.decode()
    assert "Stands in another of your projects already." in preview
    assert f"/projects/second/articles/{article.pk}/" in preview
    report = client.post(address(batch, "store/"), follow=True).content.decode()
    assert "Known from your other projects, now in this one too" in report
    assert "Skipped: they stand in this project already" in report
    assert Article.objects.get() == article
    assert project.tasks.get().article == article


def test_a_known_article_is_found_where_one_may_go_and_here_before_elsewhere(
    hidden: Article, second: Project, project: Project, mary: User, client_of: ClientOf
) -> None:
    for there, words in ((second, "Stands in another of your projects"), (project, "Stands in this project")):
        Task.objects.create(project=there, article=hidden)
        client = client_of(mary)
        batch = upload(client, ("crane.txt", CRANE))
        client.post(address(batch, "all/"), {"source": "Secret Wire"})
        preview = client.get(address(batch)).content.decode()
        assert f"{words} already" in preview
        assert f"/projects/{there.slug}/articles/{hidden.pk}/" in preview
        assert "/projects/secret/" not in preview


def test_the_same_words_of_another_source_in_my_other_project_are_linked(
    second: Project, mary: User, client_of: ClientOf
) -> None:
    article = make_task(second, KEPT, title="Known", source="Veldt Post").article
    report = imported(client_of(mary), ("crane.txt", CRANE))
    assert f"/projects/second/articles/{article.pk}/" in report
    assert Article.objects.exclude(pk=article.pk).get().same_text_as == article


def test_a_project_that_one_has_left_is_known_no_longer(
    second: Project, mary: User, client_of: ClientOf
) -> None:
    make_task(second, KEPT, title="Known", source="Veldt Post")
    mary.memberships.get(project=second).leave()
    assert "Known" not in imported(client_of(mary), ("crane.txt", CRANE))
    assert not Article.objects.filter(same_text_as__isnull=False).exists()


def test_an_article_that_stands_nowhere_is_known_to_nobody(mary: User, client_of: ClientOf) -> None:
    task = make_task(make_project("gone"), KEPT, title="Known")
    article = task.article
    task.delete()
    imported(client_of(mary), ("crane.txt", CRANE))
    assert Article.objects.exclude(pk=article.pk).get().same_text_as is None
