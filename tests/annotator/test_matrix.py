"""Statements × articles: what a cell holds, what contests a row, how many independent sources there are."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations, count
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.matrix import Column, Placed, Read, Row, State, full_names, matrix, sources_of
from annotator.values.kinds import Days, Quantity

WIRE, STATE, BLOG, RADIO = range(1, 5)
COLUMNS = [Column(WIRE, "Wire"), Column(STATE, "State TV"), Column(BLOG, "Blog"), Column(RADIO, "Radio")]
_numbers = count(1)


def people(low: int | None, high: int | None = None, about: bool = False) -> Quantity:
    top = low if high is None else high
    return Quantity(
        None if low is None else Decimal(low), None if top is None else Decimal(top), "people", about
    )


def placed(article: int, stance: str = "affirms", statement: int = 1, **fields: Any) -> Placed:
    number = next(_numbers)
    known = {"layer": "alice", "claim": f"claim {number}", **fields}
    return Placed(uid=f"placement {number:04}", statement=statement, article=article, stance=stance, **known)


def row_of(*claims: Placed, read: tuple[Read, ...] = (), columns: list[Column] = COLUMNS) -> Row:
    [row] = matrix(columns, [1], claims, read)
    return row


def values(row: Row) -> list[tuple[str, int, int]]:
    """Each value side by side: it, the number of articles, the number of independent sources."""
    return [(str(one.value), len(one.articles), one.sources) for side in row.reported for one in side]


def test_silent_is_read_with_nothing_placed_and_unread_is_neither() -> None:
    row = row_of(placed(WIRE), read=(Read(1, STATE, "alice"), Read(1, WIRE, "alice"), Read(2, BLOG, "alice")))
    assert [cell.state for cell in row.cells] == [State.PLACED, State.SILENT, State.UNREAD, State.UNREAD]
    assert (row.said, row.silent, row.unread) == (1, 1, 2)
    assert row.cells[1].read_by == ("alice",)


def test_values_that_differ_contest_a_row_and_stand_side_by_side() -> None:
    row = row_of(
        placed(WIRE, quantity=people(7)), placed(STATE, quantity=people(6)), placed(BLOG, quantity=people(6))
    )
    assert row.is_contested
    assert values(row) == [("6 people", 2, 2), ("7 people", 1, 1)]
    assert row.against == ("6 people against 7 people.",)


def test_a_contradiction_is_told_once_whatever_the_words_for_people() -> None:
    workers = Quantity(Decimal(6), Decimal(6), "workers")
    row = row_of(
        placed(WIRE, quantity=people(7)), placed(STATE, quantity=people(6)), placed(BLOG, quantity=workers)
    )
    assert row.against == ("6 people against 7 people.",)


def test_values_that_can_both_be_true_do_not() -> None:
    row = row_of(
        placed(WIRE, quantity=Quantity(Decimal(6), None, "guards")), placed(STATE, quantity=people(7))
    )
    assert not row.is_contested
    assert len(values(row)) == 2


def test_dates_differ_too() -> None:
    sunday, monday = Days.on(date(2021, 11, 7)), Days.on(date(2021, 11, 8))
    assert row_of(placed(WIRE, days=sunday), placed(STATE, days=monday)).is_contested
    night = Days(sunday.start, monday.end)
    assert not row_of(placed(WIRE, days=night), placed(STATE, days=monday)).is_contested


def test_what_cannot_be_compared_says_why_and_contests_nothing() -> None:
    metres, tonnes = Quantity(Decimal(2), Decimal(2), "metres"), Quantity(Decimal(2), Decimal(2), "tonnes")
    row = row_of(placed(WIRE, quantity=metres), placed(STATE, quantity=tonnes))
    assert not row.is_contested
    assert row.incomparable == ("The units differ: metres and tonnes.",)


def test_one_who_refutes_or_queries_what_another_affirms_contests_a_row() -> None:
    assert row_of(placed(WIRE), placed(STATE, "refutes")).is_contested
    assert row_of(placed(WIRE), placed(STATE, "queries")).is_contested
    assert not row_of(placed(WIRE), placed(STATE, "mentions")).is_contested
    assert not row_of(placed(WIRE, "refutes"), placed(STATE, "refutes")).is_contested


def test_what_a_reviewer_rejected_counts_nowhere() -> None:
    row = row_of(
        placed(WIRE, quantity=people(6)),
        wrong := placed(STATE, quantity=people(9), is_rejected=True),
        read=(Read(1, STATE, "alice"),),
    )
    assert not row.is_contested
    assert values(row) == [("6 people", 1, 1)]
    assert (row.said, row.silent, row.unread, row.sources) == (1, 0, 3, 1)
    assert (row.cells[1].state, row.cells[1].placed, row.cells[1].rejected) == (State.UNREAD, (), (wrong,))


def test_who_read_an_article_beside_a_rejected_claim_of_another_finds_it_silent() -> None:
    row = row_of(placed(STATE, layer="jonas", is_rejected=True), read=(Read(1, STATE, "alice"),))
    assert row.cells[1].state == State.SILENT


def test_only_what_is_affirmed_has_values() -> None:
    row = row_of(placed(WIRE, quantity=people(7)), placed(STATE, "mentions", quantity=people(6)))
    assert values(row) == [("7 people", 1, 1)]
    assert not row.is_contested


def test_two_readers_of_one_article_differ_but_the_outlets_do_not() -> None:
    row = row_of(
        placed(WIRE, quantity=people(7)), placed(WIRE, quantity=people(6), layer="jonas"), placed(STATE)
    )
    assert row.layers_differ
    assert not row.is_contested
    assert row_of(placed(WIRE), placed(WIRE, "refutes", layer="jonas")).layers_differ


def test_an_outlet_that_contradicts_itself_contests_a_row() -> None:
    assert row_of(placed(WIRE, quantity=people(7)), placed(WIRE, quantity=people(6))).is_contested


def test_one_agency_twice_is_one_report() -> None:
    row = row_of(
        placed(STATE, quantity=people(7), via="AP"),
        placed(BLOG, quantity=people(7), via="ap"),
        placed(RADIO, quantity=people(7)),
    )
    assert values(row) == [("7 people", 3, 2)]
    [origin] = row.origins
    assert (origin.name, origin.articles) == ("AP", (STATE, BLOG))
    assert [number for cell in row.cells for _, number in cell.placed] == [1, 1, 0]


def test_the_agencys_own_article_is_the_same_report() -> None:
    assert row_of(placed(WIRE), placed(STATE, via="The wire"), placed(BLOG, via="Wire")).sources == 2


def test_an_agency_by_its_initials_is_the_agency() -> None:
    columns = [Column(1, "Associated Press"), Column(2, "Daily")]
    assert row_of(placed(1), placed(2, via="AP"), columns=columns).sources == 1
    columns.append(Column(3, "Alpine Post"))
    assert row_of(placed(1), placed(3), columns=columns).sources == 2


def test_initials_of_an_outlet_that_says_nothing_here_are_not_anothers() -> None:
    columns = [Column(1, "Associated Press"), Column(2, "Daily"), Column(3, "Arab Post")]
    assert row_of(placed(3), placed(2, via="AP"), columns=columns).sources == 2


def test_initials_of_several_names_make_none_of_them_one() -> None:
    names = ["Al Arabiya", "Al-Ahram", "Al Akhbar", "Middle East Monitor"]
    columns = [Column(number, name) for number, name in enumerate(names, start=1)]
    three = [placed(number, quantity=people(6)) for number in (1, 2, 3)]
    relayed = placed(4, via="AA", quantity=people(7))
    row = row_of(*three, relayed, columns=columns)
    assert (row.sources, row.origins) == (4, ())
    assert values(row) == [("6 people", 3, 3), ("7 people", 1, 1)]
    assert row_of(three[0], relayed, columns=columns).sources == 2


def test_initials_that_a_claimant_has_too_are_nobodys() -> None:
    columns = [Column(1, "Al Arabiya"), Column(2, "Daily")]
    assert row_of(placed(1), placed(2, via="AA"), columns=columns).sources == 1
    told = placed(2, via="AA", claimant="Anadolu Agency")
    assert row_of(placed(1), told, columns=columns).sources == 2


def test_what_an_article_relays_from_two_agencies_has_two_sources() -> None:
    row = row_of(
        placed(WIRE, quantity=people(7)),
        placed(STATE, quantity=people(6), start=4),
        placed(RADIO, quantity=people(7), via="Wire", start=10),
        placed(RADIO, quantity=people(6), via="State TV", start=40),
    )
    assert row.sources == 2
    assert values(row) == [("6 people", 2, 1), ("7 people", 2, 1)]
    assert [origin.name for origin in row.origins] == ["Wire", "State TV"]


def test_one_passage_in_two_copies_of_a_text_is_one_report_whoever_named_the_agency() -> None:
    columns = [Column(1, "One", "text"), Column(2, "Two", "text")]
    assert row_of(placed(1, via="AP", start=5), placed(2, start=5), columns=columns).sources == 1


def test_the_same_words_in_two_outlets_are_one_report() -> None:
    columns = [Column(1, "One", "text"), Column(2, "Two", "text"), Column(3, "Three", "other")]
    row = row_of(placed(1), placed(2), placed(3), columns=columns)
    assert row.sources == 2
    assert [origin.name for origin in row.origins] == [""]


def test_outlets_without_a_name_are_not_one_outlet() -> None:
    assert row_of(placed(1), placed(2), columns=[Column(1), Column(2)]).sources == 2


def test_contested_rows_stand_first() -> None:
    claims = [placed(WIRE, statement=1), placed(WIRE, statement=2), placed(STATE, "refutes", statement=2)]
    assert [row.statement for row in matrix(COLUMNS, [1, 2, 3], claims, [])] == [2, 1, 3]


@dataclass
class Case:
    columns: list[Column]
    claims: list[Placed]
    read: list[Read]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A small story with everything at once."""
    articles = st.integers(1, 5)
    names = st.sampled_from(["", "AP", "Associated Press", "Arab Post", "Wire", "Écho"])
    columns = [
        Column(number, draw(names), draw(st.sampled_from(["", "text", "copy", "other"])))
        for number in range(1, 6)
    ]
    quantities = st.none() | st.builds(
        Quantity,
        st.sampled_from([Decimal(6), Decimal(7), None]),
        st.just(Decimal(8)),
        st.sampled_from(["people", "guards", "", "metres"]),
        st.booleans(),
    )
    days = st.none() | st.builds(Days.on, st.dates(date(2021, 1, 1), date(2021, 1, 3)))
    claim = st.builds(
        Placed,
        uid=st.just(""),
        statement=st.integers(1, 3),
        article=articles,
        layer=st.sampled_from(["alice", "jonas"]),
        stance=st.sampled_from(["affirms", "refutes", "queries", "mentions"]),
        claim=st.just(""),
        via=names,
        quantity=quantities,
        days=days,
        place=st.sampled_from(["", "Ras Zuhair", "the port"]),
        is_rejected=st.booleans(),
    )
    claims = [one._replace(uid=str(number)) for number, one in enumerate(draw(st.lists(claim, max_size=12)))]
    read = draw(st.lists(st.builds(Read, st.integers(1, 3), articles, st.just("alice")), max_size=8))
    return Case(columns, claims, read)


