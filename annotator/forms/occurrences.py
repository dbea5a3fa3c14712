"""Tagging every occurrence: what to look for, and which of the hits to tag."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from annotator.forms.spans import LabelForm
from annotator.models import Label


class OccurrencesForm(forms.Form):
    """The span whose words are looked for, where, and how exactly."""

    span = forms.UUIDField()
    scope = forms.ChoiceField(choices=[("article", "article"), ("story", "story")])
    folded = forms.BooleanField(required=False)


class TagOccurrencesForm(LabelForm):
    """`hits` holds `article:start-end` for each place to tag; at most 2,000 at once."""

    hits = forms.RegexField(
        r"^\d{1,18}:\d{1,9}-\d{1,9}( \d{1,18}:\d{1,9}-\d{1,9}){0,1999}$", max_length=100_000
    )

    def __init__(self, data: QueryDict, labels: Mapping[int, Label]) -> None:
        """Without a script each ticked place comes as a field of its own."""
        super().__init__({**data.dict(), "hits": " ".join(data.getlist("hits"))}, labels)

    def clean_hits(self) -> list[tuple[int, int, int]]:
        """(article, start, end) of each place, in code points."""
        hits = []
        for hit in self.cleaned_data["hits"].split():
            article, _, place = hit.partition(":")
            start, _, end = place.partition("-")
            hits.append((int(article), int(start), int(end)))
        return hits

    def hits_by_article(self) -> dict[int, list[tuple[int, int]]]:
        """The places in each article. Call on a valid form."""
        places: dict[int, list[tuple[int, int]]] = {}
        data: dict[str, Any] = self.cleaned_data
        for article, start, end in data["hits"]:
            places.setdefault(article, []).append((start, end))
        return places
