"""What goes with a step of an assignment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotator.forms.spans import EditForm


class ShownForm(forms.Form):
    """The number of the version of the text that the page showed, if it says so."""

    text = forms.IntegerField(min_value=1, required=False)


class ReasonForm(forms.Form):
    """Why an article is put off or declined: the lead reads it."""

    reason = forms.CharField(
        max_length=1000, error_messages={"required": _("Say why in a few words: your lead plans with it.")}
    )


class NoteForm(EditForm):
    edit = forms.UUIDField(required=False)  # The same note sent twice is the same note.
    note = forms.CharField(max_length=5000, required=False)
    was = forms.CharField(max_length=5000, required=False)

    def clean_was(self) -> str | None:
        """None where it was not sent."""
        return self.cleaned_data["was"] if "was" in self.data else None


class TimeForm(forms.Form):
    """Seconds of use that the page does not know to be kept; a page tells every minute.

    `kept` are those that it knows of, `page` is what it calls itself.
    """

    seconds = forms.IntegerField(min_value=1, max_value=3600)
    kept = forms.IntegerField(min_value=0, max_value=31_536_000)  # A year.
    page = forms.UUIDField()
