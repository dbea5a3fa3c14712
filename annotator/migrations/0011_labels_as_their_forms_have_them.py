"""A label's colour is one that there is, and its key one sign that needs no Shift."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Lower, Substr

COLOURS = ["blue", "teal", "green", "olive", "amber", "orange", "red", "pink", "purple", "indigo", "brown", "slate"]


def mend_labels(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What is not known becomes the first colour; a key goes, as the lower-case one may be another label's.

    One update: PostgreSQL changes no table in which the same transaction has updated a row twice.
    """
    Label = apps.get_model("annotator", "Label")
    known, formed = Q(colour__in=COLOURS), Q(hotkey=Lower(Substr("hotkey", 1, 1)))
    Label.objects.exclude(known & formed).update(
        colour=Case(When(known, then="colour"), default=Value("blue")),
        hotkey=Case(When(formed, then="hotkey"), default=Value("")),
    )


class Migration(migrations.Migration):

    dependencies = [
        ("annotator", "0010_corrections_of_corrected"),
    ]

    operations = [
        migrations.RunPython(mend_labels, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.CheckConstraint(condition=models.Q(("colour__in", COLOURS)), name="label_colour_known"),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.CheckConstraint(condition=models.Q(("hotkey", Lower(Substr("hotkey", 1, 1)))), name="label_hotkey_is_one_lower_case_sign"),
        ),
    ]
