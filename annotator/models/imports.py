"""What somebody is about to import: read, shown for a look, not stored yet. The web tier keeps no state."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from annotator.models.projects import Project
from annotator.models.users import User
from articles.reading import Cut, Draft, Refused
from articles.reading.cuts import apply, pieces, touching, united, without
from articles.reading.drafts import MAX_LENGTHS
from articles.text import paragraphs, sha256

KEPT_FOR = timedelta(days=7)
BATCH = 200
FIELDS = ("title", "source", "story", "url", "byline", "published_on", "published_time", "language")


class ImportQuerySet(models.QuerySet["Import"]):
    def stale(self) -> Self:
        """Those that began more than a week ago."""
        return self.filter(created_at__lt=timezone.now() - KEPT_FOR)

    def waiting(self) -> Self:
        """Those that are neither stored nor discarded."""
        return self.filter(report__isnull=True)


class Import(models.Model):
    """The files that somebody brought at once. When it is stored the drafts go, and a report stays a week."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, verbose_name=_("project"), related_name="imports")
    actor = models.ForeignKey(User, models.CASCADE, verbose_name=_("by"), related_name="imports")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    # Files that did not go in: a list of {"name", "line" (or null), "why"}.
    refused = models.JSONField(_("refused files"), default=list, blank=True)
    # What became of the drafts, once they are stored: see annotator.importing.Report.
    report = models.JSONField(_("report"), null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.project}, {self.created_at:%Y-%m-%d %H:%M}"

    @classmethod
    def begin(cls, project: Project, actor: User) -> "Import":
        """A new import, without drafts yet. Those that somebody left lying about for a week go."""
        cls.objects.stale().delete()
        return cls.objects.create(project=project, actor=actor)

    @classmethod
    def waiting_or_new(cls, project: Project, actor: User, uid: uuid.UUID | None) -> "Import":
        """The person's import of this uid, locked until the transaction ends, if it waits; or a new one.

        It may have been stored or thrown away in another tab since the page was read.
        """
        waiting = cls.objects.waiting().select_for_update().filter(project=project, actor=actor)
        found = waiting.filter(uid=uid).first() if uid else None
        return found or cls.begin(project, actor)

    def stage(self, drafts: Iterable[Draft]) -> None:
        """Keep the drafts of a file for the preview, in the caller's transaction."""
        remaining = iter(drafts)
        while batch := [StagedDraft.of(self, draft) for draft in islice(remaining, BATCH)]:
            StagedDraft.objects.bulk_create(batch)

    def refuse(self, refusal: Refused) -> None:
        """Remember a file that did not go in."""
        self.refused.append({"name": refusal.name, "line": refusal.line, "why": refusal.why})
        self.save(update_fields=["refused"])

    def set_for_all(self, fields: dict[str, str]) -> None:
        """Give every draft the same source, story or both."""
        drafts = list(self.drafts.only("guesses"))
        for draft in drafts:
            draft.guesses = {name: why for name, why in draft.guesses.items() if name not in fields}
        StagedDraft.objects.bulk_update(drafts, ["guesses"], batch_size=BATCH)
        self.drafts.update(**fields)

    def finish(self, report: dict[str, object]) -> None:
        """The drafts are stored: keep the report in their place."""
        self.drafts.all().delete()
        self.report = report
        self.save(update_fields=["report"])


@dataclass(frozen=True)
class Piece:
    """A stretch of a staged text that is kept or cut as a whole."""

    start: int
    end: int
    is_cut: bool
    text: str
    why: str


@dataclass(frozen=True)
class Part:
    """A paragraph of a staged text with its pieces; `why` is the reason to cut it, proposed or done."""

    start: int
    end: int
    pieces: list[Piece]
    is_blank: bool
    is_cut: bool
    why: str


class StagedDraftQuerySet(models.QuerySet["StagedDraft"]):
    def wanted(self) -> Self:
        """Those that are to be stored."""
        return self.filter(is_wanted=True)


