"""A link of a span to an entity, as the panel sends it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.forms.occurrences import TagOccurrencesForm
from annotator.forms.spans import EditForm, RefusedForm
from annotator.forms.visible import check_visible
from annotator.models import User
from annotator.names import LONGEST_NAME


class LinkForm(EditForm):
    """The `entity` that was chosen, or `new` for one that is made of what was typed (`q`)."""

    seen = forms.IntegerField(min_value=1)
    entity = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    new = forms.BooleanField(required=False)
    q = forms.CharField(
        label=gettext_lazy("Name"), required=False, max_length=LONGEST_NAME, validators=[check_visible]
    )

    def save_of(self, user: User) -> dict[str, Any]:
        save = super().save_of(user)
        if not save["new"] and save["entity"] is None:
            raise RefusedForm(_("Choose an entity first."))
        return save


class UnlinkForm(EditForm):
    seen = forms.IntegerField(min_value=1)


class LinkMentionsForm(TagOccurrencesForm):
    """The places to link, in whichever articles, and the entity; what is not tagged yet gets the label."""

    entity = forms.IntegerField(min_value=1, max_value=2**63 - 1)
