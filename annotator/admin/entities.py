"""The bank of entities: to find, to change and to merge them, and to see those that nobody uses."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.filters import SimpleListFilter
from django.db import transaction
from django.db.models import Exists, ForeignKey, Model, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotator.admin.filters import ChoiceFilter, ProjectFilter
from annotator.admin.scoped import ModelForm, ScopedInline, count_of, person, shown_number
from annotator.admin.versioned import VersionedAdmin, VersionedForm
from annotator.linking import beginning
from annotator.models import Alias, AliasWord, Claim, Entity, Label, Project, Span
from annotator.models.edits import Conflict
from annotator.models.entities import STANDING
from annotator.models.projects import REVIEWING


class EntityLabelFilter(ChoiceFilter):
    title = gettext_lazy("label")
    parameter_name = "label"
    path = "label"

    def offered(self, projects: QuerySet[Project]) -> QuerySet[Label]:
        labels = Label.objects.filter(project__in=projects, kind=Label.Kind.ENTITY)
        return labels.select_related("project").order_by("project", "order")

    def name_of(self, thing: Model) -> str:
        assert isinstance(thing, Label)
        return f"{thing.name} ({thing.project})"


class UseFilter(SimpleListFilter):
    """Orphans: neither a span nor a claim names them, or what was merged into them."""

    title = gettext_lazy("use")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("orphans", _("Orphans: not mentioned")), ("merged", _("Merged into another one"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        if self.value() == "merged":
            return queryset.filter(merged_into__isnull=False)
        if self.value() != "orphans":
            return queryset
        merged = Entity.objects.filter(merged_into=OuterRef("pk")).filter(
            Exists(Span.objects.filter(entity=OuterRef("pk")))
            | Exists(Claim.objects.filter(claimant=OuterRef("pk")))
        )
        return queryset.filter(
            ~Exists(Span.objects.filter(entity=OuterRef("pk"))),
            ~Exists(Claim.objects.filter(claimant=OuterRef("pk"))),
            ~Exists(merged),
            merged_into=None,
        )


class AliasForm(ModelForm[Alias]):
    class Meta:
        model = Alias
        fields = ("name",)


class AliasInline(ScopedInline[Alias, Entity]):
    """The spellings; one is changed by taking it away and adding another one."""

    model = Alias
    form = AliasForm
    fields = ("name", "taught_by")
    readonly_fields = ("taught_by",)

    def has_change_permission(self, request: HttpRequest, obj: Entity | None = None) -> bool:
        return False


class EntityForm(VersionedForm[Entity]):
    class Meta:
        model = Entity
        fields = ("label", "name", "description", "wikidata_id")


@admin.register(Entity)
class EntityAdmin(VersionedAdmin[Entity]):
    form = EntityForm
    roles = REVIEWING
    list_display = ("name", "label", "project", "mentions", "wikidata_id", "merged_into", "page")
    list_filter = (ProjectFilter, EntityLabelFilter, UseFilter)
    search_fields = ("name",)
    search_help_text = gettext_lazy("By the beginnings of words of the name or of any spelling.")
    ordering = ("name", "pk")
    fields = ("project", "label", "name", "description", "wikidata_id", "merged_into", "seen")
    readonly_fields = ("project", "merged_into")
    inlines = (AliasInline,)
    actions = ("merge", "take_back")
    shown_with = ("project", "label", "merged_into")
    instead_of_deleting = gettext_lazy("Merge it into another entity instead.")
    mentions = shown_number("span_count", gettext_lazy("mentions"))

    def with_numbers(self, queryset: QuerySet[Entity], request: HttpRequest) -> QuerySet[Entity]:
        return queryset.annotate(span_count=_mentions())

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Entity], search_term: str
    ) -> tuple[QuerySet[Entity], bool]:
        if not search_term.strip():
            return queryset, False
        words = AliasWord.objects.filter(project__in=self.projects(request))
        found = Alias.objects.filter(pk__in=beginning(words, search_term).order_by())
        return queryset.filter(pk__in=found.order_by().values("entity")), False

    def get_readonly_fields(self, request: HttpRequest, obj: Entity | None = None) -> tuple[str, ...]:
        """What is mentioned keeps its label; an entity stays in its project, which its label tells."""
        return (*self.readonly_fields, *(() if obj is None else ("label",)))

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "forms.ModelChoiceField[Any] | None":
        if db_field.name == "label":
            live = Label.objects.live().filter(kind=Label.Kind.ENTITY)
            kwargs["queryset"] = live.filter(project__in=self.projects(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Entity, form: Any, change: bool) -> None:
        """Through the verbs of the pages, which write it down."""
        fields = {"name": obj.name, "description": obj.description, "wikidata_id": obj.wikidata_id}
        if not change:
            made = Entity.make(obj.label, actor=person(request), **fields)
            obj.pk, obj.project_id, obj.created_at = made.pk, made.project_id, made.created_at
            obj._state.adding = False
            return
        standing = Entity.objects.get(pk=obj.pk)
        standing.describe(actor=person(request), seen=form.cleaned_data["seen"], **fields)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Spellings come and go by the entity's verbs, which keep the words they are found by."""
        entity = Entity.objects.get(pk=form.instance.pk)
        formset.save(commit=False)
        for alias in formset.deleted_objects:
            try:
                entity.remove_alias(alias, actor=person(request))
            except Conflict as error:
                self.message_user(request, str(error), messages.ERROR)
        for alias in formset.new_objects:
            entity.add_alias(alias.name, actor=person(request))
        formset.changed_objects, formset.new_objects, formset.deleted_objects = [], [], []

    @admin.display(description=gettext_lazy("page"))
    def page(self, entity: Entity) -> SafeString:
        address = reverse("entity", args=(entity.project.slug, entity.pk))
        return format_html('<a href="{}">{}</a>', address, _("Open"))

    @admin.action(
        description=gettext_lazy("Merge the selected entities into the most mentioned"),
        permissions=["change"],
    )
    def merge(self, request: HttpRequest, queryset: QuerySet[Entity]) -> None:
        """Of those mentioned alike the oldest stays; spellings and mentions follow. It can be taken back."""
        chosen = list(queryset.annotate(number=_mentions()).order_by("-number", "pk"))
        if len(chosen) < 2:
            self.message_user(request, _("Choose two entities or more."), messages.ERROR)
            return
        first, *others = chosen
        try:
            with transaction.atomic():
                for other in others:
                    other.merge_into(first, actor=person(request))
        except Conflict as error:
            self.message_user(request, _("Nothing was merged: %(why)s") % {"why": error}, messages.ERROR)
            return
        self.log_change(request, first, _("Merged with others."))
        text = _("All of them are “%(name)s” now.") % {"name": first}
        self.message_user(request, text, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Take the selected merges back"), permissions=["change"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Entity]) -> None:
        merged = list(queryset.exclude(merged_into=None))
        try:
            with transaction.atomic():
                for entity in merged:
                    entity.take_back_merge(actor=person(request))
        except Conflict as error:
            self.message_user(request, _("Nothing was taken back: %(why)s") % {"why": error}, messages.ERROR)
            return
        text = ngettext("%(count)d entity stands again.", "%(count)d entities stand again.", len(merged))
        self.message_user(request, text % {"count": len(merged)}, messages.SUCCESS)


def _mentions() -> Coalesce:
    """How many spans are linked to an entity, or to what was merged into it."""
    linked = Span.objects.filter(entity__isnull=False)
    return count_of(linked.annotate(standing=STANDING), "standing")
