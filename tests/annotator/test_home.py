"""The first page: what waits for the person who signed in."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from annotator.models import Assignment, Label, Membership, Project, Role, Task, User
from tests.factory import make_assignment, make_member, make_project, make_span, make_task, make_user
from tests.pages import words

ClientOf = Callable[[User], Client]
State = Assignment.State


def home(client: Client) -> html.HtmlElement:
    response = client.get("/")
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def listed(document: html.HtmlElement) -> dict[str, list[str]]:
    """The titles below each heading of the queue."""
    return {
        words(section.cssselect("h2")[0]): [words(each) for each in section.cssselect(".article-line > a")]
        for section in document.cssselect(".home-queue section")
    }


def make_layer(project: Project, annotator: User, title: str, state: str = State.TO_DO) -> Assignment:
    return make_assignment(make_task(project, title=title), annotator, state)


def test_what_was_edited_last_stands_first(
    client_of: ClientOf, alice: User, project: Project, person: Label
) -> None:
    layers = [make_layer(project, alice, title, State.IN_PROGRESS) for title in ("One", "Two", "Three")]
    for layer in (layers[2], layers[0], layers[1]):
        make_span(layer, person, "Ada")
    document = home(client_of(alice))
    assert listed(document)["Where you left off"] == ["Two", "One", "Three"]
    [resume] = document.cssselect(".resume .button")
    assert resume.get("href") == reverse("workspace", args=("harbour", layers[1].task.article_id))


def test_each_thing_to_do_stands_in_one_list(
    client_of: ClientOf, alice: User, project: Project, jonas: User
) -> None:
    for state in State.values:
        make_layer(project, alice, f"Mine {state}", state)
        make_layer(project, jonas, f"Theirs {state}", state)
    make_task(project, title="Nobody's")
    assert listed(home(client_of(alice))) == {
        "Where you left off": ["Mine in_progress"],
        "Returned to you": ["Mine returned"],
        "To do": ["Mine to_do"],
        "Put off": ["Mine deferred"],
        "Needs annotators": ["Theirs declined", "Nobody's"],
    }


def test_the_reviewers_message_stands_with_what_was_returned(
    client_of: ClientOf, alice: User, bob: User, project: Project
) -> None:
    layer = make_layer(project, alice, "One", State.SUBMITTED)
    layer.return_to_annotator(bob, "Two names <b>missing</b>.")
    [message] = home(client_of(alice)).cssselect(".message")
    assert words(message) == "Two names <b>missing</b>."


def test_what_was_put_off_stands_with_its_reason_until_it_is_taken_up(
    client_of: ClientOf, alice: User, project: Project
) -> None:
    layer = make_layer(project, alice, "One", State.IN_PROGRESS)
    layer.defer(alice, "Ask the <b>desk</b>.")
    document = home(client_of(alice))
    assert listed(document) == {"Put off": ["One"]}
    assert words(document.cssselect(".message")[0]) == "Ask the <b>desk</b>."
    layer.reopen(alice)
    assert listed(home(client_of(alice))) == {"Where you left off": ["One"]}


def test_an_article_that_needs_two_is_open_until_two_have_it(
    client_of: ClientOf, alice: User, project: Project
) -> None:
    Project.objects.update(annotators_per_article=2)
    ann, zoe = (make_member(project, make_user(name), Role.ANNOTATOR) for name in ("ann", "zoe"))
    make_layer(project, ann, "Half")
    full = make_layer(project, ann, "Full")
    make_assignment(full.task, zoe)
    assert listed(home(client_of(alice))) == {"Needs annotators": ["Half"]}


def test_a_reviewer_sees_what_waits_the_longest_first(
    client_of: ClientOf, alice: User, bob: User, project: Project
) -> None:
    layers = [make_layer(project, alice, title, State.IN_PROGRESS) for title in ("One", "Two")]
    for layer in reversed(layers):
        layer.submit(alice)
    make_layer(project, bob, "My own", State.SUBMITTED)
    make_task(project, title="To annotate, which is not theirs to do")
    document = home(client_of(bob))
    assert listed(document) == {"Waits for your review": ["Two", "One"]}
    [first, _] = document.cssselect(".article-line > a")
    assert first.get("href") == reverse("admin:annotator_assignment_change", args=(layers[1].pk,))
    for link in document.cssselect(".home-queue a"):
        assert client_of(bob).get(link.get("href")).status_code == 200


def test_nothing_of_other_projects_is_named(
    client_of: ClientOf, alice: User, bob: User, charlie: User, project: Project
) -> None:
    elsewhere = Project.objects.get(slug="elsewhere")
    make_layer(elsewhere, charlie, "Secret", State.SUBMITTED)
    make_task(elsewhere, title="Secret too")
    for person in (alice, bob):
        assert "Secret" not in home(client_of(person)).text_content()


def test_who_left_a_project_finds_nothing_of_it(client_of: ClientOf, alice: User, project: Project) -> None:
    make_layer(project, alice, "One", State.IN_PROGRESS)
    make_task(project, title="One that needs annotators")
    Membership.objects.get(user=alice).leave()
    document = home(client_of(alice))
    assert words(document.cssselect(".empty h1")[0]) == "You are in no project yet"
    assert "One" not in words(document.cssselect("main")[0])
    make_member(make_project("second"), alice, Role.ANNOTATOR)
    assert "One" not in words(home(client_of(alice)).cssselect("main")[0])


def test_projects_stand_with_my_roles_and_their_progress(
    client_of: ClientOf, alice: User, project: Project, task: Task
) -> None:
    make_member(project, alice, Role.REVIEWER)
    make_member(make_project("quay"), alice, Role.MANAGER)
    make_assignment(task, alice, State.ACCEPTED)
    cards = [words(card) for card in home(client_of(alice)).cssselect(".cards li")]
    assert cards == [
        "Harbour 1 article · Annotator · Reviewer 100 % accepted 1 annotation is needed",
        "Quay 0 articles · Manager No articles yet",
    ]


def test_only_an_administrator_is_offered_to_create_a_project(
    client_of: ClientOf, mary: User, project: Project
) -> None:
    root = make_user("root", is_superuser=True, is_staff=True)
    add = reverse("admin:annotator_project_add")
    assert [link.get("href") for link in home(client_of(root)).cssselect(".home-projects .button")] == [add]
    assert add not in client_of(mary).get("/").content.decode()
    assert client_of(root).get(add).status_code == 200
    Project.objects.all().delete()
    [create] = home(client_of(root)).cssselect(".empty .button")
    assert create.get("href") == add


def test_where_nothing_waits_the_page_says_so(client_of: ClientOf, mary: User, project: Project) -> None:
    assert words(home(client_of(mary)).cssselect(".empty")[0]).startswith("Nothing waits for you.")


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_the_number_of_queries_does_not_grow(
    client_of: ClientOf, alice: User, bob: User, project: Project, person: Label, name: str
) -> None:
    client = client_of({"alice": alice, "bob": bob}[name])
    counts = []
    for number in (1, 6):
        for _ in range(number):
            for state in State.values:
                make_layer(project, alice, state.title(), state)
            make_task(project, source="Wire", story="Strike")
        make_member(make_project(f"quay-{number}"), alice, Role.REVIEWER)
        home(client)
        with CaptureQueriesContext(connection) as queries:
            home(client)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14
