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


class SecureCookiesMiddleware:
    """Marks every cookie as secure where the request came over HTTPS.

    A setting could not: the same desk may be open on this machine without TLS, and through a proxy with it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response
