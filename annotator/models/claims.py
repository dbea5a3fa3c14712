"""What a claim says: who says it, how surely, and with which values."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from annotator.models.edits import Snapshot
from annotator.models.entities import Entity
from annotator.models.spans import Span


class Claim(models.Model):
    """What a claim span carries beside its words. It changes with its span and is part of the span's log.

    What was not said, or not asked for, is empty. A quantity has two bounds: alike for an exact number, one
    of them empty for “at least” and “at most”. A date is a range of days as exact as `date_precision` says.
    """

    class Attribution(models.TextChoices):
        NAMED = "named", _("Named source")
        UNNAMED = "unnamed", _("Unnamed source")
        OUTLET = "outlet", _("The outlet's own voice")

    class Type(models.TextChoices):
        EVENT = "event_or_property", _("Event or property")
        NUMERICAL = "numerical", _("Numerical")
        CAUSAL = "causal", _("Causal")
        POSITION = "position", _("Position")

    class Polarity(models.TextChoices):
        AFFIRMED = "affirmed", _("Affirmed")
        NEGATED = "negated", _("Negated")

    class Certainty(models.TextChoices):
        CERTAIN = "certain", _("Certain")
        PROBABLE = "probable", _("Probable")
        POSSIBLE = "possible", _("Possible")
        UNSPECIFIED = "unspecified", _("Unspecified")

    class Precision(models.TextChoices):
        DAY = "day", _("Day")
        MONTH = "month", _("Month")
        YEAR = "year", _("Year")

    span = models.OneToOneField(Span, models.CASCADE, verbose_name=_("span"), related_name="claim")
    claimant = models.ForeignKey(
        Entity, models.PROTECT, verbose_name=_("claimant"), related_name="claims", null=True, blank=True
    )
    attribution = models.CharField(_("attribution"), max_length=10, choices=Attribution, blank=True)
    via = models.CharField(
        _("via"), max_length=200, blank=True, help_text=_("The agency or outlet it is relayed from.")
    )
    type = models.CharField(_("type"), max_length=20, choices=Type, blank=True)
    polarity = models.CharField(_("polarity"), max_length=10, choices=Polarity, blank=True)
    certainty = models.CharField(_("certainty"), max_length=12, choices=Certainty, blank=True)
    check_worthy = models.BooleanField(_("check-worthy"), null=True, blank=True)
    quantity_low = models.DecimalField(_("at least"), max_digits=24, decimal_places=6, null=True, blank=True)
    quantity_high = models.DecimalField(_("at most"), max_digits=24, decimal_places=6, null=True, blank=True)
    quantity_unit = models.CharField(_("unit"), max_length=60, blank=True)
    quantity_about = models.BooleanField(_("about"), default=False)
    date_start = models.DateField(_("from"), null=True, blank=True)
    date_end = models.DateField(_("to"), null=True, blank=True)
    date_precision = models.CharField(_("precision"), max_length=10, choices=Precision, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)

    # What an edit remembers as it stands, beside the claimant, numbers and dates.
    FIELDS = ("attribution", "via", "type", "polarity", "certainty", "check_worthy", "quantity_unit",
              "quantity_about", "date_precision", "place")  # fmt: skip

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(attribution__in=["", "named", "unnamed", "outlet"]),
                name="claim_attribution_known",
            ),
            models.CheckConstraint(
                condition=Q(type__in=["", "event_or_property", "numerical", "causal", "position"]),
                name="claim_type_known",
            ),
            models.CheckConstraint(
                condition=Q(polarity__in=["", "affirmed", "negated"]), name="claim_polarity_known"
            ),
            models.CheckConstraint(
                condition=Q(certainty__in=["", "certain", "probable", "possible", "unspecified"]),
                name="claim_certainty_known",
            ),
            models.CheckConstraint(
                condition=Q(quantity_low=None)
                | Q(quantity_high=None)
                | Q(quantity_low__lte=F("quantity_high")),
                name="claim_quantity_bounds_in_order",
            ),
            models.CheckConstraint(
                condition=Q(quantity_unit="", quantity_about=False)
                | Q(quantity_low__isnull=False)
                | Q(quantity_high__isnull=False),
                name="claim_unit_has_quantity",
            ),
            models.CheckConstraint(
                condition=Q(date_start=None, date_end=None, date_precision="")
                | Q(
                    date_start__isnull=False,
                    date_end__gte=F("date_start"),
                    date_precision__in=["day", "month", "year"],
                ),
                name="claim_date_whole_and_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.span.quote

    def snapshot(self) -> Snapshot:
        """The fields that an edit remembers, as JSON values."""
        return {
            "claimant": self.claimant_id,
            "quantity_low": _plain(self.quantity_low),
            "quantity_high": _plain(self.quantity_high),
            "date_start": self.date_start and self.date_start.isoformat(),
            "date_end": self.date_end and self.date_end.isoformat(),
            **{name: getattr(self, name) for name in self.FIELDS},
        }

    @property
    def is_blank(self) -> bool:
        """Whether nothing is said in it yet."""
        return self.snapshot() == Claim().snapshot()

    def fill(self, snapshot: Snapshot) -> None:
        """Become what a snapshot says, unsaved."""
        self.claimant_id = snapshot["claimant"]
        self.quantity_low = _decimal(snapshot["quantity_low"])
        self.quantity_high = _decimal(snapshot["quantity_high"])
        self.date_start = snapshot["date_start"] and parse_date(snapshot["date_start"])
        self.date_end = snapshot["date_end"] and parse_date(snapshot["date_end"])
        for name in self.FIELDS:
            setattr(self, name, snapshot[name])


def _plain(number: Decimal | None) -> str | None:
    """Without the zeros that a column adds behind the point."""
    return None if number is None else f"{number.normalize():f}"


def _decimal(plain: str | None) -> Decimal | None:
    return None if plain is None else Decimal(plain)
