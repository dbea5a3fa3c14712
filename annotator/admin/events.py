"""What happened in the person's projects, to read."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from annotator.admin.filters import PersonFilter, ProjectFilter
from annotator.admin.scoped import ScopedAdmin
from annotator.models import Event


@admin.register(Event)
class EventAdmin(ScopedAdmin[Event]):
    list_display = ("at", "actor", "verb", "project", "article", "data")
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

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False
