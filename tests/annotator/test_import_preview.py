"""Before anything is stored, all that was guessed can be seen and changed, and is kept as it is changed."""

from datetime import date, time
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import html

from annotator.models import Import, StagedDraft, User
from articles.text import is_visible, normalise
from tests.annotator.imports import CRANE, address, upload
from tests.conftest import ClientOf, Statements
from tests.factory import make_task
from tests.hostile import hostile_texts
from tests.pages import HTMX

BYLINE = "By Ida Brandt - March 4, 2023"
WITH_BYLINE = CRANE.replace("\n\nA", f"\n{BYLINE}\n\nA", 1)
FIELDS = {"title": "Crane topples at the harbour", "language": "en", "is_wanted": "on"}


@pytest.fixture
def batch(mary: User, client_of: ClientOf) -> Import:
    return upload(client_of(mary), ("crane.txt", WITH_BYLINE))


@pytest.fixture
def draft(batch: Import) -> StagedDraft:
    return batch.drafts.get()


def field(page: str, draft: StagedDraft, name: str) -> html.HtmlElement:
    return html.fromstring(page).get_element_by_id(f"draft-{draft.pk}-{name}")


def test_every_field_is_shown_with_its_guess_beside_it(
    batch: Import, draft: StagedDraft, mary: User, client_of: ClientOf
) -> None:
    page = client_of(mary).get(address(batch)).content.decode()
    assert field(page, draft, "title").text_content().strip() == "Crane topples at the harbour"
    assert field(page, draft, "byline").get("value") == "Ida Brandt"
    assert field(page, draft, "published_on").get("value") == "2023-03-04"
    assert field(page, draft, "source").get("value") is None
    for name in ("title", "byline", "published_on", "language"):
        note = field(page, draft, f"{name}_helptext").text_content()
        assert note == f"guessed: {draft.guesses[name]}"
        assert field(page, draft, name).get("aria-describedby") == f"draft-{draft.pk}-{name}_helptext"
    assert field(page, draft, "source_helptext").text_content() == ""


def test_notes_of_the_reader_are_shown(mary: User, client_of: ClientOf) -> None:
    batch = upload(
        client_of(mary), ("crane.txt", "A crane fell onto the quay, and nobody was hurt at all.\n")
    )
    assert "No headline was found" in client_of(mary).get(address(batch)).content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_changed_field_is_kept_and_is_a_guess_no_longer(
    headers: dict[str, str], draft: StagedDraft, mary: User, client_of: ClientOf
) -> None:
    fields = FIELDS | {
        "title": "Crane falls",
        "byline": "Ida Brandt",
        "published_on": "2023-03-05",
        "published_time": "09:30",
    }
    response = client_of(mary).post(address(draft.batch, f"drafts/{draft.pk}/"), fields, headers=headers)
    assert response.status_code == (200 if headers else 302)
    draft.refresh_from_db()
    assert (draft.title, draft.published_on, draft.published_time) == (
        "Crane falls",
        date(2023, 3, 5),
        time(9, 30),
    )
    assert set(draft.guesses) == {"byline", "language"}
    if headers:
        answer = html.fromstring(response.content.decode())
        assert answer.get_element_by_id(f"draft-{draft.pk}-title_helptext").text_content() == ""
        assert "guessed" in answer.get_element_by_id(f"draft-{draft.pk}-byline_helptext").text_content()


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"title": ""}, "This field is required."),
        ({"title": "x" * 501}, "at most 500 characters"),
        ({"url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"url": "ftp://veldt.example/"}, "is not an address that starts with http"),
        ({"published_on": "someday"}, "Enter a valid date."),
        ({"published_on": "", "published_time": "09:30"}, "A time needs a date."),
        ({"language": "English please"}, "is not a language tag"),
        ({"source": "Vel\0dt"}, "Null characters are not allowed."),
    ],
)
def test_a_field_that_is_wrong_is_said_and_the_others_are_kept(
    wrong: dict[str, str], complaint: str, draft: StagedDraft, mary: User, client_of: ClientOf
) -> None:
    fields = FIELDS | {"story": "Harbour", "byline": "Ida Brandt", "published_on": "2023-03-04"} | wrong
    url = address(draft.batch, f"drafts/{draft.pk}/")
    answer = unescape(client_of(mary).post(url, fields, headers=HTMX).content.decode())
    assert complaint in answer
    [name] = set(wrong) - {"published_time"} if "published_on" not in wrong else {"story"}
    changed = StagedDraft.objects.get(pk=draft.pk)
    assert changed.story == "Harbour"
    assert changed.title == "Crane topples at the harbour"
    if name != "story":
        assert getattr(changed, name) == getattr(draft, name)
    plain = client_of(mary).post(url, fields, follow=True).content.decode()
    assert complaint in unescape(plain)


