"""What reviewers decide about spans. The annotator's span itself stays as it was."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotator.models.spans import Span
from annotator.models.tasks import Assignment
from annotator.models.users import User


class Review(models.Model):
    """A reviewer's standing decision on a span in the version it had, or on a layer: “nothing here”.

    A review of a version that the span no longer has is stale: it decides nothing. `correction` is the span
    in gold that says how it should be.
    """

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        CORRECTED = "corrected", _("Corrected")
        NOTHING_HERE = "nothing_here", _("Nothing here")

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, verbose_name=_("assignment"), related_name="reviews"
    )
    span = models.OneToOneField(
        Span, models.CASCADE, verbose_name=_("span"), related_name="review", null=True, blank=True
    )
    span_version = models.PositiveIntegerField(_("version of the span"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=12, choices=Decision)
    correction = models.OneToOneField(
        Span, models.SET_NULL, verbose_name=_("correction"), related_name="corrects", null=True, blank=True
    )
    reviewer = models.ForeignKey(User, models.PROTECT, verbose_name=_("reviewer"), related_name="reviews")
    comment = models.TextField(_("comment"), blank=True)
    at = models.DateTimeField(_("when"), auto_now=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="nothing_here", span=None, span_version=None)
                | Q(
                    decision__in=["accepted", "rejected", "corrected"],
                    span__isnull=False,
                    span_version__isnull=False,
                ),
                name="review_is_of_a_span_or_of_nothing",
            ),
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(span=None), name="review_nothing_here_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: {self.span or self.assignment}"

    @property
    def is_current(self) -> bool:
        """Whether the span still is what was reviewed."""
        return self.span is None or self.span.version == self.span_version
