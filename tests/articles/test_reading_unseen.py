"""What nobody can see: a text of it is no article, and a field of it is empty."""

import json

import pytest

from articles.importing import kept_text
from articles.reading import Cut, Refused
from articles.text import is_visible
from tests.articles.drafts import draft_of, refusal_of

JOINER, MARK = "\u200b", "\u200f"


@pytest.mark.parametrize("text", ["", " \n", JOINER, f"{MARK}\u2060 \t", "\u0301"])
def test_what_shows_as_nothing(text: str) -> None:
    assert not is_visible(text)


@pytest.mark.parametrize("text", ["a", "7", "۷", f"{JOINER}–", "🧭", "é", "م"])
def test_what_is_seen(text: str) -> None:
    assert is_visible(text)


def test_a_text_of_it_is_refused() -> None:
    assert refusal_of(f"{JOINER}\n\n{MARK}\n", "report.txt") == "report.txt: there is no text in it"
    why = refusal_of(json.dumps({"title": "Crane falls", "text": JOINER}), "rows.jsonl")
    assert why == "rows.jsonl, line 1: there is no text in it"


def test_a_title_of_it_is_made_of_the_first_words_that_are_seen() -> None:
    assert draft_of(json.dumps({"title": MARK, "text": "It fell."}), "rows.jsonl").title == "It fell."
    assert draft_of(f"{JOINER}\n\nand it fell on the quay.\n").title == "and it fell on the quay."


def test_other_fields_of_it_are_empty() -> None:
    record = {"text": "It fell.", "source": JOINER, "story": MARK, "byline": JOINER}
    draft = draft_of(json.dumps(record), "rows.jsonl")
    assert (draft.source, draft.story, draft.byline) == ("", "", "")


def test_what_cuts_leave_of_it_is_not_stored() -> None:
    draft = draft_of(f"Crane falls\n{JOINER}\n")
    draft.cuts = [Cut(0, 11, "")]
    with pytest.raises(Refused, match="everything is cut out"):
        kept_text(draft)
