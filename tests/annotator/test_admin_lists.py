"""Lists are counted without a statement a row, load no texts, and are searched and filtered."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.models import Assignment, Event, Label, Project, Review, Role, Task, User
from tests.conftest import ClientOf
from tests.factory import (
    make_assignment,
    make_label,
    make_member,
    make_project,
    make_span,
    make_task,
    make_user,
)

LISTS = [
    f"admin:{name}_changelist"
    for name in (
        "annotator_assignment", "annotator_event", "annotator_label", "annotator_membership",
        "annotator_project", "annotator_task", "articles_article", "articles_source", "articles_story",
    )
]  # fmt: skip


def grow(number: int, mary: User) -> None:
    """One more of everything that Mary's lists show."""
    project = make_project(f"project{number}")
    make_member(project, mary, Role.MANAGER)
    annotator = make_member(project, make_user(f"annotator{number}"), Role.ANNOTATOR)
    label = make_label(project, f"Label {number}")
    task = make_task(project, "Ada Marlow spoke.\n", source=f"Source {number}", story=f"Story {number}")
    layer = make_assignment(task, annotator)
    span = make_span(layer, label, "Ada Marlow")
    layer.submit(annotator)
    Review.objects.create(
        assignment=layer, span=span, span_uid=span.uid, span_version=1, decision="accepted", reviewer=mary
    )


@pytest.mark.parametrize("address", LISTS)
def test_a_list_takes_the_same_statements_however_long_it_is(
    address: str, mary: User, client_of: ClientOf
) -> None:
    client = client_of(mary)
    counts = []
    for rows in (2, 9):
        for number in range(rows):
            grow(rows * 10 + number, mary)
        client.get(reverse(address))  # content types are kept in memory from now on
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(address)).status_code == 200
        counts.append(len(captured))
        for query in captured:
            assert '"articles_articleversion"."text"' not in query["sql"]
            assert '"articles_articleversion"."raw"' not in query["sql"]
    assert counts[0] == counts[1] <= 14


@pytest.fixture
def work(project: Project, alice: User, person: Label, bob: User, jonas: User) -> dict[str, Assignment]:
    """Submitted work of Alice's and accepted work of Jonas's, on different articles."""
    struck = make_task(project, "Ada Marlow spoke.\n", title="Struck", source="Wire", story="Strike")
    calm = make_task(project, "Nothing new.\n", title="Calm", source="Herald", published_on=date(2026, 5, 1))
    first, second = make_assignment(struck, alice), make_assignment(calm, jonas)
    span = make_span(first, person, "Ada Marlow")
    make_span(first, person, "Marlow")
    first.submit(alice)
    Review.objects.create(
        assignment=first, span=span, span_uid=span.uid, span_version=1, decision="rejected", reviewer=bob
    )
    second.submit(jonas)
    second.accept(bob)
    return {"Struck": first, "Calm": second}


def listed(client: Client, **query: Any) -> list[str]:
    answer = client.get(reverse("admin:annotator_assignment_changelist"), query)
    assert answer.status_code == 200
    return re.findall(r'<th class="field-title"><a[^>]*>([^<]+)</a>', answer.content.decode())


def test_work_is_listed_with_what_is_reviewed_of_it(
    work: dict[str, Assignment], bob: User, client_of: ClientOf
) -> None:
    content = client_of(bob).get(reverse("admin:annotator_assignment_changelist")).content.decode()
    row = content[content.index(">Struck<") :]
    cells = re.findall(r'class="field-(\w+)[^"]*">([^<]*)<', row)[:8]
    assert dict(cells) | {"submitted": ""} == {
        "annotator": "alice",
        "state": "Submitted",
        "spans": "2",
        "reviewed": "1 of 2",
        "submitted": "",
        "story": "Strike",
        "source": "Wire",
        "project": "Harbour",
    }


def test_work_is_filtered_and_searched(
    work: dict[str, Assignment], person: Label, alice: User, bob: User, client_of: ClientOf
) -> None:
    client = client_of(bob)
    task = work["Struck"].task
    assert task.article.story is not None
    assert task.article.source is not None
    assert set(listed(client)) == {"Struck", "Calm"}
    for query in (
        {"state__exact": "submitted"},
        {"story": task.article.story.pk},
        {"source": task.article.source.pk},
        {"person": alice.pk},
        {"label": person.pk},
        {"q": "stru"},
        {"q": "alice"},
    ):
        assert listed(client, **query) == ["Struck"], query
    assert listed(client, story="none") == ["Calm"]
    assert set(listed(client, project=task.project_id)) == {"Struck", "Calm"}
    assert listed(client, project=0) == []
    submitted = work["Struck"].submitted_at
    assert submitted is not None
    assert len(listed(client, submitted_at__year=submitted.year, submitted_at__month=submitted.month)) == 2
    assert listed(client, submitted_at__year=submitted.year - 1) == []


def test_work_is_filtered_by_labels_of_spans_alone(
    project: Project, person: Label, bob: User, client_of: ClientOf
) -> None:
    make_label(project, "said by", Label.Kind.RELATION)
    content = client_of(bob).get(reverse("admin:annotator_assignment_changelist")).content.decode()
    assert "Person (Harbour)" in content
    assert "said by (Harbour)" not in content


@pytest.mark.parametrize("value", ["x", "-1", "1 OR 1=1", "9" * 40, "١"])
def test_a_filter_that_makes_no_sense_shows_the_list_unfiltered(
    value: str, work: dict[str, Assignment], bob: User, client_of: ClientOf
) -> None:
    answer = client_of(bob).get(
        reverse("admin:annotator_assignment_changelist"), {"project": value}, follow=True
    )
    assert answer.status_code == 200


