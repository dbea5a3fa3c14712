"""The bank of entities: what of it is listed, and what is changed in it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from annotator.bank import BY_NAME, FIELDS, most_mentioned
from annotator.forms.visible import check_visible
from annotator.linking import beginning
from annotator.models import Alias, Entity, Label, Project, User
from annotator.models.entities import STANDING, EntityQuerySet
from annotator.names import LONGEST_NAME
from annotator.paging import Page, page_of
from annotator.visibility import alias_words_to_see, mentions_to_see

# More are not counted, and shown as “1,000+”.
COUNTED = 1000
MENTIONS = "mentions"
_BIGGEST_ID = 2**63 - 1


class EntitiesForm(forms.Form):
    """The filters of the list. What is not valid does not filter, and its error is shown."""

    q = forms.CharField(label=_("Name"), required=False, max_length=LONGEST_NAME)
    label = forms.IntegerField(label=_("Label"), required=False, min_value=1, max_value=_BIGGEST_ID)
    mentioned = forms.BooleanField(label=_("Mentioned only"), required=False)
    sort = forms.ChoiceField(required=False, choices=[("", _("by name")), (MENTIONS, _("most mentioned"))])
    after = forms.IntegerField(required=False, min_value=1, max_value=_BIGGEST_ID)
    before = forms.IntegerField(required=False, min_value=1, max_value=_BIGGEST_ID)
    page_number = forms.IntegerField(required=False, min_value=0, max_value=1_000_000)

    def __init__(self, data: Any, project: Project, user: User) -> None:
        super().__init__(data)
        self.project = project
        self.user = user
        self.full_clean()

    @property
    def is_filtered(self) -> bool:
        """Whether the list may be shorter than the bank."""
        return any(self.data.get(name) for name in ("q", "label", "mentioned"))

    @property
    def is_by_mentions(self) -> bool:
        """Whether the most mentioned come first, rather than all by name."""
        return self.cleaned_data.get("sort") == MENTIONS

    @property
    def page_before(self) -> int:
        return self.page_shown - 1

    @property
    def page_after(self) -> int:
        return self.page_shown + 1

    @property
    def page_shown(self) -> int:
        """The number of the page by mentions, from 0."""
        return self.cleaned_data.get("page_number") or 0

    def entities(self) -> EntityQuerySet:
        """Those that all filters leave."""
        entities = self.project.entities.live()
        if typed := self.cleaned_data.get("q"):
            found = beginning(alias_words_to_see(self.user, self.project), typed).order_by()
            spelt = Alias.objects.filter(pk__in=found).order_by()
            entities = entities.filter(pk__in=spelt.values(standing=STANDING))
        if label := self.cleaned_data.get("label"):
            entities = entities.filter(label=label)
        if self.cleaned_data.get("mentioned"):
            mentions = mentions_to_see(self.user, self.project).order_by()
            entities = entities.filter(pk__in=mentions.values(standing=STANDING))
        return entities

    def page(self) -> Page:
        """The page of them that the address asks for, in the order that it asks for."""
        if self.is_by_mentions:
            mentions = mentions_to_see(self.user, self.project)
            return most_mentioned(self.entities(), mentions, self.page_shown)
        after, before = (self._at(name) for name in ("after", "before"))
        return page_of(self.entities(), BY_NAME, FIELDS, after=after, before=before, size=50)

    def number(self, page: Page) -> int | None:
        """How many there are in all, counted up to one more than `COUNTED`; None beside later pages."""
        if page.has_previous:
            return None
        return self.entities().order_by()[: COUNTED + 1].count() if page.has_next else len(page.rows)

    def _at(self, name: str) -> EntityQuerySet | None:
        entity = self.cleaned_data.get(name)
        return self.project.entities.filter(pk=entity) if entity else None


class EntityForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an entity is called and what is known of it; `seen` is the version that was changed."""

    seen = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    class Meta:
        model = Entity
        fields = ("name", "description", "wikidata_id")

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        check_visible(name)
        return name

    def fields_of(self) -> dict[str, str]:
        """What the model's verbs take."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewEntityForm(EntityForm):
    """A new entity, with the label that it carries; `edit` tells a second click from a second entity."""

    class Meta(EntityForm.Meta):
        fields = ("name", "description", "wikidata_id")

    label = forms.ModelChoiceField(Label.objects.none(), label=_("Label"))
    edit = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, data: Any, project: Project) -> None:
        super().__init__(data)
        labels = forms.ModelChoiceField(
            project.labels.live().filter(kind=Label.Kind.ENTITY), label=_("Label")
        )
        self.fields["label"] = labels


class AliasForm(forms.Form):
    name = forms.CharField(label=_("Spelling"), max_length=LONGEST_NAME, validators=[check_visible])


class ChosenForm(forms.Form):
    """Something that was chosen by its id: an alias to take away, an entity to merge into."""

    chosen = forms.IntegerField(
        min_value=1, max_value=_BIGGEST_ID, error_messages={"required": _("Choose one first.")}
    )


class SplitForm(forms.Form):
    """The spellings, by their keys, that go to a new entity, and its name."""

    name = forms.CharField(
        label=_("Name of the new entity"), max_length=LONGEST_NAME, validators=[check_visible]
    )
    keys = forms.MultipleChoiceField(
        label=_("Spellings"), error_messages={"required": _("Tick the spellings that go to the new entity.")}
    )

    def __init__(self, data: Any, keys: list[str]) -> None:
        super().__init__(data)
        self.fields["keys"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]
