"""What suggesters take and give."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol


@dataclass(frozen=True)
class Context:
    """A text to suggest for, and what is known of its article.

    `labels` maps the folded name of each label that is offered to its id; `language` is a BCP 47 tag or "".
    """

    text: str
    language: str
    published_on: date | None
    labels: Mapping[str, int]

    def label_named(self, *names: str) -> int | None:
        """The label that has one of these names; None if the project has none such."""
        return next((self.labels[name] for name in names if name in self.labels), None)


class Suggestion(NamedTuple):
    """A label for a range of a text (code points), for a reason that a person can read."""

    start: int
    end: int
    label: int
    reason: str
    entity: int | None = None


class Suggester(Protocol):
    """Reads a text and suggests. Raises Unavailable if it can't, with a sentence that says why."""

    def __call__(self, context: Context) -> Iterable[Suggestion]: ...


class Unavailable(Exception):
    """A suggester that can't answer now."""
