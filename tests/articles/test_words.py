"""Words, queries, and where in the original text they are."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import fold
from articles.words import (
    INDEXED_CHARACTERS,
    Term,
    Words,
    highlighted,
    indexed_body,
    parse,
    places_of,
    snippet,
)

# Besides any text: what folding removes, joins, takes apart or turns into blanks.
TRICKY = st.text(
    alphabet="aB1٣éّ́ـ\u200c\u200d\u200bﷺﬁ½⑴ß한ᄒ\u1161がبيكİ北京ไท«”-_ \n\u2028\x85\U0001f1fa\U0001d400"
)


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("", []),
        ("!!! --", []),
        ("Six  INJURED six", [Term(("six",)), Term(("injured",))]),
        ("guard*", [Term(("guard",), is_prefix=True)]),
        ('"six injured" guards', [Term(("six", "injured")), Term(("guards",))]),
        ("“six injured”", [Term(("six", "injured"))]),
        ('"six inj', [Term(("six", "inj"))]),
        ("al-Kadhimi", [Term(("al", "kadhimi"))]),
        ("می‌رود", [Term(("می", "رود"))]),
        ("1,000", [Term(("1", "000"))]),
        ("北京*", [Term(("北", "京"), is_prefix=True)]),
        ("OR NOT AND NEAR(a", [Term((word,)) for word in ("or", "not", "and")] + [Term(("near", "a"))]),
    ],
)
def test_a_query_is_words_beginnings_of_words_and_words_in_a_row(query: str, terms: list[Term]) -> None:
    assert parse(query) == terms


def test_a_long_query_is_cut() -> None:
    assert len(parse(" ".join(f"w{number}" for number in range(10_000)))) < 200


@given(st.text() | TRICKY)
def test_nothing_in_a_term_can_end_a_quotation(query: str) -> None:
    assert all(word.isalnum() for term in parse(query) for word in term.words)


@given(st.text() | TRICKY, st.text() | TRICKY)
def test_the_index_parts_words_by_single_blanks_alone(title: str, text: str) -> None:
    body = indexed_body(title, text)
    assert body.startswith(" ")
    assert body.endswith(" ")
    words = body.split(" ")[1:-1]
    assert [word for word in words if word != "¶" and not (word.isalnum() and len(word) <= 100)] == []
    assert words.count("¶") == 1


def test_the_index_holds_less_than_a_megabyte_of_an_article() -> None:
    body = indexed_body("A book", "𐓏 " * INDEXED_CHARACTERS)
    assert len(body.encode()) <= 1_000_000
    assert body.endswith(" 𐓷 ")


def test_characters_of_scripts_without_blanks_are_words() -> None:
    assert indexed_body("北京abc", "ไทย") == " 北 京 abc ¶ ไ ท ย "


@given(st.text() | TRICKY)
def test_pieces_together_are_the_text(text: str) -> None:
    pieces = highlighted(text, parse(text))
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)


def test_each_stretch_is_looked_at_once_however_many_places_are_asked_for() -> None:
    words = Words("the ship and the sea " * 50)
    looked_at: list[str] = []

    def watched(rest: Iterator[re.Match[str]]) -> Iterator[re.Match[str]]:
        for stretch in rest:
            looked_at.append(stretch[0])
            yield stretch

    words.rest = watched(words.rest)
    places = [words.place(number) for number in (*range(250), *range(250))]
    assert places[:250] == places[250:]
    assert len(looked_at) == 250


@given(st.text() | TRICKY)
def test_each_word_is_found_where_it_stands(text: str) -> None:
    for stretch in text.split():
        words = [word for word in indexed_body("", stretch).split(" ") if word not in ("", "¶")]
        places = places_of(stretch)
        assert len(places) == len(words)
        assert places == sorted(places)
        for word, (start, end) in zip(words, places, strict=True):
            assert word in fold(stretch[start:end]).replace(" ", "") or len(fold(stretch)) > 100


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("“Qaani,” he said; QAANI.", "qaani", ["Qaani", "QAANI"]),
        ("Six guards were injured.", "guard*", ["guards"]),
        ("Six guards were injured.", "guard", []),
        ("Six guards were\ninjured.", '"were injured"', ["were\ninjured"]),
        ("Cafe\u0301 and café", "cafe", ["Cafe\u0301", "café"]),
        ("an eﬃcient oﬀice", "office", ["oﬀice"]),
        ("كتـــاب عربيّ", "کتاب عربی", ["كتـــاب", "عربيّ"]),
        ("او می\u200cرود.", "می‌رود", ["می\u200cرود"]),
        ("𝐀da 🇺🇸 ada", "ada", ["𝐀da", "ada"]),
        ("他在北京工作", "北京", ["北京"]),
        ("one two one two", '"one two one" two', ["one two one", " two"]),
        ("½ cup", "1", ["½"]),
    ],
)
def test_matches_are_marked_in_the_original_text(text: str, query: str, found: list[str]) -> None:
    marked = [piece.text for piece in highlighted(text, parse(query)) if piece.is_match]
    assert [piece.strip() for piece in marked] == [piece.strip() for piece in found]


def test_the_beginning_of_a_word_behind_others_is_marked_with_all_of_them() -> None:
    text = (
        "Abd al-Kadhimi met abd-al-Kadhim, Abd-ul-Kadhimi, Abd-al-Hakim and Abdal; Kadhimi left with Abd-al"
    )
    marked = [piece.text for piece in highlighted(text, parse("abd-al-kadh*")) if piece.is_match]
    assert marked == ["Abd al-Kadhimi", "abd-al-Kadhim"]


def test_a_snippet_shows_where_most_of_the_words_meet() -> None:
    text = "A drone came. " + "Nothing more was known. " * 40 + "The drone hit six guards. " + "Rain. " * 90
    pieces = snippet(text, parse("guards drone six"), 120)
    assert [piece.text for piece in pieces if piece.is_match] == ["drone", "six", "guards"]
    assert (pieces[0].text, pieces[-1].text) == ("… ", " …")
    assert 100 < len("".join(piece.text for piece in pieces)) < 180


def test_words_far_apart_do_not_meet_and_of_two_meetings_the_first_is_shown() -> None:
    far = " and" * 300
    text = f"port{far} strike{far} the port strike{far} a port strike"
    shown = "".join(piece.text for piece in snippet(text, parse("port strike")))
    assert "the port strike" in shown


def test_a_snippet_begins_and_ends_with_whole_words() -> None:
    text = " ".join(f"word{number:05}" for number in range(99)) + " drone " + "dockworkers " * 50
    for width in range(80, 100):
        shown = "".join(piece.text for piece in snippet(text, parse("drone"), width)[1:-1])
        assert set(shown.split()) <= set(text.split())


def test_a_snippet_of_a_short_text_is_the_text() -> None:
    assert snippet("Six guards.", parse("six")) == [("Six", True), (" guards.", False)]


def test_there_is_no_snippet_of_a_text_without_a_match() -> None:
    assert snippet("Six guards.", parse("seven")) == []


@given(st.text(max_size=400) | TRICKY, st.integers(1, 100))
def test_a_snippet_is_a_stretch_of_the_text(text: str, width: int) -> None:
    shown = "".join(piece.text for piece in snippet(text, parse(text[-20:]), width))
    assert shown.removeprefix("… ").removesuffix(" …") in text or text.startswith("…")
