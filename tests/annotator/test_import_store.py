"""One click stores what the preview shows, all of it or nothing, and the report says what became of each."""

from datetime import date, time
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import html

from annotator.datasets import as_jsonl
from annotator.datasets.records import records
from annotator.datasets.selection import Selection
from annotator.models import Assignment, Event, Import, Project, StagedDraft, Task, User
from articles.importing import Importer
from articles.models import Article, ArticleVersion
from articles.search import search
from tests.annotator.imports import CRANE, address, imported, upload
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_task

KEPT = CRANE.removesuffix("Most read\n")


def rows(report: str, kind: str) -> list[list[str]]:
    """The cells of the table of a kind in the report."""
    [section] = html.fromstring(report).xpath(f"//section[@id='{kind}']") or [None]
    found = [] if section is None else section.xpath(".//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in found]


def test_an_article_is_stored_as_it_was_shown(mary: User, client_of: ClientOf, project: Project) -> None:
    report = imported(client_of(mary), ("crane.txt", CRANE))
    article = Article.objects.get()
    version = article.versions.get()
    assert (article.title, version.text) == ("Crane topples at the harbour", KEPT)
    assert (bytes(version.raw), version.raw_name) == (CRANE.encode(), "crane.txt")
    assert project.tasks.get().article == article
    assert rows(report, "kept") == [["crane.txt", "Crane topples at the harbour", ""]]
    assert f"/projects/harbour/articles/{article.pk}/" in report


def test_nothing_is_stored_while_a_field_on_the_page_is_wrong(mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    batch = upload(client, ("crane.txt", CRANE), ("ship.txt", "Ship sinks\n\nNobody saw it go down.\n"))
    crane, ship = batch.drafts.all()
    page = html.fromstring(client.get(address(batch)).content)
    fields = {
        f"draft-{form.get('data-draft')}": dict(form.form_values())
        for form in page.cssselect("form.draft-fields")
    }
    assert [*fields] == [f"draft-{crane.pk}", f"draft-{ship.pk}"]
    ship_fields = fields[f"draft-{ship.pk}"]
    ship_fields |= {"title": "", "url": "no address", "source": "Veldt Post"}

    def store() -> Any:
        return client.post(
            address(batch, "store/"), {name: urlencode(values) for name, values in fields.items()}
        )

    answer = store()
    assert answer.status_code == 400
    content = answer.content.decode()
    assert "Nothing was imported: first mend the fields of “Ship sinks” (ship.txt)." in content
    assert "This field is required." in content
    assert 'value="no address"' in content
    assert (Article.objects.count(), batch.drafts.count()) == (0, 2)
    ship.refresh_from_db()
    assert (ship.title, ship.source) == ("Ship sinks", "Veldt Post")
    ship_fields |= {"title": "Ship goes down", "url": ""}  # Sent with the import alone.
    assert store().status_code == 302
    assert list(Article.objects.order_by("title").values_list("title", "source__name")) == [
        ("Crane topples at the harbour", None),
        ("Ship goes down", "Veldt Post"),
    ]


def test_the_page_that_comes_back_is_that_of_the_draft_and_leads_to_the_others(
    mary: User, client_of: ClientOf
) -> None:
    client = client_of(mary)
    texts = "".join(f'{{"title": "Ship {number}", "text": "It sank {number}."}}\n' for number in range(25))
    batch = upload(client, ("ships.jsonl", texts))
    draft = batch.drafts.get(title="Ship 14")
    answer = client.post(address(batch, "store/"), {f"draft-{draft.pk}": "title=&is_wanted=on"})
    page = html.fromstring(answer.content.decode())
    assert [one.get("data-draft") for one in page.cssselect("form.draft-fields")][4] == str(draft.pk)
    links = [page.cssselect(f"a[rel={way}]")[0].get("href") for way in ("prev", "next")]
    assert links == [address(batch, "?page=1"), address(batch, "?page=3")]


def test_a_wrong_field_of_what_is_left_out_stops_nothing(mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    batch = upload(client, ("crane.txt", CRANE), ("ship.txt", "Ship sinks\n\nNobody saw it go down.\n"))
    ship = batch.drafts.get(raw_name="ship.txt")
    answer = client.post(address(batch, "store/"), {f"draft-{ship.pk}": "title=", "draft-999999": "title="})
    assert answer.status_code == 302
    assert Article.objects.get().title == "Crane topples at the harbour"


def test_what_our_own_export_says_of_an_article_comes_back_whole(
    mary: User, alice: User, client_of: ClientOf, project: Project
) -> None:
    """By way of the preview, where another field is changed, into a desk that does not know it."""
    fields: dict[str, Any] = {
        "url": "https://veldt.example/1",
        "byline": "Ida Brandt",
        "published_on": date(2021, 11, 8),
        "published_time": time(6, 30, 15),
        "language": "en",
    }
    task = make_task(project, KEPT, title="Crane", source="Veldt Post", story="Harbour", **fields)
    make_assignment(task, alice, Assignment.State.ACCEPTED)
    client = client_of(mary)
    export = b"".join(as_jsonl.write(records(Selection(scope=Assignment.objects.all()))))
    task.assignments.all().delete()
    task.delete()
    ArticleVersion.objects.all().delete()
    Article.objects.all().delete()
    batch = upload(client, ("harbour.jsonl", export))
    [draft] = batch.drafts.all()
    form = html.fromstring(client.get(address(batch)).content).cssselect("form.draft-fields")[0]
    client.post(address(batch, f"drafts/{draft.pk}/"), {**dict(form.form_values()), "title": "Crane falls"})
    client.post(address(batch, "store/"))
    article = Article.objects.get()
    assert {name: getattr(article, name) for name in fields} == fields
    assert (article.title, str(article.source), str(article.story)) == (
        "Crane falls",
        "Veldt Post",
        "Harbour",
    )


def test_what_was_changed_in_the_preview_is_what_is_stored(mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    batch = upload(
        client, ("crane.txt", CRANE), ("ship.txt", "Ship sinks\n\nIt sank, and nobody saw it go down.\n")
    )
    crane, ship = batch.drafts.all()
    fields = {
        "title": "Crane falls",
        "source": "Veldt Post",
        "story": "Harbour",
        "language": "en",
        "is_wanted": "on",
    }
    client.post(address(batch, f"drafts/{crane.pk}/"), fields)
    client.post(address(batch, f"drafts/{crane.pk}/cut/"), {"range": "0-30"})
    client.post(address(batch, f"drafts/{ship.pk}/"), {"title": "Ship sinks"})
    client.post(address(batch, "store/"))
    article = Article.objects.get()
    assert (article.title, str(article.source), str(article.story)) == (
        "Crane falls",
        "Veldt Post",
        "Harbour",
    )
    assert article.versions.get().text == KEPT[30:]


def test_the_drafts_go_and_the_report_stays(mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    batch = upload(client, ("crane.txt", CRANE), ("empty.txt", b""))
    client.post(address(batch, "store/"))
    assert not StagedDraft.objects.exists()
    assert client.get(address(batch))["Location"] == address(batch, "report/")
    report = client.get(address(batch, "report/")).content.decode()
    assert "<bdi>empty.txt</bdi>: the file is empty" in report
    assert not Import.objects.waiting().exists()


def test_a_second_click_stores_nothing_more(mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    batch = upload(client, ("crane.txt", CRANE))
    for _ in range(2):
        assert client.post(address(batch, "store/"))["Location"] == address(batch, "report/")
    assert (Article.objects.count(), Event.objects.filter(verb="imported").count()) == (1, 1)


def test_the_event_says_who_imported_how_much(mary: User, client_of: ClientOf, project: Project) -> None:
    make_task(project, KEPT)
    imported(client_of(mary), ("crane.txt", CRANE), ("ship.txt", "It sank.\n"), ("empty.txt", b""))
    event = Event.objects.get(verb="imported")
    assert (event.actor, event.project) == (mary, project)
    assert event.data == {"files": 2, "kept": 1, "skipped": 1}


def test_what_stands_in_the_project_is_skipped_with_a_link_to_the_first(
    mary: User, client_of: ClientOf, project: Project
) -> None:
    first = make_task(project, KEPT, title="The first").article
    client = client_of(mary)
    batch = upload(client, ("crane.txt", CRANE))
    preview = client.get(address(batch)).content.decode()
    assert "Stands in this project already, so it will be skipped:" in preview
    assert f"/projects/harbour/articles/{first.pk}/" in preview
    report = client.post(address(batch, "store/"), follow=True).content.decode()
    assert rows(report, "skipped") == [["crane.txt", "The first", ""]]
    assert f"/projects/harbour/articles/{first.pk}/" in report
    assert (Article.objects.count(), Task.objects.count()) == (1, 1)


def test_the_same_words_of_another_source_are_kept_and_linked(
    mary: User, client_of: ClientOf, project: Project
) -> None:
    first = make_task(project, KEPT, title="The first", source="Veldt Post").article
    client = client_of(mary)
    batch = upload(client, ("crane.txt", CRANE + "\n© Coast Times\n"))
    preview = unescape(client.get(address(batch)).content.decode())
    assert "Has the same words as another source's article. Both will be kept, and linked:" in preview
    report = client.post(address(batch, "store/"), follow=True).content.decode()
    assert rows(report, "kept") == [["crane.txt", "Crane topples at the harbour", "The first (Veldt Post)"]]
    assert Article.objects.get(source__name="Coast Times").same_text_as == first


def test_a_draft_that_repeats_one_further_up_is_shown_and_skipped(mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    batch = upload(client, ("one.txt", CRANE), ("two.txt", CRANE))
    preview = client.get(address(batch)).content.decode()
    assert preview.count("The same as a draft further up, so it will be skipped:") == 1
    assert "1 repeats known words" in preview
    only = client.get(address(batch), {"only": "repeating"}).content.decode()
    assert (only.count("draft-fields"), "two.txt" in only, "one.txt" in only) == (1, True, False)
    report = client.post(address(batch, "store/"), follow=True).content.decode()
    assert [row[0] for row in rows(report, "skipped")] == ["two.txt"]
    assert Article.objects.count() == 1


def test_a_draft_that_is_all_cut_stores_nothing_and_says_so(mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    batch = upload(client, ("crane.txt", CRANE), ("ship.txt", "It sank.\n"))
    ship = batch.drafts.latest("pk")
    client.post(address(batch, f"drafts/{ship.pk}/cut/"), {"range": "0-99"})
    page = client.post(address(batch, "store/"), follow=True).content.decode()
    assert "ship.txt: everything is cut out, so there is nothing to store" in page
    assert not Article.objects.exists()
    assert batch.drafts.count() == 2


def test_a_failure_half_way_is_no_success_and_stores_nothing(
    mary: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(mary)
    batch = upload(client, ("crane.txt", CRANE))
    create = Importer._create

    def fail(importer: Importer, *args: object) -> None:
        create(importer, *args)  # type: ignore[arg-type]
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Importer, "_create", fail)
    with pytest.raises(RuntimeError):
        client.post(address(batch, "store/"))
    assert (Article.objects.count(), ArticleVersion.objects.count(), Task.objects.count()) == (0, 0, 0)
    assert not Event.objects.filter(verb="imported").exists()
    assert batch.drafts.count() == 1
    monkeypatch.undo()
    assert client.post(address(batch, "store/"))["Location"] == address(batch, "report/")
    assert Article.objects.count() == 1


def test_what_was_imported_is_found(mary: User, client_of: ClientOf) -> None:
    imported(client_of(mary), ("crane.txt", CRANE))
    assert search(Article.objects.all(), "crane quay").count() == 1


def test_a_long_report_lists_the_first_and_counts_the_rest(
    mary: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.importing.LISTED", 3)
    table = "title,text\n" + "".join(f"Row {number},It fell {number} times.\n" for number in range(8))
    report = imported(client_of(mary), ("rows.csv", table))
    assert len(rows(report, "kept")) == 3
    assert "5 more are not listed." in report
