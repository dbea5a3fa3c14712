"""Names across spellings: what falls together, what does not, and who is thought to be meant."""

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.names import LONGEST_NAME, LONGEST_WORD, Why, key, likeness, rank, sound, words
from articles.text import fold
from tests.hostile import hostile_texts

ALIKE = [
    "Qaani Ghaani Ghani Qa'ani قاآنی",
    "Kadhimi Kadhemi Kazemi Kadhimy الكاظمي کاظمی",
    "Mohammed Muhammad Mohamad Mohammad محمد",
    "Qadhwari Qadwari Kadwari قذواری",
    "Milichan Milićan Milic\u0301an Milican Militchan",
    "Orlovets Orlovec Orlovetz",
    "Esmail Ismail Esmaeil اسماعیل",
    "Soleimani Sulaymani سلیمانی",
    "Qassem Qasim Kassem قاسم",
    "Ameri Amiri عامری",
    "Youssef Yusuf يوسف",
    "Gaddafi Qaddafi Kadhafi القذافي",
    "Khazali Khaz'ali خزعلي",
    "Zelensky Zelenskyy Зеленский",
    "Vahid Wahid وحید",
]
APART = ["Qaani Khan", "Kadhimi Khazali", "Mohammed Ahmad", "Sadr Saddam", "Salih Sulayman", "Ali Omar"]


def test_what_no_name_can_hold_is_no_key() -> None:
    """PostgreSQL is never asked for a NUL."""
    assert key("\0") == ""
    assert key("A\0da") == "a da"


@pytest.mark.parametrize("spellings", ALIKE)
def test_transliterations_of_a_name_sound_alike(spellings: str) -> None:
    assert len({words(spelling)[-1].sound for spelling in spellings.split()}) == 1
    first, *others = spellings.split()
    assert all(likeness(first, other).score >= 0.8 for other in others)


@pytest.mark.parametrize("pair", APART)
def test_other_names_do_not(pair: str) -> None:
    one, other = pair.split()
    assert sound(one.lower()) != sound(other.lower())
    assert likeness(one, other).score < 0.6


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Qaani’s", "qaani", Why.ALIAS),
        ("Kadhimi", "al-Kadhimi", Why.TITLE),
        ("General Ghani", "Ghani", Why.TITLE),
        ("the prime minister", "Prime Minister", Why.TITLE),
        ("Kadhimi", "Mustafa al-Kadhimi", Why.PART),
        ("IRGC", "Islamic Revolutionary Guard Corps", Why.INITIALS),
        ("E. Qaani", "Esmail Ghaani", Why.SOUND),
        ("مصطفی کاظمی", "Mustafa al-Kadhimi", Why.SOUND),
        ("Torvaj", "Torvay", Why.LETTERS),
    ],
)
def test_names_are_alike_for_a_reason(one: str, other: str, why: Why) -> None:
    for alike in (likeness(one, other), likeness(other, one)):
        assert alike.why == why
        assert alike.score >= 0.75


def test_a_surname_alone_stands_for_a_full_name_before_a_first_name_does() -> None:
    surname, first = likeness("Kadhimi", "Mustafa Kadhimi"), likeness("Mustafa", "Mustafa Kadhimi")
    assert surname.score > first.score > 0.6


def test_another_first_name_is_another_person() -> None:
    assert likeness("Ali Kadhimi", "Mustafa Kadhimi").score < 0.6


def test_an_initial_stands_for_nobody_but_beside_another_word() -> None:
    assert likeness("A. Marlow", "Ada Marlow").score > 0.75
    assert likeness("A", "Ada Marlow").score == 0
    assert rank("– A", {1: ["Armed Coast Brigades"], 2: ["Ada Marlow"], 3: ["A"]}, {})[0].entity == 3


def test_the_story_wins_over_aliases_and_those_over_sounds() -> None:
    spellings = {1: ["Ghani"], 2: ["Esmail Qaani"], 3: ["Gani"], 4: ["Torvay"]}
    linked = {2: Counter({"ghani": 1})}
    ranked = rank("Ghani", spellings, linked)
    assert [(candidate.entity, candidate.why) for candidate in ranked] == [
        (2, Why.STORY),
        (1, Why.ALIAS),
        (3, Why.SOUND),
    ]


def test_of_two_that_are_alike_the_one_in_the_story_comes_first() -> None:
    spellings = {1: ["Ali Kadhimi"], 2: ["Mustafa Kadhimi"]}
    ranked = rank("al-Kadhemi", spellings, {2: Counter({"mustafa kadhimi": 3})})
    assert [candidate.entity for candidate in ranked] == [2, 1]


def test_what_apostrophes_part_is_found_whole_and_in_parts() -> None:
    assert [word.folded for word in words("Conor O’Brien")] == ["conor", "o", "brien", "obrien"]


def test_titles_and_articles_find_nobody() -> None:
    assert [(word.folded, bool(word.sound)) for word in words("General al-Ghani")] == [
        ("general", False),
        ("al", False),
        ("ghani", True),
    ]
    assert all(word.sound for word in words("Prime Minister"))


@given(hostile_texts)
@example(", …")
def test_any_name_has_a_key_and_words_that_the_columns_hold(text: str) -> None:
    if not text.strip():
        return
    assert 0 < len(key(text)) <= LONGEST_NAME
    assert words(text)
    for word in words(text):
        assert 0 < len(word.folded) <= LONGEST_WORD
        assert len(word.sound) <= LONGEST_WORD
        assert " " not in word.folded


@given(hostile_texts)
def test_folding_changes_no_key(text: str) -> None:
    if fold(text) and not fold(text).endswith("s"):
        assert key(text) == key(fold(text))


@given(hostile_texts, hostile_texts)
@example("Ada Kazemi Ada", "Ada Kazemi Kadhim")
def test_likeness_is_a_share_and_takes_no_side(one: str, other: str) -> None:
    alike = likeness(one, other)
    assert 0 <= alike.score <= 1
    assert likeness(other, one) == alike
    assert likeness(one, one).score == 1


@given(st.lists(hostile_texts, max_size=6), hostile_texts)
def test_ranking_keeps_order_and_names_each_entity_once(known: list[str], form: str) -> None:
    ranked = rank(form, {number: [name] for number, name in enumerate(known)})
    assert [candidate.score for candidate in ranked] == sorted((c.score for c in ranked), reverse=True)
    assert len({candidate.entity for candidate in ranked}) == len(ranked)
