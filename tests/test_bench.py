"""The pure parts of the measuring: figures, tables, the README's place for them, the texts."""

import pytest

from tests.bench.figures import Figure, Floor, as_markdown, as_text, percentile, shown
from tests.bench.readme import BEGIN, END, with_table
from tests.bench.texts import make_text, places, vocabulary

SAVE = Figure("saves", "save, p50", "ms", 4.5, 4, Floor(3, "empty view"))
RATE = Figure("saves", "saves", "a second", 500, 400, Floor(1000, "empty view"))
PLAIN = Figure("saves", "memory", "MB", 12.34)


def test_a_percentile_lies_between_the_values_around_it() -> None:
    assert [percentile([4, 1, 3, 2], share) for share in (0, 50, 100)] == [1, 2.5, 4]
    assert percentile(range(101), 95) == 95
    assert percentile([7], 95) == 7


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 50)


def test_of_a_time_less_meets_the_goal_and_of_a_rate_more() -> None:
    assert [SAVE.is_met, RATE.is_met, PLAIN.is_met] == [False, True, None]


def test_a_ratio_tells_how_many_times_the_floor_it_costs() -> None:
    assert [SAVE.ratio, RATE.ratio, PLAIN.ratio] == [1.5, 2.0, None]


def test_a_figure_survives_json() -> None:
    assert [Figure.from_json(figure.as_json()) for figure in (SAVE, PLAIN)] == [SAVE, PLAIN]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.2541, "0.254"), (3.614, "3.61"), (48.25, "48.2"), (60, "60"), (1204.4, "1,204")],
)
def test_a_number_is_shown_with_three_digits(value: float, text: str) -> None:
    assert shown(value) == text


def test_the_table_for_a_terminal_marks_what_misses_its_goal() -> None:
    head, part, save, rate, plain = as_text("SQLite", [SAVE, RATE, PLAIN]).splitlines()
    assert head.split() == ["SQLite", "goal", "measured", "floor", "ratio"]
    assert part == "  -- saves"
    assert save.split() == ["!", "save,", "p50,", "ms", "≤", "4", "4.5", "3", "(empty", "view)", "1.5×"]
    assert rate.split() == ["saves,", "a", "second", "≥", "400", "500", "1,000", "(empty", "view)", "2.0×"]
    assert plain.split() == ["memory,", "MB", "12.3"]


def test_the_table_of_the_readme_has_the_databases_side_by_side() -> None:
    table = as_markdown({"SQLite": [SAVE, PLAIN], "PostgreSQL": [SAVE, RATE]})
    assert table.splitlines() == [
        "| | goal | SQLite | its floor | ratio | PostgreSQL | its floor | ratio |",
        "|---|---:|---:|---|---:|---:|---|---:|",
        "| save, p50, ms | ≤ 4 | *4.5* | 3 (empty view) | 1.5× | *4.5* | 3 (empty view) | 1.5× |",
        "| saves, a second | ≥ 400 | not measured |  |  | 500 | 1,000 (empty view) | 2.0× |",
    ]


def test_the_readme_keeps_all_but_the_table() -> None:
    readme = f"before\n{BEGIN}\nan old table\n{END}\nafter\n"
    assert with_table(readme, "a \\1 new one") == f"before\n{BEGIN}\na \\1 new one\n{END}\nafter\n"


@pytest.mark.parametrize("readme", ["", BEGIN, f"{END}{BEGIN}", f"{BEGIN}{END}" * 2])
def test_a_readme_without_one_place_for_the_table_is_refused(readme: str) -> None:
    with pytest.raises(ValueError, match="once"):
        with_table(readme, "a table")


def test_a_made_up_text_is_as_long_as_asked_for_and_its_words_stand_where_it_says() -> None:
    words = vocabulary()
    short, long = make_text(1, words, length=2000), make_text(1, words, count=5000)
    assert 1950 < len(short.text) <= 2000
    assert len(long.words) == 5000
    for text in (short, long):
        assert all(text.text[start:end].isalpha() for start, end in text.words)
        assert [text.text[start:end] for start, end in text.words] == text.text.replace(".", "").split()
    assert make_text(1, words, length=2000) == short != make_text(2, words, length=2000)


def test_places_are_spread_over_a_text_and_lie_within_it() -> None:
    text = make_text(1, vocabulary(), length=2000)
    chosen = places(text, 20)
    assert len(chosen) == len(set(chosen)) == 20
    assert chosen == sorted(chosen)
    assert all(0 <= start < end <= len(text.text) for start, end in chosen)
    assert chosen[-1][0] > 1800
