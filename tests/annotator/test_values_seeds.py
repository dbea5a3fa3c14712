"""The five real articles: who was hurt, when, and who says so. None of their sentences stands here."""

from datetime import date
from typing import NamedTuple

import pytest

from annotator.attribution import attribution_of, sentence_at
from annotator.values.comparing import Outcome, compare
from annotator.values.reading import ReadValues, read_values
from tests.articles.drafts import draft_of, kept
from tests.conftest import SEEDS


class Case(NamedTuple):
    """The sentence of a seed that holds a word, the n-th time it stands there, and what it says."""

    seed: str
    word: str
    nth: int = 1
    quantity: str = "None"
    day: str = "None"
    kind: str = ""
    via: str = ""


CASES = [
    Case("000", "injured", quantity="6 people", kind="named"),
    Case("000", "using", quantity="3 drones", kind="named"),
    Case("000", "hours", day="Sun 7 Nov 2021", kind="outlet"),
    Case("000", "visited", day="Mon 8 Nov 2021", kind="outlet"),
    Case("002", "arrived", day="Sun 7 Nov 2021", kind="outlet"),
    Case("002", "aimed", quantity="2 drones", kind="unnamed"),
    Case("003", "nothing", 1, "2 politicians", "Mon 8 Nov 2021", "unnamed", "Associated Press"),
    Case("003", "wounded", quantity="7 guards", kind="outlet"),
    Case("003", "injured", quantity="≥ 7 guards", kind="outlet"),
    Case("003", "survived", day="Sun 7 Nov 2021", kind="outlet"),
    Case("004", "targeted", day="Sun 7 Nov 2021", kind="outlet"),
    Case("004", "injured", quantity="7 guards", kind="unnamed", via="AP"),
    Case("004", "reportedly", quantity="2 drones", kind="outlet"),
]  # fmt: skip


class Read(NamedTuple):
    text: str
    published_on: date | None


def draft(seed: str) -> Read:
    """The text of a seed as it is stored, and its date."""
    paths = sorted(SEEDS.glob(f"{seed}_*.txt"))
    if not paths:
        pytest.skip(f"{SEEDS} is not on this machine: the real articles are not part of the repository")
    found = draft_of(paths[0].read_bytes(), paths[0].name)
    return Read(kept(found), found.published_on)


def sentence(read: Read, word: str, nth: int) -> tuple[int, int]:
    at = -1
    for _ in range(nth):
        at = read.text.index(word, at + 1)
    return sentence_at(read.text, at, at + len(word))


def values(case: Case) -> ReadValues:
    read = draft(case.seed)
    return read_values(read.text, *sentence(read, case.word, case.nth), read.published_on, "en")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.seed}-{case.word}")
def test_the_values_of_a_sentence_are_right(case: Case) -> None:
    read = values(case)
    assert (str(read.quantity), str(read.days)) == (case.quantity, case.day)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.seed}-{case.word}")
def test_who_says_it_is_right(case: Case) -> None:
    read = draft(case.seed)
    said = attribution_of(read.text, *sentence(read, case.word, case.nth), "en")
    assert (said.kind, said.via) == (case.kind, case.via)


@pytest.mark.parametrize(("word", "nth"), [("arrived", 1), ("escaped", 1), ("election", 1)])
def test_the_one_without_a_date_says_why_its_days_can_not_be_fixed(word: str, nth: int) -> None:
    read = draft("001")
    found = read_values(read.text, *sentence(read, word, nth), read.published_on, "en")
    assert found.days is None
    assert "no date of publication" in found.undated


def test_they_contradict_one_another_on_the_injured_and_agree_on_the_day() -> None:
    six, seven, at_least, guards = (values(CASES[n]).quantity for n in (0, 7, 8, 11))
    assert compare(six, seven).outcome == compare(six, at_least).outcome == Outcome.DIFFERENT
    assert compare(seven, guards).outcome == Outcome.SAME
    assert compare(seven, at_least).outcome == Outcome.COMPATIBLE
    hours, sunday = values(CASES[2]).days, values(CASES[10]).days
    assert compare(hours, sunday).outcome == Outcome.SAME
