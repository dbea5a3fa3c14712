"""The offsets contract: normalising, paragraphs and trimming in hostile Unicode."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import RefusedText, normalise, paragraphs, trim
from tests.hostile import hostile_texts, ranges_in


@given(hostile_texts)
def test_a_text_without_carriage_returns_stays_as_it_is(text: str) -> None:
    assert normalise(text) == text.lstrip("\ufeff")


@given(hostile_texts)
def test_line_ends_of_every_system_become_one(text: str) -> None:
    text = text.lstrip("\ufeff")
    assert normalise(text.replace("\n", "\r\n")) == normalise(text.replace("\n", "\r")) == text


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_other_separators_are_text(separator: str) -> None:
    text = f"one{separator}two"
    assert normalise(text) == text
    assert len(paragraphs(text)) == 1


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("ab\0c", ("\0", 3, 1)),
        ("ab\nc\ud800d", ("\ud800", 5, 2)),
    ],
)
def test_what_no_database_holds_is_refused_with_its_place(text: str, where: tuple[str, int, int]) -> None:
    with pytest.raises(RefusedText) as refused:
        normalise(text)
    assert (refused.value.character, refused.value.at, refused.value.line) == where


@given(hostile_texts)
def test_paragraphs_follow_on_one_another_and_are_the_whole_text(text: str) -> None:
    cut = paragraphs(text)
    assert "".join(text[paragraph.start : paragraph.end] for paragraph in cut) == text
    assert [paragraph.number for paragraph in cut] == list(range(len(cut)))
    for paragraph in cut:
        assert "\n" not in text[paragraph.start : paragraph.body_end]
        assert set(text[paragraph.body_end : paragraph.end]) <= {"\n"}


@given(st.data(), hostile_texts)
def test_trimming_takes_white_space_and_nothing_else(data: st.DataObject, text: str) -> None:
    start, end = data.draw(ranges_in(text))
    left, right = trim(text, start, end)
    assert start <= left <= right <= end
    assert text[left:right] == text[start:end].strip()
