"""Overlapping spans are cut into segments and drawn, and the text stays what it was."""

import re
from html.parser import HTMLParser

from hypothesis import example, given
from hypothesis import strategies as st
from lxml.html import fromstring

from annotator.models import Label
from annotator.segments import Correction, DrawnSpan, lanes, segments
from annotator.templatetags.marks import DEEPEST_LANE, draw_list, draw_paragraph
from articles.text import paragraphs
from tests.hostile import hostile_texts, ranges_in

LABELS = {
    1: Label(pk=1, name="<b>Person", short_name='"><b>', kind="entity", colour="blue"),
    2: Label(pk=2, name="Claim", kind="claim"),
}


@st.composite
def layers(draw: st.DrawFn) -> tuple[str, list[DrawnSpan]]:
    text = draw(hostile_texts)
    ranges = draw(st.lists(ranges_in(text), max_size=12))
    return text, [
        DrawnSpan(f"u{number:02}", *place, draw(st.sampled_from([1, 2])), 1)
        for number, place in enumerate(sorted(ranges, key=lambda place: (place[0], -place[1])))
    ]


class TextOf(HTMLParser):
    """Collects what a browser would take for the text, and which uids mark each character of it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.marked: list[frozenset[str]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "mark":
            self.open.append(dict(attrs)["data-uid"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        self.marked += [frozenset(self.open)] * len(data)


@given(layers())
@example(("Ada Marlow", [DrawnSpan("u9", 0, 3, 1, 1), DrawnSpan("u1", 4, 10, 1, 1)]))  # Uids have no order.
def test_segments_follow_on_one_another_and_hold_the_spans_that_cover_them(
    layer: tuple[str, list[DrawnSpan]],
) -> None:
    text, spans = layer
    cut = segments(0, len(text), spans)
    assert [segment.start for segment in cut] == [0, *(segment.end for segment in cut[:-1])]
    assert cut[-1].end == len(text)
    for segment in cut:
        covering = {span.uid for span in spans if span.start <= segment.start and span.end >= segment.end}
        assert {span.uid for _, span in segment.spans} == covering
    opened = [span.uid for segment in cut for span in segment.opens]
    assert sorted(opened) == sorted(span.uid for span in spans)


@given(layers())
def test_spans_that_overlap_have_lanes_of_their_own(layer: tuple[str, list[DrawnSpan]]) -> None:
    spans = layer[1]
    chosen = lanes(spans)
    for lane, span in zip(chosen, spans, strict=True):
        for other_lane, other in zip(chosen, spans, strict=True):
            if other is not span and other.start < span.end and other.end > span.start:
                assert lane != other_lane


def test_a_name_keeps_the_lane_at_the_text_when_a_claim_spans_it() -> None:
    name, claim, quotation = (DrawnSpan(uid, *place, 1, 1) for uid, place in
                              [("name", (10, 14)), ("claim", (0, 30)), ("quotation", (5, 20))])  # fmt: skip
    assert lanes([claim, quotation, name]) == [2, 1, 0]


def test_spans_that_only_touch_share_a_lane() -> None:
    assert lanes([DrawnSpan("one", 0, 4, 1, 1), DrawnSpan("other", 4, 9, 1, 1)]) == [0, 0]


def test_a_long_name_at_the_end_of_a_short_claim_keeps_the_lane_at_the_text_too() -> None:
    """What counts is the length, wherever it is."""
    assert lanes([DrawnSpan("claim", 0, 12, 1, 1), DrawnSpan("name", 8, 18, 1, 1)]) == [1, 0]


def test_spans_apart_from_one_another_all_lie_at_the_text() -> None:
    spans = [DrawnSpan(f"u{start}", start, end, 1, 1) for start, end in ((0, 5), (10, 12), (20, 22))]
    assert lanes(spans) == [0, 0, 0]


def test_a_span_of_the_next_paragraph_takes_no_lane_in_this_one() -> None:
    claim = DrawnSpan("claim", 0, 9, 1, 1)
    for start in (4, 6):
        [segment] = segments(0, 4, [claim, DrawnSpan("name", start, 8, 1, 1)])
        assert segment.spans == ((0, claim),)


def test_a_span_of_one_stretch_has_no_tie() -> None:
    drawn = draw_paragraph("Six.", paragraphs("Six.")[0], [DrawnSpan("u", 0, 3, 1, 1)], LABELS)
    assert "tie" not in drawn


def test_what_lies_between_the_stretches_of_a_span_is_a_tie() -> None:
    span = DrawnSpan("u", 0, 9, 1, 1, fragments=[[0, 3], [4, 6], [8, 9]])
    [paragraph] = paragraphs("one word.")
    assert 'data-ranges="0-3 4-6 8-9"' in draw_list("one word.", paragraph, [span], LABELS)
    drawn = draw_paragraph("one word.", paragraph, [span], LABELS)
    assert re.findall(r'<mark class="(\w+)[^>]*>([^<]*)', drawn) == [
        *[("entity", "one"), ("tie", " "), ("entity", "wo"), ("tie", "rd"), ("entity", ".")]
    ]


@given(layers())
@example(("one\ntwo", [DrawnSpan("u00", 0, 4, 1, 1)]))
def test_what_is_drawn_is_the_text_byte_for_byte_with_each_character_marked(
    layer: tuple[str, list[DrawnSpan]],
) -> None:
    text, spans = layer
    parsed = TextOf("".join(draw_paragraph(text, one, spans, LABELS) for one in paragraphs(text)))
    assert parsed.text == text
    for place, marked in enumerate(parsed.marked):
        if text[place] != "\n":
            assert marked == {span.uid for span in spans if span.start <= place < span.end}


@given(layers())
def test_the_list_holds_each_span_once_in_text_order(layer: tuple[str, list[DrawnSpan]]) -> None:
    text, spans = layer
    html = "".join(draw_list(text, one, spans, LABELS) for one in paragraphs(text))
    assert [html.index(f'id="s-{span.uid}"') for span in spans] == sorted(
        html.index(f'id="s-{span.uid}"') for span in spans
    )
    assert html.count("<li ") == len(spans)
    assert "<b>" not in html


def test_a_decision_on_an_earlier_version_of_a_span_is_not_drawn() -> None:
    span = DrawnSpan("u", 0, 4, 1, 2, decision="rejected", reviewed_version=1)
    [paragraph] = paragraphs("Six.")
    for version, is_drawn in ((1, True), (2, False)):
        seen = span._replace(version=version)
        for draw in (draw_paragraph, draw_list):
            assert ("rejected" in draw("Six.", paragraph, [seen], LABELS)) is is_drawn


def test_however_deep_spans_lie_each_has_a_lane_that_is_drawn() -> None:
    spans = [DrawnSpan(f"u{number:02}", 0, 4, 1, 1) for number in range(12)]
    drawn = draw_paragraph("Six.", paragraphs("Six.")[0], spans, LABELS)
    found = [int(lane) for lane in re.findall(r"lane-(\d+)", drawn)]
    assert found == [*[DEEPEST_LANE] * 5, *range(DEEPEST_LANE)[::-1]]


def test_what_people_wrote_is_drawn_as_words() -> None:
    words = '">x<b>&amp;'
    said = DrawnSpan("u", 0, len(words), 1, 1, note=words, entity=words, comment=words)
    span = said._replace(decision="corrected", reviewed_version=1, correction=Correction(1, words))
    [paragraph] = paragraphs(words)
    for drawn in (
        draw_paragraph(words, paragraph, [span], LABELS),
        draw_list(words, paragraph, [span], LABELS),
    ):
        assert "<b>" not in drawn
        assert "&amp;amp;" in drawn
    [entry] = fromstring(drawn).cssselect("li")
    name = LABELS[1].name
    assert entry.get("data-name") == name
    assert entry.text_content() == (
        f"{LABELS[1].tag} {name}: {words}{words}{words}Corrected → {name} “{words}”: {words}"
    )
