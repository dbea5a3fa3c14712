"""What is said of a claim, as its form sends it: each change at once, or all of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from annotator.forms.spans import EditForm
from annotator.models import Claim, Entity, Span, User
from annotator.models.edits import Snapshot
from annotator.models.projects import ClaimField
from annotator.proposing import entities_named
from annotator.values.kinds import Days, Quantity
from annotator.values.writing import Unreadable, typed_days, typed_quantity


class ClaimForm(EditForm):
    """The fields of a span's claim; what is not sent stays as it is, what is sent empty is taken away.

    `claimant` is an entity's id, `claimant_name` what was typed instead of choosing one. A field of text that
    is as it was shown (`was-<field>`) is not read again. `accept` names a field whose proposal
    (`proposed-<field>`) is taken, or “all”.
    """

    seen = forms.IntegerField(min_value=1)
    claimant = forms.IntegerField(required=False)
    claimant_name = forms.CharField(max_length=300, required=False)
    attribution = forms.ChoiceField(choices=Claim.Attribution.choices, required=False)
    via = forms.CharField(max_length=200, required=False)
    type = forms.ChoiceField(choices=Claim.Type.choices, required=False)
    polarity = forms.ChoiceField(choices=Claim.Polarity.choices, required=False)
    certainty = forms.ChoiceField(choices=Claim.Certainty.choices, required=False)
    check_worthy = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], required=False)
    quantity = forms.CharField(max_length=100, required=False)
    date = forms.CharField(max_length=100, required=False)
    place = forms.CharField(max_length=200, required=False)

    def __init__(self, data: QueryDict, span: Span, user: User) -> None:
        super().__init__(_with_accepted(data))
        self.span = span
        self.user = user

    def clean_quantity(self) -> Quantity | None:
        read: Quantity | None = self._read("quantity", typed_quantity)
        return read

    def clean_date(self) -> Days | None:
        def read(words: str, language: str) -> Days:
            return typed_days(words, self.span.assignment.task.article.published_on, language)

        days: Days | None = self._read("date", read)
        return days

    def _stands(self, field: str) -> bool:
        """Whether a field was not sent, or is as it was shown."""
        return field not in self.data or self.data.get(f"was-{field}") == self.data[field]

    def _read(self, field: str, read: Callable[[str, str], Any]) -> Any:
        """What the words of a field mean in the language of the article; a proposal is written in English."""
        words = self.cleaned_data[field]
        if not words or self._stands(field):
            return None
        is_proposed = self.data.get(f"proposed-{field}") == self.data[field]
        try:
            return read(words, "en" if is_proposed else self.span.assignment.task.article.language)
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> None:
        """Find the claimant in the bank: by id, or by the whole name that was typed."""
        data = self.cleaned_data
        project = self.span.assignment.task.project
        name = data.get("claimant_name", "")
        if chosen := data.get("claimant"):
            found = list(Entity.objects.filter(project=project, pk=chosen).values_list("pk", "merged_into"))
            if not found:
                raise forms.ValidationError(_("The claimant is not in the bank any more: choose another."))
            data["claimant"] = found[0][1] or found[0][0]
        elif name and not self._stands("claimant_name"):
            entity = entities_named(project, self.user, name)[:1]
            if not entity:
                text = _("No entity of this project is called “%(name)s”: choose one of the list.")
                raise forms.ValidationError(text % {"name": name})
            data["claimant"] = entity[0].pk

    def over(self, claim: Snapshot) -> Snapshot:
        """The claim's snapshot with what was sent of the fields that the project asks for."""
        snapshot = dict(claim)
        for field in self.span.assignment.task.project.claim_fields:
            if field == ClaimField.CLAIMANT:
                typed = self.cleaned_data.get("claimant_name")
                is_cleared = "claimant_name" in self.data and not typed
                if self.cleaned_data["claimant"] or is_cleared:
                    snapshot["claimant"] = self.cleaned_data["claimant"]
            elif not self._stands(field):
                snapshot |= _PARTS.get(field, _as_it_is)(field, self.cleaned_data[field])
        return snapshot


def _with_accepted(data: QueryDict) -> QueryDict:
    """The data with the proposals that were accepted in the fields that are empty."""
    data = data.copy()
    wanted = data.get("accept", "")
    for field in ClaimField.values:
        proposed = data.get(f"proposed-{field}")
        if proposed and wanted in ("all", field) and not data.get(field):
            data[field] = proposed
    return data


def _of_quantity(_field: str, quantity: Quantity | None) -> Snapshot:
    low, high, unit, about = quantity or Quantity(None, None)
    return {
        "quantity_low": None if low is None else f"{low.normalize():f}",
        "quantity_high": None if high is None else f"{high.normalize():f}",
        "quantity_unit": unit[:60],
        "quantity_about": about,
    }


def _of_days(_field: str, days: Days | None) -> Snapshot:
    if days is None:
        return {"date_start": None, "date_end": None, "date_precision": ""}
    start, end, precision = days
    return {"date_start": start.isoformat(), "date_end": end.isoformat(), "date_precision": str(precision)}


def _of_choice(field: str, value: str) -> Snapshot:
    return {field: {"yes": True, "no": False}.get(value)}


def _as_it_is(field: str, value: str) -> Snapshot:
    return {field: value}


# What a field of the form makes of the claim's own fields, where that is more than its value.
_PARTS: dict[str, Callable[[str, Any], Snapshot]] = {
    ClaimField.CHECK_WORTHY: _of_choice,
    ClaimField.QUANTITY: _of_quantity,
    ClaimField.DATE: _of_days,
}
