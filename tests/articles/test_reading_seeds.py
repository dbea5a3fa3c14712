"""The five real articles, read where they lie: title, date and body come out right without a hand on them.

None of their sentences stands here; lines are named by their number in the file.
"""

from datetime import date, time
from typing import NamedTuple

import pytest

from articles.reading import Draft
from articles.reading.cuts import touching
from articles.reading.lines import lines_of_text
from tests.articles.drafts import cut_words, draft_of, kept
from tests.conftest import SEEDS


class Seed(NamedTuple):
    """What is right for a file: lines are counted from 1; `title` and `byline` are lines or nothing."""

    file: str
    title: int | None
    byline: str
    on: date | None
    at: time | None
    whole: set[int]  # the lines to cut as a whole
    partly: set[int]  # the lines of which a part is cut


CASES = [
    Seed("000_f5ef0f9e5587324b.txt", 1, "News Desk", date(2021, 11, 8), None, {3, 29}, set()),
    Seed("001_5ee60291405f7b65.txt", 3, "", None, None, {1, 9, 29}, {11}),
    Seed(
        "002_af0968eb221414cf.txt",
        5,
        "Mahmoud Al-Shamari",
        date(2021, 11, 8),
        None,
        {1, 2, 3, 7, 8, 9, 10, 22, 24, 26, 28, 30, 32, 35, 37, 39, 40, 41},
        set(),
    ),
    Seed("003_7c4a1253a3f73b28.txt", None, "", date(2021, 11, 9), None, set(), {1}),
    Seed("004_38412098a1d06a6a.txt", 3, "", date(2021, 11, 7), time(12, 27), {1, 5, 19, 27}, set()),
]


def read_seed(case: Seed) -> tuple[Draft, list[str]]:
    """The draft and the lines of the file, the first at 1."""
    path = SEEDS / case.file
    if not path.exists():
        pytest.skip(f"{path} is not on this machine: the real articles are not part of the repository")
    raw = path.read_bytes()
    draft = draft_of(raw, case.file)
    assert draft.raw == raw
    return draft, ["", *raw.decode().split("\n")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file[:3])
def test_title_byline_and_date_are_right(case: Seed) -> None:
    draft, lines = read_seed(case)
    if case.title:
        assert draft.title == lines[case.title].strip()
    assert (draft.byline, draft.published_on, draft.published_time) == (case.byline, case.on, case.at)
    assert draft.language == "en"


def cut_lines(draft: Draft) -> tuple[set[int], set[int]]:
    """The lines that are cut as a whole, and those of which a part is cut."""
    whole: set[int] = set()
    partly: set[int] = set()
    for line in lines_of_text(draft.text):
        number = draft.text.count("\n", 0, line.start) + 1
        for cut in touching(draft.cuts, line.start, line.body_end):
            (whole if cut.start <= line.start and cut.end >= line.body_end else partly).add(number)
    return whole, partly


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file[:3])
def test_what_stands_around_the_report_is_cut_and_nothing_of_it(case: Seed) -> None:
    draft, lines = read_seed(case)
    assert cut_lines(draft) == (case.whole, case.partly)
    assert all(cut.why for cut in draft.cuts)
    rest = kept(draft)
    for number, line in enumerate(lines):
        if number not in case.whole | case.partly:
            assert line in rest


def test_the_crawl_date_of_the_second_is_not_taken_and_that_is_said() -> None:
    draft, lines = read_seed(CASES[1])
    assert draft.published_on is None
    assert any(lines[1] in note for note in draft.notes)


def test_a_headline_run_into_a_sentence_of_the_second_is_cut_and_the_sentence_stays() -> None:
    draft, lines = read_seed(CASES[1])
    [promo] = [words for words in cut_words(draft) if words in lines[11]]
    sentence = lines[11].removesuffix(promo)
    assert sentence.endswith(".")
    assert promo[:6].isupper()
    assert f"{sentence}\n" in kept(draft)


def test_the_date_of_the_fourth_is_found_before_its_first_sentence() -> None:
    draft, lines = read_seed(CASES[3])
    assert cut_words(draft) == ["date 2021-11-09"]
    assert kept(draft).startswith(lines[1].removeprefix(" date 2021-11-09 "))


def test_the_fourth_has_no_headline_and_that_is_said() -> None:
    draft, lines = read_seed(CASES[3])
    assert any("headline" in note for note in draft.notes)
    assert "title" in draft.guesses
    assert draft.title.endswith("…")
    assert draft.title.rstrip("…") in lines[1]


def test_the_caption_of_the_fifth_is_kept_and_named() -> None:
    draft, lines = read_seed(CASES[4])
    assert lines[7] in kept(draft)
    assert any("caption" in note for note in draft.notes)


def test_every_seed_is_among_these() -> None:
    if not SEEDS.exists():
        pytest.skip(f"{SEEDS} is not on this machine: the real articles are not part of the repository")
    assert sorted(path.name for path in SEEDS.glob("*.txt")) == [case.file for case in CASES]
