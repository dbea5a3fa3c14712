"""The admin site: open to reviewers, managers and superusers, each in their own projects."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from annotator.models import Role, User


class DeskAdminSite(AdminSite):
    site_header = _("Annotation desk")
    site_title = _("Annotation desk")
    index_title = _("Review and administration")

    def has_permission(self, request: HttpRequest) -> bool:
        """Who reviews or manages any project may come in; what they see there is their projects' alone."""
        user = request.user
        if not isinstance(user, User) or not user.is_active:
            return False
        return user.is_superuser or bool(user.held_anywhere & {Role.REVIEWER.value, Role.MANAGER.value})
