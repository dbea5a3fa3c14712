"""`make bench`: measure the desk on SQLite and on PostgreSQL. ARGS chooses parts; see --help."""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests import chromium, postgres
from tests.bench.figures import Figure, as_markdown, as_text
from tests.bench.readme import with_table
from tests.run import SETTINGS, end, postgresql

ROOT = Path(__file__).resolve().parent.parent.parent
README = ROOT / "README.md"
PARTS = ("start", "pages", "saves", "datasets", "browser", "stories", "bank")
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
NOTE = (
    "*Italics*: short of its goal. A floor is what the same machine took in the same run for the least that "
    "could do the job: an empty signed-in view, one row inserted by a bare cursor, a static file of the same "
    "bytes. The PostgreSQL that `make bench` brings up by itself does not wait for the disk; SQLite does."
)


class Broken(Exception):
    """The measuring itself failed."""


def main() -> int:
    signal.signal(signal.SIGTERM, end)
    options = read_arguments()
    if "browser" in options.parts:
        os.environ["CHROMIUM"] = chromium.get(say)
    found: dict[str, list[Figure]] = {}
    missing = []
    for key in options.on or DATABASES:
        name = DATABASES[key]
        say(f"{name}:")
        try:
            with database(key) as url:
                found[name] = measure(url, options.parts, options.quick)
            say(f"\n{as_text(name, found[name])}\n")
        except (postgres.Unavailable, Broken) as error:
            missing.append(f"!!! NOT MEASURED on {name} !!! {error}")
    say(f"{machine()} “!” marks what misses its goal.")
    for line in missing:
        say(line)
    if options.json:
        options.json.write_text(json.dumps(as_json(found, options.quick), indent=1) + "\n")
    if options.write_readme and not missing:
        README.write_text(with_table(README.read_text(), f"{as_markdown(found)}\n\n{machine()} {NOTE}"))
    return int(bool(missing))


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench",
        description="Measure the desk from outside, each figure beside its floor of the same run.",
        epilog='Example: make bench ARGS="--quick saves browser --on sqlite --json figures.json"',
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; default: all")
    parser.add_argument("--on", choices=DATABASES, action="append", help="this database only")
    parser.add_argument("--quick", action="store_true", help="little of everything, to see that it works")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--write-readme", action="store_true", help="write the table into README.md")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"There is no part {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
    if options.write_readme and (options.parts or options.on or options.quick):
        parser.error("The README's table is that of a whole run: give --write-readme alone or with --json.")
    options.parts = options.parts or list(PARTS)
    return options


def measure(url: str, parts: Sequence[str], is_quick: bool) -> list[Figure]:
    """Measure one desk in a process of its own, whose settings are nobody's but ours. Raises Broken."""
    with tempfile.TemporaryDirectory(prefix="desk-bench-") as folder:
        data, results = Path(folder, "data"), Path(folder, "figures.json")
        environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        environment |= {"DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "annotator.settings"}
        if url:
            environment["DATABASE_URL"] = url
        command = [sys.executable, "-m", "tests.bench.measure", str(results), "--parts", *parts]
        command += ["--quick"] if is_quick else []
        with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
            try:
                code = process.wait()
            finally:
                process.terminate()  # It ends its server then.
        if code:
            raise Broken("Something broke; the lines above tell what.")
        return [Figure.from_json(values) for values in json.loads(results.read_text())]


@contextmanager
def database(key: str) -> Iterator[str]:
    """The DATABASE_URL of an empty database that goes with the block; empty for SQLite, which is a file."""
    if key == "sqlite":
        yield ""
        return
    with postgresql() as server, postgres.fresh_database(server) as url:
        yield url


def as_json(found: dict[str, list[Figure]], is_quick: bool) -> dict[str, object]:
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "is_quick": is_quick,
        "databases": {name: [figure.as_json() for figure in figures] for name, figures in found.items()},
    }


def machine() -> str:
    """What it was measured on, and what that means for the figures."""
    return (
        f"Measured on {os.cpu_count()} cores ({platform.machine()}, Python {platform.python_version()}), "
        "which clients, browser and server share."
    )


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Interrupted.")
