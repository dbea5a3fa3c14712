"""What one test left in the browser is gone before the next one, as if the browser were new."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Error, Page

# Everything that a page can keep, but not the cache of files.
STORES = "cookies,file_systems,indexeddb,local_storage,service_workers,cache_storage"


def forget(context: BrowserContext) -> None:
    """Close all pages but the first, and empty what they shared: cookies, stores, permissions, routes."""
    first, *pages = context.pages
    context.set_offline(True)  # What a page sends as it goes gets no answer that would set a cookie again.
    for page in pages:
        page.close()
    context.unroute_all()
    context.clear_permissions()
    devtools = context.new_cdp_session(first)
    devtools.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": STORES})
    devtools.detach()
    context.set_offline(False)


class WarmContext:
    """One context for many tests: a new one would fetch and compile all scripts anew, half of a page's time.

    Once Chromium has crashed in it there is another one, so that a crash costs one test and not all after it.
    """

    def __init__(self, make: Callable[[], BrowserContext]) -> None:
        self._make = make
        self._context: BrowserContext | None = None
        self._has_crashed = False

    def empty(self) -> BrowserContext:
        """The context, with nothing in it of what was done before."""
        if self._has_crashed:
            self.close()
        if self._context is None:
            self._context = self._make()
            self._context.on("page", self._watch)
            self._context.new_page()  # As long as one page is open, the process that draws them stays.
        try:
            forget(self._context)
        except Error:
            if not self._has_crashed:
                raise
            return self.empty()
        return self._context

    def close(self) -> None:
        if self._context is not None:
            self._context.close()
        self._context, self._has_crashed = None, False

    def _watch(self, page: Page) -> None:
        page.on("crash", self._note_crash)

    def _note_crash(self, page: Page) -> None:
        self._has_crashed = True
