"""The parts of which an expression is rebuilt: checked trees, named limits, and complaints."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlglot import exp

from goodwill.problems import Problem
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

_WHOLE: Final = (
    exp.Column,
    exp.Literal,
    exp.Boolean,
    exp.Null,
    exp.Paren,
    exp.Abs,
    exp.Case,
    exp.Coalesce,
    exp.DateDiff,
    exp.Greatest,
    exp.Least,
)

UNKNOWN: Final = "unknown"
"""The sort of a term that was complained of already: it fits everywhere."""


class Term(NamedTuple):
    """A checked tree, the sort of its value, and the columns that it needs."""

    tree: exp.Expr
    sort: str
    columns: frozenset[str] = frozenset()
    missing: tuple[exp.Expr, ...] = ()
    """For each clock in it: the truth that it has begun and has no end yet."""

    def sql(self, dialect: str = "duckdb") -> str:
        """Print the tree for an engine."""
        return self.tree.sql(dialect=dialect, comments=False)


class Limit(NamedTuple):
    """A number that a company may set, for all or by segment."""

    value: float
    segments: tuple[tuple[str, float], ...] = ()


class Scope(NamedTuple):
    """What may be named where an expression stands, and the complaints about it so far."""

    table: str
    limits: Mapping[str, Limit]
    running: bool
    where: str
    problems: list[Problem]
    columns: Mapping[str, str] = MappingProxyType({})
    """What may be named besides limits, where it is not what standards look at."""

    def wrong(self, what: str, hint: str = "") -> Term:
        """Note a problem and give a term that fits everywhere, so that reading goes on."""
        self.problems.append(Problem(self.where, what, hint))
        return Term(exp.null(), UNKNOWN)

    def expect(self, term: Term, *sorts: str) -> None:
        """Complain of a term that is of none of these sorts."""
        if term.sort not in {*sorts, UNKNOWN}:
            what = _("'{text}' is {found}; here must stand {wanted}.")
            wanted = _(" or ").join(say(sort) for sort in sorts)
            self.wrong(what.format(text=short(term.sql()), found=say(term.sort), wanted=wanted))


def say(sort: str) -> str:
    """Name a sort of value in the language now spoken."""
    return {
        "number": _("a number"),
        "text": _("a text"),
        "instant": _("an instant"),
        "day": _("a day"),
        "truth": _("a yes or no"),
        "id": _("the number of a moment"),
    }[sort]


def short(text: str) -> str:
    """Cut a text to what fits into a message."""
    return text if len(text) <= 60 else text[:57] + "..."


def joined(*terms: Term) -> tuple[frozenset[str], tuple[exp.Expr, ...]]:
    """Give the columns and the open clocks of several terms together."""
    columns = frozenset(name for term in terms for name in term.columns)
    return columns, tuple(missing for term in terms for missing in term.missing)


def numeral(value: float) -> exp.Expr:
    """Write a number so that every engine reads the same one."""
    whole = value == int(value) and abs(value) < 1e9
    written = exp.Literal.number(str(int(abs(value))) if whole else _double(abs(value)))
    return exp.Neg(this=written) if value < 0 else written


def doubled(tree: exp.Expr) -> exp.Expr:
    """Write its numbers as DOUBLE: whole ones of 32 bits would overflow when multiplied."""

    def change(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Literal) and not node.is_string and "e" not in node.name:
            return exp.Literal.number(_double(float(node.name)))
        return node

    return tree.transform(change)


def grouped(tree: exp.Expr) -> exp.Expr:
    """Put a tree into brackets where it could otherwise be torn apart when printed."""
    return tree if isinstance(tree, _WHOLE) else exp.Paren(this=tree)


def _double(value: float) -> str:
    return repr(value) if "e" in repr(value) else f"{value!r}e0"
