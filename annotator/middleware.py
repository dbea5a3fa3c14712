"""Closed by default: every view asks for a login unless it says otherwise."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect


class HtmxLoginRequiredMiddleware(LoginRequiredMiddleware):
    """Answers htmx with 401 rather than with a redirect that would put a sign-in page into the text.

    A boosted link or form leads where it would lead without htmx. Who sent a form comes back, once signed in,
    to the page of the form: its own address takes no visitors.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is None:
            return None
        is_boosted = request.headers.get("HX-Boosted") == "true"
        if request.headers.get("HX-Request") == "true" and not is_boosted:
            return HttpResponse(_("You are signed out. Sign in again: what you did is kept."), status=401)
        if request.method not in ("GET", "HEAD"):
            if is_boosted or request.headers.get("Sec-Fetch-Mode") == "navigate":  # Not a page by itself.
                why = _("You were signed out, so this was not done. Sign in, then do it again.")
                messages.warning(request, why)
            answer = redirect_to_login(_page_of_the_form(request))
        return HttpResponseClientRedirect(answer["Location"]) if is_boosted else answer


def _page_of_the_form(request: HttpRequest) -> str:
    """The path of the page that a request comes from; that of the first page if it is not one of ours."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    return urlsplit(page)._replace(scheme="", netloc="").geturl()


class OwnPageMiddleware:
    """Takes no change from a page that was made for somebody else than who is signed in by now.

    A page's script sends the CSRF token of now, so that who signed in again may go on; the page names whose
    it is, so that nobody else's name comes under what was typed there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        owner = request.headers.get("X-Page-Of")
        is_change = request.method not in ("GET", "HEAD")
        if owner and is_change and request.user.is_authenticated and owner != str(request.user.pk):
            why = _("Somebody else has signed in here since this page was opened. Nothing was changed.")
            return HttpResponse(why, status=403, content_type="text/plain")
        return self.get_response(request)


class OwnAnswerMiddleware:
    """Marks every answer as the desk's own: only such a one tells a page that a change was stored.

    A network that asks for a sign-in, or a proxy while the desk is away, answers with a page of its own. The
    mark is the release, which the page names too: one that was opened before a new release has old scripts.
    The size tells a whole answer to a save from one that was cut off on a bad line.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.release = release()  # type: ignore[attr-defined]  # for the page
        response = self.get_response(request)
        response["X-Desk"] = release()
        if isinstance(response, HttpResponse):
            response["X-Size"] = len(response.content)
        return response


def release() -> str:
    """What tells this release's scripts and styles from those of another; "1" where they have plain names."""
    return getattr(staticfiles_storage, "manifest_hash", "") or "1"


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
