"""Filters beside the lists: a choice among what the person reaches, however many that are."""

from collections.abc import Iterator
from typing import Any, ClassVar, Self

from django.contrib.admin.filters import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.models import Label, Membership, Project, Span, Task, User
from articles.models import Source, Story


class ChoiceFilter(SimpleListFilter):
    """One `<select>` in a plain form; `path` leads from the listed model to what is chosen."""

    template = "admin/filter_select.html"
    path: ClassVar[str] = ""
    may_be_empty: ClassVar[bool] = False

    @classmethod
    def at(cls, path: str) -> type[Self]:
        """The same filter for a model that lies further from what is chosen."""
        return type(cls.__name__, (cls,), {"path": path})

    def offered(self, projects: QuerySet[Project]) -> QuerySet[Any]:
        """What there is to choose in the person's projects."""
        raise NotImplementedError

    def name_of(self, thing: Model) -> str:
        return str(thing)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        things = self.offered(model_admin.projects(request))
        choices = [(str(thing.pk), self.name_of(thing)) for thing in things]
        return [*choices, ("none", _("None"))] if choices and self.may_be_empty else choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        if not self.value():
            return queryset
        if self.value() == "none":
            return queryset.filter(Q(**{f"{self.path}__isnull": True}))
        return queryset.filter(Q(**{self.path: self.number()}))

    def number(self) -> int:
        """The key of what was chosen; anything else is answered by the unfiltered list."""
        value = self.value() or ""
        if not value.isdecimal() or len(value) > 18:
            raise IncorrectLookupParameters
        return int(value)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The options; `kept` holds the other filters, so that the form sends them too."""
        self.kept = [
            (name, value)
            for name, values in changelist.filter_params.items()
            if name != self.parameter_name
            for value in values
        ]
        yield {"value": "", "display": _("All"), "selected": not self.value()}
        for value, display in self.lookup_choices:
            yield {"value": value, "display": display, "selected": self.value() == value}


class ProjectFilter(ChoiceFilter):
    title = gettext_lazy("project")
    parameter_name = "project"
    path = "project"

    def offered(self, projects: QuerySet[Project]) -> QuerySet[Project]:
        return projects.order_by("name")


class StoryFilter(ChoiceFilter):
    title = gettext_lazy("story")
    parameter_name = "story"
    path = "story"
    may_be_empty = True

    def offered(self, projects: QuerySet[Project]) -> QuerySet[Story]:
        placed = Task.objects.filter(project__in=projects).values("article__story")
        return Story.objects.filter(pk__in=placed).order_by("title")


class SourceFilter(ChoiceFilter):
    title = gettext_lazy("source")
    parameter_name = "source"
    path = "source"
    may_be_empty = True

    def offered(self, projects: QuerySet[Project]) -> QuerySet[Source]:
        placed = Task.objects.filter(project__in=projects).values("article__source")
        return Source.objects.filter(pk__in=placed).order_by("name")


class PersonFilter(ChoiceFilter):
    """Members, former ones too: their work is still there."""

    title = gettext_lazy("person")
    parameter_name = "person"
    path = "user"

    def offered(self, projects: QuerySet[Project]) -> QuerySet[User]:
        members = Membership.objects.filter(project__in=projects).values("user")
        return User.objects.filter(pk__in=members).order_by("username")


class LabelFilter(ChoiceFilter):
    """Work that holds a span with the label."""

    title = gettext_lazy("label")
    parameter_name = "label"

    def offered(self, projects: QuerySet[Project]) -> QuerySet[Label]:
        labels = Label.objects.filter(project__in=projects).exclude(kind=Label.Kind.RELATION)
        return labels.select_related("project").order_by("project", "order")

    def name_of(self, thing: Model) -> str:
        assert isinstance(thing, Label)
        return f"{thing.name} ({thing.project})"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        if not self.value():
            return queryset
        tagged = Span.objects.filter(assignment=OuterRef("pk"), label=self.number())
        return queryset.filter(Exists(tagged))


class StandingFilter(SimpleListFilter):
    """Those that stand and those that have ended; `field` is the date of the end."""

    title = gettext_lazy("standing")
    parameter_name = "standing"
    field: ClassVar[str] = ""

    @classmethod
    def of(cls, field: str) -> type[Self]:
        return type(cls.__name__, (cls,), {"field": field})

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("live", _("Live")), ("ended", _("Ended"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        if self.value() in ("live", "ended"):
            return queryset.filter(Q(**{f"{self.field}__isnull": self.value() == "live"}))
        return queryset
