"""Projects with their labels and members on one page."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.admin.labels import LabelForm, chip
from annotator.admin.members import MembershipForm, write_down
from annotator.admin.scoped import ScopedAdmin, ScopedInline, count_of, person, shown_number
from annotator.admin.versioned import MergedForm
from annotator.models import Assignment, Label, Membership, Project, Task
from annotator.models.projects import ClaimField, every_claim_field


class LabelFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_kwargs["used"] = []

    def clean(self) -> None:
        """Names and keys differ among the rows that are sent together, too."""
        super().clean()
        for field, what in (("name", _("name")), ("hotkey", _("key"))):
            values = [str(form.cleaned_data.get(field, "")).lower() for form in self.forms if form.is_valid()]
            twice = sorted({value for value in values if value and values.count(value) > 1})
            if twice:
                raise ValidationError(
                    _("Two labels have the same %(what)s: %(values)s.")
                    % {"what": what, "values": ", ".join(twice)}
                )


class LabelInline(ScopedInline[Label, Project]):
    """The live labels; archived ones stand in the list of labels, where a label is also archived."""

    model = Label
    form = LabelForm
    formset = LabelFormSet
    fields = ("order", "kind", "name", "short_name", "colour", "look", "hotkey", "description")
    readonly_fields = ("look",)
    can_delete = False
    show_change_link = True

    def reaches(self, request: HttpRequest, queryset: QuerySet[Label]) -> QuerySet[Label]:
        return queryset.filter(archived_at=None)

    @admin.display(description=gettext_lazy("look"))
    def look(self, label: Label) -> str | SafeString:
        return chip(label) if label.pk else ""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in ("short_name", "hotkey", "order"):
            field.widget.attrs["class"] = "short"
        return field


class MembershipFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        """Nobody is given one role twice by the rows that are sent together."""
        super().clean()
        given = Counter(
            (form.cleaned_data["username"], form.cleaned_data["role"])
            for form in self.forms
            if form.is_valid() and form.has_changed()
        )
        twice = sorted({name for (name, _role), number in given.items() if number > 1})
        if twice:
            raise ValidationError(
                _("The same role is given twice to: %(names)s.") % {"names": ", ".join(twice)}
            )


class MembershipInline(ScopedInline[Membership, Project]):
    """The roles that are held today; one ends on its own page."""

    model = Membership
    form = MembershipForm
    formset = MembershipFormSet
    fields = ("username", "role", "joined_at")
    readonly_fields = ("joined_at",)
    can_delete = False
    show_change_link = True
    ordering = ("user__username", "role")

    def reaches(self, request: HttpRequest, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        return queryset.filter(left_at=None).select_related("user")

    def has_change_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("user name"))
    def username(self, membership: Membership) -> str:
        return membership.user.get_username()


class ProjectForm(MergedForm[Project]):
    """What is asked of claims is ticked, in its usual order."""

    annotators_per_article = forms.IntegerField(
        label=gettext_lazy("Annotators an article needs"), min_value=1, max_value=100, initial=1
    )
    claim_fields = forms.MultipleChoiceField(
        label=gettext_lazy("Asked of claims"),
        choices=ClaimField.choices,
        initial=every_claim_field,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "What the form of a claim shows. What was said in a field stays if it is hidden."
        ),
    )


@admin.register(Project)
class ProjectAdmin(ScopedAdmin[Project]):
    project_path = "pk"
    list_display = ("name", "slug", "articles", "waiting", "people", "labels", "is_blind")
    search_fields = ("name", "slug")
    inlines = (LabelInline, MembershipInline)
    form = ProjectForm
    fields = ("name", "slug", "guidelines", "is_blind", "annotators_per_article", "claim_fields")
    ordering = ("name",)
    articles = shown_number("article_count", gettext_lazy("articles"))
    waiting = shown_number("waiting_count", gettext_lazy("to review"))
    # Called `members`, the field of this name would be shown instead.
    people = shown_number("member_count", gettext_lazy("members"))
    labels = shown_number("label_count", gettext_lazy("labels"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A new project is an administrator's; its managers do the rest."""
        return person(request).is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        return person(request).is_superuser

    def get_readonly_fields(self, request: HttpRequest, obj: Project | None = None) -> tuple[str, ...]:
        """The name in addresses stays: people have kept links."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Project | None = None) -> dict[str, Any]:
        return {} if obj else {"slug": ("name",)}

    def with_numbers(self, queryset: QuerySet[Project], request: HttpRequest) -> QuerySet[Project]:
        submitted = Assignment.objects.annotators().waiting_for_review()
        return queryset.annotate(
            article_count=count_of(Task.objects.all(), "project"),
            waiting_count=count_of(submitted, "task__project"),
            label_count=count_of(Label.objects.live(), "project"),
            member_count=count_of(Membership.objects.live(), "project", distinct="user"),
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            Label.objects.make_said_by(form.instance)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is Membership:
            for membership in formset.new_objects:
                write_down(request, membership, "added")
