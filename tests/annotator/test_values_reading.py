"""What is proposed for a claim: the quantity of its own words, and the date of its words or its sentence."""

from datetime import date

import pytest

from annotator.values.kinds import Days
from annotator.values.reading import ReadValues, read_values

MONDAY = date(2021, 11, 8)
SUNDAY = Days.on(date(2021, 11, 7))


def read(marked: str, published: date | None = MONDAY) -> ReadValues:
    """Read the words in [brackets]."""
    text = marked.replace("[", "").replace("]", "")
    return read_values(text, marked.index("["), marked.index("]") - 1, published, "en")


@pytest.mark.parametrize(
    ("marked", "quantity", "days"),
    [
        (
            "A drone struck late on Sunday, [wounding seven guards], two officials told AP.",
            "7 guards",
            SUNDAY,
        ),
        ("[Six people were hurt on Sunday].", "6 people", SUNDAY),
        ("Six people fell. [The port burnt] on Sunday.", "None", SUNDAY),
        ("On Sunday it came. [Six people were hurt].", "6 people", None),
        ("[Six people were hurt], he said on Sunday.", "6 people", None),
        ("[The fire went on for three hours and took two silos].", "2 silos", None),
        ("[The fire went on for three hours].", "3 hours", None),
        ("[Six people were hurt] in a port that has stood since 2019.", "6 people", None),
        ("[On 7 November six people were hurt].", "6 people", SUNDAY),
    ],
)
def test_a_claim_is_read(marked: str, quantity: str, days: Days | None) -> None:
    found = read(marked)
    assert (str(found.quantity), found.days) == (quantity, days)


def test_the_words_that_were_read_are_told() -> None:
    found = read("It came late on Sunday, [wounding at least seven guards].")
    assert (found.quantity_words, found.days_words) == ("at least seven guards", "late on Sunday")


def test_a_date_that_cannot_be_fixed_says_why() -> None:
    found = read("[It came on Sunday].", None)
    assert found.days is None
    assert "no date of publication" in found.undated
