"""Goes through the administration from link to link."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

# What has a list there.
NOUNS = {
    "assignment",
    "event",
    "label",
    "membership",
    "project",
    "task",
    "user",
    "article",
    "source",
    "story",
    "statement",
    "entity",
}


class Crawl:
    """Iterates over the addresses to go to: the first, then those added; of pages of one kind only one."""

    def __init__(self, first: str) -> None:
        self.waiting = [first]
        self.seen: set[str] = set()

    def __iter__(self) -> Iterator[str]:
        while self.waiting:
            address = self.waiting.pop()
            # Pages that differ only by the object they show are one kind.
            kind = re.sub(r"\d+", "0", urlsplit(address).path)
            if kind not in self.seen:
                self.seen.add(kind)
                yield address

    def add(self, addresses: Iterable[str]) -> None:
        self.waiting += addresses

    def lists(self) -> set[str]:
        """Whose lists were seen."""
        return {path.split("/")[3] for path in self.seen if re.fullmatch(r"/admin/\w+/\w+/", path)}

    def actions(self) -> set[str]:
        """The last parts of the addresses."""
        return {path.rstrip("/").rsplit("/", 1)[-1] for path in self.seen}
