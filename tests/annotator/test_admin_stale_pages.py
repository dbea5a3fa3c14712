"""Two managers with one page open: neither writes over what the other one has changed there."""

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from lxml import html

from annotator.models import Label, Project, Role, User
from articles.models import Article, Source, Story
from tests.conftest import ClientOf
from tests.factory import make_label, make_member, make_task, make_user
from tests.pages import filled_form


@pytest.fixture
def article(project: Project) -> Article:
    return make_task(
        project, "Seven were hurt.\n", title="Strike", source="Wire", story="Port strike"
    ).article


@pytest.fixture
def said_by(project: Project, person: Label, claim: Label) -> Label:
    label = make_label(project, "said by", kind=Label.Kind.RELATION)
    label.to_labels.set([person])
    return label


@pytest.fixture
def client(mary: User, client_of: ClientOf) -> Client:
    return client_of(mary)


@pytest.fixture
def max_(project: Project, client_of: ClientOf) -> Client:
    return client_of(make_member(project, make_user("max"), Role.MANAGER))


def page_of(thing: Model) -> str:
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=(thing.pk,))


def change(client: Client, thing: Model, shown: dict[str, Any] | None = None, /, **fields: Any) -> str:
    """Send the form as it is now, or as it was `shown`, with other fields. Returns what the answer says."""
    page = page_of(thing)
    answer = client.post(page, (shown or filled_form(client, page)) | fields, follow=True)
    thing.refresh_from_db()
    return answer.content.decode()


def test_an_article_keeps_what_the_other_one_gave_it(article: Article, client: Client, max_: Client) -> None:
    old = filled_form(client, page_of(article))
    change(max_, article, byline="A. Reporter", published_on="2021-03-15")
    said = change(client, article, old, language="en")
    assert "errorlist" not in said
    known = (article.byline, str(article.published_on), article.language)
    assert known == ("A. Reporter", "2021-03-15", "en")


def test_a_time_is_one_of_the_date_that_the_other_one_gave(
    article: Article, client: Client, max_: Client
) -> None:
    old = filled_form(client, page_of(article))
    change(max_, article, published_on="2021-03-15")
    assert "A time needs its date." not in change(client, article, old, published_time="10:00")
    assert (str(article.published_on), str(article.published_time)) == ("2021-03-15", "10:00:00")


@pytest.mark.parametrize(
    ("fields", "others"),
    [
        ({"byline": "A. Reporter"}, {"byline": "B. Reporter"}),
        ({"published_on": "2021-03-15"}, {"published_on": "2021-03-16"}),
        ({"title": "Port struck"}, {"title": "Port shut"}),
    ],
)
def test_what_both_gave_an_article_is_refused(
    article: Article, client: Client, max_: Client, fields: dict[str, str], others: dict[str, str]
) -> None:
    old = filled_form(client, page_of(article))
    change(max_, article, **fields)
    said = change(client, article, old, **others)
    assert "somebody else has changed this" in said
    [(name, value)] = fields.items()
    assert str(getattr(article, name)) == value


@pytest.mark.parametrize("noun", ["source", "story"])
def test_a_name_that_both_changed_is_refused(
    noun: str, article: Article, client: Client, max_: Client
) -> None:
    thing: Source | Story = getattr(article, noun)
    name = {"source": "name", "story": "title"}[noun]
    old = filled_form(client, page_of(thing))
    change(max_, thing, **{name: "Max's"})
    assert "It says now: Max&#x27;s" in change(client, thing, old, **{name: "Mary's"})
    assert getattr(thing, name) == "Max's"


def test_a_label_is_merged_field_by_field(person: Label, client: Client, max_: Client) -> None:
    old = filled_form(client, page_of(person))
    change(max_, person, description="Whoever is named", colour="red")
    assert "errorlist" not in change(client, person, old, name="Human", hotkey="7")
    told = (person.name, person.hotkey, person.description, person.colour)
    assert told == ("Human", "7", "Whoever is named", "red")
    assert "somebody else has changed this" in change(client, person, old, colour="green")


def test_the_ends_of_a_relation_are_merged_too(
    said_by: Label, person: Label, claim: Label, client: Client, max_: Client
) -> None:
    old = filled_form(client, page_of(said_by))
    change(max_, said_by, from_labels=[claim.pk])
    assert "errorlist" not in change(client, said_by, old, description="Whose words")
    assert list(said_by.from_labels.all()) == [claim]
    assert list(said_by.to_labels.all()) == [person]
    said = change(client, said_by, old, from_labels=[person.pk])
    assert "It says now: Claim" in said
    assert list(said_by.from_labels.all()) == [claim]


def test_labels_on_the_page_of_their_project_are_merged_too(
    project: Project, person: Label, client: Client, max_: Client
) -> None:
    old = filled_form(client, page_of(project))
    change(max_, person, description="Whoever is named")
    assert "errorlist" not in change(client, project, old, **{"labels-0-name": "Human"})
    person.refresh_from_db()
    assert (person.name, person.description) == ("Human", "Whoever is named")
    assert "somebody else has changed this" in change(
        client, project, old, **{"labels-0-description": "Mine"}
    )


def test_a_project_keeps_what_the_other_one_gave_it(project: Project, client: Client, max_: Client) -> None:
    project.guidelines = "Tag names.\n\nTag claims.\n"
    project.save()
    old = filled_form(client, page_of(project))
    change(max_, project, guidelines="Tag names, not titles.")
    assert "errorlist" not in change(client, project, old, annotators_per_article="3")
    assert (project.guidelines, project.annotators_per_article) == ("Tag names, not titles.", 3)
    said = html.fromstring(change(client, project, old, guidelines="Tag numbers too."))
    told = said.cssselect(".field-guidelines .errorlist")[0].text_content()
    assert "somebody else has changed this" in told
    assert "Tag names, not titles." in told
    assert "Tag numbers too." in said.cssselect("#id_guidelines")[0].text_content()
    assert project.guidelines == "Tag names, not titles."


def test_one_who_is_alone_changes_what_they_want(project: Project, client: Client) -> None:
    change(client, project, guidelines="Tag numbers too.", claim_fields=["type"])
    assert (project.guidelines, project.claim_fields) == ("Tag numbers too.", ["type"])
    change(client, project, guidelines="", is_blind="on")
    assert (project.guidelines, project.is_blind) == ("", True)
