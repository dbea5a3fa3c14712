"""Statements proposed for claims, with the reason; what a statement made of a claim may be called."""

from decimal import Decimal

import pytest

from annotator.likeness import Claimed, Likenesses, Proposal, wording_of
from annotator.matrix import Placed
from annotator.values.kinds import Quantity

WORDINGS = {1: "number of workers injured", 2: "a drone hit the terminal", 3: "day of the visit"}


def claimed(
    words: str, *entities: tuple[int, str], number: int | None = None, unit: str = "workers"
) -> Claimed:
    value = None if number is None else Quantity(Decimal(number), Decimal(number), unit)
    return Claimed(Placed("", 0, 1, "alice", "", words, words, quantity=value), entities)


def proposed(claim: Claimed, under: dict[int, list[Claimed]] | None = None) -> list[int]:
    return [proposal.statement for proposal in Likenesses(WORDINGS, under or {}).proposals(claim)]


def test_words_of_the_wording_lead_to_a_statement_in_any_form() -> None:
    assert proposed(claimed("Drones were seen over the terminal")) == [2]
    assert proposed(claimed("six were injured")) == [1]
    assert proposed(claimed("The silo burnt")) == []


def test_idle_words_lead_nowhere() -> None:
    assert proposed(claimed("the number that was said after this")) == []


def test_an_entity_that_stands_under_a_statement_leads_to_it() -> None:
    qaani = (7, "Esmail Qaani")
    [proposal] = Likenesses(WORDINGS, {3: [claimed("he came on Monday", qaani)]}).proposals(
        claimed("Ghaani arrived in Baghdad", qaani)
    )
    assert isinstance(proposal, Proposal)
    assert (proposal.statement, proposal.why.entities) == (3, ("Esmail Qaani",))


def test_the_same_number_of_the_same_leads_to_it_and_another_one_is_said() -> None:
    under = {1: [claimed("sept blessés", number=7)]}
    assert proposed(claimed("هفت زخمی", number=7), under) == [1]
    [proposal] = Likenesses(WORDINGS, under).proposals(claimed("six injured", number=6))
    assert (proposal.why.units, proposal.why.words) == (("workers",), ("injured",))


def test_the_likeliest_stands_first_whatever_the_order() -> None:
    claims = [claimed("drone terminal injured workers"), claimed("terminal")]
    likenesses = Likenesses(WORDINGS, {})
    assert [one.statement for one in likenesses.proposals(claims[0])] == [1, 2]
    assert [other.claim.words for other, _ in likenesses.claims_like(2, claims)] == [
        other.claim.words for other, _ in likenesses.claims_like(2, claims[::-1])
    ]


@pytest.mark.parametrize(
    ("claim", "wording"),
    [
        (
            claimed("wounding at least seven dockworkers", number=7, unit="dockworkers"),
            "number of dockworkers wounded",
        ),
        (claimed("Six workers were lightly injured", number=6), "number of workers injured"),
        (claimed("Six workers studied the fault", number=6), "number of workers"),
        (claimed("Two days before the deadline", number=2, unit="days"), "number of days"),
        (claimed("About 9,000 tonnes", number=9000, unit="tonnes"), "number of tonnes"),
        (claimed("the gates\n opened by themselves"), "the gates opened by themselves"),
        (claimed("word " * 60), f"{'word ' * 22}word…"),
    ],
)
def test_a_wording_is_proposed(claim: Claimed, wording: str) -> None:
    assert wording_of(claim.claim) == wording
