"""A project: how far it is, and its articles."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from annotator.access import access_project
from annotator.finding import annotators_of, choices_of, progress_of, rows_of
from annotator.forms.articles import COUNTED, ArticlesForm
from annotator.models import Assignment, Role
from annotator.requests import DeskRequest
from annotator.visibility import may_review, may_see_others


@require_safe
@vary_on_headers("HX-Request")
def project(request: DeskRequest, slug: str) -> HttpResponse:
    """The articles that the filters in the address leave; htmx gets the list alone."""
    project = access_project(request.user, slug)
    form = ArticlesForm(request.GET, project, request.user)
    story = form.chosen("story")
    choices = None if request.htmx else choices_of(project, story)
    page = form.page(of_all=choices.number if choices else None)
    context = {
        "project": project,
        "may_review": may_review(project),
        "may_manage": Role.MANAGER in project.held,
        "sees_others": may_see_others(project),
        "form": form,
        "page": page,
        "rows": rows_of(page, project, request.user, form.terms),
        "number": page.number and min(page.number, COUNTED),
        "has_more": page.number is not None and page.number > COUNTED,
    }
    if choices is None:
        return render(request, "annotator/project.html#articles", context)
    context |= {
        "choices": choices,
        "chosen": {name: form[name].value() or "" for name in form.fields} | {"story": story},
        "states": Assignment.State.choices,
        "annotators": annotators_of(project) if context["may_review"] else [],
        "progress": progress_of(project, choices.number),
    }
    return render(request, "annotator/project.html", context)
