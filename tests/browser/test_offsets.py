"""Offsets through the real browser: select the k-th word in Chromium, read the export, slice in Python."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from annotator.models import Assignment, Project, Span
from tests.browser.actions import all_saved, box_of, place_of, select_by_script
from tests.browser.conftest import OpenText
from tests.hostile import SNIPPETS

TEXTS = {
    "astral": "🧯🧯 𝗣𝗼𝗿𝘁 struck; 👩🏽‍🚒 Ada 🏴󠁧󠁢󠁳󠁣󠁴󠁿 Marlow 🇮🇶🇮🇷 spoke.\n\n𐍈 Veldt said 🧯 six.\n",
    "combining": "Cafe\u0301 n\u0303ando\u0301 Zdra\u030cvko spoke.\n\nE\u0301tienne le\u0301ve la main.\n",
    "persian": "فرمانده اسماعیل قاآنی گفت که می‌رود.\n\nشش نفر در انفجار زخمی شدند.\n",
    "arabic with marks": "قال \u200fالكاظمي\u200f إنّ كِتَابًا عـــراقيًّا.\n\nأصيب 7 أشخاص (six) اليوم.\n",
    "other separators": "one\u0085two\u2028three\u2029four\x0bfive six\u00a0seven"
    "\u202feight\u200bnine\ufeffend.\n\nLast line\n",
    "markup": "<b>Ada</b> &amp; Marlow <script>alert(1)</script> {{ spoke }} “in” Veldt.\n\n</mark> last\n",
    "all at once": " ".join(snippet for snippet in SNIPPETS if "\n" not in snippet) + "\nlast words\n",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_selected_word_is_that_word_in_the_export(
    page: Page, open_text: OpenText, project: Project, name: str
) -> None:
    text = TEXTS[name]
    open_text(page, text)
    assert page.locator("#text").evaluate("text => text.textContent") == text
    page.keyboard.press("w")  # The words of this test are Python's, not the segmenter's.
    words = text.split()
    place, wanted = 0, []
    for word in words:
        start = text.index(word, place)
        place = start + len(word)
        select_by_script(page, start, place)
        # What the browser says is selected is that very word.
        assert page.evaluate("getSelection().getRangeAt(0).toString()") == word
        page.keyboard.press("1")
        wanted.append((start, place, word))
    all_saved(page)
    assert [(span.start, span.end, span.quote) for span in Span.objects.order_by("start")] == wanted
    Assignment.objects.update(state="accepted")
    out = StringIO()
    call_command("export_dataset", project.slug, format="jsonl", stdout=out)
    record = json.loads(out.getvalue())
    exported = [(span["start"], span["end"], span["text"]) for span in record["spans"]]
    assert exported == wanted
    assert [record["text"][start:end] for start, end, _ in exported] == words


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("astral", "Marlow"),
        ("combining", "Zdra\u030cvko"),
        ("persian", "اسماعیل"),
        ("arabic with marks", "أشخاص"),
    ],
)
def test_a_double_click_tags_the_word(page: Page, open_text: OpenText, name: str, word: str) -> None:
    open_text(page, TEXTS[name])
    box = box_of(page, *place_of(page, word))
    page.mouse.dblclick((box["left"] + box["right"]) / 2, box["y"])
    page.keyboard.press("1")
    all_saved(page)
    assert Span.objects.get().quote == word
