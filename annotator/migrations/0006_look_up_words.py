"""Words of aliases are found by their beginning through one index, and aliases by their key."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

COLUMN = "ALTER TABLE annotator_aliasword ALTER COLUMN word TYPE varchar(100) COLLATE"


def order_by_character(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite compares characters as it is; another order would part words that begin alike."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f'{COLUMN} "C"')


def order_by_language(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f'{COLUMN} "default"')


class Migration(migrations.Migration):
    dependencies = [("annotator", "0005_stories")]

    operations = [
        migrations.RemoveIndex(model_name="aliasword", name="alias_word_beginning"),
        # With a default, so that it can come back into a table that holds words.
        migrations.AlterField("aliasword", "beginning", models.CharField(max_length=3, default="")),
        migrations.RemoveField(model_name="aliasword", name="beginning"),
        migrations.RunPython(order_by_character, order_by_language),
        migrations.AddIndex(
            model_name="alias", index=models.Index(fields=["key"], name="alias_by_key")
        ),
    ]
