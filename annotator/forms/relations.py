"""A relation between two spans, as the workspace sends it."""

from django import forms

from annotator.forms.spans import EditForm


class RelationForm(EditForm):
    """From the span `source` to the span `target`, with a label's id; `uid` is the relation's own."""

    uid = forms.UUIDField()
    label = forms.IntegerField()
    source = forms.UUIDField()
    target = forms.UUIDField()
