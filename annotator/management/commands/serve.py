"""`manage.py serve`, which is `make run`: from a bare checkout to an open desk."""

import errno
import hashlib
import multiprocessing
import os
import secrets
import signal
import socket
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NoReturn

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import ERROR, Tags, run_checks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection, connections

from annotator import serving
from annotator.models import Alias, AliasWord, Entity, Project, User

ADMINISTRATOR = "admin"
# What packages bring along and no page asks for: more than half of all bytes to compress.
NEVER_ASKED_FOR = [
    *("admin/js/vendor/*/jquery.js", "admin/js/vendor/*/select2.full.js", "admin/js/vendor/*/xregexp.js"),
    *("django_htmx/htmx-2.js", "django_htmx/htmx-4*", "django_htmx/htmax-*", "django_htmx/ext/*"),
]


class Command(BaseCommand):
    help = (
        "Serve the desk. Prepares what is not there yet: the data folder, the database, an administrator, "
        "the sample project, the static files. Prints the address and how to sign in."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: object) -> CommandParser:
        example = (
            "Example, open to the local network: HOST=0.0.0.0 PORT=8001 ALLOWED_HOSTS=desk.local make run"
        )
        return super().create_parser(prog_name, subcommand, epilog=example, **kwargs)

    def handle(self, *args: object, **options: object) -> None:
        refuse_unsafe_settings()
        refuse_taken_port(settings.HOST, port_number(settings.PORT))
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        # Each on a core of its own; and what they load is not for the server to keep.
        context = multiprocessing.get_context(serving.START_METHOD)
        with ProcessPoolExecutor(2, context, initializer=django.setup) as beside:
            preparing = beside.submit(prepare_data)
            if not settings.DEBUG:
                beside.submit(collect_static_files).result()
            serving.preload()  # Which looks what static files there are.
            preparing.result()
        serving.serve(settings.HOST, port_number(settings.PORT))


def end(number: int, frame: object) -> NoReturn:
    """A signal leaves the blocks in order: processes that work beside this one end with it."""
    raise SystemExit(128 + number)


def prepare_data() -> None:
    """The database, somebody to sign in as, and something to look at."""
    prepare_database()
    if how_to_sign_in := make_administrator():
        sys.stdout.write(f"{how_to_sign_in}\n")
    if not Project.objects.exists():
        call_command("load_sample")
    sys.stdout.flush()
    count_rows()
    connections.close_all()


def prepare_database() -> None:
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        name = settings.DATABASES["default"]["NAME"]
        raise CommandError(f"The database {name} could not be opened: {str(error).strip()}") from error


def count_rows() -> None:
    """Let SQLite count the rows of tables that have grown much, as PostgreSQL does by itself.

    Not those of the banks: one may be loaded at any time, and what a connection has read it believes until it
    ends. Of a table that was never counted it expects a million rows, and looks for few of them by an index.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("PRAGMA optimize=0x10002")
            cursor.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat_'")
            made = {name for [name] in cursor.fetchall()}
            banks = [model._meta.db_table for model in (Entity, Alias, AliasWord)]
            if "sqlite_stat1" in made:
                cursor.execute("DELETE FROM sqlite_stat1 WHERE tbl IN (%s, %s, %s)", banks)
            if "sqlite_stat4" in made:
                cursor.execute("DELETE FROM sqlite_stat4 WHERE tbl IN (%s, %s, %s)", banks)


def refuse_unsafe_settings() -> None:
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    if errors := [message for message in found if message.level >= ERROR]:
        raise CommandError("\n".join(f"Not started: {error.msg}" for error in errors))


def port_number(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) < 65535):
        raise CommandError(
            f"PORT is to be a number from 1 to 65534, as in PORT=8001 make run; it is {text!r}."
        )
    return int(text)


def refuse_taken_port(host: str, port: int) -> None:
    """Try the address before any long work."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                raise CommandError(
                    f"Port {port} cannot be used ({error.strerror}): stop the program that has it, "
                    f"or choose another one, as in PORT={port + 1} make run."
                ) from error
            raise CommandError(
                f"HOST is to be an address of this machine, as in HOST=0.0.0.0; "
                f"it is {host!r} ({error.strerror})."
            ) from error


def make_administrator() -> str:
    """On the first start, one administrator with a password made here. Returns how to sign in, if known."""
    kept = settings.DATA_DIR / "admin_password"
    if User.objects.exists():
        return f"Sign in as {ADMINISTRATOR}; its first password is in {kept}." if kept.exists() else ""
    password = secrets.token_urlsafe(12)
    kept.unlink(missing_ok=True)
    with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{password}\n")
    User.objects.create_superuser(ADMINISTRATOR, password=password)
    return f"Sign in as {ADMINISTRATOR} with the password {password} (kept in {kept})."


def collect_static_files() -> None:
    """Hash and compress them below the data folder, again whenever one of the sources has changed."""
    sources = sorted(
        f"{name} {(path := Path(storage.path(name))).stat().st_size} {path.stat().st_mtime_ns}"
        for finder in get_finders()
        for name, storage in finder.list([])
    )
    sources.append(settings.STORAGES["staticfiles"]["BACKEND"])
    state = hashlib.sha256("\n".join(sources).encode()).hexdigest()
    stamp = settings.DATA_DIR / "static.sha256"
    if stamp.exists() and stamp.read_text() == state:
        return
    stamp.unlink(missing_ok=True)  # Until they are complete.
    call_command("collectstatic", clear=True, interactive=False, verbosity=0, ignore_patterns=NEVER_ASKED_FOR)
    stamp.write_text(state)
