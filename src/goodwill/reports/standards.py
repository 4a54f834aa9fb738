"""The standards: how often each is kept, how sure that is, and how it stands to others."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from goodwill.ledger.rates import Rate, against_benchmark, rates
from goodwill.reports import charts, families
from goodwill.reports.parts import period_choice, weeks
from goodwill.reports.report import Chart, Column, Report, Row, Table
from goodwill.words import _, language, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.book import Closed

PARAMETERS = ("period",)
READERS = ("owner", "manager", "person", "outsider")
FRESH_DAYS = 2 * 365
"""A benchmark older than this is warned of."""


def title_of(words: Mapping[str, Mapping[str, Any]], standard: str) -> str:
    """Name a standard in the spoken language, as it was worded at the close."""
    said = words.get(standard, {}).get("words", {})
    return str((said.get(language()) or said.get("en") or {}).get("title", standard))


def sentence_of(words: dict[str, dict[str, Any]], standard: str) -> str:
    """Give a standard's sentence in the spoken language with its limits filled in."""
    definition = words.get(standard, {})
    said = definition.get("words", {})
    sentence = str((said.get(language()) or said.get("en") or {}).get("sentence", ""))
    limits = {
        name: int(value) if float(value).is_integer() else value
        for name, value in definition.get("limits", {}).items()
    }
    try:
        return sentence.format(**limits)
    except (KeyError, IndexError, ValueError):
        return sentence


def beside(rate: Rate, benchmark: float | None) -> str:
    """Say in a sentence where a rate stands beside what others reach."""
    return {
        "above": _("We are better than that."),
        "at": _("We cannot be told apart from it."),
        "below": _("We are worse than that."),
        "unknown": "",
    }[against_benchmark(rate, benchmark)]


def stale(benchmark: dict[str, Any], as_of: dt.date) -> bool:
    """Tell whether a benchmark is older than it may be to say anything about today."""
    return (as_of - dt.date.fromisoformat(benchmark["date"])).days > FRESH_DAYS


def draw(closed: Closed, period: str | None = None) -> Report:
    """Draw the rate of each standard on both sides over a period."""
    opening = closed.opening(period)
    words = closed.standards()
    found = {rate.standard: rate for rate in rates(closed.con, opening, closed.as_of)}
    sides = {"ours": _("What we owe them"), "theirs": _("What they owe us")}
    return Report(
        name="standards",
        title=_("Standards"),
        lead=_lead(words, found),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=tuple(
            _table(closed, period, side, title, words, found) for side, title in sides.items()
        ),
        charts=_picture(words, found),
        zone=closed.zone,
        choices=(period_choice(closed, period),),
        notes=(
            *_idle(words, found),
            *stale_ones(words, closed.as_of),
            _(
                "Intervals are 95 % score intervals; they take cases as independent, which cases of"
                " one customer are not quite."
            ),
            _("A grace counts as kept. An exempt or open case counts neither way."),
            weeks(opening),
        ),
    )


def _lead(words: dict[str, dict[str, Any]], found: dict[str, Rate]) -> str:
    ours = [
        rate
        for name, rate in found.items()
        if words.get(name, {}).get("side") == "ours" and rate.kept + rate.breached
    ]
    if not ours:
        return _("No case was judged in this period.")
    worst = max(ours, key=lambda rate: rate.breached)
    return ngettext(
        "Most often broken: {title} ({number} time).",
        "Most often broken: {title} ({number} times).",
        worst.breached,
        title=title_of(words, worst.standard),
    )


def _table(
    closed: Closed,
    period: str | None,
    side: str,
    title: str,
    words: dict[str, dict[str, Any]],
    found: dict[str, Rate],
) -> Table:
    behind = {"period": period_choice(closed, period).chosen}
    rows = [
        _row(name, definition, found[name], words, behind)
        for name, definition in words.items()
        if definition["side"] == side and name in found and _judged(found[name])
    ]
    rows.sort(key=lambda row: (-(row.values[4] or 0), row.values[0]))
    columns = (
        Column("standard", _("Standard")),
        Column("share", _("Kept"), "chart"),
        Column("low", _("from"), "share"),
        Column("high", _("to"), "share"),
        Column("breaches", _("Times broken"), "number"),
        Column("kept", _("Times kept"), "number"),
        Column("exempt", _("Exempt"), "number"),
        Column("open", _("Still running"), "number"),
        Column("benchmark", _("Benchmark"), "share"),
        Column("against", _("Beside it we are")),
        Column("family", _("Kind")),
    )
    return Table(side, title, columns, tuple(rows))


def _judged(rate: Rate) -> bool:
    return bool(rate.kept + rate.breached + rate.exempt + rate.open)


def _idle(words: dict[str, dict[str, Any]], found: dict[str, Rate]) -> tuple[str, ...]:
    """Name in one sentence the standards that nothing fell under."""
    idle = [
        title_of(words, name) for name in words if name not in found or not _judged(found[name])
    ]
    if not idle:
        return ()
    return (_("Nothing fell under these in this period: {titles}.", titles=", ".join(idle)),)


def stale_ones(words: dict[str, dict[str, Any]], as_of: dt.date) -> tuple[str, ...]:
    """Name in one sentence the standards whose benchmark is too old."""
    old = [
        title_of(words, name)
        for name, definition in words.items()
        if definition.get("benchmark") and stale(definition["benchmark"], as_of)
    ]
    if not old:
        return ()
    return (_("These benchmarks are more than two years old: {titles}.", titles=", ".join(old)),)


def _row(
    name: str,
    definition: dict[str, Any],
    rate: Rate,
    words: dict[str, dict[str, Any]],
    behind: dict[str, str],
) -> Row:
    benchmark = (definition.get("benchmark") or {}).get("kept")
    stands = {"above": _("better"), "at": _("about equal"), "below": _("worse"), "unknown": ""}
    return Row(
        (
            title_of(words, name),
            rate.share,
            rate.low,
            rate.high,
            rate.breached,
            rate.kept,
            rate.exempt,
            rate.open,
            benchmark,
            stands[against_benchmark(rate, benchmark)],
            families.say(definition["family"]),
        ),
        ("standard", {"standard": name, **behind}),
    )


def _picture(words: dict[str, dict[str, Any]], found: dict[str, Rate]) -> tuple[Chart, ...]:
    rows = [
        charts.Span(
            title_of(words, name),
            rate.share,
            rate.low,
            rate.high,
            (words[name].get("benchmark") or {}).get("kept"),
        )
        for name, rate in found.items()
        if name in words and words[name]["side"] == "ours" and rate.kept + rate.breached >= 1
    ]
    if not rows:
        return ()
    rows.sort(key=lambda row: row.share)
    return (
        Chart(
            "kept",
            _("How often we keep our standards"),
            _(
                "Dots are the share of cases in which we kept them, lines the 95 % intervals, red"
                " ticks what others reach."
            ),
            "ours",
            charts.intervals(rows),
            charts.intervals(rows, narrow=True),
        ),
    )
