"""Files are hostile: nothing of them runs, is fetched, or comes back as anything but text."""

import csv
import io

import pytest

from annotator.models import User
from articles.models import Article
from tests.annotator.imports import CRANE, PAGE, address, imported, upload
from tests.conftest import ClientOf
from tests.pages import HTMX

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def test_markup_in_a_text_comes_back_as_text(mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    text = f"{SCRIPT}\n\n{SCRIPT} fell onto the quay, “{SCRIPT}” and nobody was hurt.\n\nMost read\n"
    batch = upload(client, (f"{SCRIPT}.txt", text))
    draft = batch.drafts.get()
    cut = client.post(address(batch, f"drafts/{draft.pk}/cut/"), {"range": "3-9"}, headers=HTMX)
    pages = [
        client.get(address(batch)),
        cut,
        client.post(
            address(batch, f"drafts/{draft.pk}/"), {"title": SCRIPT, "language": SCRIPT}, headers=HTMX
        ),
        client.post(address(batch, "store/"), follow=True),
        client.get(PAGE),
    ]
    for page in pages:
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()


def test_markup_in_every_column_comes_back_as_text(mary: User, client_of: ClientOf) -> None:
    file = io.StringIO()
    columns = ["title", "text", "source", "story", "byline", SCRIPT]
    csv.writer(file).writerows([columns, [SCRIPT] * 6, [SCRIPT] * 6])
    client = client_of(mary)
    batch = upload(client, ("rows.csv", file.getvalue()))
    page = client.get(address(batch)).content.decode()
    report = client.post(address(batch, "store/"), follow=True).content.decode()
    assert "<script>alert" not in page + report
    assert Article.objects.get().title == SCRIPT


def test_markup_in_a_refusal_comes_back_as_text(mary: User, client_of: ClientOf) -> None:
    report = imported(client_of(mary), ("crane.txt", CRANE), ("rows.csv", f"{SCRIPT}\nx\n"))
    assert "was refused" in report
    assert "<script>alert" not in report


def test_scripts_of_a_page_are_not_taken(mary: User, client_of: ClientOf) -> None:
    body = "<p>A crane fell onto the quay on Friday evening, and two berths were closed.</p>" * 3
    html = f"<!doctype html><html><body><h1>Crane</h1>{body}{SCRIPT}</body></html>"
    imported(client_of(mary), ("page.html", html))
    assert "alert" not in Article.objects.get().versions.get().text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//veldt.example"]
)
def test_an_address_that_runs_something_is_refused(url: str, mary: User, client_of: ClientOf) -> None:
    batch = upload(client_of(mary), ("rows.jsonl", f'{{"text": "It fell.", "url": "{url}"}}'))
    assert not batch.drafts.exists()
    assert "is not an address that starts with http" in batch.refused[0]["why"]


def test_the_raw_original_is_nowhere_served(mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    batch = upload(
        client, ("page.html", f"<!doctype html><html><body><p>{'It fell. ' * 40}</p><!-- {SCRIPT} -->")
    )
    assert "alert(" not in client.get(address(batch)).content.decode()


def test_every_change_needs_the_token(mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    batch = upload(client, ("crane.txt", CRANE))
    client.handler.enforce_csrf_checks = True
    draft = batch.drafts.get()
    for child in ("all/", "store/", "discard/", f"drafts/{draft.pk}/", f"drafts/{draft.pk}/cut/"):
        assert client.post(address(batch, child), {"range": "0-5"}).status_code == 403
    assert client.post(PAGE, {"text": "It sank."}).status_code == 403
    assert batch.drafts.count() == 1


def test_looking_changes_nothing(mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    batch = upload(client, ("crane.txt", CRANE))
    draft = batch.drafts.get()
    for child in ("all/", "store/", "discard/", f"drafts/{draft.pk}/", f"drafts/{draft.pk}/cut/"):
        assert client.get(address(batch, child)).status_code == 405
    client.get(address(batch))
    assert batch.drafts.get().cuts == draft.cuts
    assert not Article.objects.exists()
