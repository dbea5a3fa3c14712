"""Headline, byline and date are found above a report; what can't be known stays empty, and is said."""

from datetime import date, time

import pytest

from tests.articles.drafts import cut_words, draft_of, kept

TITLE = "Crane topples at the harbour"
BODY = (
    "A crane fell onto the quay on Friday evening, and the captain, Ada Marlow, closed two berths.\n\n"
    "Nobody was hurt, she said, though the crane had been inspected only in the spring.\n"
)
DAY = date(2023, 3, 4)


@pytest.mark.parametrize(
    ("line", "byline", "clock"),
    [
        ("By Ida Brandt - March 04 2023", "Ida Brandt", None),
        ("By Ida Brandt and Tom Kray | 4 March 2023", "Ida Brandt and Tom Kray", None),
        ("By News Desk, March 4, 2023", "News Desk", None),
        ("March 4, 2023", "", None),
        ("Saturday, 4 March 2023", "", None),
        ("Sat 4th Mar. 2023", "", None),
        ("4 March 2023 at 9:05 am", "", time(9, 5)),
        ("March 4, 2023 | 12:30 pm", "", time(12, 30)),
        ("Published: 2023-03-04 21:40", "", time(21, 40)),
        ("Published on 4 March 2023, updated on 5 March 2023", "", None),
        ("2023-03-04T09:05:00+01:00", "", time(9, 5)),
        ("Ida Brandt • Mar 4, 2023 • 3 min read", "Ida Brandt", None),
        ("25/03/2023", "", None),
        ("03/25/2023", "", None),
    ],
)
def test_a_line_with_byline_and_date_is_taken_and_cut(line: str, byline: str, clock: time | None) -> None:
    draft = draft_of(f"{TITLE}\n{line}\n\n{BODY}")
    assert (draft.title, draft.byline) == (TITLE, byline)
    assert draft.published_on == (date(2023, 3, 25) if "25" in line else DAY)
    assert draft.published_time == clock
    assert cut_words(draft) == [line]
    assert line in draft.guesses["published_on"]
    assert kept(draft) == f"{TITLE}\n{BODY}"


@pytest.mark.parametrize(
    ("line", "language", "body"),
    [
        (
            "٤ مارس ٢٠٢٣",
            "ar",
            "سقطت رافعة على الرصيف مساء الجمعة، وأغلقت قائدة الميناء مرسيين.",
        ),
        (
            "۴ مارس ۲۰۲۳",
            "fa",
            "جرثقیلی شامگاه جمعه روی اسکله افتاد و رئیس بندر دو لنگرگاه را بست.",
        ),
        (
            "4 mars 2023",
            "fr",
            "Une grue est tombée vendredi soir, et la capitaine du port a fermé deux postes.",
        ),
        (
            "4. März 2023",
            "de",
            "Ein Kran ist am Freitagabend gefallen, und die Hafenmeisterin hat zwei Plätze gesperrt.",
        ),
        (
            "4 марта 2023 г.",
            "ru",
            "В пятницу вечером на набережную упал кран, и капитан порта закрыла два причала.",
        ),
    ],
)
def test_months_of_other_languages_are_read(line: str, language: str, body: str) -> None:
    draft = draft_of(f"{TITLE}\n\n{line}\n\n{body}\n")
    assert (draft.language, draft.published_on) == (language, DAY)
    assert cut_words(draft) == [line]


def test_a_bare_name_beside_the_date_is_the_byline() -> None:
    draft = draft_of(f"{TITLE}\n\nMarch 4, 2023\nIda van der Brandt\n2 min read\n\n{BODY}")
    assert draft.byline == "Ida van der Brandt"
    assert "name" in draft.guesses["byline"]
    assert kept(draft) == f"{TITLE}\n\n{BODY}"


def test_the_headline_is_not_below_the_byline() -> None:
    """Even if the first sentence ends without a full stop, and repeats more words than the headline."""
    first = BODY.split(".", 1)[0]
    draft = draft_of(f"Trouble at sea\nBy Ida Brandt\n\n{first}\n\n{BODY}")
    assert draft.title == "Trouble at sea"
    assert cut_words(draft) == ["By Ida Brandt"]


def test_a_sentence_with_a_plug_run_into_it_is_no_headline() -> None:
    plug = "SEA AND COASTDivers wanted as berths close"
    draft = draft_of(f"Trouble at sea\n\nA crane fell onto the quay on Friday.{plug}\n\n{BODY}")
    assert draft.title == "Trouble at sea"
    assert cut_words(draft) == [plug]


def test_a_byline_alone_is_taken() -> None:
    draft = draft_of(f"{TITLE}\n\nBy Ida Brandt\n\n{BODY}")
    assert (draft.byline, draft.published_on) == ("Ida Brandt", None)
    assert cut_words(draft) == ["By Ida Brandt"]


@pytest.mark.parametrize(
    "headline",
    [
        "By the time the crane fell, the berths were empty",
        "What happened on 4 March 2023 at the harbour of Veldt",
        "By-election: Veldt votes on 4 March 2023",
        "Why did the crane fall?",
        "“It fell like a tree”",
    ],
)
def test_a_headline_is_not_taken_for_a_byline_or_a_date(headline: str) -> None:
    draft = draft_of(f"{headline}\n\n{BODY}")
    assert (draft.title, draft.byline, draft.published_on) == (headline, "", None)
    assert draft.cuts == []


