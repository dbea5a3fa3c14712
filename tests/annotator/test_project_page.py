"""The project page: what stands in its rows and around them."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format
from lxml import html

from annotator.models import Assignment, Label, Project, Role, Task, User
from annotator.templatetags.found import day
from tests.factory import make_assignment, make_member, make_span, make_task, make_user
from tests.pages import HTMX, project_page, titles, words

ClientOf = Callable[[User], Client]
State = Assignment.State


def rows(document: html.HtmlElement) -> list[list[str]]:
    """The cells of each row: article, source, date, state, spans."""
    return [[words(cell) for cell in row.cssselect("td")] for row in document.cssselect("tbody tr")]


def test_a_row_tells_what_is_known_of_an_article(
    client_of: ClientOf, alice: User, port: Task, person: Label
) -> None:
    layer = make_assignment(port, alice, State.SUBMITTED)
    make_span(layer, person, "port")
    make_span(layer, person, "Wire")
    document = project_page(client_of(alice))
    assert rows(document) == [
        ["Blast at the port Port strike · en", "Wire", "15 Mar 2021", "Submitted", "2"],
    ]
    [link] = document.cssselect("a.title")
    assert link.get("href") == reverse("workspace", args=("harbour", port.article_id))


@pytest.mark.parametrize("month", range(1, 13))
def test_a_day_is_written_as_on_other_pages(month: int) -> None:
    value = date(2021, month, 15 - month)
    assert day(value) == date_format(value, "j M Y")


def test_what_is_missing_is_shown_as_missing(client_of: ClientOf, alice: User, bare: Task) -> None:
    assert rows(project_page(client_of(alice))) == [
        ["Untold no story", "no source", "no date", "untouched", "–"]
    ]


def test_texts_in_any_script_take_their_own_direction(client_of: ClientOf, alice: User, dam: Task) -> None:
    [link] = project_page(client_of(alice)).cssselect("a.title")
    assert (link.get("dir"), link.get("lang")) == ("auto", "fa")


def test_a_reviewer_sees_every_layer_and_where_to_review_it(
    client_of: ClientOf, alice: User, bob: User, port: Task, person: Label, jonas: User
) -> None:
    layer = make_assignment(port, alice, State.SUBMITTED)
    make_span(layer, person, "port")
    other = make_assignment(port, jonas)
    document = project_page(client_of(bob))
    assert rows(document)[0][3:] == ["alice Submitted jonas To do", "1"]
    assert [link.get("href") for link in document.cssselect(".states a")] == [
        reverse("admin:annotator_assignment_change", args=(each.pk,)) for each in (layer, other)
    ]


def test_annotators_see_others_unless_the_project_is_blind(
    client_of: ClientOf, alice: User, port: Task, person: Label, jonas: User
) -> None:
    theirs = make_assignment(port, jonas, State.SUBMITTED)
    make_span(theirs, person, "port")
    make_span(make_assignment(port, alice), person, "Wire")
    document = project_page(client_of(alice))
    assert rows(document)[0][3:] == ["To do jonas Submitted", "1 / 2"]
    [link] = document.cssselect(".states a")
    assert client_of(alice).get(link.get("href")).status_code == 200
    Project.objects.update(is_blind=True)
    document = project_page(client_of(alice))
    assert rows(document)[0][3:] == ["To do", "1"]
    assert "jonas" not in words(document.cssselect("#finder")[0]).split()


@pytest.mark.parametrize("query", ["", "?q=six", "?state=submitted&sort=newest", "?after={start}"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_number_of_queries_does_not_grow_with_the_list(
    client_of: ClientOf,
    alice: User,
    bob: User,
    project: Project,
    person: Label,
    query: str,
    headers: dict[str, str],
) -> None:
    client = client_of(bob)
    counts = []
    for number in (2, 40):
        tasks = [
            make_task(project, "Six dockers.\n", source=f"Wire {number}", story=f"Story {number}")
            for number in range(number)
        ]
        for task in tasks:
            make_span(make_assignment(task, alice, State.SUBMITTED), person, "Six")
        address = query.format(start=project.tasks.order_by("pk")[0].article_id)
        project_page(client, address, headers)
        with CaptureQueriesContext(connection) as queries:
            assert titles(project_page(client, address, headers))
        counts.append(len(queries))
        read = [each["sql"] for each in queries if "articles_articleversion" in each["sql"]]
        assert len(read) == ("q=" in query)
    # A full page has a further one to count what does not fit on it.
    assert counts[1] - counts[0] in (0, 1)
    assert counts[1] <= (10 if headers else 14)


def test_htmx_gets_the_list_alone_from_the_same_address(client_of: ClientOf, alice: User, port: Task) -> None:
    client = client_of(alice)
    whole, part = client.get("/projects/harbour/"), client.get("/projects/harbour/", headers=HTMX)
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert part.content.strip().startswith(b'<div id="articles"')
    assert all("HX-Request" in response["Vary"] for response in (whole, part))
    status = html.fromstring(part.content.decode()).cssselect("#status")
    assert [words(each) for each in status] == ["1 article"]


@pytest.mark.parametrize(
    ("role", "buttons"),
    [
        (Role.ANNOTATOR, ["Guidelines", "Entities", "Export"]),
        (Role.REVIEWER, ["Guidelines", "Review 1", "Entities", "Export"]),
        (Role.MANAGER, ["Guidelines", "Review 1", "Entities", "Export", "Settings", "Import articles"]),
    ],
)
def test_the_page_offers_what_the_role_may_do(
    client_of: ClientOf, alice: User, project: Project, port: Task, role: Role, buttons: list[str]
) -> None:
    make_assignment(port, alice, State.SUBMITTED)
    client = client_of(make_member(project, make_user("robin"), role))
    links = project_page(client).cssselect(".page-head .button")
    assert [words(link) for link in links] == buttons
    for link in links:
        assert client.get(link.get("href")).status_code == 200


def test_the_review_button_leads_to_what_this_project_waits_for(
    client_of: ClientOf, alice: User, bob: User, project: Project, port: Task, dam: Task
) -> None:
    make_assignment(port, alice, State.SUBMITTED)
    make_assignment(dam, alice, State.ACCEPTED)
    [button] = [each for each in project_page(client_of(bob)).cssselect(".button") if "Review" in words(each)]
    listed = html.fromstring(client_of(bob).get(button.get("href")).content.decode())
    assert [words(each) for each in listed.cssselect("#result_list .field-title")] == ["Blast at the port"]


def test_stories_stand_beside_the_list_with_their_numbers(
    client_of: ClientOf, alice: User, port: Task, dam: Task, bare: Task
) -> None:
    make_task(port.project, story="Port strike")
    stories = [words(each) for each in project_page(client_of(alice)).cssselect(".story")]
    assert stories == ["All articles4", "Dam release1", "Port strike2", "No story1"]


def test_older_stories_are_reached_from_their_articles(
    client_of: ClientOf, alice: User, port: Task, dam: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.finding.STORIES", 1)
    document = project_page(client_of(alice))
    assert [words(each) for each in document.cssselect(".story")] == ["All articles2", "Dam release1"]
    chosen = project_page(client_of(alice), document.cssselect("a.of-story")[0].get("href").split("/")[-1])
    assert titles(chosen) == ["Blast at the port"]
    assert [words(each) for each in chosen.cssselect(".story:has(:checked)")] == ["Port strike1"]


def test_progress_counts_what_articles_need(
    client_of: ClientOf, alice: User, port: Task, dam: Task, jonas: User
) -> None:
    Project.objects.update(annotators_per_article=2)
    make_assignment(port, alice, State.ACCEPTED)
    make_assignment(port, jonas, State.SUBMITTED)
    make_assignment(dam, alice, State.IN_PROGRESS)
    make_assignment(dam, jonas, State.DECLINED)
    document = project_page(client_of(alice))
    assert words(document.cssselect(".progress-words")[0]) == (
        "25 % accepted 1 waits for review 1 in progress 4 annotations are needed"
    )
    assert [each.get("width") for each in document.cssselect(".progress-bar rect")] == ["75", "50", "25"]


def test_progress_takes_no_more_of_an_article_than_it_needs(
    client_of: ClientOf, alice: User, port: Task, dam: Task, jonas: User
) -> None:
    """Two people on one article leave the other one as it is."""
    make_assignment(port, alice, State.ACCEPTED)
    make_assignment(port, jonas, State.SUBMITTED)
    for address in ("/projects/harbour/", "/"):
        document = html.fromstring(client_of(alice).get(address).content)
        assert words(document.cssselect(".progress-words")[0]) == (
            "50 % accepted 1 waits for review 2 annotations are needed"
        )
        assert [each.get("width") for each in document.cssselect(".progress-bar rect")] == ["50", "50", "50"]


@pytest.mark.parametrize(
    ("role", "button"), [(Role.MANAGER, "Import the first articles"), (Role.ANNOTATOR, "Read the guidelines")]
)
def test_a_project_without_articles_says_what_to_do(
    client_of: ClientOf, project: Project, role: Role, button: str
) -> None:
    document = project_page(client_of(make_member(project, make_user("robin"), role)))
    assert [words(each) for each in document.cssselect(".empty .button")] == [button]
    assert not document.cssselect("#finder")


def test_a_chosen_story_leads_to_its_comparison(
    port: Task, dam: Task, alice: User, client_of: ClientOf
) -> None:
    client = client_of(alice)
    assert "Compare" not in words(project_page(client))
    page = project_page(client, f"?story={port.article.story_id}")
    links = [link.get("href") for link in page.cssselect(".list-head a.button")]
    assert links == [f"/projects/harbour/stories/{port.article.story_id}/"]
    assert "Compare" not in words(project_page(client, "?story=none"))
