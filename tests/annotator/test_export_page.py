"""The export page: what it counts, what it shows of the first records, and to whom."""

import re
from contextlib import nullcontext
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client

from annotator.datasets.streams import Order, Stream
from annotator.finding import STORIES
from annotator.models import Assignment, Claim, Event, Label, Project, Review, Span, Statement, Task, User
from articles.models import Story
from tests.annotator.datasets import accept_all, make_relation
from tests.annotator.stories import Desk, make_claim, make_placement
from tests.conftest import ClientOf, Statements
from tests.factory import make_assignment, make_label, make_missed, make_review, make_span, make_task
from tests.pages import HTMX

# The page is read on a connection of its own, which sees what is committed alone.
pytestmark = pytest.mark.django_db(transaction=True)
State = Assignment.State
URL = "/projects/harbour/export/"


@pytest.fixture
def work(task: Task, alice: User, bob: User, mary: User, person: Label, project: Project) -> Assignment:
    """Alice's accepted layer of three spans, one of them rejected; gold; Mary's layer, not finished."""
    accepted = make_assignment(task, alice, State.ACCEPTED)
    make_review(make_span(accepted, person, "Ada Marlow"), bob)
    make_span(accepted, person, "Veldt")
    make_review(make_span(accepted, person, "She"), bob, Review.Decision.REJECTED)
    make_missed(accepted, person, "Monday", bob)
    marys = make_assignment(task, mary, State.IN_PROGRESS)
    make_span(marys, person, "left on Monday")
    return accepted


def shown(content: bytes) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", content.decode()).split())


@pytest.mark.parametrize(
    ("who", "status"), [("alice", 200), ("bob", 200), ("mary", 200), ("charlie", 404), (None, 302)]
)
@pytest.mark.parametrize("query", ["", "?format=csv", "?format=jsonl"])
def test_members_may_export_and_strangers_find_nothing(
    client_of: ClientOf,
    client: Client,
    request: pytest.FixtureRequest,
    project: Project,
    who: str,
    status: int,
    query: str,
) -> None:
    browser = client_of(request.getfixturevalue(who)) if who else client
    answer = browser.get(URL + query)
    answer.close()
    assert answer.status_code == status


def test_a_superuser_exports_any_project(client_of: ClientOf, project: Project, charlie: User) -> None:
    charlie.is_superuser = True
    charlie.save()
    assert client_of(charlie).get(URL).status_code == 200


def test_it_counts_what_is_in_and_what_is_left_out_and_why(
    client_of: ClientOf, bob: User, work: Assignment
) -> None:
    page = shown(client_of(bob).get(URL).content)
    assert "2 annotated articles, 3 spans" in page
    assert "State: In progress 1 1" in page
    assert "Rejected in the review – 1" in page
    assert "Nothing to export" not in page


def test_filters_change_the_counts(
    client_of: ClientOf, bob: User, work: Assignment, person: Label, claim: Label
) -> None:
    browser = client_of(bob)
    page = shown(browser.get(URL, {"label": claim.pk}).content)
    assert "1 annotated article, 0 spans" in page
    assert "Other labels – 3" in page
    page = shown(browser.get(URL, {"state": ["in_progress", "accepted"]}).content)
    assert "3 annotated articles, 4 spans" in page
    page = shown(browser.get(URL, {"review": "rejected", "state": ""}).content)
    assert "state" in page.lower()


def test_the_defaults_are_checked(client_of: ClientOf, bob: User, project: Project) -> None:
    page = client_of(bob).get(URL).content.decode()
    checked = re.findall(r'<input[^>]*value="(\w+)"[^>]*checked', page)
    assert checked == ["accepted", "accepted", "unreviewed"]


def test_the_first_records_are_shown_as_table_and_as_json(
    client_of: ClientOf, bob: User, work: Assignment
) -> None:
    page = client_of(bob).get(URL).content.decode()
    assert re.search(r'spoke in </span><mark>Veldt</mark><span class="muted">\.', page)
    assert "&quot;annotator&quot;: &quot;alice&quot;" in page
    assert "&quot;start&quot;: 0" in page


