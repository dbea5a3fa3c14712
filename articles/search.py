"""Finding articles by their words: the one place that asks which database it is.

Both databases are given the same words (see words.py), parted by blanks and by nothing else, so that both
find the same. SQLite keeps them in an FTS5 table that triggers hold in step with `IndexedText`, PostgreSQL in
a GIN index on `IndexedText`; migration 0002 makes either.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

from articles.words import Term, indexed_body, parse

if TYPE_CHECKING:
    from articles.models import ArticleVersion

Sql: TypeAlias = tuple[str, tuple[str | int, ...]]
AnyQuerySet = TypeVar("AnyQuerySet", bound=models.QuerySet[Any])


class IndexedText(models.Model):
    """The words of an article's title and newest text, as `index_versions` writes them."""

    article = models.OneToOneField(
        "articles.Article",
        models.CASCADE,
        verbose_name=_("article"),
        related_name="+",
        primary_key=True,
    )
    body = models.TextField(_("words"))

    class Meta:
        verbose_name = _("indexed text")
        verbose_name_plural = _("indexed texts")

    def __str__(self) -> str:
        return str(_("words of article %d") % self.article_id)


def index_versions(versions: Iterable["ArticleVersion"]) -> None:
    """Make these versions, with their articles' titles, the ones that are found: one version an article.

    Call it in the transaction that stores a version or changes a title, and with many versions at once.
    """
    rows = [
        IndexedText(article_id=version.article_id, body=indexed_body(version.article.title, version.text))
        for version in versions
    ]
    IndexedText.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["article"], update_fields=["body"]
    )


def search(queryset: AnyQuerySet, query: str, article: str = "pk") -> AnyQuerySet:
    """Keep the rows whose article holds everything that is asked for; `article` is the way to its id.

    An empty query keeps every row, one without any letter or digit none.
    """
    if not query.strip():
        return queryset
    if not (terms := parse(query)):
        return queryset.none()
    return queryset.filter(_IsFound(article, terms))


class _IsFound(models.Func):
    """Whether an article, given by the way to its id, has every one of the terms.

    Words are letters and digits alone, so nothing in them can end the quotes they stand in here.
    """

    output_field = models.BooleanField()

    def __init__(self, article: str, terms: Iterable[Term]) -> None:
        super().__init__(models.F(article))
        self.terms = tuple(terms)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        match = " AND ".join(f'"{" ".join(term.words)}"{" *" * term.is_prefix}' for term in self.terms)
        found = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH %s"
        return self._is_in(compiler, found, match)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        """The index finds the words; that they stand in a row is then seen in the text itself."""
        words = [f"'{word}'" for term in self.terms for word in term.words[:-1]]
        words += [f"'{term.words[-1]}'{':*' * term.is_prefix}" for term in self.terms]
        rows = [
            f" {' '.join(term.words)}{' ' * (not term.is_prefix)}" for term in self.terms if term.words[1:]
        ]
        found = "SELECT article_id FROM articles_indexedtext WHERE articles_words(body) @@ %s::tsquery"
        return self._is_in(
            compiler, found + " AND strpos(body, %s) > 0" * len(rows), " & ".join(words), *rows
        )

    def _is_in(self, compiler: SQLCompiler, found: str, *params: str) -> Sql:
        [article] = self.get_source_expressions()
        return f"{compiler.compile(article)[0]} IN ({found})", params
