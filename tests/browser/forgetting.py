"""What one test left in the browser is gone before the next one, as if the browser were new."""

from playwright.sync_api import BrowserContext

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
