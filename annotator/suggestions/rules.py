"""Suggesters that need nothing but the text: dates, quantities and quotations. Pure.

Each looks for a label of the project by its usual names, and suggests nothing where there is none.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from annotator.attribution import attribution_of
from annotator.suggestions.kinds import Context, Suggestion
from annotator.values.dates import find_dates
from annotator.values.quantities import find_quantities
from articles.text import trim

DATE_LABELS = ("date", "dates", "time")
QUANTITY_LABELS = ("quantity", "quantities", "number", "numbers")
QUOTATION_LABELS = ("quotation", "quotations", "quote", "quotes")
# Opening and closing marks as typesetters pair them; within a paragraph, which may leave the closing one out.
_QUOTED = re.compile('“([^“”\n]+)[”\n]|«([^«»\n]+)[»\n]|„([^„“”\n]+)[“”\n]|"([^"\n]+)"|「([^「」\n]+)」')
_FEWEST_WORDS = 4  # What has fewer is a name in quotation marks, or a word somebody doubts.


def dates_and_quantities(context: Context) -> Iterator[Suggestion]:
    """Points in time with the days that they mean, and numbers with what they count."""
    date, quantity = context.label_named(*DATE_LABELS), context.label_named(*QUANTITY_LABELS)
    if date is None and quantity is None:
        return
    days = find_dates(context.text, context.published_on, context.language)
    if date is not None:
        for day in days:
            reason = _("a date: %s") % str(day.days) if day.days else day.reason
            yield Suggestion(day.start, day.end, date, reason)
    if quantity is not None:
        skip = [(day.start, day.end) for day in days]  # “7 November” counts nothing.
        for found in find_quantities(context.text, context.language, skip):
            yield Suggestion(found.start, found.end, quantity, _("a quantity: %s") % str(found.quantity))


def quotations(context: Context) -> Iterator[Suggestion]:
    """What stands in quotation marks, without them, with the speaker and the reporting verb."""
    label = context.label_named(*QUOTATION_LABELS)
    if label is None:
        return
    for match in _QUOTED.finditer(context.text):
        start, end = trim(context.text, *next(span for span in match.regs[1:] if span != (-1, -1)))
        if len(context.text[start:end].split()) >= _FEWEST_WORDS:
            yield Suggestion(start, end, label, _spoken(context, start, end))


def _spoken(context: Context, start: int, end: int) -> str:
    """Who is quoted and with which verb, if the line that the words stand in tells."""
    line = context.text.rfind("\n", 0, start) + 1
    rest = context.text.find("\n", end)
    told = attribution_of(
        context.text[line : rest if rest >= 0 else None], start - line, end - line, context.language
    )
    if not told.source:
        return _("in quotation marks")
    return _("%(speaker)s is quoted: “%(said)s”") % {"speaker": told.source, "said": told.said}
