"""What the import page sends: files and pasted text, and what a person changes in the preview."""

import re
from copy import copy
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from annotator.models import Import, StagedDraft
from annotator.models.imports import FIELDS
from articles.reading.drafts import MAX_LENGTHS, MAX_TEXT, Unfit, clean_field

_DRAFT = re.compile(r"draft-([0-9]{1,18})")
_RANGE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Any number of files, as a list; an empty file is among them: the reader refuses it by its name."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [file for file in data or [] if isinstance(file, UploadedFile)]


class UploadForm(forms.Form):
    """Files, pasted text or both; `batch` is the import that they are added to, if one has begun."""

    file = SeveralFilesField(label=_("Files"), required=False)
    text = forms.CharField(
        label=_("Or paste the text of one article"),
        required=False,
        strip=False,
        max_length=4 * MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    batch = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if not self.errors and not fields["file"] and not fields["text"].strip():
            raise forms.ValidationError(_("Choose files, or paste a text."))
        return fields


class DraftForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time it takes no parameter
    """The fields of a draft. Each is saved if it is valid, whatever the others are."""

    url = forms.URLField(
        label=_("Address"),
        required=False,
        max_length=MAX_LENGTHS["url"],
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    class Meta:
        model = StagedDraft
        fields = (*FIELDS, "is_wanted")
        widgets = {
            "published_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "published_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "source": forms.TextInput(attrs={"list": "sources", "dir": "auto"}),
            "story": forms.TextInput(attrs={"list": "stories", "dir": "auto"}),
            "title": forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            "byline": forms.TextInput(attrs={"dir": "auto"}),
            "language": forms.TextInput(attrs={"size": 6}),
        }

    def __init__(self, data: Any = None, *, instance: StagedDraft) -> None:
        super().__init__(data, instance=instance, auto_id=f"draft-{instance.pk}-%s", label_suffix="")
        for name in FIELDS:
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if instance.published_time and instance.published_time.second:
            widget = self.fields["published_time"].widget
            assert isinstance(widget, forms.TimeInput)
            widget.format = "%H:%M:%S"  # Or else a change of another field would cut them off.
        self.explain(instance.guesses)

    def explain(self, guesses: dict[str, str]) -> None:
        """Say beside each field that was guessed why."""
        for name, field in self.fields.items():
            field.help_text = _("guessed: %(why)s") % {"why": guesses[name]} if name in guesses else ""

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        for name in MAX_LENGTHS:
            try:
                fields[name] = clean_field(name, fields.get(name) or "")
            except Unfit as unfit:
                self.add_error(name, str(unfit))
        if fields.get("published_time") and not fields.get("published_on"):
            self.add_error("published_time", _("A time needs a date."))
        return fields

    def valid_changes(self) -> dict[str, Any]:
        """The changed fields that are valid; the others keep what is stored, and their errors are shown."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name not in self.errors}


def sent_drafts(batch: Import, data: QueryDict) -> list[tuple[StagedDraft, DraftForm]]:
    """The drafts whose fields were sent along, as `draft-<id>` with a query string, each with its form."""
    sent = {int(match[1]): str(data[name]) for name in data if (match := _DRAFT.fullmatch(name))}
    found = batch.drafts.filter(pk__in=sent).order_by("pk")
    return [(draft, DraftForm(QueryDict(sent[draft.pk]), instance=copy(draft))) for draft in found]


class RangeForm(forms.Form):
    """A range of a draft's text, "12-57", in code points."""

    range = forms.CharField(max_length=20)

    def clean_range(self) -> tuple[int, int]:
        match = _RANGE.fullmatch(self.cleaned_data["range"])
        if not match or int(match[1]) >= int(match[2]):
            raise forms.ValidationError(_("Select at least one character."))
        return int(match[1]), int(match[2])


class ForAllForm(forms.Form):
    """A source and a story for every draft of an import; what is left empty changes nothing."""

    source = forms.CharField(label=_("Source"), required=False, max_length=MAX_LENGTHS["source"])
    story = forms.CharField(label=_("Story"), required=False, max_length=MAX_LENGTHS["story"])
    field_order = ("source", "story")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="all-%s", label_suffix="")
        self.fields["source"].widget.attrs |= {"list": "sources", "dir": "auto", "autocomplete": "off"}
        self.fields["story"].widget.attrs |= {"list": "stories", "dir": "auto", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        for name in ("source", "story"):
            try:
                fields[name] = clean_field(name, fields.get(name) or "")
            except Unfit as unfit:
                self.add_error(name, str(unfit))
        return fields
