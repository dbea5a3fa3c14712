"""What is asked of a story's page, and what is saved there."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.forms.spans import EditForm
from annotator.forms.visible import check_visible
from annotator.matrix import Row
from annotator.models import Placement, Statement
from articles.text import fold


class StoryForm(forms.Form):
    """The filters in the address; what makes no sense is left out, as if it had not been asked for."""

    CONTESTED, UNREAD, DIFFER = "contested", "unread", "differ"
    SHOW = (
        (CONTESTED, gettext_lazy("Contested only")),
        (UNREAD, gettext_lazy("With something unread")),
        (DIFFER, gettext_lazy("Where analysts differ")),
    )

    layer = forms.CharField(required=False, max_length=20)
    show = forms.ChoiceField(choices=SHOW, required=False)
    claimant = forms.IntegerField(required=False)
    label = forms.IntegerField(required=False)
    q = forms.CharField(required=False, max_length=200)
    page = forms.IntegerField(required=False, min_value=1)
    whole = forms.BooleanField(required=False)  # every page at once, to print
    at = forms.IntegerField(required=False)

    def chosen(self, name: str) -> Any:
        """What was asked for, None if nothing or nonsense."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    def keeps(self, row: Row, wording: str) -> bool:
        """Whether the filters leave a row."""
        claims = [one for cell in row.cells for one, _ in cell.placed]
        claimant, label, words = self.chosen("claimant"), self.chosen("label"), self.chosen("q")
        return (
            _shows(self.chosen("show"), row)
            and (claimant is None or any(one.claimant_id == claimant for one in claims))
            and (label is None or any(one.label == label for one in claims))
            and (words is None or fold(words) in fold(" ".join([wording, *(one.words for one in claims)])))
        )


def _shows(show: str | None, row: Row) -> bool:
    if show == StoryForm.CONTESTED:
        return row.is_contested
    if show == StoryForm.UNREAD:
        return row.unread > 0
    return show != StoryForm.DIFFER or row.layers_differ


class PlaceForm(EditForm):
    """A claim under a statement: one chosen by its id, one typed, or a new one of this wording.

    `moved` is a placement that it takes the place of.
    """

    claim = forms.UUIDField()
    uid = forms.UUIDField()
    stance = forms.ChoiceField(choices=Placement.Stance, required=False)
    statement = forms.IntegerField(required=False)
    typed = forms.CharField(label=gettext_lazy("Statement"), required=False, max_length=500)
    new = forms.BooleanField(required=False)
    wording = forms.CharField(
        label=gettext_lazy("Wording"), required=False, max_length=500, validators=[check_visible]
    )
    moved = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a statement, one way or another."""
        fields = self.cleaned_data
        if fields.get("new") and not _tidy(fields.get("wording")):
            raise forms.ValidationError(_("Give the new statement a wording."))
        if not fields.get("new") and not _tidy(fields.get("typed")) and not fields.get("statement"):
            raise forms.ValidationError(_("Choose a statement, or type one."))
        if fields.get("new"):
            fields["stance"] = fields.get("stance") or Placement.Stance.AFFIRMS  # It is made of the claim.
        elif not fields.get("stance"):
            raise forms.ValidationError(_("Choose how the claim stands to the statement."))
        for name in ("typed", "wording"):
            fields[name] = _tidy(fields.get(name))
        return fields


class StanceForm(EditForm):
    stance = forms.ChoiceField(choices=Placement.Stance)


class ReadForm(EditForm):
    """Articles (by their ids, all of the story without any) as read for a statement, or as unread again."""

    statement = forms.IntegerField()
    article = forms.TypedMultipleChoiceField(coerce=int, required=False)
    unread = forms.BooleanField(required=False)

    def __init__(self, data: Any, articles: list[int]) -> None:
        super().__init__(data)
        field = self.fields["article"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(article, article) for article in articles]


class WordingForm(EditForm):
    """Another wording; `seen` is the version that was renamed."""

    seen = forms.IntegerField(min_value=1)
    text = forms.CharField(label=gettext_lazy("Wording"), max_length=500, validators=[check_visible])

    def clean_text(self) -> str:
        return _tidy(self.cleaned_data["text"])


class VerdictForm(EditForm):
    seen = forms.IntegerField(min_value=1)
    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), choices=Statement.Verdict, required=False)
    justification = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=5000)


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())
