"""Typed, directed links between two spans of one layer."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from annotator.models.edits import Logged, Snapshot
from annotator.models.labels import Label
from annotator.models.spans import Span
from annotator.models.tasks import Assignment


class Relation(Logged):
    """“X said by Y”: from one span to another of the same layer. The label says which ends are allowed."""

    WHAT: ClassVar = "relation"

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, verbose_name=_("assignment"), related_name="relations"
    )
    label = models.ForeignKey(Label, models.PROTECT, verbose_name=_("label"), related_name="relations")
    source = models.ForeignKey(Span, models.CASCADE, verbose_name=_("from"), related_name="relations_from")
    target = models.ForeignKey(Span, models.CASCADE, verbose_name=_("to"), related_name="relations_to")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["source__start", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["label", "source", "target"], name="relation_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="relation_joins_two_spans"),
        ]

    def __str__(self) -> str:
        return f"{self.source.quote} – {self.label} – {self.target.quote}"

    @property
    def layer(self) -> Assignment:
        return self.assignment

    def snapshot(self) -> Snapshot:
        return {"label": self.label_id, "from": str(self.source.uid), "to": str(self.target.uid)}

    def take(self, snapshot: Snapshot, layer: Assignment) -> None:
        self.assignment = layer
        self.label = self.found(Label.objects.filter(pk=snapshot["label"]))
        self.source = self.found(Span.objects.filter(uid=snapshot["from"], assignment=layer))
        self.target = self.found(Span.objects.filter(uid=snapshot["to"], assignment=layer))
        self.save()
