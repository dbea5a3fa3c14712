"""Importing in the browser: files and pasted text in, a look at what was read, and the report."""

from collections.abc import Callable, Mapping
from copy import copy
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from annotator.access import access_import, access_project, access_staged_draft
from annotator.forms.imports import DraftForm, ForAllForm, RangeForm, UploadForm, sent_drafts
from annotator.importing import (
    Change,
    Fate,
    Inbox,
    changes_of,
    discard_import,
    fates_of,
    known_articles,
    repeating,
    store_import,
)
from annotator.models import Import, Role, StagedDraft, User
from annotator.requests import DeskRequest
from articles.models import Source, Story
from articles.reading import MAX_FILE_BYTES, Refused

PAGE = 10
OFFERED = 500  # names in a list of suggestions


@require_http_methods(["GET", "POST"])
def import_articles(request: DeskRequest, slug: str) -> HttpResponse:
    """The page to bring files and text to. What comes in is read at once, and waits in a preview."""
    project = access_project(request.user, slug, Role.MANAGER)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        inbox = Inbox(project, request.user, form.cleaned_data["batch"])
        for file in form.cleaned_data["file"]:
            inbox.stage(file, file.name, file.size)
        inbox.stage_pasted(form.cleaned_data["text"])
        preview = reverse("import_preview", args=(slug, inbox.uid))
        return HttpResponseClientRedirect(preview) if request.htmx else redirect(preview)
    if form.errors and request.htmx:
        said = [str(error) for errors in form.errors.values() for error in errors]
        return HttpResponseBadRequest(" ".join(said), content_type="text/plain")
    context = {
        "project": project,
        "form": form,
        "waiting": project.imports.waiting().filter(actor=request.user),
        "limit": MAX_FILE_BYTES,
    }
    return render(request, "annotator/import.html", context, status=400 if form.errors else 200)


@require_GET
def import_preview(request: DeskRequest, slug: str, uid: UUID) -> HttpResponse:
    """Every article with what was guessed and what is cut; each thing can be changed before it is stored."""
    batch = access_import(request.user, slug, uid)
    if batch.report is not None:
        return redirect("import_report", slug, uid)
    return _preview(request, batch, request.GET.get("page"))


@require_POST
@transaction.atomic
def change_draft(request: DeskRequest, slug: str, uid: UUID, pk: int) -> HttpResponse:
    """Keep the fields of a draft that are valid, and whether it is wanted."""
    draft = access_staged_draft(request.user, slug, uid, pk)
    form = DraftForm(request.POST, instance=copy(draft))
    form.is_valid()
    draft.change(form.valid_changes())
    form.explain(draft.guesses)
    return _answer(request, draft, form)


@require_POST
@transaction.atomic
def cut_draft(request: DeskRequest, slug: str, uid: UUID, pk: int) -> HttpResponse:
    """Cut a range of a draft's text out."""
    return _recut(request, access_staged_draft(request.user, slug, uid, pk), StagedDraft.cut)


@require_POST
@transaction.atomic
def keep_draft(request: DeskRequest, slug: str, uid: UUID, pk: int) -> HttpResponse:
    """Take a range of a draft's text back in."""
    return _recut(request, access_staged_draft(request.user, slug, uid, pk), StagedDraft.keep)


@require_POST
def change_all_drafts(request: DeskRequest, slug: str, uid: UUID) -> HttpResponse:
    """Give every draft the same source or story."""
    batch = access_import(request.user, slug, uid)
    form = ForAllForm(request.POST)
    if form.is_valid():
        batch.set_for_all({name: value for name, value in form.cleaned_data.items() if value})
    else:
        _complain(request, form)
    return redirect("import_preview", slug, uid)


