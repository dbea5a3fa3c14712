"""What is brought is read at once: good files wait in a preview, bad ones are listed beside them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from annotator.forms import uploads
from annotator.models import Import, User
from articles.models import Article
from tests.annotator.imports import CRANE, PAGE, address, imported, upload
from tests.conftest import ClientOf
from tests.pages import HTMX


def test_good_files_are_previewed_and_bad_ones_listed_beside_them(mary: User, client_of: ClientOf) -> None:
    rows = '{"title": "Ship sinks", "text": "It sank."}\n' * 40 + '{"text": \n'
    batch = upload(
        client_of(mary),
        ("crane.txt", CRANE),
        ("empty.txt", b""),
        ("rows.jsonl", rows),
        ("photo.txt", b"\x89PNG\r\n\x1a\n"),
        ("rows.csv", "title,words\nA,B\n"),
    )
    assert [draft.place for draft in batch.drafts.all()] == ["crane.txt"]
    page = client_of(mary).get(address(batch)).content.decode()
    assert "4 files were refused" in page
    for line in (
        "<bdi>empty.txt</bdi>: the file is empty",
        "<bdi>rows.jsonl</bdi>, line 41: this is not JSON",
        "<bdi>photo.txt</bdi>: this is a PNG picture",
        "<bdi>rows.csv</bdi>, line 1: no column holds the text",
    ):
        assert line in page


def test_nothing_is_stored_by_an_upload(mary: User, client_of: ClientOf) -> None:
    upload(client_of(mary), ("crane.txt", CRANE))
    assert not Article.objects.exists()


def test_all_is_read_when_the_answer_comes(mary: User, client_of: ClientOf) -> None:
    """No worker has to run: doccano's import spun for ever without one."""
    report = imported(client_of(mary), ("crane.txt", CRANE))
    assert Article.objects.get().title == "Crane topples at the harbour"
    assert "Crane topples at the harbour" in report


def test_only_bad_files_say_why_and_offer_nothing_to_import(mary: User, client_of: ClientOf) -> None:
    batch = upload(client_of(mary), ("empty.txt", b""))
    page = client_of(mary).get(address(batch)).content.decode()
    assert "the file is empty" in page
    assert "Import 0 articles" in page
    assert "disabled" in page


def test_pasted_text_is_a_draft(mary: User, client_of: ClientOf) -> None:
    draft = upload(client_of(mary), text=CRANE.replace("\n", "\r\n")).drafts.get()
    assert (draft.title, draft.text, draft.place) == ("Crane topples at the harbour", CRANE, "pasted text")


def test_pasted_text_that_cannot_be_stored_is_refused(mary: User, client_of: ClientOf) -> None:
    batch = upload(client_of(mary), ("crane.txt", CRANE), text="<html><body></body></html>")
    assert [one["name"] for one in batch.refused] == ["pasted text"]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_bringing_nothing_is_said(headers: dict[str, str], mary: User, client_of: ClientOf) -> None:
    response = client_of(mary).post(PAGE, {"text": " \n"}, headers=headers)
    assert response.status_code == 400
    assert "Choose files, or paste a text." in response.content.decode()


def test_more_files_can_be_added_to_a_preview(mary: User, client_of: ClientOf) -> None:
    batch = upload(client_of(mary), ("crane.txt", CRANE))
    response = client_of(mary).post(PAGE, {"text": "It sank.", "batch": batch.uid}, headers=HTMX)
    assert response["HX-Redirect"] == address(batch)
    assert [draft.place for draft in batch.drafts.all()] == ["crane.txt", "pasted text"]


def test_a_waiting_preview_is_offered_on_the_page(mary: User, client_of: ClientOf) -> None:
    batch = upload(client_of(mary), ("crane.txt", CRANE))
    assert address(batch) in client_of(mary).get(PAGE).content.decode()


def test_an_upload_that_is_too_large_is_refused_and_not_kept(
    mary: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_FILE_BYTES", 100_000)
    monkeypatch.setattr("articles.reading.formats.MAX_FILE_BYTES", 100_000)
    kept: list[UploadedFile] = []  # type: ignore[type-arg]
    complete = uploads.LimitUploadHandler.file_complete

    def remember(handler: uploads.LimitUploadHandler, size: int) -> object:
        file = complete(handler, size)
        if file:
            kept.append(file)
        return file

    monkeypatch.setattr(uploads.LimitUploadHandler, "file_complete", remember)
    batch = upload(client_of(mary), ("big.txt", b"x" * 300_000), ("crane.txt", CRANE))
    assert [(one["name"], one["why"][:20]) for one in batch.refused] == [("big.txt", "the file has 0 MB; a")]
    assert [draft.place for draft in batch.drafts.all()] == ["crane.txt"]
    [file] = kept
    assert file.size == 300_000
    assert file.file is None


def test_what_was_left_lying_for_a_week_goes_at_the_next_upload(mary: User, client_of: ClientOf) -> None:
    old, young = (upload(client_of(mary), ("crane.txt", CRANE)) for _ in range(2))
    Import.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    Import.objects.filter(pk=young.pk).update(created_at=timezone.now() - timedelta(days=6))
    new = upload(client_of(mary), ("crane.txt", CRANE))
    assert set(Import.objects.all()) == {young, new}


def test_a_name_from_a_browser_is_only_a_name(mary: User, client_of: ClientOf) -> None:
    batch = upload(client_of(mary), ("../../<b>crane</b>.txt", CRANE))
    page = client_of(mary).get(address(batch)).content.decode()
    assert "<b>crane" not in page
