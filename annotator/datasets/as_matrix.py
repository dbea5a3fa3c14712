"""CSV: a story's matrix for people, a row a statement and a column an article (RFC 4180, UTF-8).

It begins with a byte order mark, without which Excel takes it for the system's own encoding.
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from annotator.comparing import ArticleOf
from annotator.datasets.as_csv import cell
from annotator.matrix import Cell, Placed, Row
from annotator.models import Statement

COLUMNS = (
    *("statement_id", "statement", "contested", "why", "values"),
    *("independent_reports", "silent", "unread", "verdict", "justification"),
)


def matrix_csv(articles: Sequence[ArticleOf], rows: Iterable[tuple[Statement, Row]]) -> str:
    """Return the table, with what a spreadsheet would run made harmless."""
    table = StringIO(newline="")
    table.write("\ufeff")
    writer = csv.writer(table)
    writer.writerow([*COLUMNS, *(cell(_head(article)) for article in articles)])
    for statement, row in rows:
        values = " · ".join(
            f"{one.value} ({one.sources})" for side in row.reported for one in side
        )  # each with its independent reports
        writer.writerow(
            [
                statement.pk,
                cell(statement.text),
                "yes" if row.is_contested else "no",
                cell(" ".join([*(["Stances differ."] if row.stances_differ else []), *row.against])),
                cell(values),
                row.sources,
                row.silent,
                row.unread,
                statement.verdict,
                cell(statement.justification),
                *(cell(_words(each)) for each in row.cells),
            ]
        )
    return table.getvalue()


def _head(article: ArticleOf) -> str:
    day = article.published_on.isoformat() if article.published_on else ""
    return " ".join(filter(None, [article.name, day]))


def _words(shown: Cell) -> str:
    """What an article says of the statement: its claims, or silent or unread; and how many were rejected."""
    said = [_claim(placed) for placed, _ in shown.placed] or [shown.state.value]
    return "\n".join([*said, *([f"({len(shown.rejected)} rejected)"] if shown.rejected else [])])


def _claim(placed: Placed) -> str:
    via = f"via {placed.via}" if placed.via else ""
    known = "; ".join(filter(None, [placed.claimant, via, *map(str, placed.values)]))
    return f"{placed.stance}: “{placed.words}”" + (f" ({known})" if known else "")
