"""Moments on a picture: in their order, all of them to be seen, however far apart."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from annotator.timelines import GUTTER, WIDTH, Line, Moment, days, picture

DAY, _ = days(date(2021, 11, 7), date(2021, 11, 7))
moments = st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(
    lambda day: Moment(*days(day, day), name="Wire", words="said", article=1)
)


def test_the_last_day_that_there_is_can_be_shown() -> None:
    moment = Moment(*days(date.max, date.max), name="Wire", words="for ever", article=1)
    drawn = picture([Line("how long it lasts", [moment])])
    assert drawn is not None
    assert [bar.moment for bar in drawn.bars] == [moment]


def test_nothing_to_show_is_no_picture() -> None:
    assert picture([]) is None
    assert picture([Line("number of injured", [])]) is None


def test_a_moment_without_length_is_a_point() -> None:
    drawn = picture([Line("", [Moment(DAY, DAY, "Wire", "", 1)])])
    assert drawn
    assert [bar.is_point for bar in drawn.bars] == [True]


def test_a_contested_line_has_its_heading() -> None:
    drawn = picture([Line("day of the visit", [Moment(DAY, DAY, "Wire", "", 1)], is_contested=True)])
    assert drawn
    [heading] = drawn.headings
    assert heading.line.is_contested
    assert heading.y < drawn.bars[0].y


@given(st.lists(st.lists(moments, max_size=4), max_size=4))
def test_the_order_of_time_is_kept_and_everything_lies_within(lines: list[list[Moment]]) -> None:
    drawn = picture(Line(str(number), line) for number, line in enumerate(lines))
    if drawn is None:
        assert not any(lines)
        return
    assert len(drawn.bars) == sum(map(len, lines))
    by_start = sorted(drawn.bars, key=lambda bar: bar.moment.start)
    assert [bar.x for bar in by_start] == sorted(bar.x for bar in by_start)
    for bar in drawn.bars:
        assert GUTTER < bar.x <= bar.x + bar.width <= WIDTH
        assert 0 < bar.y < drawn.height
    assert len({bar.y for bar in drawn.bars}) == len(drawn.bars)
    for before, after in zip(drawn.ticks, drawn.ticks[1:], strict=False):
        assert after.x > before.x
