"""The bank of a project: the list of its entities, the page of one, and what is done with it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from annotator.access import access_entity, access_project
from annotator.bank import known_as, made_with, mentions_page, rows_of, spellings_of
from annotator.forms.entities import (
    COUNTED,
    AliasForm,
    ChosenForm,
    EntitiesForm,
    EntityForm,
    NewEntityForm,
    SplitForm,
)
from annotator.forms.spans import RefusedForm
from annotator.linking import look_up
from annotator.models import Entity, Label, Project
from annotator.models.edits import Conflict
from annotator.models.projects import REVIEWING
from annotator.models.splitting import split
from annotator.names import LONGEST_NAME, key
from annotator.requests import DeskRequest
from annotator.views.saying import refused
from annotator.visibility import aliases_to_see, may_review, may_see_others, mentions_to_see

P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponse]


def says_at_the_top(view: View[P]) -> View[P]:
    """Say in a sentence at the top of the page that is gone back to why a step can't be.

    htmx stays on the page, where what was typed still stands.
    """

    @wraps(view)
    def wrapped(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            done = view(request, *args, **kwargs)
        except (RefusedForm, Conflict) as error:
            if request.htmx:
                return refused(error)
            messages.error(request, str(error))
            if "pk" in kwargs:
                return redirect("entity", kwargs["slug"], kwargs["pk"])
            return redirect("entities", kwargs["slug"])
        return HttpResponseClientRedirect(done["Location"]) if request.htmx else done

    return wrapped


@require_safe
@vary_on_headers("HX-Request")
def entities(request: DeskRequest, slug: str) -> HttpResponse:
    """The entities that the filters in the address leave; htmx gets the list alone."""
    project = access_project(request.user, slug)
    form = EntitiesForm(request.GET, project, request.user)
    page = form.page()
    number = form.number(page)
    context: dict[str, Any] = {
        "project": project,
        "form": form,
        "page": page,
        "rows": rows_of(page, project, request.user),
        "number": number and min(number, COUNTED),
        "has_more": number is not None and number > COUNTED,
        "labels": project.labels.live().filter(kind=Label.Kind.ENTITY),
    }
    if request.htmx:
        return render(request, "annotator/entities.html#entities", context)
    context["new"] = NewEntityForm(None, project)
    return render(request, "annotator/entities.html", context)


@require_POST
@says_at_the_top
def make_entity(request: DeskRequest, slug: str) -> HttpResponse:
    project = access_project(request.user, slug)
    form = NewEntityForm(request.POST, project)
    _check(form)
    edit = str(form.cleaned_data["edit"])
    with transaction.atomic():
        entity = made_with(edit, request.user) or Entity.make(
            form.cleaned_data["label"], actor=request.user, edit=edit, **form.fields_of()
        )
    if project.entities.live().filter(label=entity.label, name=entity.name).exclude(pk=entity.pk).exists():
        twin = _("Another entity has this name too. If it is the same one, merge the two.")
        messages.warning(request, twin)
    return redirect("entity", slug, entity.pk)


@require_safe
@vary_on_headers("HX-Request")
def entity(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    """One entity: its spellings by outlet, and every mention in its context; a merged one says into which."""
    project, entity = access_entity(request.user, slug, pk)
    typed = request.GET.get("into", "").strip()[:LONGEST_NAME]
    if request.htmx:
        context = {
            "project": project,
            "entity": entity,
            "into": typed,
            **_targets(request, project, entity, typed),
        }
        return render(request, "annotator/entity.html#targets", context)
    family = Entity.objects.families([pk])
    mentions = mentions_to_see(request.user, project).filter(entity__in=family)
    spellings, sources = spellings_of(mentions)
    aliases = aliases_to_see(request.user, project).filter(entity__in=family).select_related("taught_by")
    merged = list(entity.merged.order_by("name"))
    page = mentions_page(mentions, *(_number(request.GET.get(name)) for name in ("after", "before")))
    context = {
        "project": project,
        "entity": entity,
        "may_change": may_review(project),
        "sees_others": may_see_others(project),
        "spellings": spellings,
        "sources": sources,
        "number": sum(spelling.number for spelling in spellings),
        "aliases": known_as(aliases),
        "merged": merged,
        "names": {each.name for each in (entity, *merged)},  # which are spellings as long as they are names
        "page": page,
        "mentions": page.rows[0] if page.rows else None,
        "form": EntityForm(instance=entity, initial={"seen": entity.version}),
        "into": typed,
        **_targets(request, project, entity, typed),
    }
    return render(request, "annotator/entity.html", context)


def _targets(request: DeskRequest, project: Project, entity: Entity, typed: str) -> dict[str, Any]:
    """The entities that this one may be merged into, as they were typed."""
    found = look_up(typed, project, request.user) if typed else []
    return {"targets": [choice for choice in found if choice.entity.pk != entity.standing_id]}


@require_POST
@says_at_the_top
def describe_entity(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    """Rename the entity or describe it otherwise."""
    _project, entity = access_entity(request.user, slug, pk, *REVIEWING)
    form = EntityForm(request.POST)
    _check(form)
    entity.describe(actor=request.user, seen=form.cleaned_data["seen"] or entity.version, **form.fields_of())
    return redirect("entity", slug, pk)


@require_POST
@says_at_the_top
def add_alias(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    """Give the entity a spelling on purpose: everybody in the project finds it by it."""
    _project, entity = access_entity(request.user, slug, pk)
    form = AliasForm(request.POST)
    _check(form)
    if entity.add_alias(form.cleaned_data["name"], actor=request.user) is None:
        messages.info(request, _("It has this spelling already."))
    return redirect("entity", slug, pk)


@require_POST
@says_at_the_top
def remove_alias(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    """Take a spelling away, whoever taught it."""
    project, _entity = access_entity(request.user, slug, pk, *REVIEWING)
    form = ChosenForm(request.POST)
    _check(form)
    aliases = aliases_to_see(request.user, project).filter(entity__in=Entity.objects.families([pk]))
    chosen = aliases.filter(pk=form.cleaned_data["chosen"]).first()
    if chosen is None:
        raise Conflict(_("This spelling is gone already."))
    with transaction.atomic():
        for alias in aliases.filter(name=chosen.name).select_related("entity"):
            alias.entity.remove_alias(alias, actor=request.user)
    return redirect("entity", slug, pk)


@require_POST
@says_at_the_top
def merge_entity(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    """Let the entity be another one from now on; its spellings and mentions follow."""
    project, entity = access_entity(request.user, slug, pk, *REVIEWING)
    form = ChosenForm(request.POST)
    _check(form)
    target = project.entities.filter(pk=form.cleaned_data["chosen"]).first()
    if target is None:
        raise Conflict(_("This entity is gone: it was deleted."))
    if entity.merged_into_id != target.pk:  # Else it is a second click, and all is as was wished.
        entity.merge_into(target, actor=request.user)
    messages.success(request, _("“%(name)s” is merged; below it can be taken back.") % {"name": entity.name})
    return redirect("entity", slug, target.pk)


@require_POST
@says_at_the_top
def take_back_merge(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    _project, entity = access_entity(request.user, slug, pk, *REVIEWING)
    entity.take_back_merge(actor=request.user)
    messages.success(request, _("“%(name)s” stands for itself again.") % {"name": entity.name})
    return redirect("entity", slug, pk)


@require_POST
@says_at_the_top
def split_entity(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    """Give some spellings, with their mentions in every layer, to a new entity."""
    project, entity = access_entity(request.user, slug, pk, *REVIEWING)
    family = Entity.objects.families([pk])
    spellings, _sources = spellings_of(mentions_to_see(request.user, project).filter(entity__in=family))
    known = {spelling.key for spelling in spellings}
    known |= {
        key(name)
        for name in aliases_to_see(request.user, project)
        .filter(entity__in=family)
        .values_list("name", flat=True)
    }
    form = SplitForm(request.POST, sorted(known))
    _check(form)
    new = split(entity, form.cleaned_data["keys"], form.cleaned_data["name"], actor=request.user)
    messages.success(request, _("“%(name)s” is an entity of its own now.") % {"name": new.name})
    return redirect("entity", slug, new.pk)


def _check(form: "forms.Form | EntityForm") -> None:
    """Raise RefusedForm with the first thing that is wrong."""
    if not form.is_valid():
        name, errors = next(iter(form.errors.get_json_data().items()))
        field = form.fields.get(name)
        label = f"{field.label}: " if field is not None and field.label else ""
        raise RefusedForm(f"{label}{errors[0]['message']}")


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) <= 18 else None
