"""Link every mention of a span's words in its article or story: a preview, then one step."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from annotator.access import access_task, entity_to_link, own_span
from annotator.forms.links import LinkMentionsForm
from annotator.forms.occurrences import OccurrencesForm
from annotator.forms.spans import RefusedForm
from annotator.models import Role
from annotator.requests import DeskRequest
from annotator.views.layers import labels_of
from annotator.views.occurrences import hits_of, in_one_step, tag_places
from annotator.views.saying import says_why_not
from annotator.views.spans import saved


@require_GET
@vary_on_headers("HX-Request")
@says_why_not
def mentions(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    """Every place where the words of a linked span stand, each to be ticked."""
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    asked = OccurrencesForm(request.GET).asked()
    span = own_span(request.user, task, asked["span"])
    if span.entity is None:
        raise RefusedForm(_("Link this span to an entity first."))
    found = hits_of(request.user, task, span, asked)
    hits = [hit for here in found if not here.closed for hit in here.hits]
    ticked, loose = sum(hit.is_to_link for hit in hits), sum(hit.is_loose for hit in hits)
    context = {
        "task": task,
        "span": span,
        "entity": span.entity.standing,
        "form": asked,
        "found": found,
        "edit": uuid.uuid4(),
        "number": sum(not hit.is_linked for hit in hits),
        "most": ticked if ticked < loose else None,
    }
    return render(request, "annotator/mentions.html", context)


@require_POST
@says_why_not
def link_mentions(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    """Tag and link the ticked places, in all their articles, as one step that one undo takes back."""
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    labels = labels_of(task.project.slug)
    form = LinkMentionsForm(request.POST, labels)
    save = form.save_of(request.user)
    places = form.hits_by_article()
    with in_one_step(request.user, task, form, places) as (layer, layers):
        # The layers are locked before the entity, as where one span is linked: nobody waits for one another.
        entity = entity_to_link(slug, save["entity"])
        for article, layer_there in layers.items():
            spans = tag_places(
                layer_there,
                places[article],
                save["label"],
                actor=request.user,
                batch=save["edit"],
                entity=entity,
            )
            for span in spans:
                span.link(entity, actor=request.user, seen=span.version, batch=save["edit"])
    number = sum(map(len, places.values()))
    said = ngettext(
        "%(number)d mention linked to %(name)s.", "%(number)d mentions linked to %(name)s.", number
    )
    said %= {"number": number, "name": entity.name}
    return saved(request, labels, layer, places.get(task.article_id, []), said=said)
