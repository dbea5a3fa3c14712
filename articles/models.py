"""The corpus: outlets, the events they report, their articles and the texts as they were read.

Nothing here knows of projects, people or annotation, and no foreign key leads from here to a person.
"""

from django.contrib.postgres.indexes import HashIndex
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Length, Lower
from django.utils.translation import gettext_lazy as _

from articles.search import index_versions
from articles.text import Paragraph, paragraphs, sha256


class Source(models.Model):
    """An outlet."""

    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="source_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="source_name_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class Story(models.Model):
    """The event that several articles report."""

    title = models.CharField(_("title"), max_length=300)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["title", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="story_title_not_empty")]

    def __str__(self) -> str:
        return self.title


class Article(models.Model):
    """One outlet's report. All but the title may be missing; what is missing is empty, never a guess."""

    title = models.CharField(_("title"), max_length=500)
    source = models.ForeignKey(
        Source, models.PROTECT, verbose_name=_("source"), related_name="articles", null=True, blank=True
    )
    story = models.ForeignKey(
        Story, models.PROTECT, verbose_name=_("story"), related_name="articles", null=True, blank=True
    )
    url = models.URLField(_("address"), max_length=2000, blank=True)
    byline = models.CharField(_("byline"), max_length=300, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_time = models.TimeField(_("time of publication"), null=True, blank=True)
    language = models.CharField(
        _("language"), max_length=35, blank=True, help_text=_("A BCP 47 tag such as en or fa.")
    )
    same_text_as = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name=_("same text as"),
        related_name="same_texts",
        null=True,
        blank=True,
        help_text=_("Another outlet's article with the very same words."),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["published_on"], name="article_published_on"),
            # An import knows an article again by it. PostgreSQL's other indexes take no long address; SQLite,
            # which has one kind of index, makes its own of this.
            HashIndex(fields=["url"], name="article_url"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="article_title_not_empty"),
            models.CheckConstraint(
                condition=Q(published_time=None) | Q(published_on__isnull=False), name="article_time_has_date"
            ),
            models.CheckConstraint(
                condition=Q(same_text_as=None) | ~Q(same_text_as=models.F("id")),
                name="article_not_same_as_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def add_version(self, text: str, raw: bytes = b"", raw_name: str = "") -> "ArticleVersion":
        """Store a text, already normalised, as the next version, the one that is searched from now on.

        Versions before it stay as they are.
        """
        last = self.versions.aggregate(last=models.Max("number"))["last"] or 0
        with transaction.atomic():
            version = self.versions.create(
                number=last + 1, text=text, sha256=sha256(text), raw=raw, raw_name=raw_name
            )
            index_versions([version])
        return version


class ArticleVersion(models.Model):
    """The text as it was read, frozen once stored. A correction is a new version."""

    article = models.ForeignKey(Article, models.CASCADE, verbose_name=_("article"), related_name="versions")
    number = models.PositiveIntegerField(_("number"), default=1)
    text = models.TextField(_("text"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    raw = models.BinaryField(_("raw original"), blank=True, default=b"")
    raw_name = models.CharField(_("name of the original file"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("article version")
        verbose_name_plural = _("article versions")
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="article_version_number_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="article_version_number_from_1"),
            models.CheckConstraint(condition=~Q(text=""), name="article_version_text_not_empty"),
            models.CheckConstraint(
                condition=models.lookups.Exact(Length("sha256"), 64), name="article_version_sha256_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} ({self.number})"

    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs of the text; together they are the whole text."""
        return paragraphs(self.text)
