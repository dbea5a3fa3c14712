"""A project's entities as its pages show them: the list, the spellings by outlet, the mentions in context."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from annotator import names
from annotator.fragments import words_of
from annotator.models import Alias, Entity, Event, Project, Span, User
from annotator.models.entities import STANDING, STANDING_NAME, EntityQuerySet
from annotator.occurrences import surroundings
from annotator.paging import Order, Page, page_of
from annotator.visibility import aliases_to_see, mentions_to_see
from articles.models import ArticleVersion

CONTEXT = 70  # code points shown before and after a mention
ALIASES = 6  # shown of an entity in the list

BY_NAME = Order({"by_name": F("name"), "by_entity": F("pk")})
IN_TEXT_ORDER = Order(
    {
        "by_article": F("assignment__task__article"),
        "by_start": F("start"),
        "by_end": F("end"),
        "by_span": F("pk"),
    }
)
# What the list shows of an entity.
FIELDS = {
    "entity": F("pk"),
    "title": F("name"),
    "about": F("description"),
    "wikidata": F("wikidata_id"),
    "label_name": F("label__name"),
    "label_colour": F("label__colour"),
}
_MENTION = {
    "span": F("pk"),
    "span_uid": F("uid"),
    "from_offset": F("start"),
    "to_offset": F("end"),
    "version_pk": F("assignment__version"),
    "article_pk": F("assignment__task__article"),
    "title": F("assignment__task__article__title"),
    "source": F("assignment__task__article__source__name"),
    "published_on": F("assignment__task__article__published_on"),
    "language": F("assignment__task__article__language"),
    "layer_uid": F("assignment__uid"),
    "who": F("assignment__annotator__username"),
    "annotator_pk": F("assignment__annotator"),
}
# The same words tagged in two layers are one mention.
_PLACE = Concat(
    Cast("assignment__version", CharField()),
    Value(":"),
    Cast("start", CharField()),
    Value("-"),
    Cast("end", CharField()),
)


def most_mentioned(entities: EntityQuerySet, mentions: QuerySet[Span], number: int, size: int = 50) -> Page:
    """The page of a number, from 0, of some entities: the most mentioned first, then the others by name.

    Takes four queries at most. The mentions are counted once for all entities, as to count them for each of a
    large bank takes minutes; a page's place is its number, as a count has no index to begin at.
    """
    standing = mentions.order_by().annotate(standing=STANDING, called=STANDING_NAME)
    grouped = standing.filter(standing__in=entities.order_by().values("pk")).values("standing", "called")
    ranked = grouped.annotate(places=Count(_PLACE, distinct=True)).order_by("-places", "called", "standing")
    offset = number * size
    keys = list(ranked.values_list("standing", flat=True)[offset : offset + size + 1])
    found = {row["entity"]: row for row in _listed(Entity.objects.filter(pk__in=keys))}
    rows = [found[key] for key in keys]
    if missing := size + 1 - len(keys):
        rest = entities.exclude(pk__in=standing.values("standing")).order_by("name", "pk")
        begin = 0 if keys or not offset else offset - ranked.count()
        rows += _listed(rest[begin : begin + missing])
    return Page(rows[:size], has_previous=number > 0, has_next=len(rows) > size)


def rows_of(page: Page, project: Project, user: User) -> list[dict[str, Any]]:
    """The rows of a page of entities with the number of mentions and the other spellings: three queries."""
    shown = [row["entity"] for row in page.rows]
    here = Q(entity__in=Entity.objects.families(shown))
    mentions = mentions_to_see(user, project).filter(here).order_by().annotate(standing=STANDING)
    counted = mentions.values_list("standing").annotate(number=Count(_PLACE, distinct=True))
    numbers = dict(counted)
    spellings: dict[int, dict[str, None]] = defaultdict(dict)
    for entity, name in aliases_to_see(user, project).filter(here).values_list(STANDING, "name"):
        spellings[entity][name] = None
    rows = []
    for row in page.rows:
        others = [name for name in spellings[row["entity"]] if name != row["title"]]
        rows.append(
            row
            | {
                "mentions": numbers.get(row["entity"], 0),
                "aliases": others[:ALIASES],
                "more_aliases": max(0, len(others) - ALIASES),
            }
        )
    return rows


@dataclass
class Spelling:
    """A spelling, in its most usual form, and how often which outlet uses it; `number` is that of all."""

    key: str
    form: str = ""
    number: int = 0
    by_source: Counter[str] = field(default_factory=Counter)
    counts: list[int] = field(default_factory=list)


def spellings_of(mentions: QuerySet[Span]) -> tuple[list[Spelling], list[str]]:
    """The spellings of some mentions, the most usual first, and their outlets, in one query.

    An outlet that is not known has an empty name and comes last.
    """
    places = mentions.order_by().values_list(
        "assignment__version", "start", "end", "quote", "fragments", "assignment__task__article__source__name"
    )
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    found: dict[str, Spelling] = {}
    for _version, start, _end, quote, fragments, source in places.distinct():
        words = words_of(quote, start, fragments)
        key = names.key(words)
        forms[key][names.plain(words)] += 1
        spelling = found.setdefault(key, Spelling(key))
        spelling.number += 1
        spelling.by_source[source or ""] += 1
    sources = sorted(
        {source for each in found.values() for source in each.by_source}, key=lambda s: (not s, s)
    )
    for spelling in found.values():
        own = forms[spelling.key]
        spelling.form = max(sorted(own), key=own.__getitem__)  # of as many, the same one each time
        spelling.counts = [spelling.by_source[source] for source in sources]
    return sorted(found.values(), key=lambda each: (-each.number, each.form)), sources


def mentions_page(mentions: QuerySet[Span], after: int | None, before: int | None) -> Page:
    """A page of mentions in the order of articles and texts, each with its context; three queries at most.

    `layers` of a row are those in which the same place is linked.
    """
    page = page_of(
        mentions,
        IN_TEXT_ORDER,
        _MENTION,
        after=mentions.filter(pk=after) if after else None,
        before=mentions.filter(pk=before) if before else None,
        size=50,
    )
    texts = _texts({row["version_pk"] for row in page.rows})
    rows: list[dict[str, Any]] = []
    for row in page.rows:
        start, end, text = row["from_offset"], row["to_offset"], texts[row["version_pk"]]
        place = (row["version_pk"], start, end)
        layer = {
            "uid": row["layer_uid"],
            "who": row["who"],
            "annotator": row["annotator_pk"],
            "span": row["span_uid"],
        }
        if rows and rows[-1]["place"] == place:
            rows[-1]["layers"].append(layer)
            continue
        left, right = surroundings(text, start, end, CONTEXT)
        context = {"before": left, "words": text[start:end], "after": right}
        rows.append(row | context | {"place": place, "layers": [layer]})
    shown = [row["span"] for row in page.rows]
    return Page(
        [{"first": shown[0], "last": shown[-1], "rows": rows}] if rows else [],
        page.has_previous,
        page.has_next,
    )


@dataclass
class Known:
    """A spelling in the bank; `teachers` are those whose links taught it, none if it was given to all."""

    alias: int
    name: str
    teachers: list[str] = field(default_factory=list)


def known_as(aliases: QuerySet[Alias]) -> list[Known]:
    """The spellings of an entity, each once, what was given on purpose first; in one query."""
    found: dict[str, Known] = {}
    ordered = aliases.order_by(F("taught_by").asc(nulls_first=True), "pk").select_related("taught_by")
    for alias in ordered:
        known = found.get(alias.name)
        if alias.taught_by is None:
            found.setdefault(alias.name, Known(alias.pk, alias.name))
        elif known is None:
            found[alias.name] = Known(alias.pk, alias.name, [alias.taught_by.username])
        elif known.teachers:
            known.teachers.append(alias.taught_by.username)
    return list(found.values())


def _listed(entities: EntityQuerySet) -> list[dict[str, Any]]:
    rows: Any = entities.values(**FIELDS)
    return list(rows)


def _texts(versions: Collection[int]) -> dict[int, str]:
    return dict(ArticleVersion.objects.filter(pk__in=versions).values_list("pk", "text"))


def made_with(edit: str, actor: User) -> Entity | None:
    """What the person's form with this uid has made already; none other of theirs is taken meanwhile."""
    actor.hold()
    made = Event.objects.filter(verb="entity made", actor=actor, data__edit=edit).first()
    return Entity.objects.filter(pk=made.data["entity"]).first() if made else None