def test_a_long_record_is_cut_for_the_page(
    client_of: ClientOf, bob: User, alice: User, project: Project, person: Label
) -> None:
    layer = make_assignment(make_task(project, "Ada spoke. " * 2000), alice, State.ACCEPTED)
    for occurrence in range(1, 60):
        make_span(layer, person, "Ada", occurrence)
    assert len(client_of(bob).get(URL).content) < 20_000


def test_what_hangs_on_a_long_record_is_cut_for_the_page(
    client_of: ClientOf, bob: User, alice: User, project: Project, claim: Label
) -> None:
    task = make_task(project, "Ada spoke. " * 2000, story="Fire")
    fire = Story.objects.get(title="Fire")
    layer = make_assignment(task, alice, State.ACCEPTED)
    whole = make_span(layer, claim, layer.version.text.strip(), note="She did. " * 2000)
    said_by = make_label(project, "said by", Label.Kind.RELATION)
    for number in range(60):
        make_relation(said_by, whole, make_span(layer, claim, "Ada", number + 1))
        Statement.objects.create(project=project, story=fire, text=f"what she said, {number}")
    page = client_of(bob).get(URL).content
    assert len(page) < 20_000
    assert "what she said, 1" in shown(page)


def test_hostile_words_are_text(client_of: ClientOf, bob: User, alice: User, project: Project) -> None:
    attack = "<script>alert(1)</script>"
    Project.objects.update(name=attack)
    task = make_task(project, f"{attack} 'Ada'", title=attack, source=attack, story=attack)
    label = Label.objects.create(project=project, name=attack, kind="entity")
    make_span(make_assignment(task, alice, State.ACCEPTED), label, attack, note=attack)
    page = client_of(bob).get(URL).content.decode()
    assert attack not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_nothing_done_yet_is_said_kindly(client_of: ClientOf, bob: User, project: Project) -> None:
    page = client_of(bob).get(URL)
    assert "Nobody has tagged anything yet" in shown(page.content)
    assert "Download" not in shown(page.content)


def test_nothing_found_tells_what_leaves_it_out(
    client_of: ClientOf, bob: User, alice: User, task: Task
) -> None:
    make_assignment(task, alice, State.SUBMITTED)
    page = shown(client_of(bob).get(URL).content)
    assert "Nothing to export" in page
    assert "State: Submitted 1 –" in page
    assert "Download" not in page


@pytest.mark.parametrize(
    "query",
    [
        *("state=open", "review=maybe", "label=999", "annotator=x", "story=999", "source=x", "language=xx"),
        *("since=yesterday", "since=2021-11-09&until=2021-11-08", "format=exe"),
    ],
)
def test_a_filter_that_is_not_valid_is_an_error_and_never_a_wider_dataset(
    client_of: ClientOf, bob: User, work: Assignment, query: str
) -> None:
    browser = client_of(bob)
    page = browser.get(f"{URL}?{query}")
    assert 'class="notice error"' in page.content.decode()
    assert "annotated article" not in shown(page.content).replace("Annotated articles", "")
    if "format" not in query:
        refused = browser.get(f"{URL}?format=csv&{query}")
        assert refused.status_code == 400
        assert "attachment" not in refused.headers.get("Content-Disposition", "")
    assert not Event.objects.filter(verb="exported").exists()


def test_every_story_can_be_chosen_however_many_came_after_it(
    client_of: ClientOf, bob: User, project: Project, alice: User, person: Label
) -> None:
    """The list beside the articles holds the newest ones alone."""
    first = make_task(project, story="The first")
    make_span(make_assignment(first, alice, State.ACCEPTED), person, "Ada")
    for number in range(STORIES):
        make_task(project, story=f"Story {number}")
    story = str(first.article.story_id)
    page = client_of(bob).get(URL, {"story": story}).content
    assert f'<option value="{story}" selected>' in page.decode()
    assert "Select a valid choice" not in shown(page)
    assert "1 span" in shown(page)


