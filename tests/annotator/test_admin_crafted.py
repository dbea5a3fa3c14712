"""Values that no page of ours sends are refused by the administration in a sentence, and change nothing."""

from itertools import product
from urllib.parse import urlencode

import pytest
from django.test import Client

from annotator.models import Project, User
from tests.conftest import ClientOf
from tests.crawl import NOUNS
from tests.factory import make_task

HUGE = "9" * 20
VALUES = ["a\0b", HUGE, f"-{HUGE}", "9" * 5000, "²"]
DATED = [
    ("article", "published_on"),
    ("story", "created_at"),
    ("assignment", "submitted_at"),
    ("event", "at"),
]


def base(noun: str) -> str:
    app = "articles" if noun in ("article", "source", "story") else "annotator"
    return f"/admin/{app}/{noun}/"


@pytest.fixture
def client(project: Project, mary: User, client_of: ClientOf) -> Client:
    make_task(project, "Seven were hurt.\n", source="Wire", story="Strike")
    client = client_of(mary)
    client.raise_request_exception = False
    return client


def refused(client: Client, address: str, **fields: str) -> str:
    """What the answer says of a request that is no error of ours."""
    answer = client.post(address, fields) if fields else client.get(address, follow=True)
    assert answer.status_code < 500, (address[:90], fields)
    return answer.content.decode()


@pytest.mark.parametrize(("noun", "date"), DATED)
def test_a_date_that_no_calendar_has(client: Client, noun: str, date: str) -> None:
    for value, part in product(VALUES, ("year", "month", "day")):
        given = {"year": "2021", "month": "3", "day": "1", part: value}
        query = urlencode({f"{date}__{name}": each for name, each in given.items()})
        refused(client, f"{base(noun)}?{query}")
    query = urlencode({f"{date}__year": HUGE, f"{date}__month": "3"})
    assert "did not understand this request" in refused(client, f"{base(noun)}?{query}")


@pytest.mark.parametrize("field", ["source", "story"])
def test_what_is_looked_up_by_typing(client: Client, field: str) -> None:
    asked = {"app_label": "articles", "model_name": "article", "field_name": field, "term": "W"}
    assert "results" in refused(client, f"/admin/autocomplete/?{urlencode(asked)}")
    for value, name in product(VALUES, ("term", "page", "app_label", "model_name", "field_name")):
        refused(client, f"/admin/autocomplete/?{urlencode(asked | {name: value})}")


@pytest.mark.parametrize("noun", sorted(NOUNS))
def test_lists_pages_and_actions(client: Client, noun: str) -> None:
    for value in VALUES:
        for name in ("q", "p", "project", "source", "_to_field"):
            refused(client, f"{base(noun)}?{urlencode({name: value})}")
        refused(client, base(noun), action="delete_selected", _selected_action=value, index="0")
        refused(client, base(noun), action="delete_selected", _selected_action="1", index=value)
    for page in ("change", "history", "delete"):
        refused(client, f"{base(noun)}{HUGE}/{page}/")
        refused(client, f"{base(noun)}a%00b/{page}/")


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("field", ["source", "story"])
def test_a_choice_that_is_no_key(client: Client, project: Project, field: str, value: str) -> None:
    article = project.tasks.get().article
    fields = {"title": "Strike", "tasks-TOTAL_FORMS": "0", "tasks-INITIAL_FORMS": "0", field: value}
    said = refused(client, f"{base('article')}{article.pk}/change/", **fields)
    assert "errorlist" in said
