"""Days and months in languages whose words touch one another, so that no blank says where one ends. Pure.

What is counted from another week than that of publication (上周三, 先週の日曜日) is left alone.
"""

import re
from collections.abc import Collection
from typing import NamedTuple


class Unspaced(NamedTuple):
    """Weekdays from Monday 0, “yesterday” as (-1, "day"), the signs of year, month and day, and patterns of
    what may not stand before a weekday."""

    weekdays: dict[str, int]
    relative: dict[str, tuple[int, str]]
    signs: tuple[str, str, str]
    not_behind: tuple[str, ...]

    @property
    def months(self) -> dict[str, int]:
        return {f"{number}{self.signs[1]}": number for number in range(1, 13)}

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds a date; its groups are those of annotator/values/datewords.py."""
        year, _month, day = self.signs
        months, weekdays, relative = (_any(names) for names in (self.months, self.weekdays, self.relative))
        before = "".join(f"(?<!{words})" for words in self.not_behind)
        kinds = [
            r"(?P<iso>(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-]))",
            rf"(?<!\d)(?:(?P<y1>\d{{4}}){year}\s?)?(?P<m1>{months})\s?(?P<d1>\d{{1,2}}){day}"
            rf"(?:\s?[(（]?(?P<w1>{weekdays})[)）]?)?",
            rf"(?<!\d)(?P<y3>\d{{4}}){year}\s?(?P<m3>{months})",
            rf"(?P<relative>{relative})",
            rf"{before}(?P<w6>{weekdays})",
            r"(?!)(?P<m2>)",
        ]
        return re.compile("|".join(kinds))


def _any(names: Collection[str]) -> str:
    return "(?:" + "|".join(sorted(names, key=len, reverse=True)) + ")"


def _weekdays(before: tuple[str, ...], signs: str, *behind: str) -> dict[str, int]:
    """A word for each of seven signs from Monday on, and of an eighth one for Sunday."""
    return {
        f"{first}{sign}{last}": min(number, 6)
        for first in before
        for number, sign in enumerate(signs)
        for last in behind or ("",)
    }


_CHINESE = Unspaced(
    _weekdays(("星期", "礼拜", "禮拜", "周", "週"), "一二三四五六日天"),
    {"前天": (-2, "day"), "昨天": (-1, "day"), "昨日": (-1, "day"), "今天": (0, "day"), "明天": (1, "day"),
     "昨晚": (-1, "night"), "今晚": (0, "night"), "去年": (-1, "year")},
    ("年", "月", "日"),
    # In 一周五天 is no Friday: five days a week.
    ("[上下本这這每一二三四五六七八九十两兩几幾数數]", "[上下每]个", "[上下每]個"),
)  # fmt: skip
UNSPACED = {
    "zh": _CHINESE,
    "yue": _CHINESE,
    "ja": Unspaced(
        _weekdays(("",), "月火水木金土日", "曜日", "曜"),
        {"一昨日": (-2, "day"), "昨日": (-1, "day"), "明日": (1, "day"), "昨夜": (-1, "night"),
         "昨年": (-1, "year"), "去年": (-1, "year")},
        ("年", "月", "日"),
        ("[先来來今毎翌]週", "[先来來今翌]週の"),
    ),
    "ko": Unspaced(
        _weekdays(("",), "월화수목금토일", "요일"),
        {"그저께": (-2, "day"), "어제": (-1, "day"), "오늘": (0, "day"), "지난해": (-1, "year"),
         "작년": (-1, "year"), "지난주": (-1, "week"), "이번 주": (0, "week"), "다음 주": (1, "week"),
         "지난달": (-1, "month"), "이번 달": (0, "month"), "다음 달": (1, "month")},
        ("년", "월", "일"),
        ("지난주 ", "다음 주 ", "다음주 ", "이번 주 ", "매주 "),
    ),
}  # fmt: skip
