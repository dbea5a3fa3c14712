"""The admin site: open to reviewers, managers and superusers, each in their own projects."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DataError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from annotator.models import Assignment, Project, User
from annotator.models.projects import REVIEWING

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class DeskAdminSite(AdminSite):
    site_header = _("Annotation desk")
    site_title = _("Annotation desk")
    index_title = _("Review and administration")
    enable_nav_sidebar = False  # The lists are wide; a row of links stands above them instead.

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The nouns, and above them what waits for the person's review."""
        assert isinstance(request.user, User)
        waiting = (
            Project.objects.for_roles(request.user, *REVIEWING)
            .filter(tasks__assignments__state=Assignment.State.SUBMITTED)
            .annotate(waiting=Count("tasks__assignments"))
            .order_by("name")
            .values("pk", "name", "waiting")
        )
        return super().index(request, {**(extra_context or {}), "waiting_for_review": waiting})

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one page to sign in at. Who is signed in and may not come in is told so."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied(_("The administration is for the reviewers and managers of a project."))
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """403 for whoever is signed in and may not come in, rather than a second page to sign in on.

        A value that no column holds and no calendar knows comes from no page of ours: 400.
        """
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied(
                    _("Only those who review or manage a project come in here. Ask one of its managers.")
                )
            try:
                return inner(request, *args, **kwargs)
            except (OverflowError, DataError) as error:
                raise BadRequest from error

        return cast(View, wrapped)

    def has_permission(self, request: HttpRequest) -> bool:
        """Who reviews or manages any project may come in; what they see there is their projects' alone."""
        user = request.user
        if not isinstance(user, User) or not user.is_active:
            return False
        return user.is_superuser or not user.held_anywhere.isdisjoint(REVIEWING)
