"""A manager drops files, looks, corrects and imports, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Import, Project, StagedDraft, User
from articles.models import Article
from tests.browser.actions import route, sign_in
from tests.hostile import SNIPPETS

CRANE = (
    "Crane topples at the harbour\nBy Ida Brandt - March 4, 2023\n\n"
    "A crane fell onto the quay 🧯, and nobody was hurt.SEA AND COASTDivers wanted as berths close\n\n"
    "The berths are closed, the captain said.\n\nMost read\n"
)
SHIP = "Ship sinks\n\nIt sank off Veldt, and nobody saw it go down.\n"


@pytest.fixture
def desk(
    page: Page, live_server: LiveServer, project: Project, mary: User, complaints: list[str]
) -> Iterator[Page]:
    sign_in(page, live_server.url, mary)
    page.goto(f"{live_server.url}/projects/harbour/import/")
    yield page
    assert complaints == []


def drop(page: Page, *files: tuple[str, str]) -> None:
    """Drop files onto the page as the file manager does."""
    transfer = page.evaluate_handle(
        """files => {
            const transfer = new DataTransfer();
            for (const [name, text] of files) transfer.items.add(new File([text], name));
            return transfer;
        }""",
        [list(file) for file in files],
    )
    for event in ("dragenter", "dragover", "drop"):
        page.dispatch_event("[data-dropzone]", event, {"dataTransfer": transfer})


def preview(page: Page, *files: tuple[str, str]) -> None:
    drop(page, *files)
    page.get_by_role("button", name="Read and preview").click()
    expect(page.get_by_role("heading", name="Look before it is stored")).to_be_visible()
    page.wait_for_load_state()  # Its scripts run by then: a key pressed before goes nowhere.


def select_words(page: Page, draft: StagedDraft, words: str) -> None:
    """Drag the mouse over words of a draft's text."""
    start = draft.text.index(words)
    box = page.evaluate(
        """async ([id, start, end]) => {
            const { rangeOf } = await import("/static/js/offsets.js");
            const range = rangeOf(document.getElementById(id), start, end);
            range.startContainer.parentElement.scrollIntoView({ block: "center" });
            const boxes = [...range.getClientRects()];
            return { left: boxes[0].left, y: (boxes[0].top + boxes[0].bottom) / 2,
                     right: boxes.at(-1).right, y2: (boxes.at(-1).top + boxes.at(-1).bottom) / 2 };
        }""",
        [f"draft-{draft.pk}-text", start, start + len(words)],
    )
    page.mouse.move(box["left"] + 1, box["y"])
    page.mouse.down()
    page.mouse.move(box["right"] - 1, box["y2"], steps=4)
    page.mouse.up()


def summary(page: Page, draft: StagedDraft, characters: int) -> None:
    """Wait until the server has kept so many characters cut."""
    expect(page.locator(f"#draft-{draft.pk}-summary")).to_have_text(f"{characters} characters are cut out.")


def cut_length(draft: StagedDraft) -> int:
    draft.refresh_from_db()
    return len(draft.text) - len(draft.kept_text())


def test_the_whole_way(desk: Page) -> None:
    preview(desk, ("crane.txt", CRANE), ("ship.txt", SHIP), ("empty.txt", ""))
    expect(desk.locator(".refused")).to_contain_text("empty.txt: the file is empty")
    crane, ship = StagedDraft.objects.all()

    title = desk.locator(f"#draft-{ship.pk}-title")
    title.fill("Ship sinks off Veldt")
    title.press("Tab")
    expect(desk.locator(f"#draft-{ship.pk}-title_helptext")).to_have_text("")

    text = desk.locator(f"#draft-{crane.pk}-text")
    before = cut_length(crane)
    text.locator("p", has_text="The berths").get_by_role("button").click()
    summary(desk, crane, before + len("The berths are closed, the captain said.\n\n"))
    expect(text.locator("p.is-cut", has_text="The berths")).to_be_visible()

    before = cut_length(crane)
    select_words(desk, crane, ", and nobody was hurt")
    desk.locator("#cut-bar").get_by_role("button", name="Cut out").click()
    summary(desk, crane, before + len(", and nobody was hurt"))

    desk.get_by_role("button", name="Import 2 articles").click()
    expect(desk.get_by_role("heading", name="Imported")).to_be_visible()
    expect(desk.locator("#kept tbody tr")).to_have_count(2)
    expect(desk.locator(".refused")).to_contain_text("empty.txt: the file is empty")
    stored = {article.title: article.versions.get().text for article in Article.objects.all()}
    assert stored == {
        "Crane topples at the harbour": "Crane topples at the harbour\nA crane fell onto the quay 🧯.\n\n",
        "Ship sinks off Veldt": SHIP,
    }
    desk.get_by_role("link", name="Ship sinks off Veldt").click()
    expect(desk.locator("#text")).to_contain_text("It sank off Veldt")


