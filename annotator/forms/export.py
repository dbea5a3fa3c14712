"""What a dataset is made of, as the export page asks for it: all of it stands in the address."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from annotator.datasets.formats import FORMATS
from annotator.datasets.selection import REVIEWS, UNREVIEWED, Selection
from annotator.finding import NONE, Choice, Choices
from annotator.models import Assignment, Label, Project, Review
from annotator.models.tasks import AssignmentQuerySet


class ExportForm(forms.Form):
    """The names are those of the project page's filters, so that an address of one suits the other.

    An address without states or reviews means the defaults. Sent by the form, which names all of its other
    fields, it means that none is ticked. What is not valid is an error, never a wider selection.
    """

    ALWAYS_SENT = ("story", "source", "language", "since", "until")

    state = forms.MultipleChoiceField(
        label=_("State of the work"),
        choices=Assignment.State.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick one at least: without any there is nothing to export.")},
    )
    review = forms.MultipleChoiceField(
        label=_("Review of the spans"),
        choices=REVIEWS.items,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick one at least: without any there is nothing to export.")},
    )
    label = forms.TypedMultipleChoiceField(
        label=_("Labels"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    annotator = forms.TypedMultipleChoiceField(
        label=_("Annotators"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    story = forms.ChoiceField(label=_("Story"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    since = forms.DateField(
        label=_("Published from"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Published until"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    excel = forms.BooleanField(
        label=_("CSV for Excel"),
        required=False,
        help_text=_("With a byte order mark, without which Excel garbles accents and other scripts."),
    )
    format = forms.ChoiceField(required=False, choices=[(name, name) for name in FORMATS])

    def __init__(
        self, data: QueryDict, *, project: Project, layers: AssignmentQuerySet, choices: Choices
    ) -> None:
        """`layers` are all that the person may see, `choices` what the project's articles have."""
        data = data.copy()
        if not all(name in data for name in self.ALWAYS_SENT):
            data.setlistdefault("state", [Assignment.State.ACCEPTED])
            data.setlistdefault("review", [Review.Decision.ACCEPTED, UNREVIEWED])
        super().__init__(data, label_suffix="")
        self.layers = layers
        self._offer("label", _labels(project))
        self._offer("annotator", _annotators(layers))
        self._offer("story", _with_all(choices.stories, _("No story")))
        self._offer("source", _with_all(choices.sources, _("Not known")))
        self._offer("language", _with_all(choices.languages, _("Not known")))

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first one."))

    def selects(self) -> list[forms.BoundField]:
        """The fields of which there may be thousands of choices: too many for Django's way to draw them."""
        return [self[name] for name in ("story", "source", "language")]

    def selection(self) -> Selection:
        """What a valid form asks for."""
        asked = self.cleaned_data
        return Selection(
            scope=self.layers,
            states=asked["state"],
            reviews=asked["review"],
            labels=asked["label"],
            annotators=asked["annotator"],
            stories=_key(asked["story"]),
            sources=_key(asked["source"]),
            languages=[language.replace(NONE, "")] if (language := asked["language"]) else [],
            since=asked["since"],
            until=asked["until"],
        )

    def _offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def _labels(project: Project) -> list[tuple[int, str]]:
    """Each label of spans; what is archived may stand at spans still."""
    labels = project.labels.exclude(kind=Label.Kind.RELATION)
    archived = _("%s (archived)")
    return [(label.pk, archived % label if label.archived_at else label.name) for label in labels]


def _annotators(layers: AssignmentQuerySet) -> list[tuple[int, str]]:
    people = (
        layers.annotators().order_by("annotator__username").values_list("annotator", "annotator__username")
    )
    return list(people.distinct())


def _with_all(choices: Iterable[Choice], unknown: Any) -> list[tuple[str, Any]]:
    return [("", _("All")), *((choice.value, choice.name or unknown) for choice in choices)]


def _key(value: str) -> list[int | None]:
    return [] if not value else [None if value == NONE else int(value)]
