"""The functions between two instants: worked(a, b), minutes(a, b) and days(a, b).

Where a clock may run, one without an end runs to the close; elsewhere it has no value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlglot import exp

from goodwill.problems import nearest
from goodwill.standards.columns import CLOCKS, INSTANT, NUMBER, PAUSES
from goodwill.standards.terms import UNKNOWN, Scope, Term, grouped, joined, numeral, short
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Callable


def between(scope: Scope, name: str, begin: Term, end: Term) -> Term:
    """Build the time between two instants by the clock of this name."""
    for part in (begin, end):
        scope.expect(part, INSTANT)
    if {begin.sort, end.sort} != {INSTANT}:
        return Term(exp.null(), UNKNOWN)
    return MEASURES[name](scope, begin, end)


def _clock(scope: Scope, begin: Term, end: Term, tree: exp.Expr, *needs: str) -> Term:
    columns, missing = joined(begin, end)
    begun = exp.Not(this=exp.Is(this=grouped(begin.tree.copy()), expression=exp.null()))
    endless = exp.Is(this=grouped(end.tree.copy()), expression=exp.null())
    running = (exp.And(this=begun, expression=endless),) if scope.running else ()
    return Term(grouped(tree), NUMBER, columns | frozenset(needs), (*missing, *running))


def _end(scope: Scope, end: exp.Expr, close: str) -> exp.Expr:
    return exp.Coalesce(this=end, expressions=[exp.column(close)]) if scope.running else end


def _closing(scope: Scope, *names: str) -> tuple[str, ...]:
    return names if scope.running else ()


def _worked(scope: Scope, begin: Term, end: Term) -> Term:
    """Build the company's working minutes between two instants, less what was paused."""
    clocks = CLOCKS[scope.table]
    for part in (begin, end):
        if not isinstance(part.tree, exp.Column) or part.tree.name not in clocks:
            return _clockless(scope, part, list(clocks))
    started, ended = clocks[begin.tree.name], clocks[end.tree.name]
    until = _end(scope, exp.column(ended), "closed_worked")
    tree: exp.Expr = exp.Sub(this=until, expression=exp.column(started))
    needs = [started, ended, *_closing(scope, "closed_worked")]
    if scope.table == "case" and (pause := PAUSES.get(end.tree.name)):
        paused = exp.Coalesce(this=exp.column(pause), expressions=[numeral(0)])
        tree = exp.Sub(this=tree, expression=paused)
        needs.append(pause)
    return _clock(scope, begin, end, tree, *needs)


def _clockless(scope: Scope, part: Term, known: list[str]) -> Term:
    like = nearest(part.sql(), known)
    what = _("The working time at '{name}' is not known.", name=short(part.sql()))
    known_for = _("It is known for: {words}.", words=", ".join(known))
    return scope.wrong(what, _("Did you mean '{word}'?", word=like) if like else known_for)


def _minutes(scope: Scope, begin: Term, end: Term) -> Term:
    """Build the minutes between two instants by the clock on the wall, day and night."""
    until = _end(scope, end.tree, "closed_at")
    # whole seconds: a day promised ends with its last second, not within it
    seconds = [exp.Floor(this=exp.TimeToUnix(this=instant)) for instant in (until, begin.tree)]
    apart = exp.Paren(this=exp.Sub(this=seconds[0], expression=seconds[1]))
    tree = exp.Div(this=apart, expression=exp.Literal.number("60.0e0"), typed=False, safe=False)
    return _clock(scope, begin, end, tree, *_closing(scope, "closed_at"))


def _days(scope: Scope, begin: Term, end: Term) -> Term:
    """Build the calendar days between two instants where the party lives."""
    last, first = _local_day(_end(scope, end.tree, "closed_at")), _local_day(begin.tree)
    tree = exp.DateDiff(this=last, expression=first, unit=exp.var("day"))
    return _clock(scope, begin, end, tree, "zone", *_closing(scope, "closed_at"))


def _local_day(instant: exp.Expr) -> exp.Expr:
    utc = exp.AtTimeZone(this=grouped(instant.copy()), zone=exp.Literal.string("UTC"))
    return exp.cast(exp.AtTimeZone(this=utc, zone=exp.column("zone")), "date")


MEASURES: Final[dict[str, Callable[[Scope, Term, Term], Term]]] = {
    "worked": _worked,
    "minutes": _minutes,
    "days": _days,
}
"""Each clock by the name of its function."""
