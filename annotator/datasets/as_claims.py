"""claims.csv: a row a claim, with all that is said in it in a column of its own (RFC 4180, UTF-8).

For those who count and compare claims: `pandas.read_csv` makes numbers of the quantities and days of the
dates. `text`, `start`, `end` and `fragments` are those of the CSV. A claim under several statements keeps one
row: the statements' ids and stances stand in one cell with semicolons, their wordings with " | ", all in the
same order. The choices are those of NewsClaims (claimer, affirm or refute), FactBank (certainty and polarity)
and CheckThat! (check-worthy).
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from annotator.datasets.as_csv import (
    OF_ASSIGNMENT,
    Table,
    cell,
    fragments_text,
    number_text,
    of_assignment,
    of_review,
    yes_or_no,
)
from annotator.datasets.claims import ClaimRecord
from annotator.datasets.records import Record, SpanRecord

BETWEEN = " | "
COLUMNS = (
    *OF_ASSIGNMENT,
    *("span_id", "label", "start", "end", "text", "fragments"),
    *("claimant_id", "claimant", "claimant_wikidata", "attribution", "via", "claim_type"),
    *("polarity", "certainty", "check_worthy"),
    *("quantity", "quantity_low", "quantity_high", "unit", "about"),
    *("date_start", "date_end", "date_precision", "place"),
    *("statement_ids", "statements", "stances", "review", "reviewer", "note"),
)
_NOTHING_SAID = ("",) * (COLUMNS.index("review") - COLUMNS.index("claimant_id"))


def write(records: Iterable[Record], lost: Counter[str]) -> Iterator[bytes]:
    """Yield the header, then the rows of each record's claims."""
    table = Table(COLUMNS)
    for record in records:
        statements = {statement["id"]: statement["text"] for statement in record["statements"]}
        for span in record["spans"]:
            said = _of_claim(span["claim"], statements) if span["claim"] else _NOTHING_SAID
            table.add((*of_assignment(record), *_of_span(span), *said, *of_review(span)))
        yield table.take()
    yield table.take()


def _of_span(span: SpanRecord) -> tuple[object, ...]:
    start, end, text = span["start"], span["end"], cell(span["text"])
    return (span["id"], cell(span["label"]), start, end, text, fragments_text(span))


def _of_claim(claim: ClaimRecord, statements: dict[int, str]) -> tuple[object, ...]:
    claimant, quantity, day, placements = (
        claim["claimant"],
        claim["quantity"],
        claim["date"],
        claim["placements"],
    )
    return (
        claimant["id"] if claimant else "",
        cell(claimant["name"]) if claimant else "",
        (claimant["wikidata"] or "") if claimant else "",
        claim["attribution"] or "",
        cell(claim["via"] or ""),
        claim["type"] or "",
        claim["polarity"] or "",
        claim["certainty"] or "",
        yes_or_no(claim["check_worthy"]),
        # Numbers, of which a spreadsheet runs none, whatever their sign.
        number_text(quantity["value"]) if quantity else "",
        number_text(quantity["low"]) if quantity else "",
        number_text(quantity["high"]) if quantity else "",
        cell(quantity["unit"]) if quantity else "",
        yes_or_no(quantity["about"]) if quantity else "",
        day["start"] if day else "",
        day["end"] if day else "",
        day["precision"] if day else "",
        cell(claim["place"] or ""),
        ";".join(str(placed["statement"]) for placed in placements),
        cell(BETWEEN.join(statements[placed["statement"]] for placed in placements)),
        ";".join(placed["stance"] for placed in placements),
    )
