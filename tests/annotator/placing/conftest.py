"""A story of several reports, a statement, two claims that differ, and Alice, who places them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from lxml import html

from annotator.models import Label, Placement, Span, User
from tests.annotator.stories import Desk, make_claim, people, send
from tests.conftest import ClientOf

Send = Callable[..., Any]


@pytest.fixture
def seven(desk: Desk, alice: User, claim: Label) -> Span:
    return make_claim(desk, "Wire", "Seven workers were injured", alice, claim, **people(7))


@pytest.fixture
def six(desk: Desk, alice: User, claim: Label) -> Span:
    return make_claim(desk, "State TV", "Six workers were lightly injured", alice, claim, **people(6))


@pytest.fixture
def as_alice(desk: Desk, alice: User, client_of: ClientOf) -> Send:
    """Send a save of Alice's; `path` is what follows the story's address."""
    client = client_of(alice)
    return lambda path, **fields: send(client, f"{desk.url}{path}", **fields)


def place(as_alice: Send, span: Span, **fields: Any) -> Any:
    return as_alice("place/", **{"claim": span.uid, "uid": uuid4(), "stance": "affirms", **fields})


def rows_in(response: Any) -> list[int]:
    pieces = html.fromstring(response.content.decode())
    return [int(row.get("data-statement")) for row in pieces.cssselect("tr[data-statement]")]


def standing() -> list[tuple[str, str, str]]:
    found = Placement.objects.order_by("pk").values_list("claim__span__quote", "statement__text", "stance")
    return [(quote[:3], text, stance) for quote, text, stance in found]
