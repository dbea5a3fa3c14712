"""A decision stays when its span is deleted: `span_uid` says which span it was about."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Exists, OuterRef, Subquery


def name_spans(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Review, Span = (apps.get_model("annotator", name) for name in ("Review", "Span"))
    uid = Span.objects.filter(pk=OuterRef("span_id")).values("uid")
    Review.objects.filter(span__isnull=False).update(span_uid=Subquery(uid))


def forget_spans_that_are_gone(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A decision had a span, and a correction one decision; of several the first keeps it."""
    Review = apps.get_model("annotator", "Review")
    Review.objects.filter(span=None, span_uid__isnull=False).delete()
    earlier = Review.objects.filter(correction=OuterRef("correction"), pk__lt=OuterRef("pk"))
    shared = Review.objects.filter(Exists(earlier)).values_list("pk", flat=True)
    Review.objects.filter(pk__in=list(shared)).update(correction=None)


class Migration(migrations.Migration):

    dependencies = [
        ("annotator", "0007_look_up_by_index_alone"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="review", name="review_is_of_a_span_or_of_nothing"),
        migrations.RemoveConstraint(model_name="review", name="review_nothing_here_once"),
        migrations.AddField(
            model_name="review",
            name="span_uid",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="review",
            name="span",
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="review", to="annotator.span", verbose_name="span"),
        ),
        migrations.AlterField(
            model_name="review",
            name="correction",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="corrects", to="annotator.span", verbose_name="correction"),
        ),
        migrations.RunPython(name_spans, forget_spans_that_are_gone, elidable=True),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(fields=("span_uid",), name="review_of_a_span_once"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(condition=models.Q(("span_uid", None)), fields=("assignment",), name="review_nothing_here_once"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("decision", "nothing_here"), ("span", None), ("span_uid", None), ("span_version", None)), models.Q(("decision__in", ["accepted", "rejected", "corrected"]), ("span_uid__isnull", False), ("span_version__isnull", False)), _connector="OR"), name="review_is_of_a_span_or_of_nothing"),
        ),
    ]
