"""What every part of the measuring is handed."""

from dataclasses import dataclass

from tests.bench.desk import Desk
from tests.bench.filling import Filled, Size
from tests.bench.floors import Floors


@dataclass(frozen=True)
class Setting:
    desk: Desk
    size: Size
    filled: Filled
    floors: Floors
