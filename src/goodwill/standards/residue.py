"""What is left of an expression once the kind of a row is known.

Most standards speak of a few kinds of moment only. Worked out beforehand for each kind, nearly all
of their questions are answered before a single row is read; so judging costs little more than
reading (partial evaluation: Futamura 1971).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Callable


def residue(tree: exp.Expr, column: str, value: str) -> exp.Expr:
    """Give the tree that is left where a column, which is never null, holds this value."""
    reduce = _REDUCED.get(type(tree))
    return reduce(tree, column, value) if reduce else tree


def words_for(tree: exp.Expr, column: str) -> set[str]:
    """Give the words with which a tree compares a column."""
    return {
        word.name
        for found in tree.find_all(exp.EQ, exp.NEQ, exp.In)
        if _is(found.this, column) or _is(found.expression, column)
        for word in found.find_all(exp.Literal)
        if word.is_string
    }


def _is(tree: exp.Expr | None, column: str) -> bool:
    return isinstance(tree, exp.Column) and tree.name == column


def _truth(value: bool) -> exp.Expr:
    return exp.true() if value else exp.false()


def _told(tree: exp.Expr) -> bool | None:
    return bool(tree.this) if isinstance(tree, exp.Boolean) else None


def _equal(tree: exp.Expr, column: str, value: str) -> exp.Expr:
    for one, other in ((tree.this, tree.expression), (tree.expression, tree.this)):
        if _is(one, column) and isinstance(other, exp.Literal):
            return _truth((other.name == value) is isinstance(tree, exp.EQ))
    return tree


def _among(tree: exp.Expr, column: str, value: str) -> exp.Expr:
    if not _is(tree.this, column):
        return tree
    return _truth(value in {word.name for word in tree.expressions})


def _both(tree: exp.Expr, column: str, value: str) -> exp.Expr:
    return _connected(tree, column, value, neutral=True)


def _either(tree: exp.Expr, column: str, value: str) -> exp.Expr:
    return _connected(tree, column, value, neutral=False)


def _connected(tree: exp.Expr, column: str, value: str, *, neutral: bool) -> exp.Expr:
    """Drop the side that decides nothing; the side that decides all is the whole.

    This holds for the unknown as well: false and unknown is false, true and unknown is unknown.
    """
    left, right = (residue(side, column, value) for side in (tree.this, tree.expression))
    for one, other in ((left, right), (right, left)):
        if _told(one) is not None:
            return other if _told(one) is neutral else one
    return type(tree)(this=left, expression=right)


def _not(tree: exp.Expr, column: str, value: str) -> exp.Expr:
    inner = residue(tree.this, column, value)
    told = _told(inner)
    return exp.Not(this=inner) if told is None else _truth(not told)


def _paren(tree: exp.Expr, column: str, value: str) -> exp.Expr:
    inner = residue(tree.this, column, value)
    bare = isinstance(inner, exp.Boolean | exp.Literal | exp.Paren)
    return inner if bare else exp.Paren(this=inner)


def _choice(tree: exp.Expr, column: str, value: str) -> exp.Expr:
    """Leave out the branches that cannot be taken, and what follows one that is taken surely."""
    default = residue(tree.args["default"], column, value)
    branches = []
    for branch in tree.args["ifs"]:
        truth = residue(branch.this, column, value)
        chosen = residue(branch.args["true"], column, value)
        if _told(truth) is True:
            default = chosen
            break
        if _told(truth) is None:
            branches.append(exp.If(this=truth, true=chosen))
    while branches and branches[-1].args["true"] == default:
        branches.pop()
    return exp.Case(ifs=branches, default=default) if branches else default


_REDUCED: Final[dict[type[exp.Expr], Callable[[exp.Expr, str, str], exp.Expr]]] = {
    exp.EQ: _equal,
    exp.NEQ: _equal,
    exp.In: _among,
    exp.And: _both,
    exp.Or: _either,
    exp.Not: _not,
    exp.Paren: _paren,
    exp.Case: _choice,
}
