"""`make run`: from an empty data folder to an open desk, and everything that keeps it from starting."""

import os
import re
import signal
import socket
import stat
import sys
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from annotator.management.commands import serve
from annotator.models import User
from tests.server import PATIENCE, Server

ROOT = Path(__file__).resolve().parent.parent.parent
LONG = "correct horse battery staple, and some more words"


def test_a_taken_port_is_told_before_any_work() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError) as refusal:
            serve.refuse_taken_port("127.0.0.1", port)
    assert str(refusal.value) == (
        f"Port {port} cannot be used (Address already in use): stop the program that has it, "
        f"or choose another one, as in PORT={port + 1} make run."
    )


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(CommandError, match=r"^HOST is to be an address of this machine, .* '192\.0\.2\.1'"):
        serve.refuse_taken_port("192.0.2.1", 8000)


@pytest.mark.parametrize("text", ["", "abc", "0", "-1", "80.0", "65535"])
def test_a_port_that_is_none_is_told(text: str) -> None:
    with pytest.raises(CommandError, match=r"^PORT is to be a number"):
        serve.port_number(text)


def test_the_settings_of_a_checkout_are_safe(settings: Settings) -> None:
    settings.SECRET_KEY = LONG
    serve.refuse_unsafe_settings()


@pytest.mark.parametrize(
    ("unsafe", "named"),
    [
        ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS"),
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 80}, "SECRET_KEY"),
        ({"DEBUG": True, "HOST": "0.0.0.0"}, "DEBUG"),
        ({"DEBUG": True, "HOST": "127.0.0.1", "ALLOWED_HOSTS": ["desk.example.org"]}, "DEBUG"),
    ],
)
def test_an_unsafe_setting_is_refused_and_named(
    unsafe: dict[str, object], named: str, settings: Settings
) -> None:
    settings.SECRET_KEY = LONG
    for name, value in unsafe.items():
        setattr(settings, name, value)
    with pytest.raises(CommandError, match=f"^Not started: {named} "):
        serve.refuse_unsafe_settings()


def test_debug_is_allowed_where_nobody_else_reaches_the_server(settings: Settings) -> None:
    settings.DEBUG, settings.HOST, settings.ALLOWED_HOSTS = True, "::1", ["localhost", "127.0.0.1", "[::1]"]
    settings.SECRET_KEY = LONG
    serve.refuse_unsafe_settings()


@pytest.mark.django_db
def test_the_first_start_makes_an_administrator_whose_password_only_the_owner_reads(
    tmp_path: Path, settings: Settings
) -> None:
    settings.DATA_DIR = tmp_path
    said = serve.make_administrator()
    kept = tmp_path / "admin_password"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    password = kept.read_text().strip()
    assert password in said
    administrator = User.objects.get()
    assert administrator.is_superuser
    assert administrator.check_password(password)


@pytest.mark.django_db
def test_a_later_start_makes_nobody_and_repeats_no_password(tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path
    serve.make_administrator()
    password = (tmp_path / "admin_password").read_text().strip()
    said = serve.make_administrator()
    assert password not in said
    assert str(tmp_path / "admin_password") in said
    assert User.objects.count() == 1


def test_static_files_are_collected_again_only_when_a_source_changed(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(serve, "call_command", lambda name, **options: calls.append(name))
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "one.css").write_text("a")
    settings.DATA_DIR, settings.STATICFILES_DIRS = tmp_path, [sources]
    serve.collect_static_files()
    serve.collect_static_files()
    assert calls == ["collectstatic"]
    (sources / "one.css").write_text("ab")
    serve.collect_static_files()
    assert calls == ["collectstatic"] * 2


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        call_command("serve", "--help")
    assert "make run" in capsys.readouterr().out


def test_a_desk_opens_from_nothing_closes_on_ctrl_c_and_opens_again_with_its_data(server: Server) -> None:
    server.start()
    assert f"The desk is open at http://127.0.0.1:{server.port}/ " in server.said
    assert "Sign in as admin with the password " in server.said
    assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700
    page = server.get("/sign-in/")
    assert page.status == 200
    (stylesheet, *_) = re.findall(r'href="(/static/[^"]*\.css)"', page.read().decode())
    assert re.search(r"\.[0-9a-f]{12}\.css$", stylesheet)
    file = server.get(stylesheet, accept="br")
    assert file.headers["Content-Encoding"] == "br"
    assert "immutable" in file.headers["Cache-Control"]
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    file.close()
    assert server.stop() == 0
    assert "Traceback" not in server.said
    collected = (server.folder / "static" / "staticfiles.json").stat().st_mtime_ns

    server.start()
    assert f"its first password is in {server.folder / 'admin_password'}" in server.said
    assert "Loaded" not in server.said
    assert (server.folder / "static" / "staticfiles.json").stat().st_mtime_ns == collected
    assert server.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_stops_it_while_it_prepares_sees_no_traceback_and_leaves_no_process(
    server: Server, number: signal.Signals
) -> None:
    with server.begin() as process:
        give_up_at = time.monotonic() + PATIENCE
        while not (server.folder / "static").exists() and time.monotonic() < give_up_at:
            time.sleep(0.02)
        os.killpg(process.pid, number)
        said, _ = process.communicate(timeout=PATIENCE)  # Until none of its processes is left to write.
    assert process.returncode == 128 + number
    assert "Traceback" not in said


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells who a process started")
def test_a_worker_that_is_killed_is_replaced_and_the_others_go_on(server: Server) -> None:
    server.start()
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    first, *others = workers = children.read_text().split()
    assert len(workers) == min(4, os.cpu_count() or 1)
    os.kill(int(first), signal.SIGKILL)
    give_up_at = time.monotonic() + PATIENCE
    while len(new := set(children.read_text().split()) - {first}) < len(workers):
        assert time.monotonic() < give_up_at, "No worker took the place of the one that was killed."
        time.sleep(0.05)
    assert set(others) < new
    assert server.get("/sign-in/").status == 200
    assert server.stop() == 0
    assert "Traceback" not in server.said
