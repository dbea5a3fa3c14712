"""What is proposed for a claim: read from its words, its sentence and the spans around it."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F

from annotator.attribution import Attribution, attribution_of
from annotator.attribution.hedging import certainty_of, polarity_of
from annotator.fragments import ties
from annotator.models import Alias, Claim, Entity, Label, Project, Span, Task, User
from annotator.models.projects import ClaimField
from annotator.values.kinds import Days, Quantity
from annotator.values.reading import ReadValues, read_values
from annotator.values.writing import write_days, write_quantity
from articles.text import fold

# What projects call the label of places.
_PLACE_LABELS = {"place", "places", "location", "loc", "gpe", "lieu", "ort", "lugar", "مکان", "مكان"}
_TOLD_FIRST = (ClaimField.QUANTITY, ClaimField.DATE, ClaimField.PLACE, ClaimField.CLAIMANT)
_ARTICLE = re.compile(r"\A(?:the|an?)\s+", re.IGNORECASE)
MOST_FOUND = 8  # entities that a look-up by typing shows at most


class Proposal(NamedTuple):
    """A value for a field as the form sends it, as it is shown, and the words that it was read from."""

    value: str
    shown: str
    words: str = ""


@dataclass(frozen=True)
class Proposals:
    """The proposals by field, and what is known beside them: who speaks, and why a date can't be fixed."""

    fields: dict[str, Proposal]
    speaker: str
    undated: str


def proposals_for(span: Span, task: Task, user: User) -> Proposals:
    """What the claim of a span may say, for the fields that the project asks for and that are empty yet.

    Names of the bank are those that the person may see. Two queries at most.
    """
    article, text = task.article, span.assignment.version.text
    outlet = str(article.source or "")
    source = attribution_of(text, span.start, span.end, article.language, outlet)
    reading = read_values(
        text, span.start, span.end, article.published_on, article.language, ties(span.fragments)
    )
    near = list(_entity_spans(span, source))
    fields = _spoken(span, source) | _valued(reading) | _placed(span, near)
    if (claimant := _claimant(task.project, user, source, near)) is not None:
        fields[ClaimField.CLAIMANT] = Proposal(str(claimant.pk), claimant.name, source.source)
    taken = filled(span.claim_or_none)
    asked = {
        field: proposal
        for field, proposal in fields.items()
        if field in task.project.claim_fields and proposal.value and field not in taken
    }
    in_order = {str(field): asked[field] for field in _TOLD_FIRST if field in asked}
    return Proposals(in_order | asked, source.source, reading.undated)


def filled(claim: Claim | None) -> set[str]:
    """The fields in which something is said of a claim already."""
    if claim is None:
        return set()
    simple = ("attribution", "via", "type", "polarity", "certainty", "place")
    said = {field for field in simple if getattr(claim, field)}
    known = {
        ClaimField.CLAIMANT: claim.claimant_id,
        ClaimField.CHECK_WORTHY: claim.check_worthy,
        ClaimField.QUANTITY: Quantity.of(claim),
        ClaimField.DATE: Days.of(claim),
    }
    return said | {str(field) for field, value in known.items() if value is not None}


def entities_named(project: Project, user: User, name: str) -> list[Entity]:
    """The entities with an alias that is this name, but for case and accents."""
    key = fold(name)
    aliases = Alias.objects.shown_to(user, project).of_bank(project).filter(key=key).exclude(key="")
    found = aliases.select_related("entity__merged_into").order_by("pk")[:MOST_FOUND]
    return list(dict.fromkeys(alias.entity.standing for alias in found))


def _spoken(span: Span, source: Attribution) -> dict[str, Proposal]:
    """Who says it and how: the attribution, via, polarity and certainty."""
    kind = Claim.Attribution(source.kind).label if source.kind else ""
    polarity, certainty = polarity_of(span.words), certainty_of(span.words)
    return {
        ClaimField.ATTRIBUTION: Proposal(source.kind, str(kind), source.said),
        ClaimField.VIA: Proposal(source.via, source.via, source.said),
        ClaimField.POLARITY: Proposal(polarity, str(Claim.Polarity(polarity).label)),
        ClaimField.CERTAINTY: Proposal(certainty, str(Claim.Certainty(certainty).label)),
    }


def _valued(reading: ReadValues) -> dict[str, Proposal]:
    fields = {}
    if reading.quantity:
        numerical = Claim.Type.NUMERICAL
        fields[ClaimField.QUANTITY] = Proposal(
            write_quantity(reading.quantity), str(reading.quantity), reading.quantity_words
        )
        fields[ClaimField.TYPE] = Proposal(str(numerical), str(numerical.label), reading.quantity_words)
    else:
        event = Claim.Type.EVENT
        fields[ClaimField.TYPE] = Proposal(str(event), str(event.label))
    if reading.days:
        fields[ClaimField.DATE] = Proposal(write_days(reading.days), str(reading.days), reading.days_words)
    return {str(field): proposal for field, proposal in fields.items()}


def _entity_spans(span: Span, source: Attribution) -> list[Span]:
    """The spans of entities of the same layer in the claim's words and in its source's."""
    spans = Span.objects.filter(assignment=span.assignment_id, label__kind=Label.Kind.ENTITY)
    touching = spans.touching(min(span.start, source.start), max(span.end, source.end))
    return list(
        touching.select_related("label", "entity__merged_into").order_by(F("end") - F("start"), "start")
    )


def _placed(span: Span, near: list[Span]) -> dict[str, Proposal]:
    """The place named in the claim's own words."""
    for one in near:
        stretches = span.fragments or [(span.start, span.end)]
        inside = any(start <= one.start and one.end <= end for start, end in stretches)
        if inside and fold(one.label.name) in _PLACE_LABELS:
            name = one.entity.standing.name if one.entity else one.quote
            return {ClaimField.PLACE: Proposal(name[:200], name, one.quote)}
    return {}


def _claimant(project: Project, user: User, source: Attribution, near: list[Span]) -> Entity | None:
    """Whom the words of the source name: the entity of a span there, or one with such an alias."""
    for one in reversed(near):
        if one.entity and source.start <= one.start and one.end <= source.end:
            return one.entity.standing
    if source.kind != Claim.Attribution.NAMED or len(source.source) > 100:
        return None
    return next(iter(entities_named(project, user, _ARTICLE.sub("", source.source, count=1))), None)
