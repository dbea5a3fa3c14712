"""Only a decision that corrects has a correction."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def let_go_of_corrections(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The decision counts; the span stays in gold as one that was missed, for a reviewer to see."""
    Review = apps.get_model("annotator", "Review")
    Review.objects.filter(correction__isnull=False).exclude(decision="corrected").update(correction=None)


class Migration(migrations.Migration):

    dependencies = [
        ("annotator", "0009_undo_from_where_it_began"),
    ]

    operations = [
        migrations.RunPython(let_go_of_corrections, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(condition=models.Q(("correction", None), ("decision", "corrected"), _connector="OR"), name="review_correction_is_of_corrected"),
        ),
    ]
