"""Drafts → articles of a project: who may know of which, the tasks, the report and the event."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, BinaryIO, NamedTuple
from uuid import UUID

from django.contrib.admin.utils import label_for_field
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery

from annotator.models import Assignment, Event, Import, Project, Role, StagedDraft, Task, User
from annotator.models.imports import StagedDraftQuerySet
from articles.importing import BATCH, Address, Importer, Stored, address_of, articles_by_text, source_key
from articles.models import Article, ArticleVersion
from articles.reading import Draft, Refused, read, read_pasted

LISTED = 500  # entries of each kind in a report; the rest is counted


def known_articles(actor: User | None, project: Project) -> QuerySet[Article]:
    """The articles that may be recognised: those of all the person's projects, or of this if nobody asks."""
    tasks = Task.objects.filter(project__in=_projects_of(actor, project))
    return Article.objects.filter(pk__in=tasks.values("article"))


def changeable_articles(actor: User | None, project: Project) -> QuerySet[Article]:
    """The known articles that may get a new text: not those that somebody else's project has, too."""
    managed = Project.objects.filter(pk=project.pk)
    if actor is not None:
        managed = Project.objects.for_roles(actor, Role.MANAGER)
    others = Task.objects.filter(article=OuterRef("pk")).exclude(project__in=managed)
    return known_articles(actor, project).exclude(Exists(others))


def homes_of(articles: Iterable[int], actor: User | None, project: Project) -> dict[int, str]:
    """In which project, by its slug, the person finds each of the articles: in this one if it is there."""
    tasks = Task.objects.filter(article__in=set(articles), project__in=_projects_of(actor, project))
    homes: dict[int, str] = {}
    for article, slug in tasks.order_by("pk").values_list("article", "project__slug"):
        if slug == project.slug or article not in homes:
            homes[article] = slug
    return homes


def worked_on_in(project: Project, articles: Iterable[int]) -> dict[int, int]:
    """The number of the text that an article is worked on in, for those that have work in the project."""
    layers = Assignment.objects.filter(task__project=project, task__article__in=articles).order_by()
    return dict(layers.values_list("task__article").annotate(number=Max("version__number")))


def _projects_of(actor: User | None, project: Project) -> QuerySet[Project]:
    if actor is None:
        return Project.objects.filter(pk=project.pk)
    return Project.objects.visible_to(actor)


@dataclass
class Report:
    """What an import did. `entries` has the first of each kind: {"kind", "place", "title", "article", …}.

    Kinds: kept (a new article), changed (a new text of one that stood there: {"version", "worked_on",
    "differences"}), placed (an article of another of the person's projects, now in this one too), skipped (it
    stands in this project already). A kept or changed one may be linked to a twin of another source.
    """

    counts: Counter[str] = field(default_factory=Counter)
    entries: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self, kind: str, one: Stored, twins: dict[int, dict[str, Any]], worked_on: dict[int, int]
    ) -> None:
        self.counts[kind] += 1
        if one.twin:
            self.counts["linked"] += 1
        if self.counts[kind] > LISTED:
            return
        entry: dict[str, Any] = {
            "kind": kind,
            "place": one.place,
            "article": one.article.pk,
            "title": one.article.title,
        }
        if one.twin:
            entry["twin"] = twins[one.twin.pk]
        if one.is_changed:
            entry["version"], entry["worked_on"] = one.number, worked_on.get(one.article.pk)
            entry["differences"] = [
                {**told._asdict(), "field": str(label_for_field(told.field, Article))}
                for told in one.differences
            ]
        self.entries.append(entry)

    def merge(self, other: "Report") -> None:
        self.counts += other.counts
        self.entries += other.entries

    def as_json(self) -> dict[str, object]:
        return {"counts": dict(self.counts), "entries": self.entries}


