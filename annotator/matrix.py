"""Who says what, who contradicts whom and who is silent: statements × articles. Pure.

What is placed and what is read comes in as plain records, in any order; the same rows come out. A cell is
*silent* if somebody read the article for the statement and placed nothing, and *unread* without a reading.
A claim that a reviewer rejected counts nowhere, and nor does its layer's reading: there was something.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from itertools import combinations
from typing import NamedTuple

from annotator.values.comparing import Outcome, Value, compare
from annotator.values.kinds import Days, Quantity
from articles.text import fold

_INITIALS = re.compile(r"[A-Z]{2,6}\Z")


class State(StrEnum):
    """What a cell holds."""

    PLACED = "placed"
    SILENT = "silent"
    UNREAD = "unread"


class Stance(StrEnum):
    """The values are those of `Placement.Stance`."""

    AFFIRMS = "affirms"
    REFUTES = "refutes"
    QUERIES = "queries"
    MENTIONS = "mentions"


class Column(NamedTuple):
    """An article: its outlet, and the hash of the text in which it is worked on; "" if unknown."""

    article: int
    outlet: str = ""
    text: str = ""


class Placed(NamedTuple):
    """A claim under a statement. `layer` says whose it is, `start` and `end` where in the text it stands."""

    uid: str
    statement: int
    article: int
    layer: str
    stance: str
    claim: str
    words: str = ""
    start: int = 0
    end: int = 0
    label: int = 0
    claimant_id: int | None = None
    claimant: str = ""
    via: str = ""
    quantity: Quantity | None = None
    days: Days | None = None
    place: str = ""
    is_rejected: bool = False

    @property
    def values(self) -> list[Value]:
        """What it gives of number, date and place."""
        return [value for value in (self.quantity, self.days, self.place) if value]


class Read(NamedTuple):
    """“Read for this”, by the person of a layer."""

    statement: int
    article: int
    layer: str


class Origin(NamedTuple):
    """One report that several articles rest on; `name` is the agency, or "" for one text in two outlets."""

    number: int
    name: str
    articles: tuple[int, ...]


class Cell(NamedTuple):
    """What an article says of a statement: its claims, each with the number of its origin or 0.

    What a reviewer rejected stands apart.
    """

    article: int
    state: State
    placed: tuple[tuple[Placed, int], ...] = ()
    read_by: tuple[str, ...] = ()
    rejected: tuple[Placed, ...] = ()


class Reported(NamedTuple):
    """A value that is affirmed, by which articles, and by how many independent sources."""

    value: Value
    articles: tuple[int, ...]
    sources: int


class Row(NamedTuple):
    """A statement across the articles.

    `reported` are the values side by side, a tuple a kind (number, date, place). `against` are the reasons
    why the row is contested for its values, `incomparable` why values were not compared. `layers_differ`:
    two people placed claims of one article with different stances or values.
    """

    statement: int
    cells: tuple[Cell, ...]
    reported: tuple[tuple[Reported, ...], ...]
    stances_differ: bool
    against: tuple[str, ...]
    incomparable: tuple[str, ...]
    layers_differ: bool
    sources: int
    origins: tuple[Origin, ...]

    @property
    def is_contested(self) -> bool:
        return self.stances_differ or bool(self.against)

    def count(self, state: State) -> int:
        return sum(cell.state == state for cell in self.cells)

    @property
    def said(self) -> int:
        """In how many articles something is placed."""
        return self.count(State.PLACED)

    @property
    def silent(self) -> int:
        return self.count(State.SILENT)

    @property
    def unread(self) -> int:
        return self.count(State.UNREAD)


def matrix(
    columns: Sequence[Column], statements: Iterable[int], placed: Iterable[Placed], read: Iterable[Read]
) -> list[Row]:
    """Return a row a statement, contested ones first, otherwise in the order of the statements' ids."""
    of_row: dict[int, list[Placed]] = defaultdict(list)
    for one in placed:
        of_row[one.statement].append(one)
    readers: dict[tuple[int, int], set[str]] = defaultdict(set)
    for reading in read:
        readers[reading.statement, reading.article].add(reading.layer)
    laying = _Laying(columns)
    rows = [laying.row(statement, of_row[statement], readers) for statement in statements]
    return sorted(rows, key=lambda row: (not row.is_contested, row.statement))


