"""A story's page over HTTP: what each cell says, who sees whose, which filters leave what, its files."""

import csv
from codecs import BOM_UTF8
from io import StringIO

import pytest
from lxml import html

from annotator.comparing import EVERYONE
from annotator.models import Assignment, Label, Project, Review, Role, Span, Statement, User
from articles.models import Source
from tests.annotator.stories import (
    Desk,
    cells_of,
    make_claim,
    make_placement,
    make_reading,
    make_statement,
    page_of,
    people,
)
from tests.conftest import ClientOf, Statements
from tests.factory import make_label, make_member, make_review, make_user
from tests.pages import HTMX, words


@pytest.fixture
def placed(desk: Desk, injured: Statement, alice: User, claim: Label) -> list[Span]:
    """Alice's: seven and six, Wire's seven again in the blog; the radio is silent, one claim waits."""
    spans = [
        make_claim(desk, "Wire", "Seven workers were injured", alice, claim, **people(7)),
        make_claim(desk, "State TV", "Six workers were lightly injured", alice, claim, **people(6)),
        make_claim(desk, "Blog", "seven workers were injured", alice, claim, **people(7, via="Wire")),
    ]
    for span in spans:
        make_placement(span, injured)
    make_reading(desk, "Radio", injured, alice)
    spans.append(make_claim(desk, "Radio", "The silo burnt all night", alice, claim))
    return spans


def texts(page: html.HtmlElement, selector: str) -> list[str]:
    return [words(found) for found in page.cssselect(selector)]


def test_a_contested_row_lays_the_values_side_by_side_and_counts_reports(
    desk: Desk, injured: Statement, placed: list[Span], alice: User, client_of: ClientOf
) -> None:
    page = page_of(client_of(alice), desk.url)
    assert texts(page, ".contested .contested-flag") == ["⚑ contested"]
    assert texts(page, ".side-by-side strong") == ["6 workers", "7 workers", "—"]
    assert texts(page, ".side-by-side .number") == ["×1 independent reports", "×1 independent reports", "×1"]
    assert texts(page, ".origin") == ["① Wire: Wire, Blog – one report"]
    assert cells_of(page, injured) == [
        "affirms ① Seven workers were injured 7 workers",
        "affirms Six workers were lightly injured 6 workers",
        "affirms ① seven workers were injured via Wire7 workers",
        "silent",
    ]


def test_articles_stand_by_time_with_their_state_and_spans(
    desk: Desk, placed: list[Span], alice: User, client_of: ClientOf
) -> None:
    heads = texts(page_of(client_of(alice), desk.url), "thead th")
    assert heads[1] == "Wire 15 Mar 2021 To do 1 span"
    assert [head.split(" 1")[0] for head in heads[1:]] == ["Wire", "State TV", "Blog", "Radio"]


def test_silent_and_unread_are_two_words(
    desk: Desk, injured: Statement, alice: User, client_of: ClientOf
) -> None:
    make_reading(desk, "Blog", injured, alice)
    page = page_of(client_of(alice), desk.url)
    assert cells_of(page, injured) == ["unread", "unread", "silent", "unread"]


def test_a_cell_opens_the_article_at_the_claim_and_the_article_leads_back(
    desk: Desk, injured: Statement, placed: list[Span], alice: User, client_of: ClientOf
) -> None:
    [link, *_] = page_of(client_of(alice), desk.url).cssselect("td a.words")
    url = f"/projects/harbour/articles/{desk.article('Wire')}/?span={placed[0].uid}&statement={injured.pk}"
    assert link.get("href") == url
    workspace = page_of(client_of(alice), url)
    assert f"{desk.url}?at={injured.pk}#statement-{injured.pk}" in [
        found.get("href") for found in workspace.cssselect(".breadcrumbs a")
    ]


def test_what_waits_stands_beside_by_article(
    desk: Desk, placed: list[Span], alice: User, client_of: ClientOf
) -> None:
    page = page_of(client_of(alice), desk.url)
    assert texts(page, ".waiting-of h3") == ["Radio"]
    assert texts(page, ".waiting-of a") == ["The silo burnt all night"]


