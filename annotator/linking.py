"""Which entity of the bank a span or a typed name may mean: candidates, each with its reason.

Both look-ups take a fixed number of queries and milliseconds in a bank of 50,000 entities.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator import names
from annotator.fragments import words_of
from annotator.models import AliasWord, Entity, Project, Span, Task, User
from annotator.models.entities import STANDING, AliasQuerySet, AliasWordQuerySet
from annotator.names import Candidate, Why
from annotator.visibility import alias_words_to_see, aliases_to_see, links_to_learn_from

MOST = 9  # candidates, so that each has a digit
_READ = 200  # words of aliases that a typed beginning is looked for among
_SOUNDING = 80  # aliases that sound alike
_OTHER_LABEL = 0.3  # What it costs a candidate to carry another label than the span.


@dataclass(frozen=True)
class Choice:
    """An entity to choose, and why it is offered."""

    entity: Entity
    why: str


def candidates_for(span: Span, task: Task, user: User) -> list[Choice]:
    """Return the entities that a span may mean, the likeliest first."""
    linked = _linked_in_story(span, task, user)
    aliases = aliases_to_see(user, task.project)
    core = names.read_name(span.words).core
    pool = Q(key=names.key(span.words)) | Q(entity__in=Entity.objects.families(linked))
    pool |= Q(pk__in=_sounding(alias_words_to_see(user, task.project), core))
    ranked = names.rank(span.words, _spellings(aliases.filter(pool)), linked, limit=3 * MOST)
    choices = _choices(ranked)
    scores = {candidate.entity: candidate.score for candidate in ranked}
    choices.sort(
        key=lambda choice: _OTHER_LABEL * (choice.entity.label_id != span.label_id) - scores[choice.entity.pk]
    )
    return choices[:MOST]


def look_up(typed: str, project: Project, user: User) -> list[Choice]:
    """Return the entities with a spelling whose words begin with the typed ones, then those that sound so."""
    aliases = aliases_to_see(user, project)
    key = names.key(typed)
    words = alias_words_to_see(user, project)
    rows = aliases.filter(pk__in=list(beginning(words, typed)[:_READ]))
    found = list(rows.order_by().values_list(STANDING, "name", "key"))
    found.sort(key=lambda row: (row[2] != key, not row[2].startswith(key), len(row[2]), row[2], row))
    best: dict[int, Candidate] = {}
    for entity, name, _key in found:
        best.setdefault(entity, Candidate(entity, 1, Why.PART, name))
    if len(best) < MOST:
        sounding = _sounding(words, names.read_name(typed).core)
        for candidate in names.rank(typed, _spellings(aliases.filter(pk__in=sounding))):
            best.setdefault(candidate.entity, candidate)
    return _choices(list(best.values())[:MOST])


def beginning(words: AliasWordQuerySet, typed: str) -> "QuerySet[AliasWord, int]":
    """The keys of the aliases of which some word begins with each of the typed ones."""
    starts = sorted(set(names.key(typed).split()), key=len, reverse=True)
    for start in starts[1:]:
        words = words.filter(Exists(AliasWord.objects.filter(alias=OuterRef("alias")).beginning(start)))
    words = words.beginning(starts[0]) if starts else words.none()
    return words.order_by("word", "position", "alias_id").values_list("alias", flat=True)


def _linked_in_story(span: Span, task: Task, user: User) -> dict[int, Counter[str]]:
    """How often which spellings are linked to which entity in the story, or in the article without one."""
    links = links_to_learn_from(user, task.project).exclude(pk=span.pk)
    if task.article.story_id:
        links = links.filter(assignment__task__article__story=task.article.story_id)
    else:
        links = links.filter(assignment__task=task)
    said = links.order_by().values_list(STANDING, "quote", "fragments")
    linked: dict[int, Counter[str]] = defaultdict(Counter)
    # Where fragments are the same, so is the start.
    for entity, quote, fragments, number, start in said.annotate(number=Count("pk"), at=Min("start")):
        linked[entity][names.key(words_of(quote, start, fragments))] += number
    return linked


def _sounding(words: AliasWordQuerySet, core: Iterable[names.Word]) -> list[int]:
    """The keys of the aliases that share the most sounds with a name's words."""
    sounds = {word.sound for word in core if len(word.latin) > 1}
    words = words.filter(sound__in=sounds).order_by()
    counted = words.values("alias").annotate(number=Count("sound", distinct=True))
    return list(counted.order_by("-number", "alias").values_list("alias", flat=True)[:_SOUNDING])


def _spellings(aliases: AliasQuerySet) -> dict[int, list[str]]:
    spellings: dict[int, list[str]] = defaultdict(list)
    for entity, name in aliases.order_by().values_list(STANDING, "name"):
        spellings[entity].append(name)
    return spellings


def _choices(candidates: list[Candidate]) -> list[Choice]:
    related = Entity.objects.select_related("label")
    entities = related.in_bulk([candidate.entity for candidate in candidates])
    return [
        Choice(entities[candidate.entity], reason_of(candidate, entities[candidate.entity].name))
        for candidate in candidates
        if candidate.entity in entities
    ]


def reason_of(candidate: Candidate, name: str) -> str:
    """Say in a few words why an entity is a candidate; nothing where its name says it all."""
    if candidate.why == Why.STORY:
        once = ngettext(
            "linked so in this story", "linked so %(number)d times in this story", candidate.links
        )
        return once % {"number": candidate.links}
    if candidate.spelling == name:
        return {
            Why.ALIAS: _("the same name"),
            Why.TITLE: _("the same name but for a title or an article"),
            Why.PART: _("a part of the name"),
            Why.INITIALS: _("the first letters of the name"),
            Why.SOUND: _("sounds alike"),
            Why.LETTERS: _("written almost alike"),
        }[candidate.why]
    return {
        Why.ALIAS: _("alias “%(spelling)s”"),
        Why.TITLE: _("alias “%(spelling)s” but for a title or an article"),
        Why.PART: _("a part of “%(spelling)s”"),
        Why.INITIALS: _("the first letters of “%(spelling)s”"),
        Why.SOUND: _("sounds like “%(spelling)s”"),
        Why.LETTERS: _("written almost like “%(spelling)s”"),
    }[candidate.why] % {"spelling": candidate.spelling}
