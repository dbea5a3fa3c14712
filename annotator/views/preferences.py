"""How the desk looks for a person, and which keys they press."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotator.forms.preferences import KeysForm, LookForm
from annotator.keys import KEYBOARDS
from annotator.requests import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: DeskRequest) -> HttpResponse:
    """Look and keys on one page; the POST is the keys'."""
    user = request.user
    if "usual" in request.POST:
        user.prefer(**{keyboard.kept: {} for keyboard in KEYBOARDS.values()})
        messages.success(request, _("The usual keys are back."))
        return redirect("preferences")
    sent = request.POST.dict() if request.method == "POST" else None
    keys = [KeysForm(sent, user, page) for page in KEYBOARDS]
    are_valid = [form.is_valid() for form in keys]  # Every one of them is to say what is wrong.
    if all(are_valid):
        user.prefer(**{form.keyboard.kept: form.chosen() for form in keys})
        messages.success(request, _("Your keys are kept."))
        return redirect("preferences")
    look = LookForm(initial=user.preferences.get("look", {}))
    return render(request, "annotator/preferences.html", {"keys": keys, "look": look})


@require_POST
def change_look(request: DeskRequest) -> HttpResponse:
    """The look alone, from here or from the menu of the workspace, which has changed it already."""
    look = LookForm(request.POST)
    if not look.is_valid():
        return HttpResponse(
            _("This look is not known: choose one of the list."), status=400, content_type="text/plain"
        )
    request.user.prefer(look=look.chosen())
    return HttpResponse(status=204) if request.htmx else redirect("preferences")
