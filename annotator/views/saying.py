"""How a save is refused: in place for htmx, at the top of the page for a plain form."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from annotator.forms.spans import RefusedForm
from annotator.models import WrongState
from annotator.models.edits import Conflict
from annotator.models.spans import BadRange
from annotator.requests import DeskRequest

P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponse]


def refused(error: Exception) -> HttpResponse:
    """The sentence that says why not: 400 if it can never be, 409 if it can't be as things are."""
    status = 400 if isinstance(error, RefusedForm | BadRange) else 409
    return HttpResponse(str(error), status=status, content_type="text/plain")


def says_why_not(view: View[P]) -> View[P]:
    """Answer a refused save with the sentence that says why not."""

    @wraps(view)
    def wrapped(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (RefusedForm, BadRange, WrongState, Conflict) as error:
            return refused(error)

    return wrapped


def says_where_it_was(view: View[P]) -> View[P]:
    """Say in a sentence why a save on a story's page is refused. A plain form goes back there."""

    @wraps(view)
    def wrapped(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (RefusedForm, Conflict, WrongState) as error:
            if request.htmx:
                return refused(error)
            messages.error(request, str(error))
            story = int(str(kwargs["story_id"]))
            return redirect(story_address(request, str(kwargs["slug"]), story))

    return wrapped


def story_address(request: DeskRequest, slug: str, story_id: int, statement: int | None = None) -> str:
    """The story's page under the filters of the request, at a statement."""
    query = request.GET.copy()
    query.pop("at", None)
    if statement is not None:
        query["at"] = str(statement)
    address = reverse("story", args=[slug, story_id])
    anchor = f"#statement-{statement}" if statement is not None else ""
    return f"{address}?{query.urlencode()}{anchor}" if query else f"{address}{anchor}"
