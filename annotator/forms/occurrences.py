"""Tagging every occurrence: what to look for, and which of the hits to tag."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from annotator.forms.spans import LabelForm, RefusedForm
from annotator.models import Assignment, Label


class OccurrencesForm(forms.Form):
    """The span whose words are looked for, where, and how exactly."""

    span = forms.UUIDField()
    scope = forms.ChoiceField(choices=[("article", "article"), ("story", "story")])
    folded = forms.BooleanField(required=False)

    def asked(self) -> dict[str, Any]:
        """The checked fields. Raises RefusedForm."""
        if not self.is_valid():
            raise RefusedForm(_("Choose a span first."))
        return self.cleaned_data


MOST_AT_ONCE = 2_000  # places that are tagged as one step


class TagOccurrencesForm(LabelForm):
    """`hits` holds `article:start-end` for each place to tag, at most MOST_AT_ONCE.

    `texts` holds `article:version` for each article, the version of the text that the places were found in.
    """

    texts = forms.RegexField(r"^\d{1,18}:\d{1,9}( \d{1,18}:\d{1,9})*$", required=False, max_length=1_000_000)
    hits = forms.RegexField(r"^\d{1,18}:\d{1,9}-\d{1,9}( \d{1,18}:\d{1,9}-\d{1,9})*$", max_length=1_000_000)

    def __init__(self, data: QueryDict, labels: Mapping[int, Label]) -> None:
        """Without a script each ticked place comes as a field of its own."""
        super().__init__({**data.dict(), "hits": " ".join(data.getlist("hits"))}, labels)

    def clean_hits(self) -> list[tuple[int, int, int]]:
        """(article, start, end) of each place, in code points."""
        hits = []
        asked = self.cleaned_data["hits"].split()
        if len(asked) > MOST_AT_ONCE:
            raise forms.ValidationError(
                _("%(asked)d places are ticked, and at most %(most)d are tagged at once: untick some.")
                % {"asked": len(asked), "most": MOST_AT_ONCE}
            )
        for hit in asked:
            article, _colon, place = hit.partition(":")
            start, _dash, end = place.partition("-")
            hits.append((int(article), int(start), int(end)))
        return hits

    def check_texts(self, layers: Mapping[int, Assignment]) -> None:
        """Raise WrongState if a layer, by its article, has another text than the places were found in."""
        for text in self.cleaned_data["texts"].split():
            article, _colon, number = text.partition(":")
            if (layer := layers.get(int(article))) is not None:
                layer.check_text(int(number))

    def hits_by_article(self) -> dict[int, list[tuple[int, int]]]:
        """The places in each article. Call on a valid form."""
        places: dict[int, list[tuple[int, int]]] = {}
        data: dict[str, Any] = self.cleaned_data
        for article, start, end in data["hits"]:
            places.setdefault(article, []).append((start, end))
        return places