class Intake:
    """Takes drafts into a project for a person, or for nobody in particular from the command line."""

    def __init__(self, project: Project, actor: User | None) -> None:
        self.project, self.actor, self.report = project, actor, Report()

    @transaction.atomic
    def store(self, drafts: Iterable[Draft]) -> None:
        """Store the drafts, all or none of them. Raises Refused."""
        # Two imports at once, where one may know of the other's articles, would not see them, and could wait
        # for one another for ever.
        reached = Project.objects.filter(pk__in=_projects_of(self.actor, self.project).values("pk"))
        list(reached.order_by("pk").select_for_update(no_key=True).values_list("pk"))
        report = Report()
        known, changeable = (of(self.actor, self.project) for of in (known_articles, changeable_articles))
        for batch in Importer(known, changeable).store(drafts):
            self._place(batch, report)
        self.report.merge(report)

    def write_down(self, files: int) -> Event:
        """Keep who imported how much."""
        data = {"files": files, **self.report.counts}
        return Event.objects.create(project=self.project, actor=self.actor, verb="imported", data=data)

    def _place(self, batch: list[Stored], report: Report) -> None:
        """Give the articles that are not in the project yet their tasks there."""
        repeated = {one.article.pk for one in batch if not one.is_new}
        new = [one.article.pk for one in batch if one.is_new]
        there = set(self.project.tasks.filter(article__in=repeated).values_list("article", flat=True)) | set(
            new
        )
        placed = sorted(repeated - there)
        Task.objects.bulk_create(Task(project_id=self.project.pk, article_id=pk) for pk in [*new, *placed])
        twins = self._described({one.twin.pk for one in batch if one.twin})
        worked_on = self._worked_on({one.article.pk for one in batch if one.is_changed})
        waiting = set(placed)
        for one in batch:
            known = "changed" if one.is_changed else "placed" if one.article.pk in waiting else "skipped"
            waiting.discard(one.article.pk)  # The second of the same words is skipped.
            report.add("kept" if one.is_new else known, one, twins, worked_on)

    def _worked_on(self, articles: set[int]) -> dict[int, int]:
        """The number of the text that each of these articles is worked on in here, if there is work.

        No work begins on them, with another text, before the transaction ends.
        """
        if not articles:
            return {}
        self.project.tasks.filter(article__in=articles).hold()
        return worked_on_in(self.project, articles)

    def _described(self, articles: set[int]) -> dict[int, dict[str, Any]]:
        """What a report says of an article besides its own: where it is, and whose."""
        if not articles:
            return {}
        homes = homes_of(articles, self.actor, self.project)
        named = Article.objects.filter(pk__in=articles).values_list("pk", "title", "source__name")
        return {
            pk: {"article": pk, "title": title, "source": source or "", "slug": homes.get(pk, "")}
            for pk, title, source in named
        }


class Inbox:
    """Takes what somebody brings for the preview of an import: the one of `uid`, or a new one.

    A new one also when that was stored or thrown away in the meantime: what is read late is not lost with it.
    """

    def __init__(self, project: Project, actor: User, uid: UUID | None = None) -> None:
        self.project, self.actor, self.uid = project, actor, uid

    def stage(self, file: BinaryIO, name: str, size: int) -> None:
        """Read a file for the preview: all of it, or it is listed as refused."""
        self._take(read(file, name, size))

    def stage_pasted(self, text: str) -> None:
        """Read pasted text for the preview, if there is any."""
        if text.strip():
            self._take(read_pasted(text))

    def _take(self, drafts: Iterable[Draft]) -> None:
        """Keep drafts for the preview, all or none, or why not."""
        remaining = iter(drafts)
        try:
            first = list(islice(remaining, BATCH))  # Most files are read whole before the database is locked.
            with transaction.atomic():
                self._batch().stage(chain(first, remaining))
        except Refused as refusal:
            with transaction.atomic():
                self._batch().refuse(refusal)

    def _batch(self) -> Import:
        """The import, locked until the transaction ends."""
        batch = Import.waiting_or_new(self.project, self.actor, self.uid)
        self.uid = batch.uid
        return batch


@transaction.atomic
def store_import(batch: Import, actor: User) -> None:
    """Store what the preview shows, once. Raises Refused, and stores nothing, if a draft is all cut."""
    batch = Import.objects.select_for_update(of=("self",)).select_related("project").get(pk=batch.pk)
    if batch.report is not None:
        return
    intake = Intake(batch.project, actor)
    wanted = batch.drafts.wanted().select_for_update()  # What is just being changed is stored as it will be.
    files = wanted.order_by().values("raw_name").distinct().count()
    intake.store(draft.draft() for draft in wanted.iterator(chunk_size=BATCH))
    intake.write_down(files)
    batch.finish(intake.report.as_json())


@transaction.atomic
def discard_import(batch: Import) -> bool:
    """Throw the drafts away; False, and nothing is done, if they were stored."""
    locked = Import.objects.select_for_update().filter(pk=batch.pk).first()
    if locked is not None and locked.report is not None:
        return False
    batch.delete()
    return True


class Change(NamedTuple):
    """A draft's text that is to be version `number` of an article; of none yet if that is a draft itself."""

    number: int
    title: str
    source: str
    article: int | None