def test_what_a_reviewer_rejected_stays_in_its_cell_struck_out_and_counts_nowhere(
    desk: Desk, injured: Statement, placed: list[Span], alice: User, bob: User, client_of: ClientOf
) -> None:
    Assignment.objects.update(state=Assignment.State.SUBMITTED)
    six = Span.objects.get(pk=placed[1].pk)
    make_review(six, bob, Review.Decision.REJECTED, comment="Not a count of the injured.")
    for person in (alice, bob):
        page = page_of(client_of(person), desk.url)
        assert not page.cssselect("#rows .contested")
        assert texts(page, ".side-by-side strong") == ["7 workers", "—"]
        cell = cells_of(page, injured)[1]
        assert cell.startswith("unread")
        assert "rejected by the reviewer Six workers were lightly injured" in cell
        assert texts(page, ".rejected .words") == ["Six workers were lightly injured"]
    client = client_of(bob)
    [row] = csv.DictReader(StringIO(client.get(f"{desk.url}matrix.csv").content.decode("utf-8-sig")))
    assert (row["contested"], row["values"], row["unread"]) == ("no", "7 workers (1)", "1")
    assert row["State TV 2021-03-16"] == "unread\n(1 rejected)"
    assert "contested-flag" not in client.get(f"{desk.url}page.html").content.decode().split("</style>")[1]
    panel = page_of(client, f"{desk.url}statements/{injured.pk}/")
    assert texts(panel, ".standing.rejected q") == ["Six workers were lightly injured"]
    Span.objects.filter(pk=six.pk).update(version=six.version + 1)
    assert page_of(client, desk.url).cssselect("#rows .contested")


def test_an_analyst_sees_their_own_layer_alone(
    desk: Desk, injured: Statement, placed: list[Span], alice: User, client_of: ClientOf, jonas: User
) -> None:
    page = page_of(client_of(jonas), desk.url)
    assert cells_of(page, injured) == ["unread"] * 4
    assert not page.cssselect(".contested")
    for layer in (EVERYONE, "gold", str(alice.pk), "x"):
        for path in ("", "matrix.csv", "page.html", f"statements/{injured.pk}/"):
            assert client_of(jonas).get(f"{desk.url}{path}?layer={layer}").status_code == 404


@pytest.mark.parametrize("is_blind", [True, False])
def test_nothing_proposed_gives_another_one_away(
    is_blind: bool,
    desk: Desk,
    injured: Statement,
    placed: list[Span],
    claim: Label,
    client_of: ClientOf,
    jonas: User,
) -> None:
    """“burnt silo” shares no word with the wording: only what Alice placed under it could propose it."""
    Project.objects.update(is_blind=is_blind)
    make_placement(placed[3], make_statement(desk, "what befell the building"))
    own = make_claim(desk, "Radio", "The silo burnt", jonas, claim)
    client = client_of(jonas)
    answers = [client.get(f"{desk.url}{path}") for path in ("", "unplaced/", f"claims/{own.uid}/")]
    for answer in answers:
        assert b"same words" not in answer.content
        assert b"alice" not in answer.content
        assert b"contested-flag" not in answer.content
    assert b"Seven workers were injured" not in b"".join(answer.content for answer in answers)


def test_a_reviewer_sees_who_put_what_where(
    desk: Desk,
    injured: Statement,
    placed: list[Span],
    alice: User,
    bob: User,
    claim: Label,
    client_of: ClientOf,
    jonas: User,
) -> None:
    make_placement(make_claim(desk, "Wire", "Seven workers", jonas, claim, **people(7)), injured, "mentions")
    make_reading(desk, "Radio", injured, jonas)
    everyone = cells_of(page_of(client_of(bob), desk.url), injured)
    assert everyone[0].startswith("affirms ① alice Seven workers were injured")
    assert "mentions ① jonas Seven workers" in everyone[0]
    assert everyone[3] == "silent alice, jonas"
    one = cells_of(page_of(client_of(bob), f"{desk.url}?layer={jonas.pk}"), injured)
    assert one == ["mentions Seven workers 7 workers", "unread", "unread", "silent"]
    gold = cells_of(page_of(client_of(bob), f"{desk.url}?layer=gold"), injured)
    assert gold == ["unread"] * 4