def test_gold_is_nobody_s_work_to_review(task: Task, bob: User, client_of: ClientOf) -> None:
    gold = task.gold()
    client = client_of(bob)
    assert listed(client) == []
    assert client.get(reverse("admin:annotator_assignment_change", args=(gold.pk,))).status_code == 404


def test_work_is_accepted_in_bulk_and_what_can_t_be_is_said(
    work: dict[str, Assignment], project: Project, alice: User, bob: User, client_of: ClientOf
) -> None:
    begun = make_assignment(make_task(project), alice, Assignment.State.IN_PROGRESS)
    keys = [work["Struck"].pk, work["Calm"].pk, begun.pk]
    answer = client_of(bob).post(
        reverse("admin:annotator_assignment_changelist"),
        {"action": "accept", "_selected_action": keys},
        follow=True,
    )
    content = answer.content.decode()
    assert "1 is accepted. 1 span in them is undecided and counts as it is." in content
    assert "1 left as it was: This article is accepted, so this can&#x27;t be done with it now." in content
    assert (
        "1 left as it was: This article is in progress: it can be reviewed once it is submitted." in content
    )
    states = Assignment.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["accepted", "accepted", "in_progress"]
    assert Event.objects.filter(verb="accepted", actor=bob).count() == 2


def test_work_is_returned_in_bulk_with_a_message(
    work: dict[str, Assignment], bob: User, client_of: ClientOf
) -> None:
    client = client_of(bob)
    address = reverse("admin:annotator_assignment_changelist")
    keys = [layer.pk for layer in work.values()]
    data: dict[str, Any] = {"action": "return_to_annotator", "_selected_action": keys}
    assert "Message to the annotator" in client.post(address, data).content.decode()
    assert "Say what is to be done" in client.post(address, {**data, "message": " "}).content.decode()
    assert not Assignment.objects.filter(state="returned").exists()
    answer = client.post(address, {**data, "message": "Once more"}, follow=True)
    assert "2 are returned." in answer.content.decode()
    assert set(Assignment.objects.values_list("state", "message")) == {("returned", "Once more")}


def test_own_work_is_not_accepted_in_bulk(
    work: dict[str, Assignment], project: Project, alice: User, client_of: ClientOf
) -> None:
    make_member(project, alice, Role.REVIEWER)
    data = {"action": "accept", "_selected_action": [work["Struck"].pk]}
    answer = client_of(alice).post(reverse("admin:annotator_assignment_changelist"), data, follow=True)
    assert "1 left as it was: This is your own work" in answer.content.decode()
    work["Struck"].refresh_from_db()
    assert work["Struck"].state == "submitted"


@pytest.mark.parametrize("action", ["accept", "return_to_annotator"])
def test_forged_ids_move_nothing(
    action: str, work: dict[str, Assignment], charlie: User, client_of: ClientOf
) -> None:
    data = {"action": action, "_selected_action": [work["Struck"].pk], "message": "Mine"}
    client_of(charlie).post(reverse("admin:annotator_assignment_changelist"), data)
    work["Struck"].refresh_from_db()
    assert work["Struck"].state == "submitted"


def test_articles_are_found_by_title_and_drilled_into_by_date(
    work: dict[str, Assignment], mary: User, client_of: ClientOf
) -> None:
    client = client_of(mary)
    address = reverse("admin:articles_article_changelist")
    assert "Struck" not in client.get(address, {"q": "calm"}).content.decode()
    content = client.get(address, {"published_on__year": 2026, "published_on__month": 5}).content.decode()
    assert ">Calm<" in content
    assert ">Struck<" not in content


def test_the_first_page_says_what_waits_for_review(
    work: dict[str, Assignment], charlie: User, bob: User, client_of: ClientOf
) -> None:
    assert "Harbour: 1</a>" in client_of(bob).get(reverse("admin:index")).content.decode()
    content = client_of(charlie).get(reverse("admin:index")).content.decode()
    assert "Nothing waits." in content
    assert "Harbour" not in content


def test_a_list_is_named_by_what_it_holds(mary: User, client_of: ClientOf) -> None:
    page = client_of(mary).get(reverse("admin:annotator_membership_changelist")).content.decode()
    assert "<h1>Members</h1>" in page
    assert "<title>Members · Annotation desk</title>" in page


def test_an_event_tells_its_details_in_words(project: Project, mary: User, client_of: ClientOf) -> None:
    data = {"message": "", "roles": ["annotator", "reviewer"], "before": None, "after": {"taught_by": 3}}
    event = Event.objects.create(project=project, actor=mary, verb="tried", data=data)
    page = client_of(mary).get(reverse("admin:annotator_event_changelist")).content.decode()
    # In whichever order the database keeps them.
    assert "roles: annotator, reviewer" in page
    assert "after taught by: 3" in page
    assert f"{event.at:%-d %b %Y, %H:%M}" in page


def test_projects_are_listed_with_their_numbers(
    project: Project, task: Task, mary: User, alice: User, client_of: ClientOf
) -> None:
    make_member(project, mary, Role.REVIEWER)
    make_label(project)
    page = client_of(mary).get(reverse("admin:annotator_project_changelist")).content.decode()
    cells = dict(re.findall(r'<td class="field-(\w+)">([^<]*)</td>', page))
    shown = {name: cells[name] for name in ("articles", "waiting", "people", "labels")}
    assert shown == {"articles": "1", "waiting": "0", "people": "2", "labels": "1"}
