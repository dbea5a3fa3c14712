"""Drafts → database: what stands there already is recognised, the rest is stored, many at once.

Whether a text "stands there already" is asked only of the articles that are handed in as known to whoever
imports: an article that a person cannot see is neither named nor linked, it is as if it were not there.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.models import Article, ArticleVersion, Source, Story
from articles.reading import Draft, Refused
from articles.reading.cuts import apply
from articles.search import index_versions
from articles.text import is_visible, sha256

BATCH = 500


class Stored(NamedTuple):
    """What became of a draft: a new article, or the one it repeats. `twin` is the same of another source."""

    place: str
    article: Article
    is_new: bool
    twin: Article | None


class Importer:
    """Stores drafts. `known` are the articles that may be recognised; every batch asks for them anew."""

    def __init__(self, known: QuerySet[Article]) -> None:
        self.known = known

    def store(self, drafts: Iterable[Draft]) -> Iterator[list[Stored]]:
        """Store drafts batch by batch, in the caller's transaction, and say what became of each.

        What a batch stored must be among the known articles before the next is asked for: the caller sees to
        it. Raises Refused for a draft of which the cuts leave nothing.
        """
        remaining = iter(drafts)
        while batch := list(islice(remaining, BATCH)):
            yield self._store(batch)

    def _store(self, drafts: list[Draft]) -> list[Stored]:
        texts = [kept_text(draft) for draft in drafts]
        hashes = [sha256(text) for text in texts]
        twins = articles_by_text(self.known, hashes)
        self._make_sources({draft.source for draft in drafts if draft.source})
        self._make_stories({draft.story for draft in drafts if draft.story})
        stored: list[Stored] = []
        versions: list[ArticleVersion] = []
        for draft, text, hashed in zip(drafts, texts, hashes, strict=True):
            same_words = twins.setdefault(hashed, {})
            if first := same_words.get(source_key(draft.source)):
                stored.append(Stored(draft.place, first, False, None))
                continue
            article = self._article(draft)
            stored.append(Stored(draft.place, article, True, next(iter(same_words.values()), None)))
            same_words[source_key(draft.source)] = article
            versions.append(
                ArticleVersion(article=article, text=text, sha256=hashed, raw=draft.raw, raw_name=draft.place)
            )
        self._create(versions, stored)
        return stored

    def _create(self, versions: list[ArticleVersion], stored: list[Stored]) -> None:
        Article.objects.bulk_create([version.article for version in versions])
        ArticleVersion.objects.bulk_create(versions)
        linked = [one.article for one in stored if one.twin]
        for one in stored:
            if one.twin:  # Only now has a twin of the same batch an id.
                one.article.same_text_as = one.twin
        Article.objects.bulk_update(linked, ["same_text_as"])
        index_versions(versions)

    def _article(self, draft: Draft) -> Article:
        return Article(
            title=draft.title,
            source_id=self._sources[source_key(draft.source)] if draft.source else None,
            story_id=self._stories[draft.story.casefold()] if draft.story else None,
            url=draft.url,
            byline=draft.byline,
            published_on=draft.published_on,
            published_time=draft.published_time if draft.published_on else None,
            language=draft.language,
        )

    @cached_property
    def _sources(self) -> dict[str, int]:
        """The ids of all sources by the keys of their names."""
        return {source_key(name): pk for pk, name in Source.objects.values_list("pk", "name")}

    @cached_property
    def _stories(self) -> dict[str, int]:
        """The ids of the known articles' stories by title, the first of those that share one."""
        stories = Story.objects.filter(articles__in=self.known).distinct().order_by("-pk")
        return {title.casefold(): pk for pk, title in stories.values_list("pk", "title")}

    def _make_sources(self, names: set[str]) -> None:
        keys = {source_key(name): name for name in sorted(names)}
        missing = {key: name for key, name in keys.items() if key not in self._sources}
        if not missing:
            return
        # Somebody else may make the same source at this very moment: the constraint lets one of them in.
        Source.objects.bulk_create([Source(name=name) for name in missing.values()], ignore_conflicts=True)
        made = dict(Source.objects.filter(name__in=missing.values()).values_list("name", "pk"))
        for key, name in missing.items():
            self._sources[key] = made.get(name) or Source.objects.get(name__iexact=name).pk

    def _make_stories(self, titles: set[str]) -> None:
        keys = {title.casefold(): title for title in sorted(titles)}
        missing = {key: title for key, title in keys.items() if key not in self._stories}
        made = Story.objects.bulk_create([Story(title=title) for title in missing.values()])
        self._stories.update({key: story.pk for key, story in zip(missing, made, strict=True)})


def articles_by_text(known: QuerySet[Article], hashes: Iterable[str]) -> dict[str, dict[str, Article]]:
    """The known articles that have one of these texts: hash → key of the source → the first such article.

    The articles carry their id, title and source alone.
    """
    found: dict[str, dict[str, Article]] = {}
    versions = ArticleVersion.objects.filter(sha256__in=set(hashes), article__in=known).order_by("article")
    for hashed, pk, title, source, name in versions.values_list(
        "sha256", "article", "article__title", "article__source", "article__source__name"
    ):
        article = Article(pk=pk, title=title, source=Source(pk=source, name=name) if source else None)
        found.setdefault(hashed, {}).setdefault(source_key(name or ""), article)
    return found


def source_key(name: str) -> str:
    """What two spellings of a source's name have in common; empty for an unknown source, which is one too."""
    return name.casefold()


def kept_text(draft: Draft) -> str:
    """What the cuts leave of a draft. Raises Refused if there is nothing to read in it."""
    text = apply(draft.text, [(cut.start, cut.end) for cut in draft.cuts]) if draft.cuts else draft.text
    if not is_visible(text):
        raise Refused(draft.raw_name, _("everything is cut out, so there is nothing to store"), draft.line)
    return text