def full_names(placed: Iterable[Placed], columns: Iterable[Column]) -> dict[str, str]:
    """Return what initials stand for, both folded: the one name of an outlet, an agency or a claimant.

    Outlets are those of all columns, as a story's other outlets have these initials whatever they say here.
    Initials that fit two names stand for neither: two names are never one source through a third.
    """
    names = {column.outlet for column in columns}
    for one in placed:
        names |= {one.via, one.claimant}
    short = {name: set[str]() for name in names if _INITIALS.match(name)}
    if not short:
        return {}
    for name in names:
        initials, folded = _known_by(name)
        if initials in short:
            short[initials].add(folded)
    return {_known_by(name).folded: fits.pop() for name, fits in short.items() if len(fits) == 1}


class _Known(NamedTuple):
    initials: str
    folded: str


@lru_cache(maxsize=4096)
def _known_by(name: str) -> _Known:
    """The initials of a name, and it folded; the names of a story come up in each of its rows."""
    return _Known("".join(re.findall(r"\b\w", name)).upper(), fold(name))


def sources_of(
    placed: Sequence[Placed], columns: Mapping[int, Column], full: Mapping[str, str]
) -> list[list[Placed]]:
    """Return the claims by where they come from: one group an independent source.

    Claims are of one source if they are relayed from one agency, or are the agency's own; if they are the
    own words of one outlet, or of articles with the very same text. What one article relays from two
    agencies has two sources. `full` are the names that initials stand for, as of `full_names`.
    """
    if len(placed) < 2:
        return [list(placed)] if placed else []
    groups: list[tuple[set[tuple[str, str]], list[Placed]]] = []
    for one in placed:
        keys = set(_keys(one, columns[one.article], full))
        meeting = [group for group in groups if group[0] & keys]
        groups = [group for group in groups if not group[0] & keys]
        groups.append((keys.union(*(group[0] for group in meeting)), [*_claims(meeting), one]))
    return sorted(sorted(claims) for _, claims in groups)


def _claims(groups: Iterable[tuple[set[tuple[str, str]], list[Placed]]]) -> list[Placed]:
    return [one for _, claims in groups for one in claims]


