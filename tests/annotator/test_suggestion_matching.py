"""What is left to ask: pure, against the plain way to say it."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.suggestions.kinds import Suggestion
from annotator.suggestions.matching import Form, Tagged, matches, settled
from articles.words import Words

places = st.tuples(st.integers(1, 2), st.integers(0, 30), st.integers(1, 8)).map(
    lambda place: (place[0], place[1], place[1] + place[2])
)


def overlap(one: Tagged, other: Tagged) -> bool:
    return one[0] == other[0] and one[1] < other[2] and one[2] > other[1]


@given(st.lists(places), st.lists(places), st.lists(places))
def test_nothing_is_asked_twice_over_what_stands_or_after_a_refusal(
    asked: list[Tagged],
    standing: list[Tagged],
    refused: list[Tagged],
) -> None:
    kept: list[Tagged] = []
    for place in asked:
        others = [*standing, *kept]
        if place in refused or any(overlap(place, other) or place[1:] == other[1:] for other in others):
            continue
        kept.append(place)
    found = settled([Suggestion(start, end, label, "") for label, start, end in asked], standing, refused)
    assert sorted((one.label, one.start, one.end) for one in found) == sorted(kept)
    assert [one.start for one in found] == sorted(one.start for one in found)


def test_the_longest_form_is_taken_and_none_over_the_end_of_a_line() -> None:
    text = "Mustafa al-Kadhimi met Mustafa\nal-Kadhimi."
    forms = [Form(("mustafa",), 1, "short"), Form(("mustafa", "al", "kadhimi"), 1, "long")]
    found = [(text[one.start : one.end], one.reason) for one in matches(text, Words(text), forms)]
    assert found == [("Mustafa al-Kadhimi", "long"), ("Mustafa", "short")]
