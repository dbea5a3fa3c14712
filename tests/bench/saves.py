"""Saving spans over HTTP: one client, eight, in long articles, and with very many spans in the database."""

from tests.bench.clients import Clients, Job, Seen
from tests.bench.figures import Figure, Floor, median, percentile
from tests.bench.filling import Person
from tests.bench.setting import Setting

PART = "save a span"


def save_job(setting: Setting, person: Person, count: int, article: int | None = None) -> Job:
    """Saves in one article, or in the usual ones of the person in turn."""
    articles = [article] if article else person.to_save
    return Job(
        setting.desk.port,
        person.session,
        [setting.filled.path(each, "spans/") for each in articles],
        count,
        ranges=[person.words[each][1::7] for each in articles],
        label=setting.filled.label.pk,
    )


def rate(seen: list[Seen]) -> float:
    """Requests a second of clients that worked at the same time."""
    span = max(each.ended for each in seen) - min(each.began for each in seen)
    return sum(len(each.times) for each in seen) / span


def measure(setting: Setting) -> list[Figure]:
    filled, floors = setting.filled, setting.floors
    [alone] = Clients([save_job(setting, filled.watched, setting.size.alone)]).wait()
    short = median(alone.times)
    figures = [
        Figure(PART, "save, one client, p50", "ms", short, 4, floors.save(50)),
        Figure(PART, "save, one client, p95", "ms", percentile(alone.times, 95), None, floors.save(95)),
        *_together(setting, ""),
        Figure(PART, "answer to a save in a short article", "KB", alone.size / 1000, 10),
    ]
    names = {filled.long: "100,000 characters, 2,000 spans", filled.wordy: "20,000 words, 6,000 spans"}
    for article, name in names.items():
        [seen] = Clients([save_job(setting, filled.watched, setting.size.long, article)]).wait()
        took = median(seen.times)
        figures += [
            Figure(PART, f"save in {name}, p50", "ms", took, None, floors.save(50)),
            Figure(PART, f"save in {name}, of a short one's", "×", took / short, 2),
        ]
    return figures


def measure_crowded(setting: Setting, number: int) -> list[Figure]:
    """The same once so many spans of the same person stand in the database."""
    suffix = f", {number:,} spans stored"
    [alone] = Clients([save_job(setting, setting.filled.watched, setting.size.alone)]).wait()
    name = f"save, one client, p50{suffix}"
    return [
        Figure(PART, name, "ms", median(alone.times), 4, setting.floors.save(50)),
        *_together(setting, suffix),
    ]


def _together(setting: Setting, suffix: str) -> list[Figure]:
    floors = setting.floors
    seen = Clients([save_job(setting, each, setting.size.together) for each in setting.filled.others]).wait()
    times = [time for each in seen for time in each.times]
    views = Floor(rate(floors.empty_together), "empty view")
    p50, p95 = percentile(times, 50), percentile(times, 95)
    return [
        Figure(PART, f"save, eight clients, p50{suffix}", "ms", p50, None, floors.views_together(50)),
        Figure(PART, f"save, eight clients, p95{suffix}", "ms", p95, 40, floors.views_together(95)),
        Figure(PART, f"saves, eight clients{suffix}", "a second", rate(seen), 400, views),
    ]
