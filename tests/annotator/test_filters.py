"""Which articles the project page lists."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from annotator.models import Assignment, Project, Role, Task, User
from articles.models import Source, Story
from tests.factory import make_assignment, make_member, make_task, make_user
from tests.pages import HTMX, project_page, titles, words

ClientOf = Callable[[User], Client]
State = Assignment.State


def test_filters_of_a_blind_project_tell_nothing_of_others(
    client_of: ClientOf, alice: User, port: Task, jonas: User
) -> None:
    Project.objects.update(is_blind=True)
    make_assignment(port, jonas, State.SUBMITTED)
    assert titles(project_page(client_of(alice), "?state=submitted")) == []
    assert titles(project_page(client_of(alice), f"?annotator={jonas.pk}")) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?story={story}", ["Blast at the port"]),
        ("?story=none", ["Untold"]),
        ("?source={source}", ["Blast at the port"]),
        ("?source=none", ["Untold"]),
        ("?language=fa", ["شکستن سد"]),
        ("?language=none", ["Untold"]),
        ("?since=2021-03-16", ["شکستن سد"]),
        ("?until=2021-03-15", ["Blast at the port"]),
        ("?since=2021-03-15&until=2021-03-15", ["Blast at the port"]),
        ("?state=submitted", ["Blast at the port"]),
        ("?state=returned", ["شکستن سد"]),
        ("?annotator={alice}", ["Blast at the port"]),
        ("?annotator={alice}&state=returned", []),
        ("?work=mine", []),
        ("?work=untouched", ["Untold"]),
        ("?work=needed", ["شکستن سد", "Untold"]),
        ("?q=six", ["Blast at the port"]),
        ("?q=شش", ["شکستن سد"]),
        ("?q=untold", ["Untold"]),
        ("?q=known&source=none", ["Untold"]),
        ("?q=known&language=fa", []),
        ("?story=0", []),
    ],
)
def test_filters_leave_what_they_say(
    client_of: ClientOf,
    alice: User,
    bob: User,
    project: Project,
    port: Task,
    dam: Task,
    bare: Task,
    query: str,
    found: list[str],
    jonas: User,
) -> None:
    Project.objects.update(annotators_per_article=2)
    make_assignment(port, alice, State.SUBMITTED)
    make_assignment(port, jonas, State.ACCEPTED)
    make_assignment(dam, jonas, State.RETURNED)
    make_assignment(dam, make_member(project, make_user("zoe"), Role.ANNOTATOR), State.DECLINED)
    numbers = {
        "story": Story.objects.get(title="Port strike").pk,
        "source": Source.objects.get(name="Wire").pk,
        "alice": alice.pk,
    }
    assert titles(project_page(client_of(bob), query.format(**numbers))) == found


def test_mine_is_what_i_have_a_layer_on(client_of: ClientOf, alice: User, port: Task, dam: Task) -> None:
    make_assignment(dam, alice)
    assert titles(project_page(client_of(alice), "?work=mine")) == ["شکستن سد"]


def test_untouched_is_what_nobody_has_begun(client_of: ClientOf, alice: User, port: Task, dam: Task) -> None:
    make_assignment(port, alice, State.TO_DO)
    make_assignment(dam, alice, State.IN_PROGRESS)
    assert titles(project_page(client_of(alice), "?work=untouched")) == ["Blast at the port"]


@pytest.mark.parametrize(
    "query",
    [
        "?story=port",
        "?source=1 OR 1=1",
        "?state=password",
        "?work=x",
        "?since=yesterday",
        "?annotator=alice",
        "?sort=annotator__password",
        "?sort=-project__members__password",
        "?after=x",
        "?before=-1",
        f"?annotator={2**70}",
    ],
)
def test_what_is_no_filter_is_refused_with_a_reason(
    client_of: ClientOf, bob: User, port: Task, dam: Task, query: str
) -> None:
    document = project_page(client_of(bob), query)
    assert len(document.cssselect(".notice.error")) == 1
    assert titles(document) == ["Blast at the port", "شکستن سد"]


@pytest.mark.parametrize("query", ["port%00", "port+" * 200])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_cannot_be_looked_for_lists_nothing_and_says_why(
    client_of: ClientOf, bob: User, port: Task, dam: Task, query: str, headers: dict[str, str]
) -> None:
    answer = client_of(bob).get(f"/projects/harbour/?q={query}", headers=headers)
    document = html.fromstring(answer.content.decode())
    assert len(document.cssselect(".notice.error")) == 1
    assert titles(document) == []
    assert "0 articles" in words(document)
    assert "Nothing was looked for" in words(document)


def test_days_in_the_wrong_order_are_refused(client_of: ClientOf, bob: User, port: Task) -> None:
    document = project_page(client_of(bob), "?since=2022-01-02&until=2022-01-01")
    assert words(document.cssselect(".notice.error")[0]) == "The last day is before the first one."


def test_another_project_is_never_searched(
    client_of: ClientOf, alice: User, charlie: User, port: Task
) -> None:
    make_task(Project.objects.get(slug="elsewhere"), "Six dockers.\n", title="Hidden", source="Secret")
    document = project_page(client_of(alice), "?q=six")
    assert titles(document) == ["Blast at the port"]
    assert "Secret" not in document.text_content()
    hidden = Source.objects.get(name="Secret").pk
    assert titles(project_page(client_of(alice), f"?source={hidden}")) == []


def test_matches_are_marked_in_title_and_text(client_of: ClientOf, alice: User, port: Task) -> None:
    document = project_page(client_of(alice), "?q=Port six")
    assert [words(mark) for mark in document.cssselect(".title mark")] == ["port"]
    assert [words(mark) for mark in document.cssselect(".snippet mark")] == ["port", "Six"]


def test_marks_are_the_templates_and_the_text_is_only_text(
    client_of: ClientOf, alice: User, project: Project
) -> None:
    make_task(project, "<script>alert('six')</script>\n", title="<img src=x onerror=six>")
    document = project_page(client_of(alice), "?q=six")
    assert titles(document) == ["<img src=x onerror=six>"]
    assert words(document.cssselect(".snippet")[0]) == "<script>alert('six')</script>"
    assert not document.cssselect("#articles script, #articles img")


def test_where_nothing_matches_the_page_says_what_to_try(client_of: ClientOf, bob: User, port: Task) -> None:
    document = project_page(client_of(bob), "?q=dock&sort=title")
    [again, clear] = document.cssselect(".empty a")
    assert words(document.cssselect(".empty h2")[0]) == "Nothing matches"
    assert titles(project_page(client_of(bob), again.get("href"))) == ["Blast at the port"]
    assert clear.get("href") == "/projects/harbour/"


def test_an_article_is_found_by_the_title_that_its_manager_gave_it(
    client_of: ClientOf, mary: User, port: Task
) -> None:
    address = reverse("admin:articles_article_change", args=(port.article_id,))
    form = {"title": "Explosion", "tasks-TOTAL_FORMS": "0", "tasks-INITIAL_FORMS": "0"}
    assert client_of(mary).post(address, form).status_code == 302
    assert titles(project_page(client_of(mary), "?q=explosion six")) == ["Explosion"]
