"""The desk that is measured: the production server, started as a new user would, and its memory."""

import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.browser.server import ROOT, Server

HOST = "127.0.0.1"
PATIENCE = 180  # seconds until a server that does not answer counts as broken, on a busy machine too


class Desk(Server):
    """`manage.py serve` with its data in `folder`, on SQLite there or on the PostgreSQL of `database_url`."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        super().__init__(folder)
        for name in ("SECRET_KEY", "ALLOWED_HOSTS"):
            self.environment.pop(name, None)
        if database_url:
            self.environment["DATABASE_URL"] = database_url

    def start(self) -> None:
        self.start_timed()

    def start_timed(self) -> float:
        """Start it. Returns the seconds until it has answered for the first time."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > began + PATIENCE:
                raise RuntimeError("The server did not start.")
            time.sleep(0.02)  # A loop without a pause would take a core from what is measured.
        return time.monotonic() - began

    def stop(self) -> None:
        """End it as Ctrl+C does."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def memory(self, kind: str = "Pss") -> float | None:
        """Mebibytes that its processes hold, shared ones divided (`Pss`); None where Linux does not tell.

        `Pss_Anon` leaves out files, such as the pages of SQLite's database.
        """
        if not Path("/proc/self/smaps_rollup").exists():
            return None
        kilobytes = 0
        for process in self._processes():
            try:
                lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            except (FileNotFoundError, ProcessLookupError):  # It has ended since.
                continue
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:"))
        return kilobytes / 1024

    def _processes(self) -> list[int]:
        """The process that watches and its workers: all of the session that it began."""
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            try:
                if os.getsid(int(path.name)) == self.process.pid:
                    found.append(int(path.name))
            except ProcessLookupError:
                continue
        return found

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            connection.request("HEAD", "/sign-in/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()
