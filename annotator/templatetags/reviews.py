"""Draws the list of a review page: the spans of a paragraph with the decisions on them.

Plain Python as in `marks`: hundreds of entries with a dozen attributes each take a template loop too long.
"""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from annotator.admin.reviewed import Entry, Reviewed, shown_words
from annotator.models import Label, Review, Span
from articles.text import Paragraph

register = template.Library()


@register.simple_tag
def draw_entries(reviewed: Reviewed, paragraph: Paragraph, is_swap: bool = False) -> SafeString:
    """Return the <ol> of the entries that begin in a paragraph, in text order."""
    items = (_draw_entry(reviewed, entry) for entry in reviewed.entries_in(paragraph))
    return format_html(
        '<ol id="l{}" aria-label="{}"{}>{}</ol>',
        paragraph.number,
        _("Spans of paragraph %d") % (paragraph.number + 1),
        format_html(' hx-swap-oob="{}"', "true") if is_swap else "",
        format_html_join("", "{}", ((item,) for item in items)),
    )


@register.simple_tag
def draw_said(entry: Entry) -> SafeString:
    """Return what a span says beyond its words, in one line; empty if nothing."""
    return format_html_join(" · ", "{} <bdi>{}</bdi>", entry.said)


def _draw_entry(reviewed: Reviewed, entry: Entry) -> SafeString:
    span = entry.span
    label = reviewed.labels[span.label_id]
    correction = reviewed.correction_of(entry)
    return format_html(
        '<li id="s-{}" class="entry c-{} {}"{}>'
        '<a href="?span={}#decision"><span class="tag" aria-hidden="true">{}</span> '
        '<span class="visually-hidden">{}: </span><bdi class="quote"{}>{}</bdi>{}{}{}</a></li>',
        span.uid,
        label.colour,
        "missed" if entry.is_gold else entry.decision or "undecided",
        _attributes(_data(entry, label, correction)),
        span.uid,
        label.tag,
        label.name,
        _language(reviewed),
        shown_words(span),
        format_html('<span class="says">{}</span>', said) if (said := draw_said(entry)) else "",
        format_html('<span class="note">{}</span>', span.note) if span.note else "",
        _outcome(entry, correction, reviewed),
    )


def _language(reviewed: Reviewed) -> SafeString | str:
    """The attribute of what is quoted."""
    return format_html(' lang="{}"', reviewed.language) if reviewed.language else ""


def _data(entry: Entry, label: Label, correction: Span | None) -> dict[str, object]:
    """What the script needs to know of an entry."""
    span, review = entry.span, entry.review
    data: dict[str, object] = {
        "uid": span.uid,
        "label": span.label_id,
        "name": label.name,
        "start": span.start,
        "end": span.end,
        "version": span.version,
        "gold": "true" if entry.is_gold else "",
        "left": "true" if entry.is_left else "",
        "decision": entry.decision,
    }
    if review is not None:
        data |= {"review": review.stamp, "comment": review.comment}
    if entry.is_stale:
        data["stale"] = entry.stale
    if correction is not None:
        data |= {
            "correction": correction.uid,
            "correction-label": correction.label_id,
            "correction-start": correction.start,
            "correction-end": correction.end,
            "correction-quote": shown_words(correction),
        }
    return data


def _attributes(data: Mapping[str, object]) -> SafeString:
    return format_html_join("", ' data-{}="{}"', data.items())


def _outcome(entry: Entry, correction: Span | None, reviewed: Reviewed) -> SafeString | str:
    """The line below the words: what was decided, by whom, and why."""
    if entry.is_missed:
        return format_html('<span class="review missed">{}</span>', _("Missed; added to gold"))
    if entry.is_left:
        words = _("Corrects what the annotator has deleted; in no dataset")
        return format_html('<span class="review stale">{}</span>', words)
    if entry.review is None:
        return ""
    if entry.is_stale:
        return format_html('<span class="review stale">{}</span>', entry.stale)
    return format_html(
        '<span class="review {}">{} · {}{}{}</span>',
        entry.decision,
        Review.Decision(entry.decision).label,
        entry.review.reviewer,
        _as_corrected(correction, reviewed),
        format_html(": {}", entry.review.comment) if entry.review.comment else "",
    )


def _as_corrected(correction: Span | None, reviewed: Reviewed) -> SafeString | str:
    if correction is None:
        return ""
    label = reviewed.labels[correction.label_id]
    return format_html(" → {} <bdi{}>“{}”</bdi>", label.name, _language(reviewed), shown_words(correction))
