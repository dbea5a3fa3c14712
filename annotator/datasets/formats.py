"""The formats of a dataset, by the names that they have in addresses, commands and file names."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from annotator.datasets import (
    as_cells,
    as_claimreview,
    as_claims,
    as_conll,
    as_csv,
    as_fever,
    as_jsonl,
    as_mentions,
)
from annotator.datasets.records import Record
from annotator.models import Label

CLAIMS, ENTITIES = (Label.Kind.CLAIM.value,), (Label.Kind.ENTITY.value,)
RELATED = "related"


class Format(NamedTuple):
    """`write` gets the records, or with `by_story` the StoryRecords, and counts what it can't hold.

    With `kinds`, the spans of such labels alone are read. `about` is for the person who chooses. Of LOSSES,
    `leaves_out` are those that can be counted beforehand and are this format's own: relations by `write` in
    files.py, whatever spans a format reads; the others by its writer.
    """

    name: str | Promise
    content_type: str
    about: str | Promise
    write: Callable[[Iterable[Any], Counter[str]], Iterator[bytes]]
    by_story: bool = False
    kinds: tuple[str, ...] = ()
    leaves_out: tuple[str, ...] = (RELATED,)

    @property
    def is_csv(self) -> bool:
        return self.content_type.startswith("text/csv")


def _whole(write: Callable[[Iterable[Record]], Iterator[bytes]]) -> Callable[..., Iterator[bytes]]:
    """A writer that holds every span, and so has nothing to count."""
    return lambda records, lost: write(records)


FORMATS = {
    "jsonl": Format(
        "JSONL",
        "application/x-ndjson",
        _("All there is, a line an annotated article, with its whole text."),
        _whole(as_jsonl.write),
        leaves_out=(),
    ),
    "csv": Format(
        "CSV", "text/csv; charset=utf-8", _("The spans as a table, a row a span."), _whole(as_csv.write)
    ),
    "claims.csv": Format(
        _("claims.csv"),
        "text/csv; charset=utf-8",
        _("The claims as a table, a row a claim, with who says it, its values and its statements."),
        as_claims.write,
        kinds=CLAIMS,
    ),
    "matrix.csv": Format(
        _("matrix.csv"),
        "text/csv; charset=utf-8",
        _("Statements × articles, a row each with what is placed, or silent, or unread."),
        as_cells.write,
        by_story=True,
        kinds=CLAIMS,
    ),
    "fever.jsonl": Format(
        _("FEVER"),
        "application/x-ndjson",
        _("A line a statement: SUPPORTS, REFUTES or NOT ENOUGH INFO, with its evidence by article."),
        as_fever.write,
        by_story=True,
        kinds=CLAIMS,
    ),
    "claimreview.jsonld": Format(
        _("ClaimReview"),
        "application/ld+json",
        _("The statements with a verdict, as schema.org has them (JSON-LD)."),
        as_claimreview.write,
        by_story=True,
        kinds=CLAIMS,
        leaves_out=(RELATED, "no_verdict"),
    ),
    "mentions.json": Format(
        _("Mentions"),
        "application/json",
        _("The mentions of entities with their chains over a story, as objects like those of ECB+ (JSON)."),
        as_mentions.write,
        by_story=True,
        kinds=ENTITIES,
    ),
    "coref.conll": Format(
        _("CoNLL"),
        "text/plain; charset=utf-8",
        _(
            "Texts in tokens, with the chains of entities over a story in brackets. Spans that cross or "
            "repeat one of the same entity are left out."
        ),
        as_conll.write,
        by_story=True,
        kinds=ENTITIES,
        leaves_out=(RELATED, "fragments"),
    ),
}