def test_a_proposed_cut_inside_a_line_is_kept_again(desk: Page) -> None:
    preview(desk, ("crane.txt", CRANE))
    crane = StagedDraft.objects.get()
    promo = "SEA AND COASTDivers wanted as berths close"
    text = desk.locator(f"#draft-{crane.pk}-text")
    expect(text.locator("p:not(.is-cut) del")).to_have_text(promo)
    before = cut_length(crane)
    text.get_by_role("button", name="run into the sentence before it. Keep it").click()
    summary(desk, crane, before - len(promo))
    expect(text.locator("p:not(.is-cut) del")).to_have_count(0)


def test_a_range_is_cut_and_kept_by_the_keyboard_alone(desk: Page) -> None:
    preview(desk, ("ship.txt", SHIP))
    ship = StagedDraft.objects.get()
    desk.locator(f"#draft-{ship.pk}-text").focus()
    for key in ("Control+Home", "Control+ArrowDown"):
        desk.keyboard.press(key)
    for _ in range(len("It sank ")):
        desk.keyboard.press("Shift+ArrowRight")
    desk.keyboard.press("x")
    summary(desk, ship, len("It sank "))
    ship.refresh_from_db()
    assert ship.kept_text() == SHIP.replace("It sank ", "")
    for _ in range(len("It ")):
        desk.keyboard.press("Shift+ArrowRight")
    desk.keyboard.press("k")
    summary(desk, ship, len("sank "))
    ship.refresh_from_db()
    assert ship.kept_text() == SHIP.replace("sank ", "")


def test_a_switch_is_pressed_by_the_keyboard_and_keeps_the_focus(desk: Page) -> None:
    preview(desk, ("ship.txt", SHIP))
    ship = StagedDraft.objects.get()
    switch = desk.locator(f"#draft-{ship.pk}-text button[value^='{SHIP.index('It sank')}-']")
    switch.focus()
    desk.keyboard.press("Enter")
    summary(desk, ship, len(SHIP) - SHIP.index("It sank"))
    expect(switch).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator(f"#draft-{ship.pk}-summary")).to_have_text("Nothing is cut out.")


def test_a_cut_leaves_the_other_paragraphs_as_they_stand(desk: Page) -> None:
    """A long text is not drawn anew for one of its paragraphs."""
    preview(desk, ("ship.txt", SHIP))
    ship = StagedDraft.objects.get()
    paragraphs = desk.locator(f"#draft-{ship.pk}-text > p")
    number = paragraphs.count()
    paragraphs.evaluate_all("all => all.forEach((one) => (one.wasThere = true))")
    paragraphs.last.locator("button").click()
    expect(paragraphs.last).to_have_class("is-cut")
    kept = paragraphs.evaluate_all("all => all.filter((one) => one.wasThere).length")
    assert kept == number - 1 > 0
    paragraphs.last.locator("button").click()  # The new switch works as the old one did.
    expect(paragraphs.last).not_to_have_class("is-cut")
    expect(desk.locator(f"#draft-{ship.pk}-summary")).to_have_text("Nothing is cut out.")


def test_a_range_across_paragraphs_of_any_script_is_cut_exactly(desk: Page) -> None:
    """What is selected in Chromium is what Python cuts: code points, not UTF-16 units."""
    text = "Start 🧯\n" + "x".join(SNIPPETS).replace("\r", "") + "\n\nThe 🏴󠁧󠁢󠁳󠁣󠁴󠁿 end قاآنی.\n"
    preview(desk, ("crane.txt", text))
    draft = StagedDraft.objects.get()
    assert draft.text == text
    shown = desk.locator(f"#draft-{draft.pk}-text p").evaluate_all(
        "all => all.map(p => p.textContent).join('')"
    )
    assert shown == text
    start, end = text.index("🧯"), text.index(" end")
    desk.evaluate(
        """async ([id, start, end]) => {
            const { select } = await import("/static/js/offsets.js");
            document.getElementById(id).focus();
            select(document.getElementById(id), start, end);
        }""",
        [f"draft-{draft.pk}-text", start, end],
    )
    desk.keyboard.press("Delete")
    summary(desk, draft, end - start)
    draft.refresh_from_db()
    assert draft.kept_text() == text[:start] + text[end:]


def test_a_field_that_is_wrong_says_so_beside_it(desk: Page) -> None:
    preview(desk, ("ship.txt", SHIP))
    ship = StagedDraft.objects.get()
    url = desk.locator(f"#draft-{ship.pk}-url")
    url.fill("ftp://veldt.example/")
    url.press("Tab")
    expect(desk.locator(f"#draft-{ship.pk}-url_helptext")).to_contain_text(
        "is not an address that starts with http"
    )
    url.fill("https://veldt.example/ship")
    url.press("Tab")
    expect(desk.locator(f"#draft-{ship.pk}-url_helptext")).to_have_text("")
    ship.refresh_from_db()
    assert ship.url == "https://veldt.example/ship"