def test_a_reviewer_is_led_to_the_layer_that_placed_it(
    desk: Desk, placed: list[Span], bob: User, client_of: ClientOf
) -> None:
    [link, *_] = page_of(client_of(bob), desk.url).cssselect("td a.words")
    assert f"layer={placed[0].assignment.uid}&span={placed[0].uid}" in link.get("href")


def test_a_reviewer_finds_where_analysts_differ(
    desk: Desk,
    injured: Statement,
    placed: list[Span],
    bob: User,
    claim: Label,
    client_of: ClientOf,
    jonas: User,
) -> None:
    other = make_statement(desk, "a fire broke out")
    make_placement(make_claim(desk, "Wire", "Seven workers", jonas, claim), injured, "refutes")
    page = page_of(client_of(bob), f"{desk.url}?show=differ")
    assert len(page.cssselect("#rows tr")) == 1
    assert other.text not in words(page.cssselect("#rows")[0])
    assert "≠ analysts differ" in texts(page, ".flag")


@pytest.mark.parametrize("layer", ["x", "-1", "9" * 30, "0"])
def test_a_layer_that_can_be_nobody_s_shows_nothing(
    desk: Desk, bob: User, client_of: ClientOf, layer: str
) -> None:
    assert client_of(bob).get(f"{desk.url}?layer={layer}").status_code in (200, 404)


def test_a_stranger_gets_404(desk: Desk, charlie: User, client_of: ClientOf) -> None:
    assert client_of(charlie).get(desk.url).status_code == 404


def test_a_story_of_another_project_is_not_here(desk: Desk, charlie: User, client_of: ClientOf) -> None:
    assert client_of(charlie).get(f"/projects/elsewhere/stories/{desk.story.pk}/").status_code == 404


def test_the_filters_leave_what_they_say(
    desk: Desk, injured: Statement, placed: list[Span], alice: User, client_of: ClientOf
) -> None:
    fire = make_statement(desk, "the silo burnt")
    minister = desk.project.entities.create(label=make_label(desk.project, "Org"), name="Ministry")
    other = make_label(desk.project, "Quotation", Label.Kind.CLAIM)
    make_placement(placed[3], fire)
    placed[3].claim.claimant = minister
    placed[3].claim.save()
    Span.objects.filter(pk=placed[3].pk).update(label=other)

    def left(query: str) -> list[str]:
        return texts(page_of(client_of(alice), f"{desk.url}?{query}"), "#rows a.text")

    assert left("") == [injured.text, fire.text]
    assert left("show=contested") == [injured.text]
    assert left("show=unread") == [fire.text]
    assert left(f"claimant={minister.pk}") == [fire.text]
    assert left(f"label={other.pk}") == [fire.text]
    assert left("q=SILO") == [fire.text]
    assert left("q=lightly") == [injured.text]
    assert left("show=nonsense&label=x&page=-4") == [injured.text, fire.text]
    assert "Nothing matches" in words(page_of(client_of(alice), f"{desk.url}?q=nowhere"))


def test_htmx_gets_the_comparison_alone(
    desk: Desk, placed: list[Span], alice: User, client_of: ClientOf
) -> None:
    response = client_of(alice).get(f"{desk.url}?show=contested", headers=HTMX)
    assert response.content.strip().startswith(b'<div id="comparison"')
    assert "HX-Request" in response["Vary"]


def test_a_row_is_found_on_whatever_page_it_stands(desk: Desk, alice: User, client_of: ClientOf) -> None:
    many = [make_statement(desk, f"statement {number}") for number in range(90)]
    client = client_of(alice)
    assert not page_of(client, desk.url).cssselect(f"#statement-{many[85].pk}")
    assert page_of(client, f"{desk.url}?at={many[85].pk}").cssselect(f"#statement-{many[85].pk}")
    second = page_of(client, f"{desk.url}?page=2")
    assert "Page 2 of 3" in words(second)
    beside = {link.get("rel"): link.get("href") for link in second.cssselect(".pager a[rel]")}
    assert beside == {"prev": "?page=1", "next": "?page=3"}


