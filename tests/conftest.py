"""The cast: Alice annotates, Bob reviews, Mary manages, Charlie is a stranger."""

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import settings
from psycopg.errors import DeadlockDetected
from pytest_django.plugin import DjangoDbBlocker

from annotator.models import Label, Project, Role, Task, User
from tests import postgres
from tests.factory import make_label, make_member, make_project, make_task, make_user
from tests.server import Server

ClientOf = Callable[[User], Client]
Statements = Callable[..., AbstractContextManager[None]]

SEEDS = Path(__file__).resolve().parent.parent.parent / "shared" / "seeds"


def pytest_configure() -> None:
    """How long an example takes says nothing on a busy machine.

    The run on PostgreSQL follows that on SQLite, few of these tests ask a database, and in CI the examples
    are the same each time: a quarter of them shows what another database changes.
    """
    standing = settings.get_profile(settings.get_current_profile_name())
    number = 25 if connection.vendor == "postgresql" else standing.max_examples
    settings.register_profile("desk", standing, deadline=None, max_examples=number)
    settings.load_profile("desk")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it again and again took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def plain_settings() -> None:
    """Fast passwords, and files served as they stand."""
    from django.conf import settings as desk

    desk.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    desk.STORAGES = {
        **desk.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite's test database is a file, as in production: in memory, its readers block its writers.

    Nothing of it is synced to the disk: a crash would cost no more than this run.
    """
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        connection.settings_dict["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """TRUNCATE makes files anew for each table of PostgreSQL; the few rows of a test are deleted sooner."""

    # Not of this connection alone: where an event loop runs, as in a browser's test, a thread has two.
    operations = type(connection.ops)
    execute = operations.execute_sql_flush

    def delete_all(
        self: BaseDatabaseOperations, _style: object, tables: Sequence[str], **_: bool
    ) -> list[str]:
        statements = (f"DELETE FROM {self.quote_name(table)}" for table in tables)  # noqa: S608
        return ["; ".join(statements)]

    def execute_again(self: BaseDatabaseOperations, statements: Iterable[str]) -> None:
        """What a closed page sent last may be at work still: if both wait for each other, it goes first."""
        try:
            execute(self, statements)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
            execute_again(self, statements)

    if connection.vendor != "postgresql":
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", delete_all)
        patch.setattr(operations, "execute_sql_flush", execute_again)
        yield
    # A thread of the live server keeps its connection until it is collected.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def project(db: None) -> Project:
    return make_project()


@pytest.fixture
def alice(project: Project) -> User:
    return make_member(project, make_user("alice"), Role.ANNOTATOR)


@pytest.fixture
def bob(project: Project) -> User:
    return make_member(project, make_user("bob"), Role.REVIEWER)


@pytest.fixture
def mary(project: Project) -> User:
    return make_member(project, make_user("mary"), Role.MANAGER)


@pytest.fixture
def charlie(db: None) -> User:
    """A stranger: signed in, member of another project."""
    return make_member(make_project("elsewhere"), make_user("charlie"), *Role)


@pytest.fixture
def person(project: Project) -> Label:
    return make_label(project, "Person", hotkey="1")


@pytest.fixture
def claim(project: Project) -> Label:
    return make_label(project, "Claim", Label.Kind.CLAIM, hotkey="c", colour=Label.Colour.PURPLE)


@pytest.fixture
def task(project: Project) -> Task:
    return make_task(project, "Ada Marlow spoke in Veldt.\n\nShe left on Monday, Ada Marlow said.\n")


@pytest.fixture
def client_of() -> ClientOf:
    """A function from a person to a test client where that person is signed in."""

    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of


@pytest.fixture
def statements(db: None) -> Statements:
    """A context that fails if more than `most` statements reach the database, without BEGIN and its like."""

    @contextmanager
    def statements(most: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
        made = [query["sql"] for query in captured if not query["sql"].startswith(control)]
        listed = "\n".join(made)
        assert len(made) <= most, f"{len(made)} statements instead of at most {most}:\n{listed}"

    return statements


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The production server, not yet started, with an empty database of the kind that these tests run on."""
    with ExitStack() as stack:
        url = ""
        if connection.vendor == "postgresql":
            url = stack.enter_context(postgres.fresh_database(os.environ["DATABASE_URL"]))
        server = Server(tmp_path / "data folder", url)
        yield server
        if server.is_running():
            server.kill()