def test_a_date_that_is_taken_away_takes_its_time_along(
    draft: StagedDraft, mary: User, client_of: ClientOf
) -> None:
    url = address(draft.batch, f"drafts/{draft.pk}/")
    client_of(mary).post(url, FIELDS | {"published_on": "2023-03-04", "published_time": "09:30"})
    client_of(mary).post(url, FIELDS | {"published_on": "", "published_time": ""})
    draft.refresh_from_db()
    assert (draft.published_on, draft.published_time) == (None, None)


def test_each_paragraph_has_a_switch_and_cut_ones_say_why(
    batch: Import, draft: StagedDraft, mary: User, client_of: ClientOf
) -> None:
    page = html.fromstring(client_of(mary).get(address(batch)).content.decode())
    paragraphs = page.get_element_by_id(f"draft-{draft.pk}-text").findall("p")
    shown = [
        (p.text_content().strip(), "is-cut" in p.get("class", ""), p.find("button").get("data-why"))
        for p in paragraphs
    ]
    assert shown == [
        ("Crane topples at the harbour", False, None),
        (BYLINE, True, "the byline and the date: they are kept as fields"),
        ("A crane fell onto the quay, and nobody was hurt.", False, None),
        ("Most read", True, "a list of other articles"),
    ]


def test_no_paragraph_has_an_id_that_an_answer_would_be_searched_for(
    draft: StagedDraft, batch: Import, mary: User, client_of: ClientOf
) -> None:
    client = client_of(mary)
    staged = html.fromstring(client.get(address(batch)).content.decode()).cssselect("[data-staged]")[0]
    assert staged.cssselect("button")
    assert not staged.cssselect("p [id]")
    answer = client.post(address(batch, f"drafts/{draft.pk}/cut/"), {"range": "0-5"}, headers=HTMX)
    assert not html.fromstring(answer.content.decode()).cssselect("p button[id]")


def test_a_paragraph_is_switched_off_and_on_again(
    draft: StagedDraft, mary: User, client_of: ClientOf
) -> None:
    start = draft.text.index("A crane")
    end = draft.text.index("Most read")
    client_of(mary).post(address(draft.batch, f"drafts/{draft.pk}/cut/"), {"range": f"{start}-{end}"})
    draft.refresh_from_db()
    assert draft.kept_text() == "Crane topples at the harbour\n"
    client_of(mary).post(
        address(draft.batch, f"drafts/{draft.pk}/keep/"), {"range": f"{start}-{len(draft.text)}"}
    )
    draft.refresh_from_db()
    assert draft.kept_text() == WITH_BYLINE.replace(f"{BYLINE}\n\n", "")


def test_a_range_inside_a_paragraph_is_cut_and_restored(
    draft: StagedDraft, mary: User, client_of: ClientOf
) -> None:
    start = draft.text.index(", and nobody")
    end = draft.text.index(".\n\nMost")
    response = client_of(mary).post(
        address(draft.batch, f"drafts/{draft.pk}/cut/"), {"range": f"{start}-{end}"}, headers=HTMX
    )
    answer = response.content.decode()
    assert "<del>, and nobody was hurt</del>" in answer
    assert 'data-why="cut by hand"' in answer
    draft.refresh_from_db()
    assert "onto the quay.\n" in draft.kept_text()
    client_of(mary).post(address(draft.batch, f"drafts/{draft.pk}/keep/"), {"range": f"{start}-{end}"})
    draft.refresh_from_db()
    assert "onto the quay, and nobody was hurt.\n" in draft.kept_text()


@pytest.mark.parametrize("wrong", ["", "5", "7-7", "9-3", "-3-4", "a-b", "1-2-3", "0-99999999999999999999"])
def test_a_range_that_is_none_is_refused(
    wrong: str, draft: StagedDraft, mary: User, client_of: ClientOf
) -> None:
    for verb in ("cut", "keep"):
        url = address(draft.batch, f"drafts/{draft.pk}/{verb}/")
        assert client_of(mary).post(url, {"range": wrong}).status_code == 400
    assert StagedDraft.objects.get(pk=draft.pk).cuts == draft.cuts