@pytest.mark.parametrize("left", ["state", "review"])
def test_the_form_with_nothing_ticked_means_nothing_and_says_so(
    client_of: ClientOf, bob: User, work: Assignment, left: str
) -> None:
    browser = client_of(bob)
    ticked = {"state": "accepted", "review": "unreviewed"}
    fields = dict.fromkeys(("story", "source", "language", "since", "until"), "")
    assert "1 annotated article" in shown(browser.get(URL, ticked | fields).content)
    del ticked[left]
    page = browser.get(URL, ticked | fields)
    assert "Tick one at least: without any there is nothing to export." in shown(page.content)
    assert "annotated article" not in shown(page.content).replace("Annotated articles", "")
    assert browser.get(URL, {**ticked, **fields, "format": "csv"}).status_code == 400


def test_in_a_blind_project_an_annotator_sees_nothing_of_others(
    client_of: ClientOf, alice: User, bob: User, mary: User, work: Assignment, project: Project
) -> None:
    Project.objects.update(is_blind=True)
    page = shown(client_of(alice).get(URL).content)
    assert "This project is blind" in page
    assert "1 annotated article, 2 spans" in page
    assert "In progress 1" not in page
    assert "mary" not in page
    assert client_of(alice).get(URL, {"annotator": str(mary.pk), "format": "csv"}).status_code == 400
    assert "3 spans" in shown(client_of(bob).get(URL).content)


def test_in_an_open_project_an_annotator_sees_everything(
    client_of: ClientOf, alice: User, work: Assignment
) -> None:
    assert "2 annotated articles, 3 spans" in shown(client_of(alice).get(URL).content)


def test_htmx_gets_the_counts_and_the_preview_alone(client_of: ClientOf, bob: User, work: Assignment) -> None:
    browser = client_of(bob)
    page, part = browser.get(URL), browser.get(URL, headers=HTMX)
    assert "HX-Request" in page.headers["Vary"]
    assert "HX-Request" in part.headers["Vary"]
    assert part.content.decode().strip().startswith('<div id="dataset"')
    assert "<form" not in part.content.decode()
    assert "2 annotated articles, 3 spans" in shown(part.content)


def test_looking_changes_nothing(client_of: ClientOf, bob: User, work: Assignment) -> None:
    before = Event.objects.count()
    client_of(bob).get(URL)
    assert Event.objects.count() == before
    assert client_of(bob).post(URL).status_code == 405


def test_what_is_saved_while_the_page_is_made_is_not_on_it(
    client_of: ClientOf,
    bob: User,
    alice: User,
    desk: Desk,
    injured: Statement,
    claim: Label,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_placement(make_claim(desk, "Wire", "Seven workers", alice, claim), injured)
    accept_all()
    stream, saved = Order.stream, []

    def read_while_alice_saves(order: Order, query: QuerySet[Any], *columns: str, **options: Any) -> Stream:
        rows = stream(order, query, *columns, **options)
        if query.model is Claim:
            span = make_claim(desk, "Wire", "injured", alice, claim)
            saved.append(make_placement(span, injured))
        return rows

    monkeypatch.setattr(Order, "stream", read_while_alice_saves)
    page = client_of(bob).get(URL)
    assert len(saved) == 1
    assert "1 annotated article, 1 span" in shown(page.content)


def test_a_broken_span_is_named_instead_of_shown(client_of: ClientOf, bob: User, work: Assignment) -> None:
    broken = Span.objects.get(quote="Veldt")
    Span.objects.filter(pk=broken.pk).update(start=0, end=5)
    page = client_of(bob).get(URL)
    assert f"The span {broken.uid} should be “Veldt”" in shown(page.content)


@pytest.mark.parametrize("number", [1, 12])
def test_the_number_of_queries_does_not_grow(
    client_of: ClientOf,
    statements: Statements,
    bob: User,
    alice: User,
    project: Project,
    person: Label,
    number: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Where statements are counted.
    monkeypatch.setattr("annotator.views.datasets.snapshot", lambda: nullcontext("default"))
    for count in range(number):
        task = make_task(project, source=f"Source {count}", story=f"Story {count}", language="en")
        layer = make_assignment(task, alice, State.ACCEPTED)
        make_review(make_span(layer, person, "Ada Marlow"), bob)
    browser = client_of(bob)
    with statements(28):
        assert f"{number} span" in shown(browser.get(URL).content)
