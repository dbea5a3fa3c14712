"""A suggester behind an HTTP address that the administrator has set; no user can name one.

It is sent a POST of JSON, `{"text", "language", "published_on", "labels": ["person", …]}`, and answers with
`{"suggestions": [{"start", "end", "label", "reason"}, …]}`; offsets are code points, labels as sent.
"""

from dataclasses import dataclass
from typing import Any

import orjson
import requests
from django.utils.translation import gettext as _

from annotator.suggestions.kinds import Context, Suggestion, Unavailable

PATIENCE = 5  # seconds until an answer counts as not coming
LARGEST = 5_000_000  # bytes of an answer
MOST = 5_000  # suggestions taken from one answer


@dataclass(frozen=True)
class Remote:
    address: str

    def __call__(self, context: Context) -> list[Suggestion]:
        question = {
            "text": context.text,
            "language": context.language,
            "published_on": context.published_on and context.published_on.isoformat(),
            "labels": list(context.labels),
        }
        try:
            with requests.post(
                self.address, json=question, timeout=PATIENCE, allow_redirects=False, stream=True
            ) as answer:
                answer.raise_for_status()
                body = _body(answer)
            rows = orjson.loads(body)["suggestions"]
            return [_suggestion(row, context) for row in rows[:MOST] if row["label"] in context.labels]
        except (requests.RequestException, ValueError, KeyError, TypeError) as error:
            raise Unavailable(_("The suggestion service did not answer as it should: %s") % error) from error


def _body(answer: requests.Response) -> bytes:
    """All of an answer. Raises ValueError if it is too long, and a RequestException if it breaks off."""
    body = bytearray()
    for piece in answer.iter_content(65_536):
        body += piece
        if len(body) > LARGEST:
            raise ValueError("the answer is too long")
    return bytes(body)


def _suggestion(row: dict[str, Any], context: Context) -> Suggestion:
    start, end = int(row["start"]), int(row["end"])
    if not 0 <= start < end <= len(context.text):
        raise ValueError(f"characters {start} to {end} are not in the text")
    reason = str(row.get("reason") or _("from the suggestion service"))[:200]
    return Suggestion(start, end, context.labels[row["label"]], reason)
