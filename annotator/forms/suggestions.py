"""Accepting and refusing what is suggested."""

from typing import NamedTuple

from django import forms
from django.utils.translation import gettext as _

from annotator.forms.spans import LabelForm


class Place(NamedTuple):
    """A suggestion as it is accepted: where, as what, and whom it means."""

    start: int
    end: int
    entity: int | None


class AcceptForm(LabelForm):
    """`places` holds `start-end` or `start-end:entity` for each suggestion of one label; 2,000 at most."""

    places = forms.RegexField(
        r"^\d{1,9}-\d{1,9}(:\d{1,18})?( \d{1,9}-\d{1,9}(:\d{1,18})?){0,1999}$", max_length=100_000
    )

    def clean_places(self) -> list[Place]:
        found = []
        for place in self.cleaned_data["places"].split():
            stretch, _colon, entity = place.partition(":")
            start, end = stretch.split("-")
            found.append(Place(int(start), int(end), int(entity) if entity else None))
        return found


class RefuseForm(LabelForm):
    """A suggestion that is never to come again."""

    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1, max_value=999_999_999)

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("end", 1) <= self.cleaned_data.get("start", 0):
            raise forms.ValidationError(_("A suggestion ends behind its start."))
