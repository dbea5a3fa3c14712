"""A story on paper: whatever number of outlets it has, all of them are printed."""

from datetime import date

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from annotator.models import Label, Project, User
from articles.models import Story
from tests.annotator.stories import Desk, make_claim, make_placement, make_statement
from tests.browser.actions import sign_in
from tests.factory import make_task

PAPER = {"width": 1032, "height": 703}  # A4 across, without its margins


@pytest.mark.parametrize("number", [4, 30])
def test_each_outlet_is_printed_within_the_page_with_its_name(
    number: int, page: Page, live_server: LiveServer, project: Project, claim: Label, alice: User
) -> None:
    tasks = {
        f"Evening Herald {day}": make_task(
            project, "Seven were hurt.\n", source=f"Evening Herald {day}", story="Strike",
            published_on=date(2021, 3, day),
        )
        for day in range(1, number + 1)
    }  # fmt: skip
    desk = Desk(project, Story.objects.get(), tasks)
    statement = make_statement(desk)
    last = f"Evening Herald {number}"
    make_placement(make_claim(desk, last, "Seven were hurt", alice, claim), statement)
    page.set_viewport_size({"width": PAPER["width"], "height": PAPER["height"]})
    sign_in(page, live_server.url, alice)
    page.goto(live_server.url + desk.url)
    page.emulate_media(media="print")

    right = page.eval_on_selector_all(
        "#matrix td", "cells => cells.map((td) => td.getBoundingClientRect().right)"
    )
    assert len(right) == number
    assert max(right) <= PAPER["width"]
    cell = page.locator("#matrix td").last
    assert "Seven were hurt" in cell.inner_text()
    if number == 4:
        assert page.locator("#matrix thead").is_visible()
    else:
        said = cell.evaluate("(td) => getComputedStyle(td, '::before').content")
        assert said == '"Evening Herald 30 · 30 Mar 2021"'
