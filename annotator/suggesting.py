"""What to suggest for an article: what the bank and the tagged articles know, rules, and what was set up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from annotator.models import Alias, AliasWord, Assignment, Label, Review, Span, Task, User
from annotator.models.entities import STANDING, STANDING_NAME
from annotator.models.spansets import SpanQuerySet
from annotator.suggestions.kinds import Context, Suggester, Suggestion, Unavailable
from annotator.suggestions.matching import Form, matches, settled
from annotator.suggestions.pipeline import Pipeline
from annotator.suggestions.remote import Remote
from annotator.suggestions.rules import dates_and_quantities, quotations
from articles.models import ArticleVersion
from articles.text import fold
from articles.words import Words

# Beyond the story, so many of the project's newest spans are asked for how words were tagged.
RECENT = 5_000
LONGEST_FORM = 100  # code points
MOST_WORDS = 12  # of a spelling whose first word begins very many
ASKED = 10_000  # spellings that the bank is asked for at once
# So many are asked about at once, from the start of the text on; once they are decided, others come.
MOST = 200
# A spelling and what it stands for today: the label, name and key of its entity.
_MEANT = (
    "key",
    Coalesce("entity__merged_into__label", "entity__label"),
    STANDING_NAME,
    STANDING,
)


class Suggested(NamedTuple):
    """Suggestions in text order, and the sentences of those suggesters that could not answer."""

    suggestions: list[Suggestion]
    complaints: list[str]


def suggest(task: Task, user: User, layer: Assignment | None, version: ArticleVersion) -> Suggested:
    """What might be tagged in a layer's text, less what is tagged or was refused there.

    First of all what the reviewer who returned it says is missing. In a blind project only the person's own
    layers, gold and the shared bank are drawn on.
    """
    offered = [label for label in Label.objects.live().filter(project=task.project) if label.is_offered]
    context = Context(
        version.text,
        task.article.language,
        task.article.published_on,
        {fold(label.name): label.pk for label in offered},
    )
    live = {label.pk for label in offered}
    missed = _missed(layer, live) if layer and layer.state == Assignment.State.RETURNED else ()
    suggestions, complaints = [*missed, *_known(task, user, context, live)], []
    for suggester in suggesters():
        try:
            suggestions += suggester(context)
        except Unavailable as error:
            complaints.append(str(error))
    standing = layer.spans.values_list("label", "start", "end") if layer else ()
    refused = set(layer.refusals.values_list("label", "start", "end")) if layer else set()
    return Suggested(settled(suggestions, standing, refused)[:MOST], complaints)


def _missed(layer: Assignment, offered: set[int]) -> Iterator[Suggestion]:
    """What reviewers added to gold when they read this very layer, not another one of the article."""
    events = layer.events.filter(verb="reviewed", data__decision="missed")
    uids = list(events.values_list("data__span", flat=True))
    added = Span.objects.filter(uid__in=uids, assignment__task=layer.task_id, label__in=offered, fragments=[])
    for span in added.select_related("entity"):
        entity = span.entity.standing_id if span.entity else None
        yield Suggestion(span.start, span.end, span.label_id, _("missed, says the reviewer"), entity)


def suggesters() -> list[Suggester]:
    """Those that read nothing but the text: the rules, and what the administrator has set up."""
    found: list[Suggester] = [dates_and_quantities, quotations]
    if settings.SUGGEST_SPACY:
        found.append(Pipeline(settings.SUGGEST_SPACY))
    if settings.SUGGEST_URL:
        found.append(Remote(settings.SUGGEST_URL))
    return found


def _known(task: Task, user: User, context: Context, offered: set[int]) -> Iterator[Suggestion]:
    """What the bank and the tagged articles have of the text's words, the bank first."""
    words = Words(context.text)
    forms = [*_bank_forms(task, user, words.words, offered), *_tagged_forms(task, user, offered)]
    return matches(context.text, words, forms)


def _bank_forms(task: Task, user: User, words: list[str], offered: set[int]) -> Iterator[Form]:
    """The spellings in the bank whose words all stand in the text.

    Of those that begin with a word of the text there may be thousands, as with a given name: it is asked then
    whether the bank has what stands in the text, rather than for all that the bank has.
    """
    aliases = Alias.objects.shown_to(user, task.project).of_bank(task.project)
    first = AliasWord.objects.filter(project=task.project, position=0).order_by()
    standing = Counter(words)
    begun = first.filter(word__in=standing).values_list("word").annotate(number=Count("alias"))
    few: set[str] = set()
    many: set[str] = set()
    for word, number in begun:
        (few if number <= MOST_WORDS * standing[word] else many).add(word)
    begun_by_few = first.filter(word__in=few).values_list("alias", "alias__key")
    known = [alias for alias, key in begun_by_few if standing.keys() >= set(key.split())]
    asked = [Q(pk__in=known), *(Q(key__in=some) for some in _runs(words, many))]
    # Put in order here: to have it from the database may cost a look at every spelling there is.
    rows = chain.from_iterable(aliases.filter(each).order_by().values_list("pk", *_MEANT) for each in asked)
    for _pk, key, label, name, entity in sorted(rows):
        if label in offered:
            yield Form(tuple(key.split()), label, _("in the bank: %s") % name, entity)


def _runs(words: list[str], first: set[str]) -> Iterator[list[str]]:
    """What stands in a text from each of some words on, of one word and more; as much as one query asks."""
    runs = {
        " ".join(words[at : at + length])
        for at, word in enumerate(words)
        if word in first
        for length in range(1, MOST_WORDS + 1)
    }
    rest = iter(runs)
    while some := list(islice(rest, ASKED)):
        yield some


def _tagged_forms(task: Task, user: User, offered: set[int]) -> Iterator[Form]:
    """How the same words were tagged before, by the label that most of them have."""
    counted: dict[tuple[str, ...], Counter[tuple[int, int | None]]] = defaultdict(Counter)
    for quote, label, entity, number in _tagged(task, user):
        if label in offered and len(quote) <= LONGEST_FORM and (words := tuple(fold(quote).split())):
            counted[words][label, entity] += number
    for words, labels in counted.items():
        # Of as many, the older label, and rather linked than not: the same on each database.
        (label, entity), number = max(labels.items(), key=lambda one: (one[1], -one[0][0], one[0][1] or 0))
        yield Form(words, label, _("tagged so before (%d×)") % number, entity)


def _tagged(task: Task, user: User) -> Iterable[tuple[str, int, int | None, int]]:
    spans = Span.objects.filter(assignment__task__project=task.project, label__kind=Label.Kind.ENTITY)
    spans = spans.filter(fragments=[])  # What stands between stretches was not tagged.
    own = Q(assignment__annotator=user)
    if task.project.is_blind:
        spans = spans.filter(own | Q(assignment__kind=Assignment.Kind.GOLD))
    # What others did on this very article must not lead the one who reads it now.
    spans = spans.filter(own | ~Q(assignment__task=task))
    spans = spans.exclude(review__decision=Review.Decision.REJECTED, review__span_version=F("version"))
    beyond = spans
    if task.article.story_id:
        in_story = Q(assignment__task__article__story=task.article.story_id)
        yield from _counted(spans.filter(in_story))
        beyond = spans.exclude(in_story)
    recent = beyond.order_by("-pk").values("pk")[:RECENT]
    yield from _counted(spans.filter(pk__in=recent))


def _counted(spans: SpanQuerySet) -> Iterable[tuple[str, int, int | None, int]]:
    """Quote, label, entity and how often."""
    grouped = spans.order_by().values_list("quote", "label", STANDING)
    return grouped.annotate(number=Count("pk"))
