"""Drafts → database: what stands there already is recognised, the rest is stored, many at once.

Whether a text "stands there already" is asked only of the articles that are handed in as known to whoever
imports: an article that a person cannot see is neither named nor linked, it is as if it were not there.

Another text of the same source at the same address is a new version of that article. What is known of the
article stays then; what was missing is filled in.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from articles.models import Article, ArticleVersion, Source, Story
from articles.reading import Draft, Refused
from articles.reading.cuts import apply
from articles.search import index_versions
from articles.text import is_visible, sha256

BATCH = 500

# What a draft may say otherwise than the article that it is a new text of, or know beside.
_TOLD = ("title", "byline", "published_on", "published_time", "language")
_FILLED = (*_TOLD[1:], "story")
_SITE = re.compile(r"https?://[^/?#]*/?", re.IGNORECASE)

# Of a version: whether it is its article's last one.
_IS_NEWEST = ~Exists(
    ArticleVersion.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
)

Address = tuple[str, str]
ByText = dict[str, dict[str, Article]]  # Hash → key of the source → article.


class Difference(NamedTuple):
    """What a draft says of an article otherwise than what stands there, which stays."""

    field: str
    standing: str
    brought: str


class Stored(NamedTuple):
    """What became of a draft: a new article, a new text of a known one, or the one it repeats.

    `number` is that of the version that it became, 0 if its words stand there already. `twin` has the same
    words from another source.
    """

    place: str
    article: Article
    number: int
    twin: Article | None
    differences: Sequence[Difference] = ()

    @property
    def is_new(self) -> bool:
        """Whether it is an article that did not stand there."""
        return self.number == 1

    @property
    def is_changed(self) -> bool:
        """Whether it is a new text of an article that stood there."""
        return self.number > 1


@dataclass(slots=True)
class _Addressed:
    """The article at an address, the number and the hash of its newest version, 0 and "" if it has none yet.

    `is_filled` if something that was missing of it is not stored yet.
    """

    article: Article
    number: int = 0
    sha256: str = ""
    is_filled: bool = False


class Importer:
    """Stores drafts. `known` are the articles that may be recognised; every batch asks for them anew.

    `changeable` are those of them that may get a new text from whoever imports.
    """

    def __init__(self, known: QuerySet[Article], changeable: QuerySet[Article]) -> None:
        self.known, self.changeable = known, changeable

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
        known, twins = articles_by_text(self.known, hashes)
        addressed = self._addressed(zip(drafts, hashes, strict=True), known)
        self._make_sources({draft.source for draft in drafts if draft.source})
        stored: list[Stored] = []
        versions: list[ArticleVersion] = []
        for draft, text, hashed in zip(drafts, texts, hashes, strict=True):
            source = source_key(draft.source)
            if first := known.get(hashed, {}).get(source):
                stored.append(Stored(draft.place, first, 0, None))
                continue
            there, differences = self._take(draft, addressed)
            twins.get(there.sha256, {}).pop(source, None)  # It has these words no longer.
            there.number, there.sha256 = there.number + 1, hashed
            twin = next(iter(twins.get(hashed, {}).values()), None)
            stored.append(Stored(draft.place, there.article, there.number, twin, differences))
            for same_words in (known, twins):
                same_words.setdefault(hashed, {})[source] = there.article
            versions.append(
                ArticleVersion(
                    article=there.article,
                    number=there.number,
                    text=text,
                    sha256=hashed,
                    raw=draft.raw,
                    raw_name=draft.place,
                )
            )
        self._create(versions, stored, addressed.values())
        return stored

    def _take(
        self, draft: Draft, addressed: dict[Address, _Addressed]
    ) -> tuple[_Addressed, list[Difference]]:
        """The article that a draft is a text of, and what the draft says of it otherwise."""
        address = address_of(draft.source, draft.url)
        if address is not None and (there := addressed.get(address)):
            return there, self._fill(there, draft)
        there = _Addressed(self._article(draft))
        if address is not None:
            addressed[address] = there
        return there, []

    def _addressed(self, drafts: Iterable[tuple[Draft, str]], known: ByText) -> dict[Address, _Addressed]:
        """The first changeable article at each address of those drafts whose words are not known yet.

        They are locked, so that two who import at once number their texts in turn; a text that came in
        before the lock was had is added to the `known` ones. Takes no query if the drafts have no address,
        one if nothing stands there, and four at most.
        """
        wanted = {
            address
            for draft, hashed in drafts
            if (address := address_of(draft.source, draft.url))
            and address[0] in self._sources
            and address[0] not in known.get(hashed, {})
        }
        # By the address alone, and whose they are then: PostgreSQL would rather read through all of a source.
        standing = Article.objects.filter(url__in={url for _source, url in wanted}).exclude(source=None)
        rows = standing.values_list("pk", "source__name", "url") if wanted else ()
        places = {pk: address for pk, name, url in rows if (address := (source_key(name), url)) in wanted}
        found: dict[Address, _Addressed] = {}
        if not places:
            return found
        # A story that is joined would be the one from before the lock was had.
        articles = self.changeable.filter(pk__in=places).prefetch_related("story").order_by("pk")
        for article in articles.select_for_update(of=("self",), no_key=True):
            found.setdefault(places[article.pk], _Addressed(article))
        if found:
            self._count(found, known)
        return found

    def _count(self, found: dict[Address, _Addressed], known: ByText) -> None:
        """Number the articles by the versions that they have, whose words are known from now on."""
        by_article = {there.article.pk: (source, there) for (source, _url), there in found.items()}
        versions = ArticleVersion.objects.filter(article__in=by_article).order_by("number")
        for pk, number, hashed in versions.values_list("article", "number", "sha256"):
            source, there = by_article[pk]
            there.number, there.sha256 = number, hashed
            known.setdefault(hashed, {}).setdefault(source, there.article)

    def _fill(self, there: _Addressed, draft: Draft) -> list[Difference]:
        """Fill in what was missing of an article, unsaved, and say what the draft has otherwise."""
        article, differences = there.article, []
        for name in _TOLD:
            standing, brought = getattr(article, name), getattr(draft, name)
            if name == "published_time" and article.published_on != draft.published_on:
                continue  # The days are told apart already.
            if brought and not standing:
                setattr(article, name, brought)
                there.is_filled = True
            elif brought and brought != standing:
                differences.append(Difference(name, str(standing), str(brought)))
        if draft.story and article.story is None:
            article.story = self._story(draft.story)
            there.is_filled = True
        elif draft.story and draft.story.casefold() != str(article.story).casefold():
            differences.append(Difference("story", str(article.story), draft.story))
        return differences

    def _create(
        self, versions: list[ArticleVersion], stored: list[Stored], known: Iterable[_Addressed]
    ) -> None:
        filled = [there.article for there in known if there.is_filled and there.article.pk]
        Story.objects.bulk_create([story for story in self._stories.values() if not story.pk])
        Article.objects.bulk_create([version.article for version in versions if version.number == 1])
        ArticleVersion.objects.bulk_create(versions)
        Article.objects.bulk_update(filled, _FILLED)
        newest = {version.article_id: version for version in versions}
        index_versions(newest.values())
        self._link(stored)

    def _link(self, stored: list[Stored]) -> None:
        """Link the articles to those of the same words: only now has a twin of the same batch an id.

        What was linked to an article that has other words now is so no longer.
        """
        linked, changed = {}, [one.article.pk for one in stored if one.is_changed]
        for one in stored:
            if one.twin or one.is_changed:
                one.article.same_text_as = one.twin  # The last one's, of an article's several texts.
                linked[one.article.pk] = one.article
        Article.objects.bulk_update(linked.values(), ["same_text_as"])
        if changed:
            newest = ArticleVersion.objects.filter(_IS_NEWEST)
            words = newest.filter(article=OuterRef(OuterRef("same_text_as"))).values("sha256")
            same = newest.filter(article=OuterRef("pk"), sha256__in=words)
            parted = Article.objects.filter(same_text_as__in=changed).exclude(Exists(same))
            parted.update(same_text_as=None)

    def _article(self, draft: Draft) -> Article:
        return Article(
            title=draft.title,
            source_id=self._sources[source_key(draft.source)] if draft.source else None,
            story=self._story(draft.story) if draft.story else None,
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

    def _story(self, title: str) -> Story:
        """The story of this title, which is not stored yet if it is a new one."""
        return self._stories.setdefault(title.casefold(), Story(title=title))

    @cached_property
    def _stories(self) -> dict[str, Story]:
        """The known articles' stories by title, the first of those that share one."""
        stories = Story.objects.filter(articles__in=self.known).distinct().order_by("-pk")
        return {story.title.casefold(): story for story in stories}

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


