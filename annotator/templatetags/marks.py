"""Draws a layer: paragraphs with a <mark> a span and segment, and the list of spans beside them.

Plain Python, since a template loop took eight times as long on an article with 2,000 spans. What is drawn is
the text, byte for byte: everything else (tags, lanes) comes from CSS.
"""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from uuid import UUID

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from annotator.models import Label, Review
from annotator.segments import DrawnSpan, Segment, segments
from annotator.views.layers import Layer
from articles.text import Paragraph

register = template.Library()

DEEPEST_LANE = 7
LINKED = "•"  # after the tag of a span that is linked to an entity


@register.simple_tag
def draw_text(layer: Layer, is_swap: bool = False) -> SafeString:
    """Return the paragraphs of a layer, or of its part, as `draw_paragraph` draws each; to be swapped in."""
    return _joined(
        draw_paragraph(layer.text, paragraph, spans, layer.labels, is_swap)
        for paragraph, spans in layer.drawn_paragraphs()
    )


@register.simple_tag
def draw_lists(layer: Layer, is_swap: bool = False, whose: UUID | None = None) -> SafeString:
    """Return the lists of the spans of those paragraphs, as `draw_list` draws each."""
    return _joined(
        draw_list(layer.text, paragraph, spans, layer.labels, layer.language, is_swap, whose)
        for paragraph, spans in layer.drawn_paragraphs()
    )


def draw_paragraph(
    text: str,
    paragraph: Paragraph,
    spans: Iterable[DrawnSpan],
    labels: Mapping[int, Label],
    is_swap: bool = False,
) -> SafeString:
    """Return the <p> of a paragraph, whose text content is `text[paragraph.start:paragraph.end]` exactly."""
    drawn = segments(paragraph.start, paragraph.body_end, spans)
    deepest = max((lane for segment in drawn for lane, _span in segment.spans), default=0)
    classes = "gap" if paragraph.end - paragraph.body_end > 1 else ""
    if deepest > 3:
        classes += " dense"
    swap = ' hx-swap-oob="true"' if is_swap else ""
    body = "".join(_draw_segment(text, segment, labels) for segment in drawn)
    ends = text[paragraph.body_end : paragraph.end]
    return mark_safe(  # noqa: S308 - every text in it is escaped
        f'<p id="p{paragraph.number}" class="{classes}" dir="auto" data-start="{paragraph.start}"{swap}>'
        f'{body}<span class="ends">{ends}</span></p>'
    )


def draw_list(
    text: str,
    paragraph: Paragraph,
    spans: Iterable[DrawnSpan],
    labels: Mapping[int, Label],
    language: str = "",
    is_swap: bool = False,
    whose: UUID | None = None,
) -> SafeString:
    """Return the <ol> of the spans that begin in a paragraph, in text order; `whose` is another's layer.

    What they quote is marked as being in the `language` of the text, where that is known.
    """
    here = [span for span in spans if paragraph.start <= span.start < paragraph.end]
    here.sort(key=lambda span: (span.start, -span.end, span.uid))
    swap = ' hx-swap-oob="true"' if is_swap else ""
    name = escape(_("Spans of paragraph %d") % (paragraph.number + 1))
    items = "".join(_draw_items(text, here, labels, language, whose))
    return mark_safe(f'<ol id="l{paragraph.number}" aria-label="{name}"{swap}>{items}</ol>')  # noqa: S308


def _joined(drawn: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(drawn))  # noqa: S308 - each is safe


def _draw_segment(text: str, segment: Segment, labels: Mapping[int, Label]) -> str:
    words = escape(text[segment.start : segment.end])
    if not segment.spans:
        return words
    # One tag for all that open here, on the outermost of them: tags never lie on one another.
    tags = " ".join(f"{labels[span.label_id].tag}{LINKED if span.entity else ''}" for span in segment.opens)
    opening = ""
    for lane, span in segment.spans:
        label = labels[span.label_id]
        kind = "tie" if span.is_tie_at(segment.start) else label.kind
        tag = f' data-tag="{escape(tags)}"' if tags and span is segment.opens[0] else ""
        opening += (
            f'<mark class="{kind} c-{label.colour} lane-{min(lane, DEEPEST_LANE)}{_look(span)}"'
            f' data-uid="{span.uid}" data-label="{span.label_id}" data-origin="{span.origin}"{tag}>'
        )
    return opening + words + "</mark>" * len(segment.spans)


def _draw_items(
    text: str, spans: Iterable[DrawnSpan], labels: Mapping[int, Label], language: str, whose: UUID | None
) -> Iterator[str]:
    layer = f"layer={whose}&amp;" if whose else ""
    lang = f' lang="{escape(language)}"' if language else ""
    for span in spans:
        label = labels[span.label_id]
        name = escape(label.name)
        note = f'<bdi class="entity">{escape(span.entity)}</bdi>' if span.entity else ""
        note += f'<span class="note">{escape(span.note)}</span>' if span.note else ""
        note += _draw_review(span, labels, lang)
        yield (
            f'<li id="s-{span.uid}" class="c-{label.colour}" data-uid="{span.uid}" data-label="{label.pk}"'
            f' data-name="{name}" data-start="{span.start}" data-end="{span.end}"'
            f' data-version="{span.version}" data-ranges="{_ranges(span)}" data-origin="{span.origin}">'
            f'<a href="?{layer}span={span.uid}">'
            f'<span class="tag" aria-hidden="true">{escape(label.tag)}</span> '
            f'<span class="visually-hidden">{name}: </span>'
            f'<bdi class="quote"{lang}>{escape(_words(text, span))}</bdi>{note}</a></li>'
        )


def _look(span: DrawnSpan) -> str:
    """The classes of a span that is not just somebody's own: where it comes from, how it was reviewed."""
    origin = "" if span.origin == "human" else f" {span.origin}"
    is_current = span.decision is not None and span.reviewed_version == span.version
    return f"{origin} {span.decision}" if is_current else origin


def _draw_review(span: DrawnSpan, labels: Mapping[int, Label], lang: str) -> str:
    """The reviewer's decision on the span as it is; one on an earlier version of it says nothing any more."""
    if span.decision is None or span.reviewed_version != span.version:
        return ""
    decision = escape(str(Review.Decision(span.decision).label))
    right = ""
    if span.correction is not None:
        label, words = labels[span.correction.label_id].name, span.correction.words
        right = f" → {escape(label)} <bdi{lang}>“{escape(words)}”</bdi>"
    comment = f": {escape(span.comment)}" if span.comment else ""
    return f'<span class="review {span.decision}">{decision}{right}{comment}</span>'


def _ranges(span: DrawnSpan) -> str:
    """The span's stretches as its change takes them: `10-42 50-61`."""
    return " ".join(f"{start}-{end}" for start, end in span.fragments or [(span.start, span.end)])


def _words(text: str, span: DrawnSpan) -> str:
    """What the span says: its text, or its fragments' with an ellipsis between."""
    return " … ".join(text[start:end] for start, end in span.fragments or [(span.start, span.end)])
