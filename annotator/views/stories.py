"""A story: who says what, who contradicts whom, who is silent. Its page, the panels beside it, its files."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from annotator.access import access_placing, access_statement, access_story, own_claim
from annotator.comparing import GOLD, Comparison
from annotator.datasets.as_matrix import matrix_csv
from annotator.forms.stories import StoryForm
from annotator.likeness import Claimed, Likeness, Likenesses, wording_of
from annotator.matrix import Placed
from annotator.models import Label, Placement, Statement
from annotator.requests import DeskRequest
from annotator.views.matrix import Table, rows_of
from annotator.views.saying import says_where_it_was
from annotator.visibility import may_see_others

TRAY = 40  # claims in the list of those that are not placed yet; the next ones follow as these are placed


@require_GET
@gzip_page
@vary_on_headers("HX-Request")
def story(request: DeskRequest, slug: str, story_id: int) -> HttpResponse:
    """The whole page; htmx gets what the filters leave."""
    context = _table(request, slug, story_id)
    if request.htmx:
        return render(request, "annotator/story.html#comparison", context)
    comparison: Comparison = context["comparison"]
    if context["may_place"]:
        context |= _tray(comparison, context["table"].statements)
    return render(request, "annotator/story.html", context)


@require_GET
def story_csv(request: DeskRequest, slug: str, story_id: int) -> HttpResponse:
    """The matrix as it stands under the filters: a row a statement, a column an article."""
    context = _table(request, slug, story_id)
    table: Table = context["table"]
    response = HttpResponse(
        matrix_csv(table.comparison.articles, [(row.statement, row.row) for row in table.whole()]),
        content_type="text/csv; charset=utf-8",
    )
    return _as_file(response, context["story"].title, "csv")


@require_GET
def story_file(request: DeskRequest, slug: str, story_id: int) -> HttpResponse:
    """The page as it stands under the filters, as a file that needs nothing else: no script, no address."""
    context = _table(request, slug, story_id)
    css = "\n".join(_css(name) for name in ("base", "labels", "story", "timelines"))
    # Our own file, in which the browser reads no markup but the end of the element.
    style = SafeString(f"<style>{css.replace('</', '')}</style>")
    context |= {"standalone": True, "style": style, "rows": context["table"].whole()}
    response = HttpResponse(render_to_string("annotator/story_file.html", context))
    return _as_file(response, context["story"].title, "html")


@require_GET
@vary_on_headers("HX-Request")
def unplaced(request: DeskRequest, slug: str, story_id: int) -> HttpResponse:
    """The claims that stand under no statement yet, one's own or gold's, with the statements proposed."""
    whose = request.GET.get("layer", "")
    project, story, _owner = access_placing(request.user, slug, story_id, whose)
    comparison = Comparison(request.user, project, story, whose)
    context = {**_common(request, comparison), **_tray(comparison, comparison.statements())}
    template = "annotator/_unplaced.html" if request.htmx else "annotator/unplaced.html"
    return render(request, template, context)


@require_GET
@vary_on_headers("HX-Request")
@says_where_it_was
def claim_panel(request: DeskRequest, slug: str, story_id: int, uid: uuid.UUID) -> HttpResponse:
    """One claim of one's own, or of gold: what is known of it, where it stands, and where it may belong."""
    whose = request.GET.get("layer", "")
    project, story, owner = access_placing(request.user, slug, story_id, whose)
    comparison = Comparison(request.user, project, story, whose)
    span = own_claim(owner, project, story, uid)
    [record] = comparison.claims(comparison.own_spans().filter(pk=span.pk))
    statements = comparison.statements()
    likenesses, [claimed] = _likenesses(comparison, statements, [record])
    standing = Placement.objects.filter(claim__span=span).select_related("statement")
    under = {placement.statement_id for placement in standing}
    wordings = {statement.pk: statement for statement in statements}
    proposals = [
        (wordings[proposal.statement], proposal.why)
        for proposal in likenesses.proposals(claimed)
        if proposal.statement not in under
    ]
    context = _common(request, comparison) | {
        "claim": record,
        "article": next(one for one in comparison.articles if one.pk == record.article),
        "span": span,
        "standing": standing,
        "proposals": proposals,
        "wording": wording_of(record),
        "statements": [statement for statement in statements if statement.pk not in under],
        "new_uid": uuid.uuid4,  # Called for each form: Back to the page, the other one is no repeat.
    }
    template = "annotator/claim_panel.html"
    return render(request, f"{template}#panel" if request.htmx else template, context)


