"""In what order the project page lists articles, and how its pages follow on one another."""

from collections.abc import Callable
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models import F
from django.test import Client
from lxml import html

from annotator.forms import articles as articles_form
from annotator.models import Assignment, Project, Task, User
from annotator.paging import Order, Page, page_of
from tests.factory import make_task
from tests.pages import project_page, titles, words

ClientOf = Callable[[User], Client]
State = Assignment.State


ORDERS = {
    "": ["Blast at the port", "شکستن سد", "Untold"],
    "newest": ["شکستن سد", "Blast at the port", "Untold"],
    "oldest": ["Blast at the port", "شکستن سد", "Untold"],
    "title": ["Blast at the port", "Untold", "شکستن سد"],
    "source": ["شکستن سد", "Blast at the port", "Untold"],
}


@pytest.mark.parametrize("sort", ORDERS)
def test_the_order_can_be_chosen_and_what_is_unknown_stands_last(
    client_of: ClientOf, bob: User, port: Task, dam: Task, bare: Task, sort: str
) -> None:
    document = project_page(client_of(bob), f"?sort={sort}")
    assert titles(document) == ORDERS[sort]
    assert document.cssselect("#sort option[selected]")[:1] == document.cssselect(
        f"#sort option[value='{sort}']" if sort else "nothing"
    )


def link_to(document: html.HtmlElement, rel: str) -> str | None:
    links = document.cssselect(f".pager a[rel={rel}]")
    return str(links[0].get("href")) if links else None


def article_ids(document: html.HtmlElement) -> list[str]:
    return [link.get("href") for link in document.cssselect("a.title")]


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("query", ["", "&q=six"])
def test_pages_forward_and_back_show_each_article_once(
    client_of: ClientOf, bob: User, many: list[Task], sort: str, query: str
) -> None:
    client = client_of(bob)
    pages = [project_page(client, f"?sort={sort}{query}")]
    while address := link_to(pages[-1], "next"):
        pages.append(project_page(client, address))
    assert [len(article_ids(each)) for each in pages] == [30, 30, 10]
    assert len({each for document in pages for each in article_ids(document)}) == 70
    assert link_to(pages[0], "prev") is None
    for before, here in pairwise(pages):
        address = link_to(here, "prev")
        assert address is not None
        again = project_page(client, address)
        assert article_ids(again) == article_ids(before)
        assert link_to(again, "next") is not None
    assert link_to(project_page(client, link_to(pages[1], "prev") or ""), "prev") is None


def test_the_filters_stay_from_page_to_page(client_of: ClientOf, bob: User, many: list[Task]) -> None:
    address = link_to(project_page(client_of(bob), "?q=six&sort=newest&work=untouched"), "next")
    assert address is not None
    assert parse_qs(urlsplit(address).query).keys() == {"q", "sort", "work", "after"}


def test_a_start_in_the_middle_of_the_first_page_shows_the_whole_first_page(
    client_of: ClientOf, bob: User, many: list[Task]
) -> None:
    first = project_page(client_of(bob))
    middle = project_page(client_of(bob), f"?before={many[9].article_id}")
    assert article_ids(middle) == article_ids(first)


def test_a_start_that_is_gone_shows_the_first_page(
    client_of: ClientOf, bob: User, charlie: User, many: list[Task]
) -> None:
    elsewhere = make_task(Project.objects.get(slug="elsewhere"))
    for gone in (elsewhere.article_id, 10**9):
        assert article_ids(project_page(client_of(bob), f"?after={gone}")) == article_ids(
            project_page(client_of(bob))
        )


def test_a_number_is_shown_as_far_as_it_is_cheap(
    client_of: ClientOf, bob: User, many: list[Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert words(project_page(client_of(bob)).cssselect(".list-head p")[0]) == "70 articles"
    assert words(project_page(client_of(bob), '?q="report 7"').cssselect(".list-head p")[0]) == "1 article"
    monkeypatch.setattr(articles_form, "COUNTED", 40)
    monkeypatch.setattr("annotator.views.projects.COUNTED", 40)
    assert words(project_page(client_of(bob)).cssselect(".list-head p")[0]) == "40+ articles"


@pytest.mark.parametrize("count_to", [0, 3, 4, 9])
@pytest.mark.parametrize("rows", range(8))
def test_pages_of_three_hold_each_row_once_and_know_what_comes_before_and_after(
    project: Project, rows: int, count_to: int
) -> None:
    tasks = [make_task(project).pk for _ in range(rows)]

    def page(**start: int) -> Page:
        at = {name: Task.objects.filter(pk=pk) for name, pk in start.items()}
        order, fields = Order({"by_task": F("pk")}), {"task": F("pk")}
        return page_of(Task.objects.all(), order, fields, **at, size=3, count_to=count_to)

    pages = [page()]
    while pages[-1].has_next:
        pages.append(page(after=pages[-1].rows[-1]["task"]))
    shown = [[row["task"] for row in each.rows] for each in pages]
    assert shown == [tasks[at : at + 3] for at in range(0, max(rows, 1), 3)]
    assert [each.has_previous for each in pages] == [False, *[True] * (len(pages) - 1)]
    assert pages[0].number == (min(rows, count_to + 1) if count_to else None)
    for before, here in pairwise(pages):
        back = page(before=here.rows[0]["task"])
        assert (back.rows, back.has_previous, back.has_next) == (before.rows, before.has_previous, True)
    if rows > 4:  # Whoever comes back into the middle of the first page sees the whole of it.
        assert page(before=tasks[1]) == pages[0]