def test_the_number_of_statements_does_not_grow(
    desk: Desk,
    injured: Statement,
    placed: list[Span],
    alice: User,
    bob: User,
    claim: Label,
    client_of: ClientOf,
    statements: Statements,
) -> None:
    clients = [client_of(alice), client_of(bob)]

    def open_all() -> None:
        with statements(most=14):
            clients[0].get(desk.url)
        for path in ("", "matrix.csv", "page.html"):
            with statements(most=12):
                clients[1].get(f"{desk.url}{path}")
        with statements(most=13):
            clients[0].get(f"{desk.url}statements/{injured.pk}/")
        with statements(most=13):
            clients[0].get(f"{desk.url}claims/{placed[3].uid}/")
        with statements(most=11):
            clients[0].get(f"{desk.url}unplaced/")

    open_all()
    others = [make_member(desk.project, make_user(f"other{number}"), Role.ANNOTATOR) for number in range(3)]
    for number in range(8):
        more = make_statement(desk, f"more {number}")
        for person in [*others, alice]:
            make_placement(make_claim(desk, "Radio", "The silo", person, claim, **people(number)), more)
            make_reading(desk, "Blog", more, person)
    open_all()


def test_the_file_of_the_page_needs_nothing_else(
    desk: Desk, placed: list[Span], alice: User, client_of: ClientOf
) -> None:
    response = client_of(alice).get(f"{desk.url}page.html")
    assert response["Content-Disposition"] == 'attachment; filename="port-strike.html"'
    text = response.content.decode()
    page = html.fromstring(text)
    assert not page.cssselect("script, link, img, iframe, form, a, base")
    assert "http" not in text.replace("http-equiv", "")
    assert "url(" not in text
    assert "Seven workers were injured" in text
    assert "⚑" in text


def test_the_table_as_csv_runs_nothing(
    desk: Desk, injured: Statement, placed: list[Span], alice: User, claim: Label, client_of: ClientOf
) -> None:
    make_statement(desk, "=1+1").judge("supported", "=2", actor=alice, seen=1)
    Source.objects.filter(name="Blog").update(name="=Blog")
    response = client_of(alice).get(f"{desk.url}matrix.csv?show=")
    assert response.content.startswith(BOM_UTF8)  # For Excel.
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0]["statement"] == injured.text
    assert rows[0]["contested"] == "yes"
    assert rows[0]["values"] == "6 workers (1) · 7 workers (1)"
    assert rows[0]["Wire 2021-03-15"] == "affirms: “Seven workers were injured” (7 workers)"
    assert rows[0]["Radio 2021-03-18"] == "silent"
    assert (rows[1]["statement"], rows[1]["justification"]) == ("'=1+1", "'=2")
    assert "'=Blog 2021-03-17" in rows[1]
    assert rows[1]["Radio 2021-03-18"] == "unread"


def test_a_file_holds_what_the_filters_leave(
    desk: Desk, injured: Statement, placed: list[Span], alice: User, client_of: ClientOf
) -> None:
    make_statement(desk, "a fire broke out")
    for path in ("matrix.csv", "page.html"):
        content = client_of(alice).get(f"{desk.url}{path}?show=contested").content.decode()
        assert injured.text in content
        assert "a fire broke out" not in content


def test_hostile_words_stay_words(desk: Desk, alice: User, client_of: ClientOf) -> None:
    make_statement(desk, "<script>alert(1)</script>")
    for path in ("", "page.html"):
        assert b"<script>alert" not in client_of(alice).get(f"{desk.url}{path}").content


def test_dates_stand_on_a_picture_and_in_a_list(
    desk: Desk, injured: Statement, alice: User, claim: Label, client_of: ClientOf
) -> None:
    for outlet, quote, day in (("Wire", "Seven", "2021-03-14"), ("State TV", "Six", "2021-03-15")):
        dated = {"date_start": day, "date_end": day, "date_precision": "day"}
        make_placement(make_claim(desk, outlet, quote, alice, claim, **dated), injured)
    page = page_of(client_of(alice), desk.url)
    assert "⚑ number of workers injured" in texts(page, "svg .heading")
    assert texts(page, "section[aria-labelledby=happened-when] li") == [
        "Wire: Sun 14 Mar 2021",
        "State TV: Mon 15 Mar 2021",
    ]
    assert len(page.cssselect("section[aria-labelledby=said-when] rect")) == 4
