"""The server is killed while somebody annotates, and started again: every span is there exactly once."""

import sqlite3
from contextlib import closing

import psycopg
from playwright.sync_api import Page, expect

from tests.browser.actions import select_by_script
from tests.server import Server


def stored(server: Server) -> list[tuple[int, int]]:
    """The ranges that the administrator's layer holds, straight from the database."""
    statement = """SELECT start, "end" FROM annotator_span
                   JOIN annotator_assignment ON annotator_assignment.id = assignment_id
                   JOIN annotator_user ON annotator_user.id = annotator_id
                   WHERE username = 'admin' ORDER BY start"""
    if server.database_url:
        with psycopg.connect(server.database_url) as database:
            return database.execute(statement).fetchall()
    with closing(sqlite3.connect(server.folder / "desk.sqlite3")) as database:
        return database.execute(statement).fetchall()


def words_of(page: Page, number: int) -> list[tuple[int, int]]:
    """The first words of the text as ranges in code points."""
    text: str = page.locator("#text").evaluate("text => text.textContent")
    places, at = [], 0
    for word in text.split()[:number]:
        start = text.index(word, at)
        at = start + len(word)
        places.append((start, at))
    return places


def test_a_server_that_is_killed_twice_loses_and_doubles_nothing(page: Page, server: Server) -> None:
    server.start()
    page.goto(f"{server.url}/sign-in/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", server.password)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{server.url}/projects/sample/articles/8/")
    expect(page.locator("#save-state")).to_have_text("All saved")
    page.keyboard.press("w")
    places = words_of(page, 60)
    for number, place in enumerate(places):
        if number in {10, 35}:
            server.kill()
        if number in {25, 50}:
            server.start()
        select_by_script(page, *place)
        page.keyboard.press("1")
    expect(page.locator("#save-state")).to_have_text("All saved", timeout=60_000)
    assert stored(server) == places
    expect(page.locator("#span-list li")).to_have_count(60)
    page.reload()
    expect(page.locator("#span-list li")).to_have_count(60)
