"""The production server in a process of its own, to be used, stopped, killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Event, Thread

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PATIENCE = 180  # seconds until a server that does not open or end counts as broken, on a busy machine too
# A person's own settings are not what is tested.
SETTINGS = ("DATABASE_URL", "DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "HOST", "PORT", "DATA_DIR")


class Server:
    """`manage.py serve` on a free port, with its data in `folder`: on SQLite there, or at `database_url`."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        self.folder = folder
        self.database_url = database_url
        kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        self.environment = {**kept, "HOST": HOST, "PORT": str(self.port), "DATA_DIR": str(folder)}
        if database_url:
            self.environment["DATABASE_URL"] = database_url

    def begin(self) -> "subprocess.Popen[str]":
        """Start it, in a session of its own; what it says is left to read."""
        return subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def start(self) -> float:
        """Start it and wait until it says that it is open. Returns the seconds that took."""
        began = time.monotonic()
        self.said = ""
        self.process = self.begin()
        told = Event()
        self._listener = Thread(target=self._listen, args=(told,), daemon=True)
        self._listener.start()
        if not told.wait(PATIENCE) or "is open at" not in self.said:
            raise RuntimeError(f"The server did not start: {self.said}")
        return time.monotonic() - began

    def stop(self) -> int:
        """End it as Ctrl+C does, which a terminal sends to the whole group. Returns its exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        try:
            return self._end()
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        """End it and its workers at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self._end()

    def is_running(self) -> bool:
        return hasattr(self, "process") and self.process.poll() is None

    def get(self, path: str, accept: str = "identity") -> HTTPResponse:
        connection = HTTPConnection(HOST, self.port, timeout=PATIENCE)
        connection.request("GET", path, headers={"Accept-Encoding": accept, "Connection": "close"})
        return connection.getresponse()

    @property
    def password(self) -> str:
        """The administrator's, made at the first start."""
        return (self.folder / "admin_password").read_text().strip()

    def _end(self) -> int:
        code = self.process.wait(PATIENCE)
        self._listener.join()
        assert self.process.stdout
        self.process.stdout.close()
        return code

    def _listen(self, told: Event) -> None:
        """Keep what it prints until it ends; a pipe that nobody reads would stop it."""
        for line in self.process.stdout or ():
            self.said += line
            if "is open at" in line:
                told.set()
        told.set()
