"""The README's table of figures, between two comments. Pure."""

import re

BEGIN = "<!-- Written by `make bench ARGS=--write-readme`. -->"
END = "<!-- End of what is written by `make bench`. -->"
_PLACE = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)


def with_table(readme: str, written: str) -> str:
    """The README with this between the comments. Raises ValueError if they do not stand there once."""
    if len(_PLACE.findall(readme)) != 1:
        raise ValueError(f"README.md is to have these two lines once, in this order: {BEGIN} {END}")
    return _PLACE.sub(lambda _: f"{BEGIN}\n{written}\n{END}", readme)
