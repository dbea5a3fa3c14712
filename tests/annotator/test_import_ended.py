"""An import that was stored or thrown away in another tab, or before one came back to the page by Back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from annotator.models import Import, Project, User
from articles.models import Article
from articles.reading import read
from tests.annotator.imports import CRANE, address, upload
from tests.conftest import ClientOf

SILO = "Silo burns\n\nA silo burnt all night, and nobody was hurt.\n"


@pytest.fixture
def manager(mary: User, client_of: ClientOf) -> Client:
    return client_of(mary)


@pytest.fixture
def batch(manager: Client) -> Import:
    return upload(manager, ("crane.txt", CRANE))


@pytest.fixture
def stored(batch: Import, manager: Client) -> Import:
    manager.post(address(batch, "store/"))
    return Import.objects.get()


def bring_more(client: Client, batch: Import, file: tuple[str, str] = ("silo.txt", SILO)) -> Import:
    """Send a file from a page that still knows of the import; return where it waits."""
    return upload(client, file, batch=batch)


def test_what_is_brought_after_it_was_stored_waits_in_a_new_import(stored: Import, manager: Client) -> None:
    new = bring_more(manager, stored)

    assert new.drafts.get().text == SILO
    assert not stored.drafts.exists()
    manager.post(address(new, "store/"))
    assert set(Article.objects.values_list("title", flat=True)) == {
        "Crane topples at the harbour",
        "Silo burns",
    }


def test_what_is_brought_after_it_was_discarded_waits_in_a_new_import(batch: Import, manager: Client) -> None:
    manager.post(address(batch, "discard/"))

    assert bring_more(manager, batch).drafts.get().text == SILO


def end_while_reading(monkeypatch: pytest.MonkeyPatch, end: Callable[[], Any]) -> None:
    """Let something happen after a file was asked for and before it is kept."""

    def read_slowly(*file: Any) -> Iterator[Any]:
        end()
        return read(*file)

    monkeypatch.setattr("annotator.importing.read", read_slowly)


@pytest.mark.parametrize("step", ["store/", "discard/"])
def test_what_is_still_read_while_it_ends_is_not_lost(
    step: str, batch: Import, manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_while_reading(monkeypatch, lambda: manager.post(address(batch, step)))

    new = bring_more(manager, batch)
    assert new.uid != batch.uid
    assert new.drafts.get().text == SILO


@pytest.mark.parametrize("step", ["store/", "discard/"])
def test_a_file_that_is_refused_while_it_ends_is_told_of(
    step: str, batch: Import, manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_while_reading(monkeypatch, lambda: manager.post(address(batch, step)))

    new = bring_more(manager, batch, ("slides.pdf", "%PDF-1.7"))
    assert [refused["name"] for refused in new.refused] == ["slides.pdf"]


def test_a_stored_import_is_not_said_to_be_discarded(
    stored: Import, manager: Client, project: Project
) -> None:
    response = manager.post(address(stored, "discard/"))

    assert response["Location"] == address(stored, "report/")
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said == ["This was imported already, so nothing is left to discard. Below is what went in."]
    assert Import.objects.get(pk=stored.pk).report
    assert project.tasks.count() == 1
