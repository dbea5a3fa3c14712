"""Relations between spans of one's own layer are made and deleted here."""

import uuid

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.access import own_layer
from annotator.forms.relations import RelationForm
from annotator.forms.spans import EditForm, RefusedForm
from annotator.models import Edit, Relation, Span
from annotator.models.edits import Conflict
from annotator.models.relations import WrongEnds
from annotator.requests import DeskRequest
from annotator.views.layers import labels_of
from annotator.views.saying import says_why_not
from annotator.views.spans import saved


@require_POST
@says_why_not
def make_relation(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    """Join two spans; the same save sent twice makes one relation."""
    try:
        with transaction.atomic():
            layer = own_layer(request.user, slug, article_id)
            labels = labels_of(slug)
            save = RelationForm(request.POST).save_of(request.user)
            label = labels.get(save["label"])
            if label is None or label.archived_at is not None:
                raise RefusedForm(_("This relation is not offered any more: choose another one."))
            said = _("Joined: %(label)s") % {"label": label.name}
            pair = (save["source"], save["target"])
            ends = Span.objects.filter(assignment=layer).in_bulk(pair, field_name="uid")
            source, target = map(ends.get, pair)
            if source is None or target is None:
                raise Conflict(_("One of the two spans is gone: it was deleted elsewhere."))
            Relation.make(
                layer, label, source, target, actor=request.user, uid=save["uid"], edit_uid=save["edit"]
            )
    except WrongEnds as error:
        raise RefusedForm(str(error)) from error
    except IntegrityError:
        if not Relation.was_made(save["uid"], layer):
            raise Conflict(_("These two spans are joined so already.")) from None
    return saved(request, labels, layer, [], said=said)


@require_POST
@says_why_not
def delete_relation(request: DeskRequest, slug: str, article_id: int, uid: uuid.UUID) -> HttpResponse:
    """Part two spans again; a relation that is gone already stays gone."""
    with transaction.atomic():
        layer = own_layer(request.user, slug, article_id)
        save = EditForm(request.POST).save_of(request.user)
        relations = Relation.objects.filter(assignment=layer, uid=uid)
        relation = relations.select_related("label", "source", "target").first()
        if relation is not None:
            relation.assignment = layer
            relation.drop(actor=request.user, edit_uid=save["edit"])
        elif not Edit.objects.filter(what_uid=uid, assignment=layer).exists():
            raise Conflict(_("This relation is gone: it was deleted elsewhere."))
    return saved(request, {}, layer, [], said=_("No longer joined."))