def test_an_empty_title_says_so_and_keeps_no_other_field_from_being_saved(desk: Page) -> None:
    preview(desk, ("a.txt", "Ada Marlow spoke\n\nShe spoke for long.\n"))
    title = desk.get_by_label("Title")
    title.fill("")
    title.press("Tab")
    expect(desk.locator(".field-title [role=alert]")).to_contain_text("required")
    source = desk.locator(".draft").get_by_label("Source")
    source.fill("Wire")
    with desk.expect_response("**/drafts/*/"):
        source.press("Tab")
    draft = StagedDraft.objects.get()
    assert (draft.title, draft.source) == ("Ada Marlow spoke", "Wire")


def test_a_draft_is_left_out_by_its_checkbox(desk: Page) -> None:
    preview(desk, ("ship.txt", SHIP), ("crane.txt", CRANE))
    desk.get_by_label("Import this article").first.uncheck()
    expect(desk.get_by_role("button", name="Import 1 article")).to_be_visible()
    expect(desk.locator("#totals")).to_contain_text("1 left out")


def test_many_files_are_sent_in_parcels_to_one_preview(desk: Page) -> None:
    preview(
        desk,
        *[
            (f"ship-{number}.txt", f"Ship {number}\n\nIt sank off Veldt, {number}.\n")
            for number in range(120)
        ],
    )
    expect(desk.get_by_role("button", name="Import 120 articles")).to_be_visible()
    assert Import.objects.get().drafts.count() == 120
    expect(desk.get_by_text("Page 1 of 12")).to_be_visible()


def test_files_are_chosen_and_dropped_together(desk: Page, tmp_path: Path) -> None:
    path = tmp_path / "crane.txt"
    path.write_text(CRANE)
    desk.locator("#id_file").set_input_files([path])
    drop(desk, ("ship.txt", SHIP))
    expect(desk.locator("[data-chosen] li")).to_have_text(["crane.txt", "ship.txt"])
    desk.get_by_role("button", name="Read and preview").click()
    expect(desk.get_by_role("button", name="Import 2 articles")).to_be_visible()


def test_an_upload_that_fails_says_so_and_can_be_sent_again(
    page: Page, live_server: LiveServer, project: Project, mary: User
) -> None:
    sign_in(page, live_server.url, mary)
    page.goto(f"{live_server.url}/projects/harbour/import/")
    route(
        page,
        "**/import/",
        lambda sent: sent.abort() if sent.request.method == "POST" else sent.continue_(),
    )
    drop(page, ("ship.txt", SHIP))
    page.get_by_role("button", name="Read and preview").click()
    expect(page.locator("[data-upload-error]")).to_contain_text("The files could not be sent.")
    page.unroute("**/import/")
    page.get_by_role("button", name="Read and preview").click()
    expect(page.get_by_role("button", name="Import 1 article")).to_be_visible()


def test_it_works_without_a_script(
    browser: Browser, live_server: LiveServer, project: Project, mary: User, tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server.url, mary)
    path = tmp_path / "crane.txt"
    path.write_text(CRANE)
    page.goto(f"{live_server.url}/projects/harbour/import/")
    page.locator("#id_file").set_input_files([path])
    page.get_by_role("button", name="Read and preview").click()
    crane = StagedDraft.objects.get()
    page.locator(f"#draft-{crane.pk}-title").fill("Crane falls")
    page.get_by_role("button", name="Save these fields").click()
    text = page.locator(f"#draft-{crane.pk}-text")
    text.locator("p", has_text="The berths").get_by_role("button", name="Cut this paragraph out").click()
    text.locator("p", has_text="Most read").get_by_role("button").click()
    page.get_by_role("button", name="Import 1 article").click()
    expect(page.get_by_role("heading", name="Imported")).to_be_visible()
    article = Article.objects.get()
    assert article.title == "Crane falls"
    assert article.versions.get().text.endswith("nobody was hurt.\n\nMost read\n")
    context.close()


def test_a_field_that_is_wrong_keeps_everything_from_being_imported(
    page: Page, live_server: LiveServer, project: Project, mary: User
) -> None:
    sign_in(page, live_server.url, mary)
    page.goto(f"{live_server.url}/projects/harbour/import/")
    preview(page, ("crane.txt", CRANE), ("ship.txt", SHIP))
    crane, ship = StagedDraft.objects.order_by("pk")
    title = page.locator(f"#draft-{crane.pk}-title")
    title.fill("")
    title.press("Tab")
    expect(page.get_by_text("This field is required.")).to_be_visible()
    page.locator(f"#draft-{ship.pk}-title").fill("Ship goes down")  # And *Import* without leaving it first.
    page.get_by_role("button", name="Import 2 articles").click()
    expect(page.locator(".messages")).to_contain_text("Nothing was imported: first mend the fields of “Crane")
    expect(title).to_have_value("")
    assert not Article.objects.exists()
    title.fill("Crane falls")
    page.get_by_role("button", name="Import 2 articles").click()
    expect(page.get_by_role("heading", name="New articles")).to_be_visible()
    assert sorted(Article.objects.values_list("title", flat=True)) == ["Crane falls", "Ship goes down"]
