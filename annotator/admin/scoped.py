"""Every noun's administration, closed by default: what a person reaches follows from memberships alone.

Lists, look-ups from an address, autocompletes, choices of foreign keys and bulk actions all start from
`scope`, so that a forged id finds nothing. Django's own permissions are not asked.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.filters import SimpleListFilter
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from annotator.admin.deletion import consequences, hindrances, reason_of
from annotator.forms.visible import check_visible
from annotator.models import Project, Role, User

M = TypeVar("M", bound=models.Model)
Parent = TypeVar("Parent", bound=models.Model)

_LONGEST_KEY = 18  # digits; what is longer fits no column

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline
    ModelForm = forms.ModelForm
else:  # Django's own classes take no type at run time.

    class ModelAdmin(admin.ModelAdmin, Generic[M]): ...

    class TabularInline(admin.TabularInline, Generic[M, Parent]): ...

    class ModelForm(forms.ModelForm, Generic[M]): ...


def person(request: HttpRequest) -> User:
    """Who asks. The site lets nobody in without a login."""
    assert isinstance(request.user, User)
    return request.user


def is_key(value: str) -> bool:
    """Whether what was sent can be the key of a row."""
    return value.isdecimal() and len(value) <= _LONGEST_KEY


class KeySelect(AutocompleteSelect):
    """Shows a refused choice as none, where what was sent can be the key of nothing."""

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> Any:
        return super().optgroups(name, [one for one in value if is_key(str(one))], attrs)


class ScopedAdmin(ModelAdmin[M]):
    """The administration of what belongs to the person's projects.

    `roles` may see and change it there; `project_path` leads from the model to its project. Override `scope`
    where no one path does, and `may_change` where some of what is seen is not the person's to change.
    """

    roles: ClassVar[tuple[Role, ...]] = (Role.MANAGER,)
    project_path: ClassVar[str] = "project"
    instead_of_deleting: "ClassVar[StrOrPromise]" = ""
    deleted_along: ClassVar[tuple[str, ...]] = ()  # protecting relations that are deleted first
    shown_with: ClassVar[tuple[str, ...]] = ()  # foreign keys that the list shows

    list_select_related = ()
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 200

    def projects(self, request: HttpRequest) -> models.QuerySet[Project]:
        """Those where the person holds one of the roles."""
        return Project.objects.for_roles(person(request), *self.roles)

    def scope(self, request: HttpRequest) -> models.QuerySet[M]:
        """What the person reaches."""
        everything = self.model._default_manager.all()
        if person(request).is_superuser:
            return everything
        return everything.filter(**{f"{self.project_path}__in": self.projects(request)})

    def with_numbers(self, queryset: models.QuerySet[M], request: HttpRequest) -> models.QuerySet[M]:
        """Add what the list shows beside the fields, each number by a subquery."""
        return queryset

    def may_change(self, request: HttpRequest, obj: M) -> bool:
        """Whether what is in scope is the person's to change and to delete."""
        return True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[M]:
        queryset = self.scope(request)
        return queryset.order_by(*ordering) if (ordering := self.get_ordering(request)) else queryset

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list, with its numbers counted for the rows of the page that is shown only."""
        changelist = super().get_changelist_instance(request)
        changelist.title = capfirst(str(self.opts.verbose_name_plural))
        keys = [row.pk for row in changelist.result_list]
        shown = self.model._default_manager.select_related(*(self.shown_with or (None,)))
        rows = self.with_numbers(shown, request).in_bulk(keys)
        changelist.result_list = [rows[key] for key in keys if key in rows]
        return changelist

    def holds_role(self, request: HttpRequest) -> bool:
        """Whether the person comes to this noun at all."""
        user = person(request)
        return user.is_superuser or any(role.value in user.held_anywhere for role in self.roles)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.holds_role(request)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return self.holds_role(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.holds_role(request)

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return self.holds_role(request) and (obj is None or self.may_change(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the list's own filters and its dates send: no other look-up reaches the ORM."""
        allowed = {f"{self.date_hierarchy}__{part}" for part in ("year", "month", "day")}
        for filter_item in self.get_list_filter(request):
            if isinstance(filter_item, type) and issubclass(filter_item, SimpleListFilter):
                allowed.add(str(filter_item.parameter_name))
            else:
                allowed |= {f"{filter_item}__exact", f"{filter_item}__isnull"}
        return lookup in allowed

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        """A name has to be seen."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return _visible(field)

    def formfield_for_foreignkey(
        self, db_field: "models.ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "forms.ModelChoiceField[Any] | None":
        kwargs.setdefault("queryset", choices_of(self, db_field, request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KeySelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Names who changed it: for those only to whom all of it belongs."""
        obj = self.get_object(request, object_id)
        if obj is not None and not self.may_change(request, obj):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """What would go, and the sentences that say why something can't."""
        objs = list(objs)
        keys = [obj.pk for obj in objs]
        others = [
            _("“%(name)s” is used in projects that you do not manage.") % {"name": obj}
            for obj in objs
            if not self.may_change(request, obj)
        ]
        hanging = hindrances(self.model, keys, self.deleted_along)
        refused = [
            reason_of(obj, hanging[obj.pk], str(self.instead_of_deleting)) for obj in objs if hanging[obj.pk]
        ]
        counted = {
            str(self.opts.verbose_name_plural): len(objs),
            **consequences(self.model, keys, self.deleted_along),
        }
        return [str(obj) for obj in objs], counted, set(), others + refused

    def delete_model(self, request: HttpRequest, obj: M) -> None:
        self.delete_queryset(request, self.model._default_manager.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[M]) -> None:
        """All of them or none."""
        keys = list(queryset.values_list("pk", flat=True))
        chosen = self.model._default_manager.filter(pk__in=keys)
        with transaction.atomic():
            for name in self.deleted_along:
                relation = self.model._meta.get_field(name)
                assert isinstance(relation, models.ManyToOneRel)
                along = relation.related_model._default_manager
                along.filter(**{f"{relation.field.name}__in": keys}).delete()
            chosen.delete()

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except (models.ProtectedError, models.RestrictedError):
            return self._refuse_deletion(request)

    def response_action(
        self, request: HttpRequest, queryset: models.QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        if not all(is_key(key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest  # No list of ours has such a row.
        try:
            return super().response_action(request, queryset, *args, **kwargs)
        except (models.ProtectedError, models.RestrictedError):
            return self._refuse_deletion(request)

    def _refuse_deletion(self, request: HttpRequest) -> HttpResponse:
        """Somebody's work came to hang on it between the question and the yes."""
        text = _("Nothing was deleted: somebody's work has come to hang on it in the meantime.")
        self.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))


class ScopedInline(TabularInline[M, Parent]):
    """Rows of a page that a ScopedAdmin shows; who sees the page sees them, within their projects."""

    extra = 0

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Each field says its name to a screen reader: a table's head is no label."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["aria-label"] = str(db_field.verbose_name)
        return _visible(field)

    def reaches(self, request: HttpRequest, queryset: models.QuerySet[M]) -> models.QuerySet[M]:
        """Those of the rows that the person may see."""
        return queryset

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[M]:
        return self.reaches(request, super().get_queryset(request))

    def has_view_permission(self, request: HttpRequest, obj: Parent | None = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Parent | None = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Parent | None = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Parent | None = None) -> bool:
        return True

    def formfield_for_foreignkey(
        self, db_field: "models.ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "forms.ModelChoiceField[Any] | None":
        kwargs.setdefault("queryset", choices_of(self, db_field, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def count_of(things: models.QuerySet[Any], path: str, *, distinct: str = "") -> Coalesce:
    """A number for `with_numbers`: how many things lead by the path to the row.

    With the path of something `distinct`, each of these counts once.
    """
    of_row = things.filter(**{path: models.OuterRef("pk")}).order_by().values(path)
    counted = of_row.annotate(number=models.Count(distinct or "pk", distinct=bool(distinct)))
    return Coalesce(models.Subquery(counted.values("number")), 0)


def shown_number(name: str, description: "StrOrPromise") -> Callable[[Any, Any], int]:
    """The column of a list that shows a number of `with_numbers`."""

    @admin.display(description=description)
    def number(self: Any, row: Any) -> int:
        shown: int = getattr(row, name)
        return shown

    return number


def _visible(field: Any) -> Any:
    """The form's field of a model's; one of text takes no text that shows as nothing."""
    if isinstance(field, forms.CharField):
        field.validators.append(check_visible)
    return field


def choices_of(
    model_admin: Any, db_field: "models.ForeignKey[Any, Any]", request: HttpRequest
) -> models.QuerySet[Any]:
    """What a foreign key may point to: what the person reaches in the list of that noun, and nothing else."""
    related = model_admin.admin_site.get_model_admin(db_field.remote_field.model)
    assert isinstance(related, ScopedAdmin)
    reached: models.QuerySet[Any] = related.scope(request)
    return reached if related.has_view_permission(request) else reached.none()
