"""Tasks: which articles stand in which project."""

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.admin.filters import ProjectFilter, SourceFilter, StoryFilter
from annotator.admin.scoped import ScopedAdmin, shown_number
from annotator.models import Assignment, Task


@admin.register(Task)
class TaskAdmin(ScopedAdmin[Task]):
    list_display = ("article", "project", "story", "source", "assignments", "handed_in", "workspace")
    list_filter = (ProjectFilter, StoryFilter.at("article__story"), SourceFilter.at("article__source"))
    search_fields = ("article__title",)
    date_hierarchy = "created_at"
    autocomplete_fields = ("article",)
    fields = ("project", "article")
    shown_with = ("project", "article__source", "article__story")
    ordering = ("-pk",)
    assignments = shown_number("assignment_count", gettext_lazy("assignments"))
    handed_in = shown_number("handed_in_count", gettext_lazy("handed in"))

    def scope(self, request: HttpRequest) -> QuerySet[Task]:
        return super().scope(request).select_related("project", "article")

    def with_numbers(self, queryset: QuerySet[Task], request: HttpRequest) -> QuerySet[Task]:
        people = Q(assignments__kind=Assignment.Kind.ANNOTATOR)
        handed_in = Q(assignments__state__in=Assignment.HANDED_IN)
        return queryset.annotate(
            assignment_count=Count("assignments", filter=people),
            handed_in_count=Count("assignments", filter=people & handed_in),
        )

    def has_change_permission(self, request: HttpRequest, obj: Task | None = None) -> bool:
        """An article is put into a project or taken out; there is nothing to change about it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Task | None = None) -> bool:
        return self.holds_role(request)

    @admin.display(description=gettext_lazy("story"), ordering="article__story__title")
    def story(self, task: Task) -> str:
        return str(task.article.story or "-")

    @admin.display(description=gettext_lazy("source"), ordering="article__source__name")
    def source(self, task: Task) -> str:
        return str(task.article.source or "-")

    @admin.display(description=gettext_lazy("workspace"))
    def workspace(self, task: Task) -> SafeString:
        address = reverse("workspace", args=(task.project.slug, task.article_id))
        return format_html('<a href="{}">{}</a>', address, _("Open"))
