"""Quantities are read from words: digits in any script, number words, hedges, ranges, units and nouns."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.values.quantities import find_quantities

CASES = {
    "seven dockworkers": "7 dockworkers",
    "at least seven dockworkers were hurt": "≥ 7 dockworkers",
    "seven of his security guards were injured": "7 guards",
    "Two of the four conveyor belts are gone": "2 belts",
    "one person is missing": "1 people",
    "a single gate had been open": "1 gates",
    "six staff members": "6 members",
    "seven hurt": "7 people",
    "two more drones were shot down": "2 drones",
    "at least one foreign-backed militia group": "≥ 1 groups",
    "half a dozen of ours": "6",
    "it hurt a dozen": "12",
    "(de) 6 Arbeiter": "6 arbeiter",
    "(it) 6 navi": "6 navi",
    "(de) 5 Millionen Euro": "5,000,000 euros",
    "(de) 1,5 Mio. Euro": "1,500,000 euros",
    "(fr) 12 mille personnes": "12,000 people",
    "(fr) 5 millions de personnes": "5,000,000 people",
    "(fr) 500 millions d’euros": "500,000,000 euros",
    "(fr) 5 millions d'habitants": "5,000,000 habitants",
    "(it) 2 milioni d’euro": "2,000,000 euros",
    "(es) 3 mil millones de personas": "3,000,000,000 people",
    "(ru) 5 млн рублей": "5,000,000 рублей",
    "(de) 6 Personen": "6 people",
    "(fr) 6 mètres": "6 metres",
    "half a dozen guards": "6 guards",
    "two dozen people": "24 people",
    "a couple of drones": "2 drones",
    "dozens of people": "≥ ~24 people",
    "some hundreds of people": "≥ ~200 people",
    "tens of thousands of people": "≥ ~20,000 people",
    "six or seven": "6–7",
    "between 10 and 15 people": "10–15 people",
    "10 to 15 people": "10–15 people",
    "five–ten people": "5–10 people",
    "more than 20 people": "≥ 20 people",
    "more than six people": "≥ 7 people",
    "fewer than six people": "≤ 5 people",
    "less than nine minutes": "≤ 9 minutes",
    "up to 88 litres": "≤ 88 litres",
    "20 or more people": "≥ 20 people",
    "no fewer than 3 silos": "≥ 3 silos",
    "about 40 people": "~40 people",
    "some 300\xa0metres": "~300 metres",
    "nearly 9,000 tonnes": "~9,000 tonnes",
    "1,500 people": "1,500 people",
    "1\u202f140 inhabitants": "1,140 inhabitants",
    "2,4\xa0metres": "2.4 metres",
    "1.6 metres": "1.6 metres",
    "61m high": "61 metres",
    "60 percent of imports": "60 percent",
    "60 per cent": "60 percent",
    "12.5%": "12.5 percent",
    "$490m": "490,000,000 dollars",
    "€3.5 billion": "3,500,000,000 euros",
    "could exceed 6 million crowns": "≥ 6,000,000 crowns",
    "three hundred and ten thousand crowns": "310,000 crowns",
    "fifty-eight years": "58 years",
    "twenty-two volunteers with a pump": "22 volunteers",
    "a 48-hour strike": "48 hours",
    "nobody was injured": "0 people",
    "no casualties": "0 casualties",
    "there were eleven": "11",
    "(ar) ٧ حراس": "7 حراس",
    "七": None,
    "۷ guards": "7 guards",
    "(fa) دست‌کم هفت کارگر": "≥ 7 کارگر",
    "(fa) بیست و سه نفر": "23 people",
    "(fa) حدود ۶۰ درصد": "~60 percent",
    "(fa) یک پهپاد": None,
    "(fa) یک نفر": "1 people",
    "(ar) سبعة أشخاص": "7 people",
    "(ar) أكثر من خمسة وعشرين شخص": "≥ 26 people",
    "(de) 1.500 Menschen": "1,500 people",
    "(fr) 6 personnes": "6 people",
    "in Silo 4 it burns": None,
    "Silos 3 and 4 are burning": None,
    "at berth 2 the ship": None,
    "at 3 a.m. it began": None,
    "at 16 h": None,
    "at 12:27 pm": None,
    "since 2019": None,
    "the third one": None,
    "one of the sensors": None,
    "no one has claimed it": None,
    "the 7th attack": None,
    "an F-16 came": None,
    "a 30-year-old man": None,
    "two-thirds of them": None,
    "two days after the clashes": None,
    "1. Ministers": None,
}


@pytest.mark.parametrize(("words", "read"), CASES.items(), ids=CASES)
def test_the_first_quantity_of_some_words(words: str, read: str | None) -> None:
    language = words[1:3] if words.startswith("(") else "en"
    text = words.partition(") ")[2] or words
    found = find_quantities(text, language)
    assert (str(found[0].quantity) if found else None) == read


def test_the_words_that_state_a_quantity_are_told() -> None:
    text = "Setting two silos on fire, and about 9,000 tonnes burnt; seven of his guards fell."
    assert [text[found.start : found.end] for found in find_quantities(text)] == [
        "two silos",
        "about 9,000 tonnes",
        "seven of his guards",
    ]


def test_what_is_a_date_already_is_left_out() -> None:
    text = "on 8 November six people"
    assert [str(found.quantity) for found in find_quantities(text, skip=[(3, 13)])] == ["6 people"]


WORDS = """
    a an the half dozen dozens two three six 7 20 2021 1,500 hundred hundreds thousand million thirds of or to
    and between from at least more than no one nobody about some $ % - – . km guards people hurt after
"""


@given(
    st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join) | st.text(max_size=200),
    st.sampled_from(["en", "fa", "ar", "de", "ru", "", "xx-YY"]),
)
def test_any_text_is_read_into_quantities_that_the_database_takes(text: str, language: str) -> None:
    behind = 0
    for start, end, quantity in find_quantities(text, language):
        assert behind <= start < end <= len(text)
        behind = end
        assert quantity.low is not None or quantity.high is not None
        if quantity.low is not None and quantity.high is not None:
            assert quantity.low <= quantity.high
        for bound in (quantity.low, quantity.high):
            assert bound is None or (0 <= bound < Decimal(10) ** 18 and bound == round(bound, 6))


@given(st.integers(0, 10**12))
def test_every_number_is_read_as_it_is_written(number: int) -> None:
    for written in (str(number), f"{number:,}", f"{number:,}".replace(",", "\xa0")):
        [found] = find_quantities(f"{written} guards")
        assert found.quantity == (Decimal(number), Decimal(number), "guards", False)
