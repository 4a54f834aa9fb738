"""A reader who follows every link of every report and adds up what opens."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill import reports
from goodwill.problems import InputError
from goodwill.reports.report import Told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goodwill.book import Closed
    from goodwill.reports.report import Report

ADDED = {"number", "money", "estimate"}
EACH = 3
"""So many rows of a table are followed, the first and the last among them."""
MOST_PAGES = 60


class Claim(NamedTuple):
    """One number on a page, and the page that opens behind it."""

    report: str
    place: str
    column: str
    value: Any
    opens: tuple[str, Mapping[str, str]]
    on: Mapping[str, str]
    """With which parameters the page was drawn."""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.report, self.place, self.column


def crawl(closed: Closed) -> Iterator[Claim]:
    """Draw every report that needs nothing, and whatever its links open, and give each claim."""
    waiting: deque[tuple[str, dict[str, str], object]] = deque(
        (name, {}, "the menu") for name in reports.names() if not reports.needed(name)
    )
    seen: set[tuple[Any, ...]] = set()
    drawn: dict[tuple[Any, ...], int] = {}
    while waiting:
        name, asked, origin = waiting.popleft()
        key = name, tuple(sorted(asked.items()))
        shape = name, tuple(sorted(set(asked) - {"from", "to"})), asked.get("verdict")
        if key in seen or drawn.get(shape, 0) >= MOST_PAGES:
            continue
        seen.add(key)
        drawn[shape] = drawn.get(shape, 0) + 1
        try:
            report = reports.draw(name, closed, **asked)
        except InputError as error:
            raise AssertionError(f"{origin} leads nowhere: {name} {asked}") from error
        for claim in claims(report, asked):
            yield claim
            waiting.append((claim.opens[0], dict(claim.opens[1]), claim))


def claims(report: Report, on: Mapping[str, str]) -> Iterator[Claim]:
    """Give every number of a report behind which something opens."""
    for figure in report.figures:
        if figure.opens:
            yield Claim(report.name, "figures", figure.name, figure.value, figure.opens, on)
    for table in report.tables:
        rows = table.rows
        chosen = rows if len(rows) <= EACH else (*rows[: EACH - 1], rows[-1])
        for row in chosen:
            for value, column in zip(row.values, table.columns, strict=True):
                kind = value.kind if isinstance(value, Told) else column.kind
                opens = row.behind.get(column.name, row.opens)
                end = column.name.rpartition("_")[2] in {"low", "high"}  # ends do not add up
                counts = kind in ADDED or column.name in row.behind
                if column.name not in row.behind and not value:
                    continue  # nothing: the row's link is for the name at its head
                if opens and counts and not end and value is not None:
                    yield Claim(report.name, table.name, column.name, value, opens, on)


class Rows(NamedTuple):
    """The number of rows that open, of those where the column holds this."""

    where: str = ""
    holds: object = None


class Sum(NamedTuple):
    """The sum of a column of what opens."""

    column: str


class Same(NamedTuple):
    """A figure of the page that opens."""

    figure: str


class Leads(NamedTuple):
    """No sum is claimed: the link leads to the thing itself, or to what it was reckoned from."""

    why: str


Meaning = Rows | Sum | Same | Leads


class Behind(NamedTuple):
    """What opens: all its figures, and the last table over all its pages."""

    figures: Mapping[str, Any]
    records: list[dict[str, Any]]


def behind(closed: Closed, opens: tuple[str, Mapping[str, str]]) -> Behind:
    """Read what a link opens to the last page."""
    name, asked = opens
    records: list[dict[str, Any]] = []
    first = report = reports.draw(name, closed, **asked)
    while report.tables:
        records += report.tables[-1].records()
        pages = report.pages
        if pages is None or pages.offset + pages.limit >= pages.total:
            break
        following = {**asked, "limit": 500, "offset": pages.offset + pages.limit}
        report = reports.draw(name, closed, **following)
    return Behind({figure.name: figure.value for figure in first.figures}, records)


def untrue(closed: Closed, found: list[Claim], means: Mapping[tuple[str, str, str], Meaning]):
    """Give each claim with what really opens, where the two differ; and how many were checked."""
    wrong, checked, known = [], 0, {}
    for claim in found:
        meaning = means.get(claim.key)
        if meaning is None or isinstance(meaning, Leads):
            continue
        place = claim.opens[0], tuple(sorted(claim.opens[1].items()))
        if place not in known:
            known[place] = behind(closed, claim.opens)
        value = claim.value.value if isinstance(claim.value, Told) else claim.value
        there = _there(known[place], meaning)
        checked += 1
        if there != value:
            wrong.append((claim.key, dict(claim.on), claim.opens, value, there))
    return wrong, checked


def _there(opened: Behind, meaning: Meaning) -> Any:
    if isinstance(meaning, Same):
        return opened.figures.get(meaning.figure)
    if isinstance(meaning, Sum):
        if any(meaning.column not in record for record in opened.records):
            return None  # another page than the one that was promised
        return sum(record[meaning.column] or 0 for record in opened.records)
    return sum(
        not meaning.where or record.get(meaning.where) == meaning.holds for record in opened.records
    )
