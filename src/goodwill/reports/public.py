"""What everybody may see of our quality: cases, breaches, exempt, kept, change, paid in amends."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.ledger.panes import for_public
from goodwill.ledger.published import Line, Page, Period, counted, periods, publish
from goodwill.problems import InputError, Problem
from goodwill.reports import families
from goodwill.reports.disclosed import kept_said, points, share_of
from goodwill.reports.report import Choice, Column, Report, Row, Table, Told
from goodwill.reports.standards import sentence_of, title_of
from goodwill.words import _, language

if TYPE_CHECKING:
    from goodwill.book import Closed
    from goodwill.ledger.disclosure import Cell

PARAMETERS = ("of", "by")
READERS = ("owner",)
"""Of the members only an owner draws it here, to see what the public page shows or would show."""


class _Told(NamedTuple):
    """A period beside the one before it, and what is published of both."""

    period: Period
    page: Page
    before: Page | None


def draw(closed: Closed, of: str | None = None, by: str | None = None) -> Report:
    """Draw what is published of one whole calendar period, by standard or by kind of standard."""
    pane = for_public(closed)
    k = max(pane.minimum_count, int(pane.facts.get("public_minimum", 10)))
    row = pane.con.execute("SELECT min(local_week) FROM tallies").fetchone()
    kind = str(pane.facts["period"])
    there = periods(kind, row[0], pane.as_of) if row and row[0] else []
    by = "family" if by == "family" else "standard"
    if not there:
        return _report(pane, None, by, (), k, there)
    chosen = next((one for one in there if one.name == of), None) if of else there[0]
    if chosen is None:
        raise InputError(Problem(str(of), _("Nothing is published of such a period.")))
    earlier = next((one for one in there if one.last < chosen.first), None)
    told = _Told(
        chosen,
        publish(counted(pane.con, chosen), k),
        publish(counted(pane.con, earlier), k) if earlier else None,
    )
    return _report(pane, told, by, (_table(pane, told, by, k),), k, there)


def _report(
    pane: Closed, told: _Told | None, by: str, tables: tuple[Table, ...], k: int,
    there: list[Period],
) -> Report:  # fmt: skip
    return Report(
        name="public",
        title=_("How we keep our standards"),
        lead=_lead(told),
        currency=pane.currency,
        as_of=pane.as_of.isoformat(),
        tables=tables,
        notes=_notes(pane, told, k),
        zone=pane.zone,
        choices=_choices(told, by, there),
    )


def _choices(told: _Told | None, by: str, there: list[Period]) -> tuple[Choice, ...]:
    if told is None:
        return ()
    named = tuple((one.name, period_said(one.name)) for one in there)
    ways = (("standard", _("Standard")), ("family", _("Kind of standard")))
    return (
        Choice("of", _("Period"), named, told.period.name),
        Choice("by", _("By"), ways, by),
    )


def period_said(name: str) -> str:
    """Name a calendar period: 2026, Q3 2026, July 2026."""
    from babel.dates import format_date

    year, _dash, part = name.partition("-")
    if not part:
        return year
    month = int(part[1:]) * 3 - 2 if part.startswith("Q") else int(part)
    pattern = "QQQ y" if part.startswith("Q") else "LLLL y"
    return str(format_date(dt.date(int(year), month, 1), pattern, locale=language()))


def _lead(told: _Told | None) -> str:
    if told is None:
        return _("Nothing is published yet: no whole period has passed since the records began.")
    total = told.page.total
    if total is None:
        return _("In {period} there were too few cases to publish.",
                 period=period_said(told.period.name))  # fmt: skip
    return _(
        "What happened in {period}, by our own records; each standard says what we owe.",
        period=period_said(told.period.name),
    )


def _table(pane: Closed, told: _Told, by: str, k: int) -> Table:
    words = pane.standards()
    lines = told.page.standards if by == "standard" else told.page.families
    earlier = {}
    if told.before:
        earlier = {
            one.name: one
            for one in (told.before.standards if by == "standard" else told.before.families)
        }
    rows = [
        Row((*_named(words, line, by), *_cells(pane, line, earlier.get(line.name), k)))
        for line in lines
    ]
    rows.sort(key=lambda row: row.values[0])
    if told.page.total and len(rows) > 1:
        before = told.before.total if told.before else None
        head = (_("Together"), None) if by == "standard" else (_("Together"),)
        rows.append(Row((*head, *_cells(pane, told.page.total, before, k)), strong=True))
    first = Column("standard", _("Standard") if by == "standard" else _("Kind of standard"))
    sentence = (Column("sentence", _("What we owe"), "sentence"),) if by == "standard" else ()
    return Table(
        "quality",
        period_said(told.period.name),
        (
            first,
            *sentence,
            Column("cases", _("Cases"), "number"),
            Column("breaches", _("Breaches"), "any"),
            Column("exempt", _("Exempt"), "any"),
            Column("kept", _("Kept"), "any"),
            Column("change", _("Change, in points"), "any"),
            Column("paid", _("Paid in amends, {currency}", currency=pane.currency), "any"),
        ),
        tuple(rows),
    )


def _named(words: dict[str, dict[str, Any]], line: Line, by: str) -> tuple[str, ...]:
    if by == "family":
        return (families.say(line.name),)
    return title_of(words, line.name), sentence_of(words, line.name)


def _cells(pane: Closed, line: Line, before: Line | None, k: int) -> tuple[Any, ...]:
    """Say the figures of one line; what is withheld is said to be, never left empty."""
    withheld = Told(_("withheld"), "text")
    share = share_of(line)
    then = share_of(before) if before else None
    paid = withheld
    if line.paid is not None:
        paid = Told(round(line.paid / pane.scale), "number")
    return (
        line.cases,
        _count(line.breaches, line.cases, k),
        _count(line.exempt, None, k),
        Told(share, "percent") if share is not None else Told(kept_said(line, k), "text"),
        Told(points(share, then), "text"),
        paid,
    )


def _count(one: Cell, of: int | None, k: int) -> Told:
    if one.value is not None:
        return Told(one.value, "number")
    if one.low == 1 and one.high == k - 1:
        return Told(_("fewer than {k}", k=k), "text")
    if of is not None and one.low == of - k + 1 and one.high == of - 1:
        return Told(_("over {number}", number=of - k), "text")
    return Told(_("withheld"), "text")


def _notes(pane: Closed, told: _Told | None, k: int) -> tuple[str, ...]:
    few = sorted(title_of(pane.standards(), name) for name in (told.page.few if told else ()))
    return (
        _(
            "A case is one matter judged by one standard; what was exempt or is still open counts"
            " neither way. A week belongs to the period in which it begins, and a period is"
            " published when it is over."
        ),
        _(
            "Nothing that tells of fewer than {k} cases is shown, nor any sum from which it could"
            " be worked out. Shares are rounded to whole percent, and money to whole units.",
            k=k,
        ),
        _(
            "Paid in amends is what we gave back or granted for a broken standard; amounts paid to"
            " a few are withheld."
        ),
        *((_("Too few cases to be shown or summed: {titles}.", titles=", ".join(few)),) if few
          else ()),
    )  # fmt: skip
