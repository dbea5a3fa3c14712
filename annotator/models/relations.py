"""Typed, directed links between two spans of one layer."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from annotator.models.edits import Logged, Snapshot
from annotator.models.labels import Label
from annotator.models.spans import Span
from annotator.models.tasks import Assignment
from annotator.models.users import User


class WrongEnds(ValueError):
    """Two spans that a relation does not join; the message says which it does."""


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

    @classmethod
    def make(
        cls,
        layer: Assignment,
        label: Label,
        source: Span,
        target: Span,
        *,
        actor: User,
        uid: uuid.UUID | None = None,
        edit_uid: uuid.UUID | None = None,
        batch: uuid.UUID | None = None,
    ) -> "Relation":
        """Join two spans of a locked layer and write it down.

        Raises WrongEnds and WrongState, and IntegrityError for a uid, or a pair of spans, that stands.
        """
        if label.kind != Label.Kind.RELATION or source.pk == target.pk:
            raise WrongEnds(_("A relation joins two different spans, with a label of relations."))
        pairs = Label.objects.filter(pk=label.pk).values_list("from_labels", "to_labels")
        from_labels, to_labels = ({end for end in ends if end} for ends in zip(*pairs, strict=True))
        for span, allowed, text in (
            (source, from_labels, _("“%(label)s” starts from %(allowed)s, not from %(given)s.")),
            (target, to_labels, _("“%(label)s” leads to %(allowed)s, not to %(given)s.")),
        ):
            if allowed and span.label_id not in allowed:
                names = Label.objects.filter(pk__in=allowed).values_list("name", flat=True)
                raise WrongEnds(
                    text % {"label": label, "allowed": ", ".join(names), "given": span.label.name}
                )
        relation = cls(uid=uid or uuid.uuid4(), assignment=layer, label=label, source=source, target=target)
        relation.add(actor=actor, edit_uid=edit_uid, batch=batch)
        layer.start()
        return relation

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
