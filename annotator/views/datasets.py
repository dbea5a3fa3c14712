"""The dataset page: what goes in, what is left out and why, the first records, and the file."""

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from annotator.access import access_project
from annotator.datasets.files import download
from annotator.datasets.limits import limited
from annotator.datasets.preview import Preview, first_records
from annotator.datasets.records import BrokenSpan
from annotator.datasets.snapshot import snapshot
from annotator.finding import choices_of
from annotator.forms.export import ExportForm
from annotator.requests import DeskRequest
from annotator.visibility import layers_to_export, may_see_others


@require_GET
@vary_on_headers("HX-Request")
def export(request: DeskRequest, slug: str) -> HttpResponseBase:
    """The page; htmx gets the counts and the preview alone; `?format=…` sends the file.

    The file is got, not posted, because getting it changes nothing that anybody works on: it can be asked for
    again, from an address that says all of it. That each download is written down is the server's own doing,
    like its log, and what RFC 9110 (9.2.1) calls safe. So none goes unseen.
    """
    project = access_project(request.user, slug)
    layers = layers_to_export(request.user, project)
    form = ExportForm(
        request.GET, project=project, layers=layers, choices=choices_of(project, all_stories=True)
    )
    context = {"project": project, "form": form, "sees_others": may_see_others(project)}
    asked_for = request.GET.get("format")
    if form.is_valid():
        selection = form.selection()
        try:
            if asked_for:
                return download(
                    selection,
                    asked_for,
                    projects=[project],
                    actor=request.user,
                    for_excel=form.cleaned_data["excel"],
                )
            with snapshot() as using:  # So that counts and records fit together, whatever is saved meanwhile.
                context |= {
                    "report": selection.report(using),
                    "preview": Preview(first_records(selection, using)),
                    "formats": limited(selection, using),
                }
        except BrokenSpan as error:
            form.add_error(None, str(error))
    template = "annotator/export.html"
    status = 400 if asked_for else 200  # htmx shows a filter's error, too.
    return render(request, f"{template}#dataset" if request.htmx else template, context, status=status)