class StagedDraft(models.Model):
    """An article as it was read, with what a person changed since. `cuts` are sorted and apart."""

    batch = models.ForeignKey(Import, models.CASCADE, verbose_name=_("import"), related_name="drafts")
    is_wanted = models.BooleanField(_("import this article"), default=True)
    text = models.TextField(_("text"))
    sha256 = models.CharField(_("SHA-256 of what is kept"), max_length=64)
    title = models.CharField(_("title"), max_length=MAX_LENGTHS["title"])
    source = models.CharField(_("source"), max_length=MAX_LENGTHS["source"], blank=True)
    story = models.CharField(_("story"), max_length=MAX_LENGTHS["story"], blank=True)
    url = models.URLField(_("address"), max_length=MAX_LENGTHS["url"], blank=True)
    byline = models.CharField(_("byline"), max_length=MAX_LENGTHS["byline"], blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_time = models.TimeField(_("time of publication"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=MAX_LENGTHS["language"], blank=True)
    cuts = models.JSONField(_("cut ranges"), default=list, blank=True)
    # What the reader proposed to cut: a list of [start, end, why], which stays when a cut is taken back.
    proposals = models.JSONField(_("proposed cuts"), default=list, blank=True)
    guesses = models.JSONField(_("reasons of the guesses"), default=dict, blank=True)
    notes = models.JSONField(_("notes"), default=list, blank=True)
    raw = models.BinaryField(_("raw original"), blank=True)
    raw_name = models.CharField(_("file"), max_length=255, blank=True)
    line = models.PositiveIntegerField(_("line"), null=True, blank=True)

    objects = StagedDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["pk"]
        indexes = [models.Index(fields=["batch", "sha256"], name="staged_draft_twins")]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="staged_draft_title_not_empty"),
            models.CheckConstraint(condition=~Q(text=""), name="staged_draft_text_not_empty"),
            models.CheckConstraint(
                condition=Q(published_time=None) | Q(published_on__isnull=False),
                name="staged_draft_time_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def of(cls, batch: Import, draft: Draft) -> Self:
        """A row, not saved yet, that holds what a reader made of an article."""
        ranges = united((cut.start, cut.end) for cut in draft.cuts)
        return cls(
            batch=batch,
            text=draft.text,
            sha256=sha256(apply(draft.text, ranges)),
            cuts=ranges,
            proposals=draft.cuts,
            guesses=draft.guesses,
            notes=draft.notes,
            raw=draft.raw,
            raw_name=draft.raw_name,
            line=draft.line,
            **{name: getattr(draft, name) for name in FIELDS},
        )

    def draft(self) -> Draft:
        """The article as it is to be stored."""
        return Draft(
            text=self.text,
            cuts=[Cut(start, end, "") for start, end in self.cuts],
            raw=bytes(self.raw),
            raw_name=self.raw_name,
            line=self.line,
            **{name: getattr(self, name) for name in FIELDS},
        )

    @property
    def place(self) -> str:
        """The file, and the line if the file holds several articles."""
        return self.raw_name if self.line is None else f"{self.raw_name}:{self.line}"

    def kept_text(self) -> str:
        return apply(self.text, self.cuts)

    def change(self, fields: dict[str, Any]) -> None:
        """Set fields to what a person says; they are guesses no longer."""
        for name, value in fields.items():
            setattr(self, name, value)
            self.guesses.pop(name, None)
        if self.published_on is None:
            self.published_time = None
        if fields:
            self.save(update_fields=[*fields, "guesses", "published_time"])

    def cut(self, start: int, end: int) -> None:
        """Cut a range out; it is not lost, and can be taken back."""
        self._set_cuts([*map(tuple, self.cuts), (start, end)])

    def keep(self, start: int, end: int) -> None:
        """Take a range back in."""
        self._set_cuts(without(self.cuts, start, end))

    def parts(self) -> list[Part]:
        """The paragraphs with what is kept and what is cut of each; together they are the whole text."""
        return [self._part(start, body_end, end) for _, start, body_end, end in paragraphs(self.text)]

    def cut_summary(self) -> str:
        """How much is cut, in words."""
        number = sum(end - start for start, end in self.cuts)
        if not number:
            return gettext("Nothing is cut out.")
        words = ngettext("%(number)d character is cut out.", "%(number)d characters are cut out.", number)
        return words % {"number": number}

    def _set_cuts(self, ranges: list[tuple[int, int]]) -> None:
        length = len(self.text)
        self.cuts = united((max(0, min(start, length)), max(0, min(end, length))) for start, end in ranges)
        self.sha256 = sha256(self.kept_text())
        self.save(update_fields=["cuts", "sha256"])

    def _part(self, start: int, body_end: int, end: int) -> Part:
        found = [
            Piece(first, last, is_cut, self.text[first:last], self._why(first, last) if is_cut else "")
            for first, last, is_cut in pieces(start, end, touching(self.cuts, start, end))
        ]
        seen = [piece for piece in found if piece.text.strip()]
        return Part(
            start=start,
            end=end,
            pieces=found,
            is_blank=not self.text[start:body_end].strip(),
            is_cut=bool(seen) and all(piece.is_cut for piece in seen),
            why=self._why(start, end),
        )

    def _why(self, start: int, end: int) -> str:
        """The reasons that were proposed for a range, or that a person cut it."""
        whys = [why for _first, _last, why in touching(self.proposals, start, end)]
        return "; ".join(dict.fromkeys(whys)) or gettext("cut by hand")
