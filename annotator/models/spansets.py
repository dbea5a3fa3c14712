"""Which spans: by their place, by what was decided about them, by what gold has of them."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef

from annotator.models.tasks import Assignment

if TYPE_CHECKING:
    from annotator.models.spans import Span


class SpanQuerySet(models.QuerySet["Span"]):
    def in_text_order(self) -> Self:
        """By place: what starts first, and of those the longest, comes first."""
        return self.order_by("start", "-end", "pk")

    def undecided(self) -> Self:
        """Those without a review of the version that they have."""
        return self.exclude(review__span_version=F("version"))

    def alike(self, span: "Span") -> Self:
        """The others with its label on its stretches of the text."""
        same = self.filter(label=span.label_id, start=span.start, end=span.end, fragments=span.fragments)
        return same.exclude(pk=span.pk)

    def missed(self) -> Self:
        """Those of gold that correct nothing: an annotator missed them."""
        return self.filter(assignment__kind=Assignment.Kind.GOLD, corrects=None)

    def asked_for_by_none(self) -> Self:
        """Those of gold that were missed, or of which every span that they correct was deleted."""
        return self.filter(assignment__kind=Assignment.Kind.GOLD).exclude(corrects__span__isnull=False)

    def alone(self) -> Self:
        """Those that nothing refers to: no review, no claim, no relation, no other span."""
        referring = (
            Exists(each.related_model._default_manager.filter(**{each.field.name: OuterRef("pk")}))
            for each in self.model._meta.related_objects
        )
        return self.exclude(reduce(or_, referring))

    def touching(self, start: int, end: int) -> Self:
        """Those that share at least one character with the range."""
        return self.filter(start__lt=end, end__gt=start)
