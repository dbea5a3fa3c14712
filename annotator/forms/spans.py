"""A span's save, as the browser's outbox and the plain forms send it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.models import Label, User


class RefusedForm(ValueError):
    """A save that can't be; the message is one sentence."""


class EditForm(forms.Form):
    """What every change carries: its own uid, and who made it.

    A change that waited in the browser may be sent after somebody else signed in there: it is refused then.
    """

    edit = forms.UUIDField()
    actor = forms.IntegerField(required=False)

    def save_of(self, user: User) -> dict[str, Any]:
        """The checked fields. Raises RefusedForm, and PermissionDenied if somebody else made the change."""
        if not self.is_valid():
            name, errors = next(iter(self.errors.get_json_data().items()))
            # A field without a label is no person's to fill in; what is wrong with the whole has no name.
            label = (self.fields[name].label or name) if name in self.fields else ""
            raise RefusedForm(f"{label}: {errors[0]['message']}".removeprefix(": "))
        actor = self.cleaned_data["actor"]
        if actor is not None and actor != user.pk:
            raise PermissionDenied(_("Somebody else made this change; it waits until they sign in again."))
        return self.cleaned_data


class LabelForm(EditForm):
    """Takes those of the labels, given by their ids, that a span can be given today.

    `text` is the number of the version of the text that the page showed.
    """

    label = forms.IntegerField(label=gettext_lazy("Label"))
    text = forms.IntegerField(min_value=1, required=False)

    def __init__(self, data: Any, labels: Mapping[int, Label]) -> None:
        super().__init__(data)
        self.labels = labels

    def clean_label(self) -> Label | None:
        """The label itself."""
        chosen = self.cleaned_data["label"]
        if chosen is None:
            return None
        label = self.labels.get(chosen)
        if label is None or not label.is_offered:
            raise forms.ValidationError(_("This label is not offered any more: choose another one."))
        return label


class SpanForm(LabelForm):
    """A new span."""

    uid = forms.UUIDField()
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)
    note = forms.CharField(required=False, max_length=5000)


class SpanChangeForm(LabelForm):
    """Any of label, stretches of text and note; `seen` is the version that was changed."""

    seen = forms.IntegerField(min_value=1)
    label = forms.IntegerField(label=gettext_lazy("Label"), required=False)
    ranges = forms.RegexField(r"^\d{1,9}-\d{1,9}( \d{1,9}-\d{1,9}){0,99}$", required=False)
    note = forms.CharField(required=False, max_length=5000)

    def clean_ranges(self) -> list[tuple[int, int]]:
        """`10-42 50-61`: the stretches the span is to have, in code points."""
        stretches = (stretch.split("-") for stretch in self.cleaned_data["ranges"].split())
        return [(int(start), int(end)) for start, end in stretches]

    def clean_note(self) -> str | None:
        """None where no note was sent; an empty one takes the note away."""
        return self.cleaned_data["note"] if "note" in self.data else None


class SpanDeleteForm(EditForm):
    seen = forms.IntegerField(min_value=1)