@require_POST
def store(request: DeskRequest, slug: str, uid: UUID) -> HttpResponse:
    """Store what the preview shows. A second click finds it stored and shows the report.

    The fields that the page shows come along: nothing is stored while one of them can't be, but what can be
    kept of them is kept, as the page may not have sent it yet.
    """
    batch = access_import(request.user, slug, uid)
    sent = sent_drafts(batch, request.POST)
    unfit = {draft.pk: form for draft, form in sent if not form.is_valid() and form["is_wanted"].value()}
    with transaction.atomic():
        for draft, form in sent:
            draft.change(form.valid_changes())
    if unfit:
        names = ", ".join(f"“{draft}” ({draft.place})" for draft, _form in sent if draft.pk in unfit)
        messages.error(
            request, _("Nothing was imported: first mend the fields of %(names)s.") % {"names": names}
        )
        return _preview(request, batch, _page_of(batch, min(unfit)), unfit, status=400)
    try:
        with transaction.atomic():
            store_import(batch, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("import_preview", slug, uid)
    return redirect("import_report", slug, uid)


@require_POST
def discard(request: DeskRequest, slug: str, uid: UUID) -> HttpResponse:
    """Throw the drafts away; nothing was stored."""
    if not discard_import(access_import(request.user, slug, uid)):
        said = _("This was imported already, so nothing is left to discard. Below is what went in.")
        messages.info(request, said)
        return redirect("import_report", slug, uid)
    messages.info(request, _("The drafts are discarded. Nothing was imported."))
    return redirect("import", slug)


@require_GET
def import_report(request: DeskRequest, slug: str, uid: UUID) -> HttpResponse:
    """What was kept, skipped and refused."""
    batch = access_import(request.user, slug, uid)
    if batch.report is None:
        return redirect("import_preview", slug, uid)
    context = {"batch": batch, "project": batch.project, "kinds": _kinds(batch.report)}
    return render(request, "annotator/import_report.html", context)


class Kind(NamedTuple):
    """What an import did in one of its ways, with the first of those articles."""

    name: str
    title: str
    number: int
    entries: list[dict[str, Any]]

    @property
    def unlisted(self) -> int:
        return self.number - len(self.entries)


def _kinds(report: dict[str, Any]) -> list[Kind]:
    titles = {
        "kept": _("New articles"),
        "changed": _("New texts of articles that stood there"),
        "placed": _("Known from your other projects, now in this one too"),
        "skipped": _("Skipped: they stand in this project already"),
    }
    return [
        Kind(name, title, report["counts"].get(name, 0), [e for e in report["entries"] if e["kind"] == name])
        for name, title in titles.items()
        if name == "kept" or report["counts"].get(name)
    ]


class Row(NamedTuple):
    """A draft in the preview; `fate` says so if it repeats something."""

    draft: StagedDraft
    form: DraftForm
    fate: Fate | None


def _preview(
    request: DeskRequest,
    batch: Import,
    number: str | int | None,
    unfit: Mapping[int, DraftForm] = MappingProxyType({}),
    status: int = 200,
) -> HttpResponse:
    """A page of the drafts; those of the ids in `unfit` keep what was typed, with its errors."""
    only = request.GET.get("only")
    drafts, changes = batch.drafts.all(), changes_of(batch, request.user)
    if only == "repeating":
        drafts = repeating(batch, request.user)
    elif only == "changing":
        drafts = drafts.filter(pk__in=changes)
    page = Paginator(drafts.order_by("pk"), PAGE).get_page(number)
    known = known_articles(request.user, batch.project)
    fates = fates_of(list(page), batch, request.user, changes)
    context = {
        "page": page,
        "rows": [
            Row(draft, unfit.get(draft.pk) or DraftForm(instance=draft), fates.get(draft.pk))
            for draft in page
        ],
        "chosen": only if only in ("repeating", "changing") else "",
        "for_all": ForAllForm(),
        "sources": Source.objects.filter(articles__in=known).distinct()[:OFFERED],
        "stories": Story.objects.filter(articles__in=known).distinct().order_by("-pk")[:OFFERED],
    }
    totals = _totals(batch, request.user, changes)
    return render(request, "annotator/import_preview.html", context | totals, status=status)


def _page_of(batch: Import, draft: int) -> int:
    return batch.drafts.filter(pk__lt=draft).count() // PAGE + 1


def _totals(batch: Import, user: User, changes: Mapping[int, Change]) -> dict[str, Any]:
    """What stands above every page of a preview, and changes with each change."""
    return {
        "batch": batch,
        "project": batch.project,
        "wanted": batch.drafts.wanted().count(),
        "unwanted": batch.drafts.filter(is_wanted=False).count(),
        "repeating": repeating(batch, user).count(),
        "changing": len(changes),
    }


def _recut(
    request: DeskRequest, draft: StagedDraft, verb: Callable[[StagedDraft, int, int], None]
) -> HttpResponse:
    form = RangeForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Select at least one character."), content_type="text/plain")
    verb(draft, *form.cleaned_data["range"])
    return _answer(request, draft, None)


def _answer(request: DeskRequest, draft: StagedDraft, form: DraftForm | None) -> HttpResponse:
    """The pieces of the page that a change touches: of the fields' form, or else of the text."""
    batch = draft.batch
    if request.htmx:
        changes = changes_of(batch, request.user)
        fate = fates_of([draft], batch, request.user, changes).get(draft.pk)
        row = Row(draft, form or DraftForm(instance=draft), fate)
        context = {"row": row, "is_answer": True, "with_text": form is None}
        context |= _totals(batch, request.user, changes)
        return render(request, "annotator/import_preview.html#answer", context)
    if form:
        _complain(request, form)
    preview = reverse("import_preview", args=(batch.project.slug, batch.uid))
    return redirect(f"{preview}?page={_page_of(batch, draft.pk)}#draft-{draft.pk}")


def _complain(request: DeskRequest, form: BaseForm) -> None:
    """Say on the next page what was not taken, and why."""
    for name, errors in form.errors.items():
        label = f"{form[name].label}: " if name in form.fields else ""
        messages.error(request, label + " ".join(map(str, errors)))