def changes_of(batch: Import, actor: User) -> dict[int, Change]:
    """Draft id → change, for the wanted drafts that bring another text at an address. Four queries at most.

    In the order in which they are stored: the second of two drafts changes the article of the first.
    """
    wanted = batch.drafts.wanted().exclude(source="")
    urls = wanted.exclude(url="").values("url")
    places = list(Article.objects.filter(url__in=urls).exclude(source=None).values_list("pk", flat=True))
    latest: dict[Address | None, Change] = {}
    if places:
        newest = (
            ArticleVersion.objects.filter(article=OuterRef("pk")).order_by("-number").values("number")[:1]
        )
        articles = changeable_articles(actor, batch.project).filter(pk__in=places).order_by("pk")
        for pk, title, source, url, number in articles.values_list(
            "pk", "title", "source__name", "url", Subquery(newest)
        ):
            latest.setdefault(address_of(source, url), Change(number, title, source, pk))
    changes = {}
    versions = _known_versions(batch, actor).filter(sha256__in=wanted.values("sha256"))
    known = versions.exclude(article__source=None).order_by().values_list("article__source__name", "sha256")
    texts = {(source_key(source), hashed) for source, hashed in known}
    drafts = wanted.order_by("pk").values_list("pk", "sha256", "title", "source", "url")
    for pk, hashed, title, source, url in drafts:
        address, text = address_of(source, url), (source_key(source), hashed)
        if text in texts:
            continue
        texts.add(text)
        if address is not None and (standing := latest.get(address)):
            changes[pk] = latest[address] = standing._replace(number=standing.number + 1)
        elif address is not None:
            latest[address] = Change(1, title, source, None)
    return changes


class Fate(NamedTuple):
    """What would become of a draft that repeats another text; `slug` is the project to find the article in.

    Kinds: skipped, placed, changed and kept as in a Report (kept with a twin of another source); repeated is
    one that says the same as a draft before it, of the same source. `version` is what a changed one becomes,
    `worked_on` what the work in this project goes on with.
    """

    kind: str
    title: str
    source: str
    article: int | None = None
    slug: str = ""
    version: int | None = None
    worked_on: int | None = None


def fates_of(
    drafts: list[StagedDraft], batch: Import, actor: User, changes: dict[int, Change]
) -> dict[int, Fate]:
    """Draft id → fate, for those drafts of a page that repeat or change something. Four queries."""
    hashes = {draft.sha256 for draft in drafts}
    known, twins = articles_by_text(known_articles(actor, batch.project), hashes)
    articles = {article.pk for same_words in known.values() for article in same_words.values()}
    changed = {change.article for draft in drafts if (change := changes.get(draft.pk)) and change.article}
    homes = homes_of(articles | changed, actor, batch.project)
    worked_on = worked_on_in(batch.project, changed)
    siblings: dict[str, list[StagedDraft]] = {}
    for sibling in batch.drafts.wanted().filter(sha256__in=hashes).only("batch", "sha256", "title", "source"):
        siblings.setdefault(sibling.sha256, []).append(sibling)
    fates = {}
    for draft in drafts:
        before = [sibling for sibling in siblings.get(draft.sha256, []) if sibling.pk < draft.pk]
        if change := changes.get(draft.pk):
            pk, home = change.article, homes.get(change.article or 0, "")
            standing = (pk, home, change.number, worked_on.get(pk or 0))
            fates[draft.pk] = Fate("changed", change.title, change.source, *standing)
        elif first := known.get(draft.sha256, {}).get(source_key(draft.source)):
            home = homes.get(first.pk, "")
            kind = "skipped" if home == batch.project.slug else "placed"
            fates[draft.pk] = _fate_of_article(kind, first, home)
        elif fate := _fate(draft, twins.get(draft.sha256, {}), before, homes):
            fates[draft.pk] = fate
    return fates


def repeating(batch: Import, actor: User) -> StagedDraftQuerySet:
    """The drafts whose words stand in a known article or in a draft before them."""
    versions = _known_versions(batch, actor)
    before = StagedDraft.objects.wanted().filter(batch=batch, pk__lt=OuterRef("pk"))
    return batch.drafts.filter(
        Exists(versions.filter(sha256=OuterRef("sha256"))) | Exists(before.filter(sha256=OuterRef("sha256")))
    )


def _known_versions(batch: Import, actor: User) -> QuerySet[ArticleVersion]:
    return ArticleVersion.objects.filter(article__in=known_articles(actor, batch.project))


def _fate(
    draft: StagedDraft, twins: dict[str, Article], before: list[StagedDraft], homes: dict[int, str]
) -> Fate | None:
    """The fate of a draft whose words its own source has not brought before this import."""
    for sibling in before:
        if source_key(sibling.source) == source_key(draft.source):
            return Fate("repeated", sibling.title, sibling.source)
    if twin := next(iter(twins.values()), None):
        return _fate_of_article("kept", twin, homes.get(twin.pk, ""))
    return Fate("kept", before[0].title, before[0].source) if before else None


def _fate_of_article(kind: str, article: Article, home: str) -> Fate:
    return Fate(kind, article.title, article.source.name if article.source else "", article.pk, home)
