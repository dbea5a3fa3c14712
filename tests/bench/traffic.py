"""The bytes that a page costs, as the browser counts them."""

from typing import Any, NamedTuple

from playwright.sync_api import Page


class Sizes(NamedTuple):
    """Bytes on the wire: of scripts, of all that the page needs (they too), and of what is fetched ahead."""

    scripts: float
    page: float
    ahead: float


class Traffic:
    """Listens to everything that a page loads from now on."""

    def __init__(self, page: Page) -> None:
        self.kinds: dict[str, str] = {}
        self.bytes: dict[str, float] = {}
        session = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def sizes(self) -> Sizes:
        by_kind: dict[str, float] = {}
        for request, size in self.bytes.items():
            kind = self.kinds[request]
            by_kind[kind] = by_kind.get(kind, 0) + size
        ahead = by_kind.get("Prefetch", 0)
        return Sizes(by_kind.get("Script", 0), sum(by_kind.values()) - ahead, ahead)

    def _sent(self, event: dict[str, Any]) -> None:
        is_ahead = "HX-Preloaded" in event["request"]["headers"]
        self.kinds[event["requestId"]] = "Prefetch" if is_ahead else event.get("type", "")

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes[event["requestId"]] = event["encodedDataLength"]
