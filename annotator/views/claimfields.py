"""The rows of the form that describes a claim: what is asked, said and proposed, and by which key."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from annotator.models import Claim
from annotator.models.projects import ClaimField, Project
from annotator.proposing import Proposal
from annotator.values.kinds import Days, Quantity
from annotator.values.writing import write_days, write_quantity

# What can be chosen, how it is called in the narrow panel, and its key in the form.
CHOICES = {
    ClaimField.ATTRIBUTION: [
        ("named", _("named"), "n"),
        ("unnamed", _("unnamed"), "u"),
        ("outlet", _("outlet"), "o"),
    ],
    ClaimField.TYPE: [
        ("event_or_property", _("event"), "e"),
        ("numerical", _("number"), "m"),
        ("causal", _("cause"), "c"),
        ("position", _("position"), "p"),
    ],
    ClaimField.POLARITY: [("affirmed", _("affirmed"), "a"), ("negated", _("negated"), "g")],
    ClaimField.CERTAINTY: [
        ("certain", _("certain"), "y"),
        ("probable", _("probable"), "b"),
        ("possible", _("possible"), "s"),
        ("unspecified", _("unspecified"), "x"),
    ],
    ClaimField.CHECK_WORTHY: [("yes", _("yes"), "w"), ("no", _("no"), "z")],
}  # fmt: skip
KEYS = {
    ClaimField.CLAIMANT: "h",
    ClaimField.VIA: "v",
    ClaimField.QUANTITY: "q",
    ClaimField.DATE: "d",
    ClaimField.PLACE: "l",
}


class Option(NamedTuple):
    value: str
    name: str
    key: str
    is_chosen: bool
    is_proposed: bool


class Row(NamedTuple):
    """A field of the form. `value` is as the form sends it, `shown` as a person reads it."""

    field: str
    name: str
    key: str
    value: str
    shown: str
    options: list[Option]
    proposal: Proposal | None


def rows_of(project: Project, claim: Claim | None, proposals: dict[str, Proposal]) -> list[Row]:
    """The fields that the project asks for, in their usual order."""
    claim = claim or Claim()
    rows = []
    for field in ClaimField:
        if field not in project.claim_fields:
            continue
        value, shown = _said(claim, field)
        proposal = proposals.get(field)
        options = [
            Option(each, str(name), key, each == value, proposal is not None and each == proposal.value)
            for each, name, key in CHOICES.get(field, ())
        ]
        chosen = next((option.name for option in options if option.is_chosen), "")
        rows.append(
            Row(field, str(field.label), KEYS.get(field, ""), value, chosen or shown, options, proposal)
        )
    return rows


def told(claim: Claim) -> dict[str, str]:
    """What a claim says, as a person reads it, by the name of the field; what it does not say is left out."""
    said = {field: _said(claim, field) for field in ClaimField}
    names = {(field, value): name for field, choices in CHOICES.items() for value, name, _key in choices}
    return {
        str(field.label): str(names.get((field, value), shown))
        for field, (value, shown) in said.items()
        if shown
    }


def _said(claim: Claim, field: ClaimField) -> tuple[str, str]:
    """What a claim says in a field: as the form sends it, and as a person reads it."""
    if field == ClaimField.CLAIMANT:
        name = claim.claimant.standing.name if claim.claimant else ""
        return name, name
    if field == ClaimField.CHECK_WORTHY:
        value = "" if claim.check_worthy is None else "yes" if claim.check_worthy else "no"
        return value, value
    if field == ClaimField.QUANTITY:
        quantity = Quantity.of(claim)
        return (write_quantity(quantity), str(quantity)) if quantity else ("", "")
    if field == ClaimField.DATE:
        days = Days.of(claim)
        return (write_days(days), str(days)) if days else ("", "")
    value = str(getattr(claim, field))
    return value, value
