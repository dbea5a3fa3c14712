"""The admin site: open to reviewers, managers and superusers, each in their own projects."""

from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Count
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from annotator.models import Assignment, Project, Role, User


class DeskAdminSite(AdminSite):
    site_header = _("Annotation desk")
    site_title = _("Annotation desk")
    index_title = _("Review and administration")
    enable_nav_sidebar = False  # The lists are wide; a row of links stands above them instead.

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The nouns, and above them what waits for the person's review."""
        assert isinstance(request.user, User)
        waiting = (
            Project.objects.for_roles(request.user, Role.REVIEWER, Role.MANAGER)
            .filter(tasks__assignments__state=Assignment.State.SUBMITTED)
            .annotate(waiting=Count("tasks__assignments"))
            .order_by("name")
            .values("pk", "name", "waiting")
        )
        return super().index(request, {**(extra_context or {}), "waiting_for_review": waiting})

    def has_permission(self, request: HttpRequest) -> bool:
        """Who reviews or manages any project may come in; what they see there is their projects' alone."""
        user = request.user
        if not isinstance(user, User) or not user.is_active:
            return False
        return user.is_superuser or bool(user.held_anywhere & {Role.REVIEWER.value, Role.MANAGER.value})