def articles_by_text(known: QuerySet[Article], hashes: Iterable[str]) -> tuple[ByText, ByText]:
    """The first known article of each source that has one of these texts, and the first that has it today.

    The articles carry their id, title and source alone.
    """
    found: ByText = {}
    today: ByText = {}
    versions = ArticleVersion.objects.filter(sha256__in=set(hashes), article__in=known).order_by("article")
    for hashed, pk, title, source, name, is_newest in versions.values_list(
        *("sha256", "article", "article__title", "article__source", "article__source__name"), _IS_NEWEST
    ):
        article = Article(pk=pk, title=title, source=Source(pk=source, name=name) if source else None)
        for articles in (found, today) if is_newest else (found,):
            articles.setdefault(hashed, {}).setdefault(source_key(name or ""), article)
    return found, today


def source_key(name: str) -> str:
    """What two spellings of a source's name have in common; empty for an unknown source, which is one too."""
    return name.casefold()


def address_of(source: str, url: str) -> Address | None:
    """What makes another text one of the same article: its source and its address, exactly as it is written.

    None without either, and for the address of a whole site, which names no article.
    """
    if not source or not url or _SITE.fullmatch(url):
        return None
    return source_key(source), url


def kept_text(draft: Draft) -> str:
    """What the cuts leave of a draft. Raises Refused if there is nothing to read in it."""
    text = apply(draft.text, [(cut.start, cut.end) for cut in draft.cuts]) if draft.cuts else draft.text
    if not is_visible(text):
        raise Refused(draft.raw_name, _("everything is cut out, so there is nothing to store"), draft.line)
    return text
