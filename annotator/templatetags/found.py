"""Draws the rows of what was found."""

from collections.abc import Iterable
from datetime import date
from html import escape

from django import template
from django.utils.dates import MONTHS_3
from django.utils.safestring import SafeString, mark_safe

from articles.words import Piece

register = template.Library()


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """Return the text of the pieces with a <mark> around each that was looked for."""
    drawn = (f"<mark>{escape(text)}</mark>" if is_match else escape(text) for text, is_match in pieces)
    return mark_safe("".join(drawn))  # noqa: S308 - every text in it is escaped


@register.filter
def day(value: date) -> str:
    """Return what `date:"j M Y"` does, in a fifth of its time: every row has one."""
    return f"{value.day} {MONTHS_3[value.month].title()} {value.year}"
