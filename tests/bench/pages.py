"""Opening articles, and the project's list and search, over HTTP."""

from tests.bench.clients import Clients, Job
from tests.bench.figures import Figure, median, percentile
from tests.bench.filling import SLUG, SPANS, Person
from tests.bench.setting import Setting

PART = "open, list and search"


def measure(setting: Setting) -> list[Figure]:
    filled, floors, size = setting.filled, setting.floors, setting.size
    alone = _times(setting, _articles(setting, filled.watched), size.alone)
    jobs = [
        Job(setting.desk.port, each.session, _articles(setting, each), size.together)
        for each in filled.others
    ]
    together = [time for seen in Clients(jobs).wait() for time in seen.times]
    long = median(_times(setting, [filled.path(filled.long)], size.long))
    wordy = median(_times(setting, [filled.path(filled.wordy)], size.long))
    listed = _times(setting, [f"/projects/{SLUG}/"], size.alone)
    turned = [f"/projects/{SLUG}/?after={article}" for article in filled.watched.to_read]
    listed_in_place = _times(setting, turned, size.alone, is_htmx=True)
    # Words that stand in many articles and in few.
    words = filled.texts[next(iter(filled.texts))].text.split()[:12]
    searches = [f"/projects/{SLUG}/?q={word.strip('.')}" for word in words]
    found = _times(setting, searches, size.alone)
    found_in_place = _times(setting, searches, size.alone, is_htmx=True)
    view = floors.view(50)
    opened = f"open an article with {SPANS} spans"
    return [
        Figure(PART, f"{opened}, p50", "ms", median(alone), 10, floors.page("short")),
        Figure(PART, f"{opened}, p95", "ms", percentile(alone, 95), None, floors.view(95)),
        Figure(PART, f"{opened}, eight clients, p50", "ms", median(together), 40, floors.views_together(50)),
        Figure(PART, "open 100,000 characters, 2,000 spans, p50", "ms", long, 60, floors.page("long")),
        Figure(PART, "open 20,000 words, 6,000 spans, p50", "ms", wordy, None, floors.page("wordy")),
        # The whole page comes once; then the list alone, whenever somebody turns a page, filters or searches.
        Figure(PART, "list 30 articles, the project's whole page, p50", "ms", median(listed), 10, view),
        Figure(PART, "list 30 articles in place, p50", "ms", median(listed_in_place), 10, view),
        Figure(PART, "search a word, the project's whole page, p50", "ms", median(found), 15, view),
        Figure(PART, "search a word in place, p50", "ms", median(found_in_place), 15, view),
    ]


def _articles(setting: Setting, person: Person) -> list[str]:
    return [setting.filled.path(article) for article in person.to_read]


def _times(setting: Setting, paths: list[str], count: int, is_htmx: bool = False) -> list[float]:
    """Milliseconds that each of the watched person's requests took."""
    job = Job(setting.desk.port, setting.filled.watched.session, paths, count, is_htmx=is_htmx)
    return Clients([job]).wait()[0].times