@given(cases(), st.randoms())
def test_the_order_of_what_comes_in_does_not_matter(case: Case, random: Random) -> None:
    rows = matrix(case.columns, [1, 2, 3], case.claims, case.read)
    claims, read, statements = list(case.claims), list(case.read), [1, 2, 3]
    for shuffled in (claims, read, statements):
        random.shuffle(shuffled)
    assert matrix(case.columns, statements, claims, read) == rows


@given(cases())
def test_the_counts_add_up(case: Case) -> None:
    for row in matrix(case.columns, [1, 2, 3], case.claims, case.read):
        placed_here = [one for cell in row.cells for one, _ in cell.placed]
        assert row.said + row.silent + row.unread == len(case.columns)
        rejected = [one for cell in row.cells for one in cell.rejected]
        assert sorted(placed_here + rejected) == sorted(
            one for one in case.claims if one.statement == row.statement
        )
        assert not any(one.is_rejected for one in placed_here)
        assert bool(placed_here) <= row.sources <= len(placed_here)
        for side in row.reported:
            for one in side:
                assert 1 <= one.sources <= row.sources
                assert 1 <= len(one.articles) <= row.said
        for origin in row.origins:
            assert len(origin.articles) > 1


@given(cases())
def test_every_claim_has_one_source(case: Case) -> None:
    columns = {column.article: column for column in case.columns}
    groups = sources_of(case.claims, columns, full_names(case.claims, case.columns))
    assert sorted(one for group in groups for one in group) == sorted(case.claims)
    names = [{one.via for one in group if one.via} for group in groups]
    for one, other in combinations(names, 2):
        assert one.isdisjoint(other)


@given(cases())
def test_a_row_of_one_voice_is_not_contested(case: Case) -> None:
    """Whoever agrees with themselves alone contradicts nobody."""
    for one in case.claims:
        assert not row_of(one._replace(statement=1), columns=case.columns).is_contested
