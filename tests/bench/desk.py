"""The desk that is measured: the production server, started as a new user would, and its memory."""

import os
from pathlib import Path

from tests.server import Server


class Desk(Server):
    """It and the memory that it takes."""

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