def _keys(one: Placed, column: Column, full: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What two claims of one source have in common; `full` are the names that initials stand for."""
    name = _known_by(one.via or column.outlet).folded
    yield ("name", full.get(name, name) or f"article {column.article}")
    text = column.text or f"article {column.article}"
    yield ("passage", f"{text} {one.start}")
    if not one.via:
        yield ("text", text)


# How a claim's values are read, a kind at a time.
KINDS = ("quantity", "days", "place")


class _Laying:
    """The columns in their order, and comparisons that were made before: many claims give the same values."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.order = {column.article: number for number, column in enumerate(columns)}
        self.by_article = {column.article: column for column in columns}
        self.unread = {column.article: Cell(column.article, State.UNREAD) for column in columns}
        self.compare = cache(compare)

    def row(self, statement: int, placed: list[Placed], readers: dict[tuple[int, int], set[str]]) -> Row:
        everything = [one for one in placed if one.article in self.order]
        everything.sort(key=lambda one: (one.start, one.layer, one))
        here = [one for one in everything if not one.is_rejected]
        rejected: dict[int, list[Placed]] = defaultdict(list)
        for one in everything:
            if one.is_rejected:
                rejected[one.article].append(one)
        full = full_names(here, self.columns)
        sources = sources_of(sorted(here), self.by_article, full)
        origins = self._origins(sources)
        number_of = {one.uid: number for number, (_, group) in enumerate(origins, start=1) for one in group}
        by_article: dict[int, list[tuple[Placed, int]]] = defaultdict(list)
        for one in here:
            by_article[one.article].append((one, number_of.get(one.uid, 0)))
        affirmed = [one for one in here if one.stance == Stance.AFFIRMS]
        against, incomparable, layers_differ = self._differences(affirmed)
        between, within = _stances_against(here)
        return Row(
            statement=statement,
            cells=tuple(
                self._cell(
                    article,
                    by_article.get(article, ()),
                    readers.get((statement, article), ()),
                    rejected.get(article, ()),
                )
                for article in self.order
            ),
            reported=tuple(side for kind in KINDS if (side := self._side_by_side(kind, affirmed, full))),
            stances_differ=between,
            against=against,
            incomparable=incomparable,
            layers_differ=layers_differ or within,
            sources=len(sources),
            origins=tuple(origin for origin, _ in origins),
        )

    def _cell(
        self,
        article: int,
        placed: Sequence[tuple[Placed, int]],
        readers: Collection[str],
        rejected: Sequence[Placed],
    ) -> Cell:
        if rejected:
            readers = set(readers) - {one.layer for one in rejected}
        if placed:
            return Cell(article, State.PLACED, tuple(placed), tuple(sorted(readers)), tuple(rejected))
        if readers:
            return Cell(article, State.SILENT, (), tuple(sorted(readers)), tuple(rejected))
        return Cell(article, State.UNREAD, rejected=tuple(rejected)) if rejected else self.unread[article]

    def _in_order(self, claims: Iterable[Placed]) -> tuple[int, ...]:
        """The articles of claims."""
        return tuple(sorted({one.article for one in claims}, key=self.order.__getitem__))

    def _origins(self, sources: list[list[Placed]]) -> list[tuple[Origin, list[Placed]]]:
        """The sources that more than one article rests on, numbered in the order of the articles."""
        shared = [(self._in_order(group), group) for group in sources]
        shared = [(articles, group) for articles, group in shared if len(articles) > 1]
        shared.sort(key=lambda each: [self.order[article] for article in each[0]])
        found = []
        for number, (articles, group) in enumerate(shared, start=1):
            agencies = sorted({one.via for one in group if one.via})
            names = {self.by_article[article].outlet for article in articles}
            name = agencies[0] if agencies else names.pop() if len(names) == 1 else ""
            found.append((Origin(number, name, articles), group))
        return found

    def _differences(self, affirmed: list[Placed]) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
        """Why values contradict one another, why others were not compared, and whether readers differ."""
        against, incomparable, layers_differ = set(), set(), False
        for kind in KINDS:
            by_value: dict[Value, list[Placed]] = defaultdict(list)
            for one in affirmed:
                if value := getattr(one, kind):
                    by_value[value].append(one)
            ordered = sorted(by_value, key=_order)
            for first, second in combinations(ordered, 2):
                outcome, reason = self.compare(first, second)
                if outcome in (Outcome.SAME, Outcome.COMPATIBLE):
                    continue
                faces = any(_faces(a, b) for a in by_value[first] for b in by_value[second])
                if outcome == Outcome.NOT_COMPARABLE and faces:
                    incomparable.add(reason)
                elif faces:
                    against.add(self._said_once(first, second, ordered) or reason)
                elif outcome == Outcome.DIFFERENT:
                    layers_differ = True
        return tuple(sorted(against)), tuple(sorted(incomparable)), layers_differ

    def _said_once(self, first: Value, second: Value, ordered: Sequence[Value]) -> str:
        """The reason in the words of the first values that say the same: 6 people for 6 workers too."""
        one, other = (
            next((each for each in ordered if self.compare(value, each).outcome == Outcome.SAME), value)
            for value in (first, second)
        )
        outcome, reason = self.compare(one, other)
        return reason if outcome == Outcome.DIFFERENT else ""

    def _side_by_side(
        self, kind: str, affirmed: list[Placed], full: Mapping[str, str]
    ) -> tuple[Reported, ...]:
        """The distinct values of a kind, the smallest first; what says the same is one."""
        groups: list[tuple[Value, list[Placed]]] = []
        given = [(value, one) for one in affirmed if (value := getattr(one, kind))]
        for value, one in sorted(given, key=lambda pair: (_order(pair[0]), pair[1])):
            alike = (group for group in groups if self.compare(group[0], value).outcome == Outcome.SAME)
            if same := next(alike, None):
                same[1].append(one)
            else:
                groups.append((value, [one]))
        return tuple(
            Reported(value, self._in_order(group), len(sources_of(sorted(group), self.by_article, full)))
            for value, group in groups
        )


def _faces(a: Placed, b: Placed) -> bool:
    """Whether two claims can contradict one another: two people's readings of one article can't."""
    return a.article != b.article or a.layer == b.layer


def _stances_against(placed: list[Placed]) -> tuple[bool, bool]:
    """Whether some affirm what others refute or query: between articles, and between readers of one."""
    between = within = False
    affirming = [one for one in placed if one.stance == Stance.AFFIRMS]
    doubting = [one for one in placed if one.stance in (Stance.REFUTES, Stance.QUERIES)]
    for a in affirming:
        for b in doubting:
            if _faces(a, b):
                between = True
            else:
                within = True
    return between, within


def _order(value: Value | None) -> tuple[object, ...]:
    """By size, or by time, or by name; alike for alike values only."""
    if isinstance(value, Quantity):
        low, high = value.low, value.high
        bounds = (high if low is None else low, low is None, high is None, low if high is None else high)
        return (*bounds, value.about, value.unit == "", value.unit)
    if isinstance(value, Days):
        return (value.start, value.end, value.precision)
    return (value or "",)
