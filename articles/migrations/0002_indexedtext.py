"""The full-text index: one table on both databases, and what each of them finds words with."""

from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from articles.words import indexed_body

# The tokenizer takes every character for a part of a word but the blank: words.py left no other ASCII sign.
# FTS5 keeps no text of its own; the triggers tell it what changed, in the same transaction. A bigger hash (in
# bytes of memory while writing) merges less on the way: a bulk import is a fifth faster.
SQLITE = (
    """CREATE VIRTUAL TABLE articles_fts USING fts5(
        body, content='articles_indexedtext', content_rowid='article_id', tokenize='ascii', columnsize=0)""",
    "INSERT INTO articles_fts(articles_fts, rank) VALUES ('hashsize', 8388608)",
    """CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles_indexedtext BEGIN
        INSERT INTO articles_fts(rowid, body) VALUES (new.article_id, new.body);
    END""",
    """CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles_indexedtext BEGIN
        INSERT INTO articles_fts(articles_fts, rowid, body) VALUES ('delete', old.article_id, old.body);
    END""",
    """CREATE TRIGGER articles_fts_update AFTER UPDATE ON articles_indexedtext BEGIN
        INSERT INTO articles_fts(articles_fts, rowid, body) VALUES ('delete', old.article_id, old.body);
        INSERT INTO articles_fts(rowid, body) VALUES (new.article_id, new.body);
    END""",
)
SQLITE_REVERSED = (
    "DROP TRIGGER articles_fts_update",
    "DROP TRIGGER articles_fts_delete",
    "DROP TRIGGER articles_fts_insert",
    "DROP TABLE articles_fts",
)
# Words are parted by blanks alone, so PostgreSQL's own parser, which depends on the server's locale, has no
# say. The function's high cost, and no statistics on it, keep the planner from reading every text where the
# index knows the answer.
POSTGRESQL = (
    """CREATE FUNCTION articles_words(body text) RETURNS tsvector
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS
        $$ BEGIN RETURN array_to_tsvector(string_to_array(btrim(body), ' ')); END $$""",
    "CREATE INDEX articles_indexedtext_words ON articles_indexedtext USING gin (articles_words(body))",
    "ALTER INDEX articles_indexedtext_words ALTER COLUMN 1 SET STATISTICS 0",
)
POSTGRESQL_REVERSED = (
    "DROP INDEX articles_indexedtext_words",
    "DROP FUNCTION articles_words(text)",
)


def make_index(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        schema_editor.execute(statement)


def drop_index(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE_REVERSED if is_sqlite else POSTGRESQL_REVERSED:
        schema_editor.execute(statement)


def index_articles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take in the articles that stand already, each by its newest version."""
    IndexedText = apps.get_model("articles", "IndexedText")
    versions = apps.get_model("articles", "ArticleVersion").objects.order_by("article", "number")
    batch: dict[int, Any] = {}
    for article, title, text in versions.values_list("article", "article__title", "text").iterator(500):
        if len(batch) == 500 and article not in batch:
            IndexedText.objects.bulk_create(batch.values())
            batch.clear()
        batch[article] = IndexedText(article_id=article, body=indexed_body(title, text))
    IndexedText.objects.bulk_create(batch.values())


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="IndexedText",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                ("body", models.TextField(verbose_name="words")),
            ],
            options={
                "verbose_name": "indexed text",
                "verbose_name_plural": "indexed texts",
            },
        ),
        migrations.RunPython(make_index, drop_index),
        migrations.RunPython(index_articles, migrations.RunPython.noop),
    ]
