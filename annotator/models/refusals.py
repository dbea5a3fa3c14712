"""Suggestions that an annotator refused for good."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from annotator.models.edits import Logged, Snapshot
from annotator.models.labels import Label
from annotator.models.tasks import Assignment


class Refusal(Logged):
    """“Not this label here”: a range of a layer's text that is never suggested with the label again."""

    WHAT: ClassVar = "refusal"

    assignment = models.ForeignKey(
        Assignment, models.CASCADE, verbose_name=_("assignment"), related_name="refusals"
    )
    label = models.ForeignKey(Label, models.CASCADE, verbose_name=_("label"), related_name="refusals")
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "label", "start", "end"], name="refusal_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="refusal_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.start}–{self.end}"

    @property
    def layer(self) -> Assignment:
        return self.assignment

    def snapshot(self) -> Snapshot:
        return {"label": self.label_id, "start": self.start, "end": self.end}

    def take(self, snapshot: Snapshot, layer: Assignment) -> None:
        self.assignment = layer
        self.label = self.found(Label.objects.filter(pk=snapshot["label"]))
        self.start, self.end = snapshot["start"], snapshot["end"]
        self.save()
