"""A layer as it is drawn: the spans of one assignment on the paragraphs of its text.

Shared by the workspace, which draws all of it, and by saves, which draw what they changed.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from annotator.fragments import shown
from annotator.models import Assignment, Label, Span
from annotator.models.entities import STANDING_NAME
from annotator.prepared import prepared
from annotator.segments import Correction, DrawnSpan
from articles.models import ArticleVersion
from articles.text import Paragraph

Rows = QuerySet[Span, tuple[Any, ...]]

# In the order of DrawnSpan's fields, the last of which takes four; UUID and JSON as text, since to read them
# took a tenth of a long page.
_COLUMNS = (
    Cast("uid", TextField()),
    "start",
    "end",
    "label_id",
    "version",
    "note",
    "origin",
    "review__decision",
    "review__comment",
    "review__span_version",
    Cast("fragments", TextField()),
    STANDING_NAME,
    "review__correction__label_id",
    "review__correction__quote",
    "review__correction__start",
    Cast("review__correction__fragments", TextField()),
)


@dataclass
class Layer:
    """A text, its paragraphs and the spans that touch them, in text order; `language` is "" if not known."""

    text: str
    language: str
    labels: dict[int, Label]
    paragraphs: list[Paragraph]
    spans: list[DrawnSpan] = field(default_factory=list)

    def drawn_paragraphs(self) -> Iterable[tuple[Paragraph, list[DrawnSpan]]]:
        """Each paragraph with the spans that touch it."""
        live: list[DrawnSpan] = []
        coming = iter(self.spans)
        following = next(coming, None)
        for paragraph in self.paragraphs:
            live = [span for span in live if span.end > paragraph.start]
            while following is not None and following.start < paragraph.end:
                if following.end > paragraph.start:
                    live.append(following)
                following = next(coming, None)
            yield paragraph, live


def labels_of(slug: str) -> dict[int, Label]:
    """Every label of a project by its id, archived ones too: spans may still carry them."""
    return {label.pk: label for label in _labels(slug)}


@prepared
def _labels(slug: str) -> QuerySet[Label]:
    return Label.objects.filter(project__slug=slug)


def whole_layer(
    version: ArticleVersion, language: str, assignment: Assignment | None, labels: dict[int, Label]
) -> Layer:
    """All of a text with all spans of an assignment; without one, the bare text."""
    spans = _drawn(_spans(assignment.pk)) if assignment else []
    return Layer(version.text, language, labels, version.paragraphs(), spans)


def touched_part(
    assignment: Assignment, ranges: Iterable[tuple[int, int]], labels: dict[int, Label]
) -> Layer:
    """The paragraphs that a change of these ranges touches, with the spans on them."""
    version, language = assignment.version, assignment.task.article.language
    touched = [
        paragraph
        for paragraph in version.paragraphs()
        if any(paragraph.start < end and paragraph.end > start for start, end in ranges)
    ]
    if not touched:
        return Layer(version.text, language, labels, [])
    spans = _spans_touching(assignment.pk, touched[0].start, touched[-1].end)
    return Layer(version.text, language, labels, touched, _drawn(spans))


@prepared
def _spans(assignment: int) -> Rows:
    return Span.objects.filter(assignment=assignment).in_text_order().values_list(*_COLUMNS)


@prepared
def _spans_touching(assignment: int, start: int, end: int) -> Rows:
    spans = Span.objects.filter(assignment=assignment).touching(start, end)
    return spans.in_text_order().values_list(*_COLUMNS)


def _drawn(rows: Iterable[tuple[Any, ...]]) -> list[DrawnSpan]:
    return [
        DrawnSpan._make((_with_dashes(uid), *values, _stretches(fragments), entity, _correction(*right)))
        for (uid, *values, fragments, entity), right in ((row[:-4], row[-4:]) for row in rows)
    ]


def _correction(label: int | None, quote: str, start: int, fragments: str) -> Correction | None:
    return Correction(label, shown(quote, start, _stretches(fragments))) if label else None


def _stretches(fragments: str) -> Sequence[Sequence[int]]:
    stretches: list[list[int]] = json.loads(fragments) if fragments != "[]" else []
    return stretches


def _with_dashes(uid: str) -> str:
    """The text of a UUID, of which SQLite keeps the digits alone."""
    if len(uid) > 32:
        return uid
    return f"{uid[:8]}-{uid[8:12]}-{uid[12:16]}-{uid[16:20]}-{uid[20:]}"
