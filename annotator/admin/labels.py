"""Labels, of which those that spans carry are archived rather than deleted."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotator.admin.filters import ProjectFilter, StandingFilter
from annotator.admin.scoped import ScopedAdmin, count_of, shown_number
from annotator.admin.versioned import MergedForm
from annotator.models import Label, Span
from annotator.models.labels import LabelQuerySet

ENDS = ("from_labels", "to_labels")


def chip(label: Label) -> SafeString:
    """The label as it looks in the text; its colour is a class."""
    return format_html('<span class="label-chip c-{}">{}</span>', label.colour, label.tag)


class LabelForm(MergedForm[Label]):
    """A label, on its own page and as a row of its project's; a new one may leave its colour to the desk.

    `used` are the colours of the rows that were sent before this one, which is added to them.
    """

    def __init__(self, *args: Any, used: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.used = used
        colour = self.fields["colour"]
        assert isinstance(colour, forms.TypedChoiceField)
        if self.instance._state.adding:
            colour.choices = [("", _("Least used")), *Label.Colour.choices]
            colour.required, colour.initial = False, ""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        used = self.used
        if used is None:
            live = Label.objects.live().filter(project=given.get("project"))
            used = list(live.values_list("colour", flat=True))
        if self.instance._state.adding and given.get("colour") == "":
            given["colour"] = Label.Colour.least_used(used)
        used.append(given.get("colour", self.instance.colour))
        return given


@admin.register(Label)
class LabelAdmin(ScopedAdmin[Label]):
    form = LabelForm
    list_display = ("name", "look", "kind", "hotkey", "project", "spans", "archived_at")
    list_filter = (ProjectFilter, "kind", StandingFilter.of("archived_at"))
    search_fields = ("name", "description")
    ordering = ("project__name", "order", "pk")
    fields = (
        "project",
        "kind",
        "name",
        "short_name",
        "colour",
        "hotkey",
        "description",
        "order",
        "from_labels",
        "to_labels",
        "archived_at",
    )
    actions = ("archive", "restore")
    shown_with = ("project",)
    spans = shown_number("span_count", gettext_lazy("spans"))
    instead_of_deleting = gettext_lazy("Archive it instead: it is offered no longer, and the spans keep it.")

    def with_numbers(self, queryset: QuerySet[Label], request: HttpRequest) -> QuerySet[Label]:
        return queryset.annotate(span_count=count_of(Span.objects.all(), "label"))

    def get_readonly_fields(self, request: HttpRequest, obj: Label | None = None) -> tuple[str, ...]:
        """A label stays in its project, and what kind it is stays once spans carry it."""
        if obj is None:
            return ("archived_at",)
        return ("archived_at", "project", *(("kind",) if obj.spans.exists() else ()))

    def get_fields(self, request: HttpRequest, obj: Label | None = None) -> Any:
        """Only a relation has ends, and only once it stands in its project."""
        if obj is None or obj.kind != Label.Kind.RELATION:
            return tuple(field for field in self.fields if field not in ENDS)
        return self.fields

    def get_form(
        self, request: HttpRequest, obj: Label | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The ends are live labels of the same project, of any kind but relations."""
        form = super().get_form(request, obj, change, **kwargs)
        for name in ENDS:
            field: Any = form.base_fields.get(name)
            if field is not None and obj is not None:
                ends = Label.objects.live().filter(project=obj.project_id)
                field.queryset = ends.exclude(kind=Label.Kind.RELATION)
                field.widget.can_add_related = False
        return form

    @admin.display(description=gettext_lazy("look"))
    def look(self, label: Label) -> SafeString:
        return chip(label)

    @admin.action(description=gettext_lazy("Archive the selected labels"), permissions=["change"])
    def archive(self, request: HttpRequest, queryset: LabelQuerySet) -> None:
        labels = list(queryset.live())
        for label in labels:
            label.archive()
            self.log_change(request, label, _("Archived."))
        text = ngettext("%(count)d label is archived.", "%(count)d labels are archived.", len(labels))
        self.message_user(request, text % {"count": len(labels)}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Offer the selected labels again"), permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Label]) -> None:
        for label in queryset.exclude(archived_at=None):
            try:
                label.restore()
            except ValidationError as error:
                text = _("“%(name)s” stays archived: %(reason)s")
                reason: Any = {"name": label.name, "reason": " ".join(error.messages)}
                self.message_user(request, text % reason, messages.ERROR)
            else:
                self.log_change(request, label, _("Offered again."))
                self.message_user(request, _("“%(name)s” is offered again.") % {"name": label.name})
