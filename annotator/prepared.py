"""Querysets that are built and compiled once, and then only run.

For a look-up by key, Django takes ten times as long to build the queryset and to compile it to SQL as to run
it and to read the row: half of the time of a save went there. The few look-ups that every page and every save
makes are therefore prepared. An ordinary function builds the queryset, once, with a stand-in for each of its
arguments; a call puts its values in their places. The rows are the same.

    @prepared
    def _labels(slug: str) -> QuerySet[Label]:
        return Label.objects.filter(project__slug=slug)

    labels = _labels("harbour")  # a list

An argument may be a list of ints, for `pk__in`: there is a statement for each length, so it is to be a short
one, such as the rows of a page.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import count
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar, TypeVarTuple
from uuid import UUID

from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

Values = TypeVarTuple("Values")
Row = TypeVar("Row")

# What stands in for the n-th argument while a queryset is compiled: values that none of its constants has.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda n: 2_000_000_011 + n,
    str: lambda n: f"\0{n}",
    UUID: lambda n: UUID(int=2_000_000_011 + n),
}


class _Slot(NamedTuple):
    """A parameter of the SQL that takes a value, in the form that the database wants."""

    parameter: int
    value: int
    adapt: Callable[[Any], Any]


@dataclass(frozen=True)
class _Statement(Generic[Row]):
    """A queryset with its SQL; `parameters` are those it was compiled with, of which the slots vary."""

    queryset: QuerySet[Any, Row]
    compiler: SQLCompiler
    sql: str
    parameters: Sequence[Any]
    slots: Sequence[_Slot]

    def rows(self, values: Sequence[Any]) -> list[Row]:
        """Those for the values of the arguments, each item of a list being one."""
        parameters = list(self.parameters)
        for slot in self.slots:
            parameters[slot.parameter] = slot.adapt(values[slot.value])
        compiler = copy(self.compiler)
        compiler.connection = connections[self.queryset.db]  # that of this thread
        if compiler.query.select_for_update and not compiler.connection.in_atomic_block:
            raise TransactionManagementError("A row can be locked only within a transaction.")
        compiler.as_sql = lambda *args, **kwargs: (self.sql, tuple(parameters))  # type: ignore[method-assign]
        queryset = self.queryset.all()
        queryset.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        return list(queryset)


class Prepared(Generic[*Values, Row]):
    """Call it with the function's arguments, by position, for the list of the queryset's rows.

    The arguments are int, str, UUID or list[int] and never None, as their annotations say; nothing is found
    for an empty list. TypeError, at the first call, for a queryset that does not hand each of them to the
    database as it is, or that is another one when it is built again: what it takes from elsewhere (the time,
    a language) stays as it was at that call.
    """

    def __init__(self, build: Callable[[*Values], QuerySet[Any, Row]]) -> None:
        self._build = build
        self._statements: dict[tuple[int, ...], _Statement[Row]] = {}

    def __call__(self, *values: *Values) -> list[Row]:
        lengths = tuple(len(value) for value in values if isinstance(value, list))
        if 0 in lengths:
            return []
        statement = self._statements.get(lengths)
        if statement is None:
            statement = self._statements[lengths] = self._compiled(lengths)
        return statement.rows(_each(values))

    def first(self, *values: *Values) -> Row | None:
        """The first row, None if there is none."""
        return next(iter(self(*values)), None)

    def _compiled(self, lengths: Sequence[int]) -> _Statement[Row]:
        arguments = inspect.signature(self._build, eval_str=True).parameters.values()
        stand_ins = _stand_ins([argument.annotation for argument in arguments], lengths)
        queryset = self._build(*stand_ins)
        compiler = queryset.query.get_compiler(queryset.db)
        sql, parameters = compiler.as_sql()
        again = self._build(*stand_ins).query.get_compiler(queryset.db).as_sql()
        if again != (sql, parameters):
            raise TypeError(
                f"{self._build.__name__} is not the same twice: it may depend on its arguments alone."
            )
        each = _each(stand_ins)
        slots = [
            _Slot(at, n, adapt)
            for at, parameter in enumerate(parameters)
            for n, stand_in in enumerate(each)
            if (adapt := _adapter(stand_in, parameter)) is not None
        ]
        if len({slot.value for slot in slots}) < len(each):
            raise TypeError(f"{self._build.__name__} does not hand over each argument as it is.")
        return _Statement(queryset, compiler, sql, parameters, slots)


def _stand_ins(kinds: Iterable[Any], lengths: Iterable[int]) -> list[Any]:
    """A value for each argument, lists of these lengths among them; no two of the values are the same."""
    numbers, left = count(), iter(lengths)
    return [
        [_STAND_INS[int](next(numbers)) for _ in range(next(left))]
        if kind == list[int]
        else _STAND_INS[kind](next(numbers))
        for kind in kinds
    ]


def _each(values: Iterable[Any]) -> list[Any]:
    """The values, each item of a list for itself."""
    return [item for value in values for item in (value if isinstance(value, list) else (value,))]


def _adapter(stand_in: Any, parameter: Any) -> Callable[[Any], Any] | None:
    """What makes a parameter of a value as this one is made of the stand-in; None if it is not."""
    if isinstance(stand_in, UUID) and parameter == stand_in.hex:
        return attrgetter("hex")  # SQLite keeps a UUID as its digits.
    if not isinstance(parameter, type(stand_in)) or parameter != stand_in:
        return None
    if isinstance(parameter, int):
        return type(parameter)  # psycopg has a type for each size of column.
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def prepared(build: Callable[[*Values], QuerySet[Any, Row]]) -> Prepared[*Values, Row]:
    """Prepare the queryset that a function returns."""
    return Prepared(build)
