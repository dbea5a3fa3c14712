"""Closed by default: every view asks for a login unless it says otherwise."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _


class HtmxLoginRequiredMiddleware(LoginRequiredMiddleware):
    """Answers htmx with 401 rather than with a redirect that would put a sign-in page into the text."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is not None and request.headers.get("HX-Request") == "true":
            return HttpResponse(_("You are signed out. Sign in again: what you did is kept."), status=401)
        return answer
