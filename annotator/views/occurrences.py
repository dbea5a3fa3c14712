"""Tag every occurrence of a span's words in its article or story: a preview, then one step."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from annotator.access import access_own_layers, access_task, own_span
from annotator.forms.occurrences import MOST_AT_ONCE, OccurrencesForm, TagOccurrencesForm
from annotator.models import Assignment, Edit, Entity, Label, Role, Span, Task, User
from annotator.models.edits import Conflict
from annotator.models.entities import STANDING, STANDING_NAME
from annotator.occurrences import Place, inside, joined, surroundings
from annotator.occurrences import occurrences as places_of
from annotator.requests import DeskRequest
from annotator.views.layers import labels_of
from annotator.views.saying import says_why_not
from annotator.views.spans import saved
from articles.models import Article

CONTEXT = 45  # Code points shown before and after a hit.


class Hit(NamedTuple):
    """A place where the words stand; `is_tagged` if it carries the same label already.

    `is_ticked` proposes to tag it: the first MOST_AT_ONCE of those that are not. `linked_to` names the entity
    that it is linked to then; `is_linked` if it is the chosen span's. `part_of` is the longer span of that
    label, or the word with hyphens, that a place stands in which is not tagged. `other` names another label
    of the kind that it carries, which would change; `is_left` if the chosen span never had that one.
    `is_to_link` proposes to link it: the first MOST_AT_ONCE of those that are loose.
    """

    start: int
    end: int
    before: str
    words: str
    after: str
    is_tagged: bool
    linked_to: str
    is_linked: bool
    part_of: str
    other: str
    is_left: bool
    is_ticked: bool
    is_to_link: bool

    @property
    def is_loose(self) -> bool:
        """Whether it is linked to nothing, no part of something else, and nothing else itself."""
        return not self.linked_to and not self.part_of and not self.is_left


class ArticleHits(NamedTuple):
    """The hits in one text of an article; `closed` is its state if it can't be changed now."""

    article: Article
    hits: list[Hit]
    closed: str
    version: int


