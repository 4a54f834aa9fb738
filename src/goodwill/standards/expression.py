"""The language of standards: rebuilt node by node from a whitelist, never passed through as text.

What sqlglot parses is only read; the tree that reaches an engine is made here, from known columns,
named limits, plain comparisons and arithmetic, and the functions worked, minutes and days.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

import sqlglot
from sqlglot import TokenType, exp
from sqlglot.errors import SqlglotError

from goodwill.problems import Problem, nearest
from goodwill.standards.clocks import MEASURES, between
from goodwill.standards.columns import CLOSED, COLUMNS, DAY, INSTANT, MONEY, NUMBER, TEXT, TRUTH
from goodwill.standards.terms import (
    UNKNOWN,
    Limit,
    Scope,
    Term,
    doubled,
    grouped,
    joined,
    numeral,
    say,
    short,
)
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST: Final = 2000
"""More letters than a duty needs; far deeper trees would exhaust the stack."""

FUNCTIONS: Final = (*MEASURES, "abs", "coalesce", "least", "greatest")
"""The functions that an expression may call."""

_ORDERED: Final = (NUMBER, INSTANT, DAY)
_NUMERAL: Final = re.compile(r"\d+(\.\d+)?", re.ASCII)


def parse(
    text: str,
    table: str,
    limits: Mapping[str, Limit],
    *,
    want: str = TRUTH,
    running: bool = False,
    where: str = "",
    columns: Mapping[str, str] | None = None,
) -> tuple[Term | None, list[Problem]]:
    """Check an expression over `case` or `moment` and give its tree, or every problem in it.

    With `running` a clock that has no end yet runs to the close; else it has no value. With
    `columns` it may name these, each with its sort of value, and not those of standards.
    """
    scope = Scope(table, limits, running, where, [], columns or COLUMNS[table])
    node = _read(scope, text)
    if node is None:
        return None, scope.problems
    try:
        term = _build(scope, node)
    except RecursionError:
        scope.wrong(_("The expression is nested too deeply."), _("Split it into two standards."))
        return None, scope.problems
    scope.expect(term, want)
    return (None, scope.problems) if scope.problems else (term, [])


def _read(scope: Scope, text: str) -> exp.Expr | None:
    """Read the text as one expression and nothing else."""
    trees: list[exp.Expr | None] = []
    try:
        tokens = sqlglot.tokenize(text, read="duckdb") if len(text) <= LONGEST else []
        if any(token.comments for token in tokens):
            scope.wrong(_("An expression has no comments."), _("Use a # line of the TOML file."))
        elif any(token.token_type == TokenType.SEMICOLON for token in tokens):
            scope.wrong(_("An expression has no semicolon."))
        elif tokens:
            trees = list(sqlglot.parse(text, read="duckdb"))
    except (SqlglotError, RecursionError, ValueError):
        hint = _("Write it as: worked(opened_at, answered_at) > hours * 60.")
        scope.wrong(_("'{text}' cannot be read.", text=short(text)), hint)
    if len(text) > LONGEST:
        scope.wrong(_("The expression is longer than {count} letters.", count=LONGEST))
    if not scope.problems and (len(trees) != 1 or trees[0] is None):
        scope.wrong(_("The expression is empty."))
    return None if scope.problems else trees[0]


def _build(scope: Scope, node: exp.Expr | None) -> Term:
    if node is None:  # the parser lets an operator stand without what it works on, as in `@`
        return scope.wrong(_("The expression is empty."))
    builder = _BUILDERS.get(type(node).__name__)
    if builder is None or not _plain(node):
        what = _("'{text}' may not stand in a standard.", text=short(node.sql(dialect="duckdb")))
        hint = _("There are columns, limits, comparisons, and, or, not, + - * / and {functions}.")
        return scope.wrong(what, hint.format(functions=", ".join(FUNCTIONS)))
    return builder(scope, node)


def _plain(node: exp.Expr) -> bool:
    """Tell whether a node carries nothing but its operands."""
    known = {"this", "expression", "expressions", "low", "high", "is_string"}
    # the parser itself says so of every least and greatest
    known |= {"ignore_nulls"} if isinstance(node, exp.Least | exp.Greatest) else set()
    return all(name in known for name, value in node.args.items() if value)


def _column(scope: Scope, node: exp.Expr) -> Term:
    name = node.name.lower()
    columns = scope.columns
    if node.this.args.get("quoted"):
        what = _('"{name}" stands in double quotation marks.', name=short(node.name))
        return scope.wrong(what, _("Put a text into single ones, a column into none."))
    if name in scope.limits:
        return _limit(scope.limits[name])
    if name in columns:
        return Term(exp.column(name), columns[name], frozenset({name}))
    if name in MONEY:
        what = _("A standard may not look at '{name}'.", name=name)
        return scope.wrong(what, _("What is owed to somebody never depends on money."))
    table = "cases" if scope.table == "case" else "moments"
    what = _("'{name}' is neither a column of {table} nor a limit.", name=node.name, table=table)
    return scope.wrong(what, _did_you_mean(name, [*columns, *scope.limits]))


def _did_you_mean(word: str, known: list[str]) -> str:
    like = nearest(word, known)
    if like:
        return _("Did you mean '{word}'?", word=like)
    if len(known) > 30:
        return _("docs/standards.md lists the columns.")
    return _("It may be one of: {words}.", words=", ".join(known))


def _limit(limit: Limit) -> Term:
    if not limit.segments:
        return Term(numeral(limit.value), NUMBER)
    choices = [
        exp.If(this=exp.Literal.string(segment), true=numeral(value))
        for segment, value in limit.segments
    ]
    chosen = exp.Case(this=exp.column("segment"), ifs=choices, default=numeral(limit.value))
    return Term(chosen, NUMBER, frozenset({"segment"}))


def _literal(scope: Scope, node: exp.Expr) -> Term:
    if node.args.get("is_string"):
        return Term(exp.Literal.string(node.name), TEXT)
    if not _NUMERAL.fullmatch(node.name) or not math.isfinite(float(node.name)):
        what = _("'{text}' is not a number.", text=short(node.name))
        return scope.wrong(what, _("Write it as 12 or 0.5."))
    return Term(numeral(float(node.name)), NUMBER)


def _boolean(_scope: Scope, node: exp.Expr) -> Term:
    return Term(exp.true() if node.this else exp.false(), TRUTH)


def _paren(scope: Scope, node: exp.Expr) -> Term:
    inner = _build(scope, node.this)
    return inner._replace(tree=grouped(inner.tree))


def _not(scope: Scope, node: exp.Expr) -> Term:
    inner = _build(scope, node.this)
    scope.expect(inner, TRUTH)
    return inner._replace(tree=exp.Not(this=grouped(inner.tree)), sort=TRUTH)


def _negative(scope: Scope, node: exp.Expr) -> Term:
    inner = _build(scope, node.this)
    scope.expect(inner, NUMBER)
    return inner._replace(tree=exp.Neg(this=grouped(inner.tree)), sort=NUMBER)


def _pair(scope: Scope, node: exp.Expr) -> tuple[Term, Term]:
    return _build(scope, node.this), _build(scope, node.expression)


def _logical(scope: Scope, node: exp.Expr) -> Term:
    left, right = _pair(scope, node)
    for side in (left, right):
        scope.expect(side, TRUTH)
    made = exp.And if isinstance(node, exp.And) else exp.Or
    tree = made(this=grouped(left.tree), expression=grouped(right.tree))
    return Term(tree, TRUTH, *joined(left, right))


def _arithmetic(scope: Scope, node: exp.Expr) -> Term:
    left, right = _pair(scope, node)
    for side in (left, right):
        scope.expect(side, NUMBER)
    first, second = (grouped(doubled(side.tree)) for side in (left, right))
    tree = _ARITHMETIC[type(node).__name__](first, second)
    return Term(tree, NUMBER, *joined(left, right))


def _share(first: exp.Expr, second: exp.Expr) -> exp.Expr:
    # of nothing there is no share, on any engine
    whole = exp.Nullif(this=second, expression=exp.Literal.number("0.0e0"))
    return exp.Div(this=first, expression=whole, typed=False, safe=False)


def _comparison(scope: Scope, node: exp.Expr) -> Term:
    left, right = _pair(scope, node)
    if not isinstance(node, exp.EQ | exp.NEQ):
        for side in (left, right):
            scope.expect(side, *_ORDERED)
    _alike(scope, left, right)
    _spelled(scope, left, right)
    made = _COMPARISONS[type(node).__name__]
    tree = made(this=grouped(left.tree), expression=grouped(right.tree))
    return Term(tree, TRUTH, *joined(left, right))


def _alike(scope: Scope, first: Term, *others: Term) -> None:
    """Refuse to compare different sorts of value."""
    for other in others:
        if first.sort != other.sort and UNKNOWN not in {first.sort, other.sort}:
            what = _("'{left}' is {one} and '{right}' is {another}: they cannot be compared.")
            names = {"left": short(first.sql()), "right": short(other.sql())}
            scope.wrong(what.format(**names, one=say(first.sort), another=say(other.sort)))


def _spelled(scope: Scope, first: Term, *others: Term) -> None:
    """Refuse to compare a column with a word that it never holds, which can only be a slip."""
    for other in others:
        _listed(scope, first.tree, other.tree)
        _listed(scope, other.tree, first.tree)


def _listed(scope: Scope, column: exp.Expr, word: exp.Expr) -> None:
    if isinstance(column, exp.Coalesce):
        column = column.this
    known = CLOSED.get(column.name) if isinstance(column, exp.Column) else None
    if known and isinstance(word, exp.Literal) and word.is_string and word.name not in known:
        what = _("'{column}' is never '{word}'.", column=column.name, word=short(word.name))
        scope.wrong(what, _did_you_mean(word.name, list(known)))


def _between(scope: Scope, node: exp.Expr) -> Term:
    parts = [_build(scope, part) for part in (node.this, node.args["low"], node.args["high"])]
    for part in parts:
        scope.expect(part, *_ORDERED)
    _alike(scope, *parts)
    value, low, high = (grouped(part.tree) for part in parts)
    return Term(exp.Between(this=value, low=low, high=high), TRUTH, *joined(*parts))


def _in(scope: Scope, node: exp.Expr) -> Term:
    value, *choices = [_build(scope, part) for part in (node.this, *node.expressions)]
    if not choices or any(not isinstance(part, exp.Literal) for part in node.expressions):
        what = _("After 'in' stands a list of words or numbers.")
        return scope.wrong(what, _("Write it as: kind in ('answer', 'refusal')."))
    _alike(scope, value, *choices)
    _spelled(scope, value, *choices)
    tree = exp.In(this=grouped(value.tree), expressions=[choice.tree for choice in choices])
    return Term(tree, TRUTH, *joined(value, *choices))


def _is(scope: Scope, node: exp.Expr) -> Term:
    value = _build(scope, node.this)
    truth: exp.Expr = exp.null()
    if isinstance(node.expression, exp.Boolean):
        scope.expect(value, TRUTH)
        truth = exp.true() if node.expression.this else exp.false()
    elif not isinstance(node.expression, exp.Null):
        return scope.wrong(_("After 'is' stands null, true or false."))
    return value._replace(tree=exp.Is(this=grouped(value.tree), expression=truth), sort=TRUTH)


def _abs(scope: Scope, node: exp.Expr) -> Term:
    inner = _build(scope, node.this)
    scope.expect(inner, NUMBER)
    return inner._replace(tree=exp.Abs(this=inner.tree), sort=NUMBER)


def _choice(scope: Scope, node: exp.Expr) -> Term:
    """Build coalesce, least or greatest of several values of one sort."""
    parts = [_build(scope, part) for part in (node.this, *node.expressions)]
    if not isinstance(node, exp.Coalesce):
        for part in parts:
            scope.expect(part, *_ORDERED)
    _alike(scope, *parts)
    first, *others = [part.tree for part in parts]
    if isinstance(node, exp.Coalesce):
        return Term(exp.Coalesce(this=first, expressions=others), parts[0].sort, *joined(*parts))
    made = exp.Least if isinstance(node, exp.Least) else exp.Greatest
    tree = made(this=first, expressions=others, ignore_nulls=True)
    return Term(tree, parts[0].sort, *joined(*parts))


def _called(scope: Scope, node: exp.Expr) -> Term:
    name = str(node.this).lower()
    if name not in MEASURES:
        what = _("There is no function '{name}'.", name=short(name))
        return scope.wrong(what, _did_you_mean(name, list(FUNCTIONS)))
    if len(node.expressions) != 2:
        hint = _("Write it as: {name}(opened_at, answered_at).", name=name)
        return scope.wrong(_("'{name}' takes two instants.", name=name), hint)
    begin, end = (_build(scope, part) for part in node.expressions)
    return between(scope, name, begin, end)


_COMPARISONS: Final[dict[str, type[exp.Binary]]] = {
    "EQ": exp.EQ,
    "NEQ": exp.NEQ,
    "GT": exp.GT,
    "GTE": exp.GTE,
    "LT": exp.LT,
    "LTE": exp.LTE,
}

_ARITHMETIC: Final[dict[str, Callable[[exp.Expr, exp.Expr], exp.Expr]]] = {
    "Add": lambda first, second: exp.Add(this=first, expression=second),
    "Sub": lambda first, second: exp.Sub(this=first, expression=second),
    "Mul": lambda first, second: exp.Mul(this=first, expression=second),
    "Div": _share,
}

_BUILDERS: Final[dict[str, Callable[[Scope, exp.Expr], Term]]] = {
    "Column": _column,
    "Literal": _literal,
    "Boolean": _boolean,
    "Paren": _paren,
    "Not": _not,
    "Neg": _negative,
    "And": _logical,
    "Or": _logical,
    **dict.fromkeys(_ARITHMETIC, _arithmetic),
    **dict.fromkeys(_COMPARISONS, _comparison),
    "Between": _between,
    "In": _in,
    "Is": _is,
    "Abs": _abs,
    "Coalesce": _choice,
    "Least": _choice,
    "Greatest": _choice,
    "Anonymous": _called,
}
"""What may stand in an expression; a node that is not here is refused."""
