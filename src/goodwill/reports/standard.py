"""One standard: what it says, how it is kept by policy, team and level, and its worst cases."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from goodwill.ledger.rates import rates
from goodwill.reports import families
from goodwill.reports.report import Column, Figure, Report, Row, Table
from goodwill.reports.standards import sentence_of, title_of
from goodwill.reports.verdicts import listed
from goodwill.words import _

if TYPE_CHECKING:
    from goodwill.book import Closed

PARAMETERS = ("standard", "period", "from")


def draw(closed: Closed, standard: str, period: str | None = None, **since: str) -> Report:
    """Draw one standard over a period or since a day: policy first, persons never."""
    opening = dt.date.fromisoformat(since["from"]) if "from" in since else closed.opening(period)
    words = closed.standards()
    definition = words.get(standard, {})
    whole = rates(closed.con, opening, closed.as_of, standard=standard)
    return Report(
        name="standard",
        title=title_of(words, standard),
        lead=sentence_of(words, standard),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=tuple(
            Figure("kept", _("Kept"), rate.share, "share", rate.low, rate.high) for rate in whole
        )
        + _benchmark(definition),
        tables=(
            _by(closed, opening, standard, "policy", _("By policy"), _("Policy")),
            _by(closed, opening, standard, "team", _("By team"), _("Team")),
            _by(closed, opening, standard, "level", _("By level"), _("Level")),
            listed(
                closed,
                _("The worst cases"),
                {"standard": standard, "verdict": "breach"},
                order="size DESC NULLS LAST, happened_at DESC",
                limit=20,
            ),
        ),
        notes=_notes(definition),
    )


def _benchmark(definition: dict[str, Any]) -> tuple[Figure, ...]:
    benchmark = definition.get("benchmark")
    if not benchmark:
        return ()
    source = _("{source}, {date}", source=benchmark["source"], date=benchmark["date"])
    return (Figure("benchmark", _("Benchmark"), benchmark["kept"], "share", sentence=source),)


def _notes(definition: dict[str, Any]) -> tuple[str, ...]:
    if not definition:
        return ()
    convenience = {
        "theirs": _("This standard is for the customer's convenience."),
        "ours": _("This standard is for our convenience only."),
        "both": _("This standard is for both sides' convenience."),
    }
    said = convenience.get(definition.get("whose_convenience", ""), "")
    kind = _("Kind: {family}.", family=families.say(definition["family"]))
    return tuple(note for note in (said, kind) if note)


def _by(closed: Closed, opening: dt.date, standard: str, by: str, title: str, label: str) -> Table:
    found = rates(closed.con, opening, closed.as_of, by=by, standard=standard)
    found.sort(key=lambda rate: (-rate.breached, rate.name or ""))
    behind = {"from": opening.isoformat(), "to": closed.as_of.isoformat(), "standard": standard}
    return Table(
        f"by_{by}",
        title,
        (
            Column(by, label),
            Column("share", _("Kept"), "share"),
            Column("low", _("from"), "share"),
            Column("high", _("to"), "share"),
            Column("breaches", _("Breaches"), "number"),
            Column("kept", _("Times kept"), "number"),
        ),
        tuple(
            Row(
                (
                    _called(closed, by, rate.name),
                    rate.share,
                    rate.low,
                    rate.high,
                    rate.breached,
                    rate.kept,
                ),
                ("verdicts", {**behind, "verdict": "breach", by: rate.name or ""}),
            )
            for rate in found
        ),
    )


def _called(closed: Closed, by: str, name: str | None) -> str:
    if name is None:
        return _("not recorded")
    return closed.level_name(int(name)) if by == "level" else name
