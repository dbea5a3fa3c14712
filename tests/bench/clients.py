"""HTTP clients in processes of their own, so that measuring costs the server as little as it can.

`python -m tests.bench.clients` is one client: it reads a job from its standard input, gets ready, waits for a
second line, works, and writes what it saw to its standard output. It imports next to nothing.
"""

import http.client
import json
import subprocess
import sys
import time
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Job:
    """Requests for one signed-in client, one after the other on one connection.

    `paths` are taken round and round. With a label each request saves a span at the path, in one of its
    `ranges`, which are taken round too; else it gets the path, as htmx does if `is_htmx`. At most `count`
    requests are timed, for at most so many `seconds`; a few before them (`warming`) open the connection and
    what the server needs.
    """

    port: int
    session: str
    paths: list[str]
    count: int
    expected: int = 200
    seconds: float = 20
    ranges: list[list[tuple[int, int]]] = field(default_factory=list)
    label: int = 0
    is_htmx: bool = False
    warming: int = 3

    def lasting(self, seconds: float) -> "Job":
        return replace(self, seconds=seconds)


@dataclass(frozen=True)
class Seen:
    """Milliseconds each request took, when the first began and the last ended, bytes of the last answer."""

    times: list[float]
    began: float
    ended: float
    size: int


class Clients:
    """Some clients at work."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        """Start them, each on its own job, all at the same moment."""
        jobs = list(jobs)
        command = [sys.executable, "-m", "tests.bench.clients"]
        self.processes = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in jobs
        ]
        for process, job in zip(self.processes, jobs, strict=True):
            self._tell(process, json.dumps(asdict(job)))
        for process in self.processes:
            assert process.stdout
            process.stdout.readline()
        for process in self.processes:
            self._tell(process, "go")

    def wait(self) -> list[Seen]:
        """What each saw. Raises RuntimeError if one was answered otherwise than expected."""
        answers = [process.communicate()[0] for process in self.processes]
        if any(process.returncode for process in self.processes):
            raise RuntimeError("A client was not answered as expected; it says so above.")
        return [Seen(**json.loads(answer)) for answer in answers]

    @staticmethod
    def _tell(process: "subprocess.Popen[str]", line: str) -> None:
        assert process.stdin
        process.stdin.write(f"{line}\n")
        process.stdin.flush()


def work(job: Job) -> Seen:
    """Do it here."""
    connection = http.client.HTTPConnection(HOST, job.port, timeout=60)
    token = uuid.uuid4().hex
    headers = {"Cookie": f"sessionid={job.session}; csrftoken={token}", "Host": f"{HOST}:{job.port}"}
    if job.is_htmx or job.label:
        headers["HX-Request"] = "true"
    if job.label:
        headers |= {"X-CSRFToken": token, "Content-Type": "application/x-www-form-urlencoded"}
    times: list[float] = []
    size = 0
    began = ended = time.monotonic()
    for number in range(job.warming + job.count):
        place, round_ = number % len(job.paths), number // len(job.paths)
        body = _save(job, place, round_) if job.label else None
        started = time.monotonic()
        connection.request("POST" if body else "GET", job.paths[place], body, headers)
        response = connection.getresponse()
        size = len(response.read())
        ended = time.monotonic()
        if response.status != job.expected:
            raise RuntimeError(f"{job.paths[place]} answered {response.status} instead of {job.expected}.")
        if number < job.warming:
            began = ended
            continue
        times.append((ended - started) * 1000)
        if ended - began > job.seconds:
            break
    connection.close()
    return Seen(times, began, ended, size)


def _save(job: Job, place: int, round_: int) -> str:
    ranges = job.ranges[place]
    start, end = ranges[round_ % len(ranges)]
    fields = {"uid": uuid.uuid4(), "edit": uuid.uuid4(), "label": job.label, "start": start, "end": end}
    return urlencode(fields)


def main() -> None:
    values: dict[str, Any] = json.loads(sys.stdin.readline())
    job = Job(**values)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(json.dumps(asdict(work(job))))


if __name__ == "__main__":
    main()
