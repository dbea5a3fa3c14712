"""What this machine takes for the least that could do each job, measured in the same run."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from django.db import connection, transaction
from django.test import Client

from tests.bench.clients import Clients, Job, Seen
from tests.bench.desk import Desk
from tests.bench.figures import Floor, median, percentile
from tests.bench.filling import Filled, Person, Size
from tests.bench.texts import make_text, vocabulary
from tests.server import HOST

EMPTY_VIEW = "/sign-in/"  # Who is signed in already is sent on: the session and the person are read, no more.
FOLDER = "bench"  # of the pages below the server's static files
ROW = {"sqlite": "integer primary key", "postgresql": "bigserial primary key"}
INDEXED = {
    "sqlite": ["CREATE VIRTUAL TABLE bench_floor_words USING fts5(body)"],
    "postgresql": [
        "CREATE TABLE bench_floor_words (body text)",
        "CREATE INDEX bench_floor_index ON bench_floor_words USING gin (to_tsvector('simple', body))",
    ],
}


class Floors:
    """Each is measured when it is first asked for."""

    def __init__(self, desk: Desk, filled: Filled, size: Size) -> None:
        self.desk, self.filled, self.size = desk, filled, size

    @cached_property
    def empty_alone(self) -> list[float]:
        """Milliseconds of an empty signed-in view for one client."""
        return self._get(EMPTY_VIEW, [self.filled.watched], self.size.alone, 302)[0].times

    @cached_property
    def empty_together(self) -> list[Seen]:
        """The same for eight clients at once."""
        return self._get(EMPTY_VIEW, self.filled.others, self.size.together, 302)

    @cached_property
    def insert(self) -> list[float]:
        """Milliseconds of one row, committed, by a bare cursor."""
        times = []
        with self._table(), connection.cursor() as cursor:
            for _ in range(self.size.alone):
                began = time.monotonic()
                cursor.execute("INSERT INTO bench_floor (body) VALUES (%s)", ["x" * 200])
                times.append((time.monotonic() - began) * 1000)
        return times

    def save(self, share: float) -> Floor:
        """Of a save by one client: an empty view, and a row."""
        value = percentile(self.empty_alone, share) + percentile(self.insert, share)
        return Floor(value, "empty view + bare insert")

    def view(self, share: float) -> Floor:
        return Floor(percentile(self.empty_alone, share), "empty view")

    def views_together(self, share: float) -> Floor:
        times = [time for seen in self.empty_together for time in seen.times]
        return Floor(percentile(times, share), "empty view")

    def page(self, name: str) -> Floor:
        """Of a page for one client: an empty view, or the same bytes from a file if that takes longer."""
        static = median(self._get(self.static(name), [self.filled.watched], self.size.long, 200)[0].times)
        empty = median(self.empty_alone)
        return Floor(static, "static file") if static > empty else Floor(empty, "empty view")

    def articles_inserted(self) -> Floor:
        """Articles a second: the bare texts with a full-text index, in one transaction."""
        words = vocabulary()
        texts = [[make_text(number, words, length=2000).text] for number in range(self.size.articles)]
        with self._table(), connection.cursor() as cursor:
            began = time.monotonic()
            with transaction.atomic():
                cursor.executemany("INSERT INTO bench_floor (body) VALUES (%s)", texts)
                cursor.executemany("INSERT INTO bench_floor_words (body) VALUES (%s)", texts)
            return Floor(len(texts) / (time.monotonic() - began), "bare insert")

    def spans_dumped(self) -> Floor:
        """Spans a second: the rows of a bare cursor, each as JSON."""
        columns = ("id", "start", "end", "quote", "note", "origin", "version", "label_id", "assignment_id")
        names = ", ".join(f'"{column}"' for column in columns)
        began, number = time.monotonic(), 0
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {names} FROM annotator_span")  # noqa: S608 - nobody typed them
            for row in cursor:
                json.dumps(dict(zip(columns, row, strict=True)))
                number += 1
        return Floor(number / (time.monotonic() - began), "cursor into json.dumps")

    @staticmethod
    def static(name: str) -> str:
        return f"/static/{FOLDER}/{name}.html"

    def _get(self, path: str, people: list[Person], count: int, expected: int) -> list[Seen]:
        jobs = [Job(self.desk.port, person.session, [path], count, expected) for person in people]
        return Clients(jobs).wait()

    @contextmanager
    def _table(self) -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE bench_floor (id {ROW[connection.vendor]}, body text)")
            for statement in INDEXED[connection.vendor]:
                cursor.execute(statement)
            yield
            for name in ("bench_floor", "bench_floor_words"):
                cursor.execute(f"DROP TABLE {name}")


def write_static_pages(folder: Path, filled: Filled) -> None:
    """Put a plain page of the same bytes beside each kind of article: its marks, without scripts and styles.

    The server finds them when it starts.
    """
    place = folder / "static" / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    client = Client(HTTP_HOST=HOST)
    client.force_login(filled.watched.user)
    articles = {"short": filled.watched.to_read[0], "long": filled.long, "wordy": filled.wordy}
    for name, article in articles.items():
        page = client.get(filled.path(article)).content
        bare = re.sub(rb'<script.*?</script>|<link rel="(?!icon)[^>]*>', b"", page, flags=re.DOTALL)
        (place / f"{name}.html").write_bytes(bare + b" " * (len(page) - len(bare)))
