"""What was measured, as numbers and as tables. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

FAST_UNITS = ("ms", "s", "MB", "KB", "frames", "×")  # Of these, less is better; of a rate, more is.


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` per cent of the values lie, between two of them if need be."""
    if not values:
        raise ValueError("There is no percentile of nothing.")
    ordered = sorted(values)
    place = (len(ordered) - 1) * share / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def median(values: Sequence[float]) -> float:
    return percentile(values, 50)


@dataclass(frozen=True)
class Floor:
    """What the same machine takes for the least that could do the job, and what that was."""

    value: float
    name: str


@dataclass(frozen=True)
class Figure:
    """One line of the table. `goal` is the most that it may be, and the least if the unit is a rate."""

    part: str
    name: str
    unit: str
    measured: float
    goal: float | None = None
    floor: Floor | None = None

    @property
    def is_rate(self) -> bool:
        return self.unit not in FAST_UNITS

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; None without one."""
        if self.goal is None:
            return None
        return self.measured >= self.goal if self.is_rate else self.measured <= self.goal

    @property
    def ratio(self) -> float | None:
        """How many times the floor's cost it takes; None without a floor."""
        if self.floor is None or not self.floor.value or not self.measured:
            return None
        return self.floor.value / self.measured if self.is_rate else self.measured / self.floor.value

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio, "is_met": self.is_met}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Figure":
        floor = Floor(**values["floor"]) if values["floor"] else None
        fields = {name: values[name] for name in ("part", "name", "unit", "measured", "goal")}
        return cls(**fields, floor=floor)

    @property
    def goal_shown(self) -> str:
        return f"{'≥' if self.is_rate else '≤'} {shown(self.goal)}" if self.goal is not None else ""

    @property
    def floor_shown(self) -> str:
        return f"{shown(self.floor.value)} ({self.floor.name})" if self.floor else ""

    @property
    def ratio_shown(self) -> str:
        return f"{self.ratio:.1f}×" if self.ratio is not None else ""


def shown(value: float) -> str:
    """Three digits that count: 0.254, 3.61, 48.2, 1,204."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    places = 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:.{places}f}".rstrip("0").rstrip(".") or "0"


def as_text(title: str, figures: Iterable[Figure]) -> str:
    """The table for a terminal; what misses its goal has a mark."""
    rows = [("", title, "goal", "measured", "floor", "ratio")]
    part = ""
    for figure in figures:
        if figure.part != part:
            part = figure.part
            rows.append(("", f"-- {part}", "", "", "", ""))
        name = f"{figure.name}, {figure.unit}"
        mark = "!" if figure.is_met is False else ""
        rows.append(
            (mark, name, figure.goal_shown, shown(figure.measured), figure.floor_shown, figure.ratio_shown)
        )
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    return "\n".join(
        f"{row[0]:1} {row[1]:{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]:>{widths[3]}}  "
        f"{row[4]:{widths[4]}}  {row[5]:>{widths[5]}}".rstrip()
        for row in rows
    )


def as_markdown(databases: Mapping[str, Sequence[Figure]]) -> str:
    """The README's table: the figures with a goal, the databases side by side.

    What misses its goal is in italics.
    """
    by_name = {name: {figure.name: figure for figure in figures} for name, figures in databases.items()}
    lines: dict[str, Figure] = {}
    for figures in databases.values():
        for figure in figures:
            if figure.goal is not None:
                lines.setdefault(figure.name, figure)
    heads = [f"{name} | its floor | ratio" for name in databases]
    table = [f"| | goal | {' | '.join(heads)} |", f"|---|---:|{'---:|---|---:|' * len(heads)}"]
    for name, first in lines.items():
        cells = [f"{name}, {first.unit}", first.goal_shown]
        for figures_of in by_name.values():
            cells += _cells(figures_of.get(name))
        table.append(f"| {' | '.join(cells)} |")
    return "\n".join(table)


def _cells(figure: Figure | None) -> list[str]:
    if figure is None:
        return ["not measured", "", ""]
    measured = shown(figure.measured)
    return [f"*{measured}*" if figure.is_met is False else measured, figure.floor_shown, figure.ratio_shown]
