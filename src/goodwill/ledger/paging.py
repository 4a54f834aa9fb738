"""One page of a long list, far down as quickly as at its head.

To sort a million rows for a page in their middle takes a fifth of a second. The value that stands
there is found without sorting; what lies before it is only counted, and the page is then at the
head of the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

FAR = 10_000
"""From so many rows down the place is found first; before that, sorting is as quick."""


class Order(NamedTuple):
    """By what parties are sorted: unknown values stand last, equal ones by their pseudonym."""

    key: str
    falling: bool = True
    group: str = ""
    """What is sorted by before the key, if anything."""

    def of_period(self, period: str) -> Order:
        """Name the period in whose columns the order looks."""
        return self._replace(
            key=self.key.format(period=period), group=self.group.format(period=period)
        )

    @property
    def clause(self) -> str:
        """Write what stands behind ORDER BY."""
        key = f"{self.key}{' DESC' * self.falling} NULLS LAST, party"
        return f"{self.group}, {key}" if self.group else key


class Rows(NamedTuple):
    """The parties that a list is made of: where they stand, and which of them are meant."""

    source: str
    where: str
    values: Mapping[str, Any]


def page(con: DuckDBPyConnection, rows: Rows, order: Order, limit: int, offset: int) -> list[str]:
    """Give the parties of one page."""
    if offset >= FAR and not order.group:
        rows, offset = _ahead(con, rows, order, offset)
    found = con.execute(
        f"SELECT party FROM {rows.source} WHERE {rows.where} ORDER BY {order.clause}"
        f" LIMIT {limit} OFFSET {offset}",
        rows.values,
    ).fetchall()
    return [party for (party,) in found]


def _ahead(con: DuckDBPyConnection, rows: Rows, order: Order, offset: int) -> tuple[Rows, int]:
    """Leave out what surely lies before a place; gives the rest, and how far into it the place is.

    The quantile only chooses where to cut. Whatever it is, what the cut leaves out is counted.
    """
    source, where, values = rows
    key, sign = order.key, ">" if order.falling else "<"
    known = _number(con, f"SELECT count({key}) FROM {source} WHERE {where}", values)
    if offset >= known:
        return Rows(source, f"{where} AND ({key}) IS NULL", values), offset - known
    share = (offset - 1) / known
    chosen = f"SELECT quantile_disc({key}, {1 - share if order.falling else share})"
    row = con.execute(f"{chosen} FROM {source} WHERE {where}", values).fetchone()
    at = {**values, "cut": row[0] if row else None}
    passed = f"({key}) {sign} $cut"
    before = _number(con, f"SELECT count(*) FROM {source} WHERE {where} AND {passed}", at)
    if before > offset:
        return rows, offset
    return Rows(source, f"{where} AND ({passed}) IS NOT TRUE", at), offset - before


def _number(con: DuckDBPyConnection, query: str, values: Mapping[str, Any]) -> int:
    row = con.execute(query, values).fetchone()
    return int(row[0]) if row else 0