def test_a_range_beyond_the_text_is_the_text(draft: StagedDraft, mary: User, client_of: ClientOf) -> None:
    client_of(mary).post(address(draft.batch, f"drafts/{draft.pk}/cut/"), {"range": "0-999999999"})
    draft.refresh_from_db()
    assert draft.kept_text() == ""
    assert draft.cuts == [[0, len(draft.text)]]


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=hostile_texts.filter(lambda text: is_visible(normalise(text))))
def test_the_text_in_the_page_is_the_text_that_was_read(text: str, mary: User, client_of: ClientOf) -> None:
    """Byte for byte, but for what the test's own parser cannot hold: the browser test has those."""
    batch = upload(client_of(mary), ("crane.txt", text))
    draft = batch.drafts.get()
    assert draft.text == normalise(text)
    assert "".join(piece.text for part in draft.parts() for piece in part.pieces) == draft.text
    page = client_of(mary).get(address(batch)).content.decode()
    assert normalise(text).strip()[:20].split("\n")[0] in unescape(page)


def test_source_and_story_are_given_to_all_at_once(mary: User, client_of: ClientOf) -> None:
    rows = "title,text,source\nA,It fell.,Veldt Post\nB,It sank.,\n"
    batch = upload(client_of(mary), ("rows.csv", rows), ("crane.txt", CRANE + "\n© Coast Times\n"))
    assert batch.drafts.latest("pk").guesses["source"]
    client_of(mary).post(address(batch, "all/"), {"source": "", "story": "Harbour"})
    assert [draft.story for draft in batch.drafts.all()] == ["Harbour"] * 3
    assert [draft.source for draft in batch.drafts.all()] == ["Veldt Post", "", "Coast Times"]
    client_of(mary).post(address(batch, "all/"), {"source": "Sea Wire", "story": ""})
    assert {draft.source for draft in batch.drafts.all()} == {"Sea Wire"}
    assert "source" not in batch.drafts.latest("pk").guesses
    assert "title" in batch.drafts.latest("pk").guesses


def test_a_draft_can_be_left_out(batch: Import, draft: StagedDraft, mary: User, client_of: ClientOf) -> None:
    fields = {name: value for name, value in FIELDS.items() if name != "is_wanted"}
    answer = (
        client_of(mary).post(address(batch, f"drafts/{draft.pk}/"), fields, headers=HTMX).content.decode()
    )
    assert "1 left out" in answer
    assert "Import 0 articles" in answer


def test_many_drafts_are_shown_page_by_page(mary: User, client_of: ClientOf) -> None:
    rows = "title,text\n" + "".join(f"Row {number},It fell {number} times.\n" for number in range(25))
    batch = upload(client_of(mary), ("rows.csv", rows))
    pages = [client_of(mary).get(address(batch), {"page": number}).content.decode() for number in (1, 2, 3)]
    assert [page.count("draft-fields") for page in pages] == [10, 10, 5]
    last = batch.drafts.order_by("pk")[23]
    plain = client_of(mary).post(address(batch, f"drafts/{last.pk}/cut/"), {"range": "0-2"})
    assert plain["Location"] == address(batch, f"?page=3#draft-{last.pk}")


def test_the_preview_takes_a_fixed_number_of_queries(
    mary: User, client_of: ClientOf, statements: Statements
) -> None:
    make_task(mary.memberships.get().project, "It fell 3 times.", source="Veldt Post", story="Harbour")
    rows = "title,text\n" + "".join(f"Row {number},It fell {number} times.\n" for number in range(10))
    batch = upload(client_of(mary), ("rows.csv", rows))
    client = client_of(mary)
    page, url = address(batch), address(batch, f"drafts/{batch.drafts.earliest('pk').pk}/")
    with statements(most=17):
        assert client.get(page).content.decode().count("draft-fields") == 10
    with statements(most=16):
        assert client.post(url, FIELDS, headers=HTMX).status_code == 200


def test_discarding_leaves_nothing(batch: Import, mary: User, client_of: ClientOf) -> None:
    page = client_of(mary).post(address(batch, "discard/"), follow=True).content.decode()
    assert "Nothing was imported." in page
    assert (Import.objects.count(), StagedDraft.objects.count()) == (0, 0)