@pytest.mark.parametrize("near", ["", "March 4, 2023\n\n"], ids=["alone", "beside the right one"])
@pytest.mark.parametrize("day", ["Wednesday , 1 May 2024", "1 May 2024", "2024-05-01 10:00"])
def test_a_date_above_the_headline_is_when_the_page_was_read(day: str, near: str) -> None:
    draft = draft_of(f"{day}\n\n{TITLE}\n\n{near}{BODY}")
    assert draft.title == TITLE
    assert draft.published_on == (DAY if near else None)
    assert any(day in note and "not taken" in note for note in draft.notes)
    assert day not in kept(draft)


def test_a_date_above_the_headline_with_the_hour_of_its_update_is_the_date() -> None:
    first = "Veldt Post · English edition\nSaturday 4 March 2023 — updated at 09 h 15"
    draft = draft_of(f"{first}\n\n{TITLE}\n\nFrom our correspondent in Veldt, Ida Brandt\n\n{BODY}")
    assert (draft.title, draft.byline, draft.published_on) == (TITLE, "Ida Brandt", DAY)
    assert kept(draft) == f"{TITLE}\n\n{BODY}"


def test_a_labelled_date_above_the_headline_is_the_date() -> None:
    assert draft_of(f"Published: 4 March 2023\n\n{TITLE}\n\n{BODY}").published_on == DAY


def test_a_date_above_a_report_without_headline_is_the_date() -> None:
    assert draft_of(f"4 March 2023\n\n{BODY}").published_on == DAY


@pytest.mark.parametrize("line", ["03/04/2023", "3-4-2023", "By Ida Brandt - 04-03-2023"])
def test_a_date_that_may_be_day_or_month_first_is_left_empty_and_said(line: str) -> None:
    draft = draft_of(f"{TITLE}\n\n{line}\n\n{BODY}")
    assert draft.published_on is None
    assert any("day or month first" in note for note in draft.notes)
    assert line in kept(draft)


def test_the_day_of_a_change_is_not_the_day_of_publication() -> None:
    draft = draft_of(f"{TITLE}\n\nUpdated on 5 March 2023\n\n{BODY}")
    assert draft.published_on is None
    assert any("changed" in note for note in draft.notes)


@pytest.mark.parametrize(
    "start",
    [" date 2023-03-04 ", "2023-03-04 ", "Published 4 March 2023: ", "March 4, 2023 – ", "4 Mar 2023 | "],
)
def test_a_date_run_into_the_first_sentence_is_found_and_the_sentence_stays(start: str) -> None:
    draft = draft_of(f"{start}{BODY}")
    assert draft.published_on == DAY
    assert "first sentence" in draft.guesses["published_on"]
    assert kept(draft) == BODY


@pytest.mark.parametrize(
    "sentence",
    [
        "March 4, 2023 was a black day for the harbour of Veldt, and nobody will forget what fell on it.",
        "On 4 March 2023 a crane fell onto the quay, and the captain, Ada Marlow, closed two berths.",
        "2023-03-04 is the number painted on the crane that fell onto the quay on Friday evening.",
    ],
)
def test_a_date_that_belongs_to_the_sentence_stays(sentence: str) -> None:
    draft = draft_of(f"{sentence}\n\n{BODY}")
    assert draft.cuts == []
    assert draft.published_on is None


def test_a_date_in_the_report_is_not_taken() -> None:
    draft = draft_of(
        f"{TITLE}\n\n{BODY}\n5 March 2023\n\nThe berths were opened again on the day after the fall.\n"
    )
    assert draft.published_on is None
    assert draft.cuts == []


def test_a_labelled_date_below_the_report_is_taken() -> None:
    draft = draft_of(f"{TITLE}\n\n{BODY}\nFirst published on 4 March 2023\n")
    assert draft.published_on == DAY
    assert cut_words(draft) == ["First published on 4 March 2023"]


def test_a_report_without_a_headline_is_named_by_its_first_words_and_that_is_said() -> None:
    draft = draft_of(BODY)
    assert draft.title == "A crane fell onto the quay on Friday evening, and the captain, Ada Marlow…"
    assert draft.guesses["title"] == "the first words"
    assert any("No headline" in note for note in draft.notes)


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("Source: The Veldt Post", "The Veldt Post"),
        ("© 2023 The Veldt Post. All rights reserved.", "The Veldt Post"),
        ("Copyright © 2021–2023 Veldt Media, Inc.", "Veldt Media"),
        ("Switch to The Veldt Post Lite?", "The Veldt Post"),
    ],
)
def test_the_source_is_taken_from_a_line_that_names_it(line: str, source: str) -> None:
    draft = draft_of(f"{TITLE}\n\n{BODY}\n{line}\n")
    assert draft.source == source
    assert line in draft.guesses["source"]
    assert cut_words(draft) == [line]


def test_what_stands_before_the_first_sentence_is_asked_about_and_not_taken() -> None:
    draft = draft_of(f"{TITLE}\n\nVeldt Wire – {BODY}")
    assert draft.source == ""
    assert any("Veldt Wire" in note for note in draft.notes)
    assert "Veldt Wire – A crane" in kept(draft)


def test_what_is_missing_stays_empty() -> None:
    draft = draft_of(f"{TITLE}\n\n{BODY}")
    assert (draft.source, draft.story, draft.url, draft.byline) == ("", "", "", "")
    assert (draft.published_on, draft.published_time) == (None, None)
    assert set(draft.guesses) == {"title", "language"}
