"""Mutants of an expression: the same with one comparison turned round or moved by a hair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TURNED = {
    exp.GT: exp.LTE,
    exp.LTE: exp.GT,
    exp.LT: exp.GTE,
    exp.GTE: exp.LT,
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
}
MOVED = {exp.GT: exp.GTE, exp.GTE: exp.GT, exp.LT: exp.LTE, exp.LTE: exp.LT}
_DENIED = (exp.In, exp.Is, exp.Between)
_TRUTHS = ("urgent", "next_open", "personal")


def turned(text: str) -> Iterator[str]:
    """Give the expression once for each comparison in it, with that one turned round."""
    yield from _changed(text, TURNED)
    for number, node in enumerate(_nodes(text)):
        if isinstance(node, _DENIED) or (isinstance(node, exp.Column) and node.name in _TRUTHS):
            denied = exp.Not(this=exp.Paren(this=node.copy()))
            yield _with(text, number, denied)


def moved(text: str) -> Iterator[str]:
    """Give the expression once for each comparison in it, with its very limit on the other side."""
    yield from _changed(text, MOVED)


def _changed(text: str, table: Mapping[type, type]) -> Iterator[str]:
    for number, node in enumerate(_nodes(text)):
        other = table.get(type(node))
        if other:
            yield _with(
                text, number, other(this=node.this.copy(), expression=node.expression.copy())
            )


def _nodes(text: str) -> list[exp.Expr]:
    return list(sqlglot.parse_one(text, read="duckdb").walk())


def _with(text: str, number: int, other: exp.Expr) -> str:
    nodes = _nodes(text)
    if number == 0:
        return other.sql("duckdb")
    nodes[number].replace(other)
    return nodes[0].sql("duckdb")
