"""A reviewer's decisions, as the browser's outbox and the plain forms send them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotator.forms.spans import EditForm, LabelForm, SpanForm

UNDECIDED = "undecided"


class DecisionForm(LabelForm):
    """A decision on one span; label and borders are those of its correction."""

    span = forms.UUIDField()
    decision = forms.ChoiceField(
        choices=[("accepted", ""), ("rejected", ""), ("corrected", ""), (UNDECIDED, "")]
    )
    comment = forms.CharField(required=False, max_length=5000)
    seen = forms.IntegerField(min_value=1)
    seen_review = forms.CharField(required=False, max_length=40)
    start = forms.IntegerField(min_value=0, required=False)
    end = forms.IntegerField(min_value=1, required=False)
    label = forms.IntegerField(required=False)


class NothingHereForm(EditForm):
    is_so = forms.BooleanField(required=False)


class MissedForm(SpanForm):
    """A span that the annotator missed."""


class GoldForm(EditForm):
    """A span of gold that stands by itself, to be taken out or kept."""

    span = forms.UUIDField()
    seen = forms.IntegerField(min_value=1)


class AcceptForm(forms.Form):
    """`seen` is when the work that the reviewer read was handed in."""

    seen = forms.CharField(required=False)
    message = forms.CharField(required=False, max_length=5000)


class ReturnForm(AcceptForm):
    message = forms.CharField(
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("Message to the annotator"),
        error_messages={"required": _("Say what is to be done: the annotator sees this message.")},
    )