@require_GET
@vary_on_headers("HX-Request")
@says_why_not
def occurrences(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    """Every other place where the words of a span stand, each to be ticked."""
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    asked = OccurrencesForm(request.GET).asked()
    span = own_span(request.user, task, asked["span"])
    found = hits_of(request.user, task, span, asked)
    number = sum(not hit.is_tagged for here in found if not here.closed for hit in here.hits)
    context = {
        "task": task,
        "span": span,
        "form": asked,
        "found": found,
        "edit": uuid.uuid4(),
        "number": number,
        "most": MOST_AT_ONCE if number > MOST_AT_ONCE else None,
    }
    return render(request, "annotator/occurrences.html", context)


@require_POST
@says_why_not
def tag_occurrences(request: DeskRequest, slug: str, article_id: int) -> HttpResponse:
    """Tag the ticked places, in all their articles, as one step that one undo takes back."""
    task = access_task(request.user, slug, article_id, Role.ANNOTATOR)
    labels = labels_of(task.project.slug)
    form = TagOccurrencesForm(request.POST, labels)
    save = form.save_of(request.user)
    places = form.hits_by_article()
    with in_one_step(request.user, task, form, places) as (layer, layers):
        for article, layer_there in layers.items():
            tag_places(layer_there, places[article], save["label"], actor=request.user, batch=save["edit"])
    number = sum(map(len, places.values()))
    said = ngettext("%d place tagged.", "%d places tagged.", number) % number
    return saved(request, labels, layer, places.get(task.article_id, []), said=said)


def tag_places(
    layer: Assignment,
    places: Iterable[Place],
    label: Label,
    *,
    actor: User,
    batch: uuid.UUID,
    entity: Entity | None = None,
) -> list[Span]:
    """Let places of a locked layer carry a label; what carries another one of its kind there gets this one.

    What is tagged anew is linked to the entity. Returns the spans in the order of the places.
    """
    own = Q(label=label) | Q(label__kind=label.kind, fragments=[])
    standing = sorted(
        layer.spans.filter(own).select_related("label", "claim"), key=lambda span: span.label_id == label.pk
    )
    by_place = {(span.start, span.end): span for span in standing}  # One that has the label before others.
    spans = []
    for place in places:
        span = by_place.get(place)
        if span is None:
            span = Span.make(layer, label, *place, actor=actor, batch=batch, entity=entity)
        else:
            span.assignment = layer
            span.change(actor=actor, seen=span.version, label=label, batch=batch)
        spans.append(span)
    return spans


@contextmanager
def in_one_step(
    user: User, task: Task, form: TagOccurrencesForm, places: Collection[int]
) -> Iterator[tuple[Assignment, dict[int, Assignment]]]:
    """In a transaction, the layer that is open and those to change by their articles, all of them locked.

    What is done there in the batch of the form's edit is one step, begun in the open layer. A step that was
    taken before has no layers to change.
    """
    with transaction.atomic():
        layers = access_own_layers(user, task, places)
        form.check_texts(layers)
        layer = layers.get(task.article_id) or task.assignment_of(user)
        step = Edit.objects.filter(batch=form.cleaned_data["edit"], assignment__in=layers.values())
        yield layer, {} if step.exists() else layers
        step.mark_begun(layer)


def hits_of(user: User, task: Task, span: Span, form: dict[str, Any]) -> list[ArticleHits]:
    """Where the words of a span stand in its article or story, as the checked form asks for it.

    Raises Conflict for a span of several stretches.
    """
    if span.fragments:
        raise Conflict(_("This span has several stretches. Only one of a single stretch can be looked for."))
    in_story = form["scope"] == "story" and task.article.story_id is not None
    tasks = list(Task.objects.of_story(task).select_related("article__source")) if in_story else [task]
    return [here for here in _hits_in(user, tasks, span, exact=not form["folded"]) if here.hits]


def _hits_in(user: User, tasks: list[Task], span: Span, *, exact: bool) -> Iterator[ArticleHits]:
    """The hits of each task's text, in five queries however many tasks there are."""
    own = Assignment.objects.with_text().filter(task__in=tasks, annotator=user)
    layers = {layer.task_id: layer for layer in own}
    unbegun = Task.objects.filter(pk__in=[task.pk for task in tasks if task.pk not in layers])
    texts = {task: layer.version for task, layer in layers.items()} | unbegun.current_versions()
    alike = Span.objects.filter(assignment__in=layers.values(), label__kind=span.label.kind).in_text_order()
    rows = alike.annotate(standing=STANDING, name=STANDING_NAME).values_list(
        "assignment__task", "start", "end", "label", "label__name", "fragments", "standing", "name"
    )
    tagged: dict[int, dict[Place, tuple[int | None, str | None]]] = defaultdict(dict)
    others: dict[int, dict[Place, tuple[int, str]]] = defaultdict(dict)
    for task_id, start, end, label, label_name, fragments, standing, name in rows:
        if label == span.label_id:
            tagged[task_id][start, end] = (standing, name)
        elif not fragments:
            others[task_id][start, end] = (label, label_name)
    edits = Edit.objects.filter(assignment=span.assignment_id, what=Span.WHAT, what_uid=span.uid)
    had = set(edits.values_list("before__label", flat=True))
    wanted = span.entity.standing_id if span.entity else None
    room = room_to_link = MOST_AT_ONCE
    for task in tasks:
        layer, here = layers.get(task.pk), tagged[task.pk]
        closed = layer.get_state_display() if layer and not layer.is_editable else ""
        text = texts[task.pk].text
        places = places_of(text, span.quote, exact=exact)
        longer = inside(places, here)
        hits = []
        for place in places:
            linked, linked_to = here.get(place, (None, None))
            before, after = surroundings(text, *place, CONTEXT)
            whole = longer.get(place) or joined(text, *place)
            other, other_name = (0, "") if place in here else others[task.pk].get(place, (0, ""))
            is_left = bool(other) and other not in had
            is_free = whole == place and not is_left
            is_ticked = room > 0 and not closed and place not in here and is_free
            room -= is_ticked
            is_loose = linked is None and (place in here or is_free)
            is_to_link = room_to_link > 0 and not closed and is_loose
            room_to_link -= is_to_link
            hits.append(
                Hit(
                    *place,
                    before,
                    text[slice(*place)],
                    after,
                    is_tagged=place in here,
                    linked_to=linked_to or "",
                    is_linked=linked is not None and linked == wanted,
                    part_of=text[slice(*whole)] if whole != place and place not in here else "",
                    other=other_name,
                    is_left=is_left,
                    is_ticked=is_ticked,
                    is_to_link=is_to_link,
                )
            )
        yield ArticleHits(task.article, hits, closed, texts[task.pk].number)
