"""What happened in the person's projects, to read."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from annotator.admin.filters import PersonFilter, ProjectFilter
from annotator.admin.scoped import ScopedAdmin
from annotator.models import Event


@admin.register(Event)
class EventAdmin(ScopedAdmin[Event]):
    list_display = ("at", "actor", "verb", "project", "article", "details")
    list_filter = (ProjectFilter, PersonFilter.at("actor"))
    search_fields = ("verb",)
    date_hierarchy = "at"
    ordering = ("-pk",)
    shown_with = ("actor", "project", "assignment__task__article")
    list_display_links = None
    fields = ("at", "by", "verb", "project", "assignment", "data")
    sortable_by = ()

    @admin.display(description=_("by"))
    def by(self, event: Event) -> str:
        """Plain, as an account's own page is for administrators alone."""
        return str(event.actor or "-")

    @admin.display(description=_("article"))
    def article(self, event: Event) -> str:
        return str(event.assignment.task.article) if event.assignment else "-"

    @admin.display(description=_("details"))
    def details(self, event: Event) -> str:
        """What was kept with it, without what is empty."""
        return " · ".join(f"{name}: {value}" for name, value in _said(event.data))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False


def _said(data: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """The names and values in the data of an event, those within others after their names."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _said(value, f"{name} {key}".replace("_", " ").strip())
    elif isinstance(data, list):
        yield name, ", ".join(map(str, data))
    elif data not in ("", None):
        yield name, data
