"""A new text of a known article comes in by an import: whose it may change, and who is told what."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from lxml import html

from annotator.models import Assignment, Event, Project, Role, Task, User
from articles.models import Article, ArticleVersion
from tests.annotator.imports import address, imported, upload
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_member, make_project, make_task, make_user
from tests.pages import HTMX

URL = "https://veldt.example/1"
SIX = "Six guards were hurt in Veldt.\n"
SEVEN = "Seven guards were hurt in Veldt.\n"
PINNED = "version 2; work on it goes on with version 1."
FREE = "version 2; nobody has begun work on it here."


def lines(*texts: str, **fields: str) -> tuple[str, str]:
    """A file with an article a text, all of them of one source at one address."""
    known = {"title": "Crane falls", "source": "Veldt Post", "url": URL, **fields}
    return "crane.jsonl", "".join(json.dumps({"text": text, **known}) + "\n" for text in texts)


def make_known(project: Project, text: str = SIX, **fields: Any) -> Task:
    return make_task(project, text, **{"title": "Crane falls", "source": "Veldt Post", "url": URL, **fields})


def words(page: str, path: str) -> list[str]:
    """What a page says in the elements at this path."""
    return [" ".join(found.text_content().split()) for found in html.fromstring(page).xpath(path)]


def rows(report: str, kind: str) -> list[str]:
    return words(report, f"//section[@id='{kind}']//tbody/tr/td[last()]")


@pytest.fixture
def known(project: Project) -> Task:
    return make_known(project)


def test_work_begins_with_the_new_text_where_there_is_none(
    known: Task, mary: User, client_of: ClientOf
) -> None:
    client = client_of(mary)
    batch = upload(client, lines(SEVEN))
    preview = client.get(address(batch)).content.decode()
    assert words(preview, "//p[contains(@class, 'notice')]") == [
        f"A new text of Crane falls, Veldt Post: {FREE}"
    ]
    assert words(preview, "//*[@id='totals']/a") == ["1 new text of a known article"]
    report = client.post(address(batch, "store/"), follow=True).content.decode()
    assert rows(report, "changed") == [FREE]
    assert known.current_version().text == SEVEN
    assert Article.objects.count() == 1


@pytest.mark.parametrize("state", Assignment.State.values)
def test_work_goes_on_with_the_text_that_it_began_with(
    known: Task, alice: User, mary: User, client_of: ClientOf, state: str
) -> None:
    make_assignment(known, alice, state)
    client = client_of(mary)
    batch = upload(client, lines(SEVEN))
    preview = client.get(address(batch)).content.decode()
    assert words(preview, "//p[contains(@class, 'notice')]") == [
        f"A new text of Crane falls, Veldt Post: {PINNED}"
    ]
    report = client.post(address(batch, "store/"), follow=True).content.decode()
    assert rows(report, "changed") == [PINNED]
    assert known.current_version().text == SIX
    assert known.article.versions.latest("number").text == SEVEN


def test_the_counts_add_up(known: Task, project: Project, mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    batch = upload(client, lines(SIX, SEVEN, "Eight.\n", SEVEN), ("ship.txt", "It sank.\n"))
    preview = client.get(address(batch)).content.decode()
    assert words(preview, "//*[@id='totals']/a") == ["2 repeat known words", "2 new texts of known articles"]
    shown = client.get(address(batch), {"only": "changing"}).content.decode()
    assert words(shown, "//p[contains(@class, 'warning')]") == [
        f"A new text of Crane falls, Veldt Post: {FREE}",
        f"A new text of Crane falls, Veldt Post: {FREE.replace('2', '3')}",
    ]
    report = client.post(address(batch, "store/"), follow=True).content.decode()
    titles = words(report, "//section[@class='report-kind']/h2")
    assert titles == [
        "New articles 1",
        "New texts of articles that stood there 2",
        "Skipped: they stand in this project already 2",
    ]
    event = Event.objects.get(verb="imported")
    assert event.data == {"files": 2, "kept": 1, "changed": 2, "skipped": 2}
    make_member(project, mary, Role.REVIEWER)
    mary.is_staff = True
    mary.save()
    log = client.get(reverse("admin:annotator_event_changelist")).content.decode()
    assert "changed: 2" in log


def test_the_preview_knows_a_source_in_any_case_as_the_import_does(
    project: Project, mary: User, client_of: ClientOf
) -> None:
    make_known(project, source="VÉLDT POST")
    client = client_of(mary)
    batch = upload(client, lines(SIX, SEVEN, source="Véldt Post"))
    preview = client.get(address(batch)).content.decode()
    assert words(preview, "//*[@id='totals']/a") == ["1 repeats known words", "1 new text of a known article"]
    report = client.post(address(batch, "store/"), follow=True).content.decode()
    assert rows(report, "changed") == [FREE]
    assert rows(report, "skipped") == [""]


def test_the_preview_names_no_twin_by_words_that_it_had_before(
    known: Task, mary: User, client_of: ClientOf
) -> None:
    known.article.add_version(SEVEN)
    client = client_of(mary)
    batch = upload(client, lines(SIX, SEVEN, source="Wire", url=""))
    preview = client.get(address(batch)).content.decode()
    assert words(preview, "//p[contains(@class, 'notice')]") == [
        "Has the same words as another source's article. Both will be kept, and linked: "
        "Crane falls, Veldt Post"
    ]
    report = client.post(address(batch, "store/"), follow=True).content.decode()
    assert rows(report, "kept") == ["", "Crane falls (Veldt Post)"]


def test_two_drafts_of_one_address_are_one_article_with_two_texts(mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    batch = upload(client, lines(SIX, SEVEN))
    preview = client.get(address(batch)).content.decode()
    assert words(preview, "//p[contains(@class, 'warning')]") == [
        f"A new text of Crane falls, Veldt Post: {FREE}"
    ]
    report = client.post(address(batch, "store/"), follow=True).content.decode()
    assert rows(report, "changed") == [FREE]
    texts = Article.objects.get().versions.values_list("number", "text")
    assert list(texts) == [(1, SIX), (2, SEVEN)]


def test_a_draft_that_is_left_out_changes_nothing(known: Task, mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    batch = upload(client, lines("Eight.\n", SEVEN))
    batch.drafts.filter(text="Eight.\n").update(is_wanted=False)
    preview = client.get(address(batch)).content.decode()
    assert words(preview, "//*[@id='totals']/a") == ["1 new text of a known article"]
    client.post(address(batch, "store/"))
    assert known.current_version().text == SEVEN


def test_the_preview_follows_when_a_field_is_changed(known: Task, mary: User, client_of: ClientOf) -> None:
    client = client_of(mary)
    batch = upload(client, lines(SEVEN))
    draft = batch.drafts.get()
    answer = client.post(
        address(batch, f"drafts/{draft.pk}/"),
        {"title": "Crane falls", "source": "Coast Times", "url": URL, "is_wanted": "on"},
        headers=HTMX,
    ).content.decode()
    assert "new text" not in answer
    client.post(address(batch, "store/"))
    assert known.article.versions.count() == 1


def test_the_report_says_what_stays_as_it_was(known: Task, mary: User, client_of: ClientOf) -> None:
    Article.objects.update(published_on="2021-11-08")
    brought = {"title": "Crane fell", "byline": "Ida Brandt", "published_on": "2021-11-09"}
    report = imported(client_of(mary), lines(SEVEN, **brought))
    assert rows(report, "changed") == [
        f"{FREE} title stays “Crane falls”; the file has “Crane fell” "
        "published on stays “2021-11-08”; the file has “2021-11-09”"
    ]
    known.article.refresh_from_db()
    assert (known.article.title, known.article.byline) == ("Crane falls", "Ida Brandt")


def test_an_article_that_somebody_elses_project_has_too_is_not_changed(
    known: Task, project: Project, mary: User, client_of: ClientOf
) -> None:
    Task.objects.create(project=make_project("secret"), article=known.article)
    client = client_of(mary)
    batch = upload(client, lines(SEVEN))
    preview = client.get(address(batch)).content.decode()
    report = client.post(address(batch, "store/"), follow=True).content.decode()
    assert "ew text" not in preview + report
    assert known.article.versions.count() == 1
    own = Article.objects.exclude(pk=known.article_id).get()
    assert own.versions.get().text == SEVEN
    imported(client, lines("Eight.\n"))
    assert own.versions.count() == 2


def test_an_article_of_a_project_where_one_only_annotates_is_not_changed(
    project: Project, mary: User, client_of: ClientOf
) -> None:
    there = make_known(make_member_of("second", mary, Role.ANNOTATOR))
    imported(client_of(mary), lines(SEVEN))
    assert there.article.versions.count() == 1
    assert project.tasks.get().article != there.article


def test_a_hidden_article_is_neither_changed_nor_named(
    project: Project, mary: User, client_of: ClientOf
) -> None:
    hidden = make_known(make_project("secret"), title="Hidden away")
    client = client_of(mary)
    batch = upload(client, lines(SEVEN))
    preview = client.get(address(batch)).content.decode()
    report = client.post(address(batch, "store/"), follow=True).content.decode()
    assert "Hidden" not in preview + report
    assert "ew text" not in preview + report
    assert hidden.article.versions.count() == 1


def test_an_article_of_another_project_that_one_manages_gets_the_text_and_comes_here(
    project: Project, mary: User, alice: User, client_of: ClientOf
) -> None:
    second = make_member_of("second", mary, Role.MANAGER)
    there = make_known(second)
    make_assignment(there, alice)
    client = client_of(mary)
    batch = upload(client, lines(SEVEN))
    assert "/projects/second/articles/" in client.get(address(batch)).content.decode()
    report = client.post(address(batch, "store/"), follow=True).content.decode()
    assert rows(report, "changed") == [FREE]
    here = project.tasks.get()
    assert here.article == there.article
    assert (here.current_version().number, there.current_version().number) == (2, 1)


def test_an_administrator_may_change_every_article(known: Task, client_of: ClientOf) -> None:
    Task.objects.create(project=make_project("second"), article=known.article)
    root = make_user("root", is_superuser=True)
    assert rows(imported(client_of(root), lines(SEVEN)), "changed") == [FREE]


def run(tmp_path: Path, *options: str) -> str:
    name, content = lines(SEVEN, title="Crane fell")
    (tmp_path / name).write_text(content)
    out = StringIO()
    call_command("import_articles", str(tmp_path / name), "--project", "harbour", *options, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("is_dry", [True, False])
def test_the_command_says_it(known: Task, alice: User, tmp_path: Path, is_dry: bool) -> None:
    make_assignment(known, alice)
    printed = run(tmp_path, *["--dry-run"] * is_dry)
    assert "New texts of articles that stood there: 1." in printed
    assert (
        f"new text crane.jsonl:1: version 2 of article {known.article_id}, Crane falls; "
        "work on it goes on with version 1\n" in printed
    )
    assert "title stays “Crane falls”; the file has “Crane fell”" in printed
    assert known.article.versions.count() == (1 if is_dry else 2)


def test_the_command_changes_nothing_that_another_project_has(known: Task, tmp_path: Path) -> None:
    Task.objects.create(project=make_project("second"), article=known.article)
    assert "Imported: 1." in run(tmp_path)
    assert known.article.versions.count() == 1


def test_the_admin_shows_the_versions(known: Task, mary: User, client_of: ClientOf) -> None:
    mary.is_staff = True
    mary.save()
    client = client_of(mary)
    imported(client, lines(SEVEN))
    page = client.get(reverse("admin:articles_article_change", args=(known.article_id,))).content.decode()
    assert [line.split(":")[0] for line in words(page, "//p[starts-with(text(), 'Version')]")] == [
        "Version 1",
        "Version 2",
    ]
    assert ArticleVersion.objects.get(number=2).raw_name == "crane.jsonl:1"


def make_member_of(slug: str, user: User, role: Role) -> Project:
    project = make_project(slug)
    make_member(project, user, role)
    return project
