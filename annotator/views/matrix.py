"""The matrix as it is shown: rows of cells with all that a template or a file says of them.

Shared by the story's page, by the saves that change rows of it, and by what is exported of it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from annotator.comparing import EVERYONE, ArticleOf, Comparison
from annotator.forms.stories import StoryForm
from annotator.matrix import Cell, Placed, Row, State, matrix
from annotator.models import Statement
from annotator.timelines import Line, Moment, Picture, days, picture

ROWS = 40  # on a page: what follows is a page away, and a file holds all
_DRAWN = 12  # statements on a timeline
_WIDEST = 12  # articles that fit beside one another on paper


@dataclass(frozen=True)
class ShownClaim:
    """A claim in a cell. `origin` marks those that rest on one report; `layer` is a uid, "" for one's own."""

    placed: Placed
    origin: str
    is_mine: bool
    layer: str

    @property
    def values(self) -> list[str]:
        return [str(value) for value in self.placed.values]


@dataclass(frozen=True)
class ShownCell:
    article: int
    state: State
    claims: list[ShownClaim]  # what a reviewer rejected comes last
    readers: str
    is_read_by_me: bool
    language: str  # of the article, "" if it is not known
    name: str = ""  # of the article, where the table is too wide to be printed as one

    @property
    def may_be_read(self) -> bool:
        """Whether to say that one read it for nothing: not beside a rejected claim of one's own."""
        return not any(claim.is_mine and claim.placed.is_rejected for claim in self.claims)


@dataclass(frozen=True)
class ShownRow:
    statement: Statement
    row: Row
    cells: list[ShownCell]
    articles: list[ArticleOf]

    @property
    def origins(self) -> Iterator[tuple[str, str, str]]:
        """The mark of each shared report, its name, and the outlets that rest on it."""
        names = {article.pk: article.name for article in self.articles}
        for origin in self.row.origins:
            outlets = ", ".join(names[article] for article in origin.articles)
            yield mark_of(origin.number), origin.name, outlets


def mark_of(number: int) -> str:
    """The mark of an origin: ①, ② … (21); "" for 0."""
    if number > 20:
        return f"({number})"
    return chr(ord("①") + number - 1) if number else ""


def shown(comparison: Comparison, statements: Iterable[Statement], rows: Iterable[Row]) -> list[ShownRow]:
    """The rows with their statements."""
    by_id = {statement.pk: statement for statement in statements}
    me = comparison.owner_name
    uids = {(layer.article, layer.name): str(layer.uid) for layer in comparison.layers.values()}
    names_readers = comparison.whose == EVERYONE
    is_wide = len(comparison.articles) > _WIDEST
    names = {article.pk: _on_paper(article) for article in comparison.articles} if is_wide else {}
    languages = {article.pk: article.language for article in comparison.articles}

    def claim(placed: Placed, number: int) -> ShownClaim:
        is_mine = placed.layer == me
        layer = "" if is_mine and comparison.owner else uids.get((placed.article, placed.layer), "")
        return ShownClaim(placed, mark_of(number), is_mine, layer)

    def cell(one: Cell) -> ShownCell:
        claims = [claim(placed, number) for placed, number in one.placed]
        claims += [claim(placed, 0) for placed in one.rejected]
        readers = ", ".join(name or _("gold") for name in one.read_by) if names_readers else ""
        name = names.get(one.article, "")
        return ShownCell(
            one.article, one.state, claims, readers, me in one.read_by, languages[one.article], name
        )

    return [
        ShownRow(by_id[row.statement], row, [cell(one) for one in row.cells], comparison.articles)
        for row in rows
    ]


def _on_paper(article: ArticleOf) -> str:
    """What tells the article from the others in a cell that stands by itself."""
    day = article.published_on
    return f"{article.name} · {date_format(day, 'j M Y')}" if day else article.name


def rows_of(comparison: Comparison, statements: Collection[Statement]) -> list[ShownRow]:
    """The rows of some statements, with what stands under them now."""
    keys = [statement.pk for statement in statements]
    rows = matrix(comparison.columns, keys, comparison.placed(keys), comparison.read(keys))
    return shown(comparison, statements, rows)


class Table:
    """The whole matrix of a story, and the page of it that the filters and the address ask for."""

    def __init__(self, comparison: Comparison, form: StoryForm) -> None:
        self.comparison = comparison
        self.statements = comparison.statements()
        self.placed = comparison.all_placed
        keys = [statement.pk for statement in self.statements]
        self.all_rows = matrix(comparison.columns, keys, self.placed, comparison.read())
        wordings = {statement.pk: statement.text for statement in self.statements}
        self.rows = [row for row in self.all_rows if form.keeps(row, wordings[row.statement])]
        self.is_whole = form.chosen("whole") is not None
        self.number = self._page_with(form.chosen("at")) or min(form.chosen("page") or 1, self.pages)

    def _page_with(self, statement: int | None) -> int | None:
        places = [number for number, row in enumerate(self.rows) if row.statement == statement]
        return places[0] // ROWS + 1 if places else None

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.rows) // ROWS))

    @property
    def contested(self) -> int:
        return sum(row.is_contested for row in self.all_rows)

    @property
    def next_page(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None

    @property
    def previous_page(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    def page(self) -> list[ShownRow]:
        if self.is_whole:
            return self.whole()
        first = (self.number - 1) * ROWS
        return shown(self.comparison, self.statements, self.rows[first : first + ROWS])

    def whole(self) -> list[ShownRow]:
        return shown(self.comparison, self.statements, self.rows)

    def of(self, statements: Collection[Statement]) -> list[ShownRow]:
        """The rows of some statements, whatever the filters."""
        keys = {statement.pk for statement in statements}
        return shown(self.comparison, statements, [row for row in self.all_rows if row.statement in keys])

    def claimants(self) -> list[tuple[int, str]]:
        """Who claims something here, by name."""
        counting = [one for one in self.placed if not one.is_rejected]
        found = {one.claimant_id: one.claimant for one in counting if one.claimant_id is not None}
        return sorted(found.items(), key=lambda pair: pair[1].casefold())

    def undated(self) -> list[ArticleOf]:
        """The articles that no picture of their publication can show."""
        return [article for article in self.comparison.articles if article.published_on is None]

    def placed_in(self) -> dict[int, int]:
        """How many claims are placed, by article."""
        placed = {article.pk: 0 for article in self.comparison.articles}
        for row in self.rows:
            for cell in row.cells:
                placed[cell.article] += len(cell.placed)
        return placed

    def said_when(self) -> Picture | None:
        """The publication of the articles; one without an hour may have come at any of its day."""
        placed = self.placed_in()
        moments = []
        for article in self.comparison.articles:
            if article.published_on is None:
                continue
            start, end = days(article.published_on, article.published_on)
            if article.published_time is not None:
                start = end = datetime.combine(article.published_on, article.published_time)
            words = str(placed[article.pk])
            moments.append(Moment(start, end, article.name, words, article.pk))
        return picture([Line("", moments)])

    def happened_when(self) -> Picture | None:
        """The dates that claims give, by statement, contested ones first."""
        names = {article.pk: article.name for article in self.comparison.articles}
        wordings = {statement.pk: statement.text for statement in self.statements}
        lines = []
        for row in self.rows:
            given = {
                (*days(one.days.start, one.days.end), names[one.article], str(one.days), one.article)
                for cell in row.cells
                for one, _number in cell.placed
                if one.days
            }
            if given:
                moments = [Moment(*one) for one in given]
                lines.append(Line(wordings[row.statement], moments, row.is_contested, row.statement))
        return picture(lines[:_DRAWN])