@require_GET
@vary_on_headers("HX-Request")
@says_where_it_was
def statement(request: DeskRequest, slug: str, story_id: int, pk: int) -> HttpResponse:
    """One statement: its wording, its verdict, what stands under it, and claims that may belong there."""
    project, story = access_story(request.user, slug, story_id)
    comparison = Comparison(request.user, project, story, request.GET.get("layer", ""))
    asked = access_statement(project, story, pk)
    [row] = rows_of(comparison, [asked])
    like = []
    if comparison.may_place:
        likenesses, others = _likenesses(comparison, [asked], comparison.unplaced())
        articles = {article.pk: article for article in comparison.articles}
        like = [
            (other.claim, articles[other.claim.article], why, uuid.uuid4(), uuid.uuid4())
            for other, why in likenesses.claims_like(asked.pk, others)
        ]
    cells = [
        (article, cell, [(claim, uuid.uuid4()) for claim in cell.claims], uuid.uuid4())
        for article, cell in zip(comparison.articles, row.cells, strict=True)
    ]
    context = _common(request, comparison) | {
        "statement": asked,
        "row": row,
        "cells": cells,
        "like": like,
        "edit": uuid.uuid4(),
        "all_read_edit": uuid.uuid4(),
        "verdicts": Statement.Verdict.choices,
        "may_delete": may_see_others(project),
    }
    template = "annotator/statement.html"
    return render(request, f"{template}#panel" if request.htmx else template, context)


def _table(request: DeskRequest, slug: str, story_id: int) -> dict[str, Any]:
    """What the page and both files show."""
    project, story = access_story(request.user, slug, story_id)
    comparison = Comparison(request.user, project, story, request.GET.get("layer", ""))
    form = StoryForm(request.GET)
    table = Table(comparison, form)
    return _common(request, comparison) | {
        "table": table,
        "rows": table.page(),
        "said": table.said_when(),
        "happened": table.happened_when(),
        "chosen": {name: form.chosen(name) for name in form.fields},
        "shows": form.SHOW,
        "claimants": table.claimants(),
        "labels": Label.objects.filter(project=project, kind=Label.Kind.CLAIM),
    }


def _common(request: DeskRequest, comparison: Comparison) -> dict[str, Any]:
    """What everything about a story says of it; `query` keeps the filters in the addresses of forms."""
    query = request.GET.copy()
    query.pop("at", None)
    keys = request.user.keys("story")
    return {
        "project": comparison.project,
        "story": comparison.story,
        "comparison": comparison,
        "may_place": comparison.may_place,
        "may_judge": comparison.sees_all,
        "query": f"?{query.urlencode()}" if query else "",
        "stances": [(value, name, keys[value]) for value, name in Placement.Stance.choices],
        "keys": keys,
        "keys_json": json.dumps(keys),
        "gold": GOLD,
    }


def _tray(comparison: Comparison, statements: list[Statement]) -> dict[str, Any]:
    """The claims that wait, by article, each with the likeliest statement and why."""
    waiting = comparison.unplaced()
    likenesses, claims = _likenesses(comparison, statements, waiting[:TRAY])
    wordings = {statement.pk: statement.text for statement in statements}
    by_article: dict[int, list[tuple[Placed, list[tuple[str, Likeness]]]]] = defaultdict(list)
    for claimed in claims:
        likely = [(wordings[one.statement], one.why) for one in likenesses.proposals(claimed, most=1)]
        by_article[claimed.claim.article].append((claimed.claim, likely))
    names = [(one, by_article[one.pk]) for one in comparison.articles if one.pk in by_article]
    return {
        "waiting": names,
        "waiting_number": len(waiting),
        "waiting_more": max(0, len(waiting) - TRAY),
        "has_placed": bool(waiting or comparison.own_placed()),
    }


def _likenesses(
    comparison: Comparison, statements: Iterable[Statement], claims: Iterable[Placed]
) -> tuple[Likenesses, list[Claimed]]:
    """The statements as they are worded and as the person's own claims fill them; nobody else's are asked."""
    under: dict[int, list[Claimed]] = {}
    for one in comparison.with_entities(comparison.own_placed()):
        under.setdefault(one.claim.statement, []).append(one)
    wordings = {statement.pk: statement.text for statement in statements}
    return Likenesses(wordings, under), comparison.with_entities(claims)


def _css(name: str) -> str:
    path = finders.find(f"css/{name}.css")
    assert isinstance(path, str)
    return Path(path).read_text(encoding="utf-8")


def _as_file(response: HttpResponse, title: str, ending: str) -> HttpResponse:
    name = slugify(title, allow_unicode=False) or "story"
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
