"""One standard: what it says, how it is kept by policy, team and level, and its worst cases."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from goodwill.ledger.rates import Rate, first_monday, rates
from goodwill.problems import InputError, Problem
from goodwill.reports import families
from goodwill.reports.parts import period_choice, weeks
from goodwill.reports.report import Column, Figure, Report, Row, Table
from goodwill.reports.standards import sentence_of, title_of
from goodwill.reports.verdicts import listed
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    import datetime as dt

    from goodwill.book import Closed

PARAMETERS = ("standard", "period")
READERS = ("owner", "manager", "person", "outsider")
BY = ("policy", "level", "team")


def draw(closed: Closed, standard: str, period: str | None = None) -> Report:
    """Draw one standard over a period: policy first, persons never."""
    opening = closed.opening(period)
    words = closed.standards()
    if standard not in words:
        raise InputError(
            Problem(
                standard,
                _("There is no such standard in this closed book."),
                _("There are: {names}.", names=", ".join(words)),
            )
        )
    definition = words[standard]
    before = first_monday(opening) - timedelta(days=1)
    behind = {"from": before.isoformat(), "to": closed.as_of.isoformat(), "standard": standard}
    cuts = {by: rates(closed.con, opening, closed.as_of, by=by, standard=standard) for by in BY}
    return Report(
        name="standard",
        title=title_of(words, standard),
        lead=sentence_of(words, standard),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(closed, opening, standard, behind) + _benchmark(definition),
        tables=(
            *(_by(closed, by, found, behind) for by, found in cuts.items() if _tells(found)),
            listed(
                closed,
                _("The worst cases"),
                {**behind, "verdict": "breach"},
                order="size DESC NULLS LAST, amount NULLS LAST, happened_at DESC",
                limit=20,
            ),
        ),
        notes=(*_notes(definition), weeks(opening)),
        zone=closed.zone,
        choices=(period_choice(closed, period),),
    )


def _tells(found: list[Rate]) -> bool:
    """Tell whether a cut says anything beyond 'not recorded'."""
    return any(rate.name is not None for rate in found)


def _figures(
    closed: Closed, opening: dt.date, standard: str, behind: dict[str, str]
) -> tuple[Figure, ...]:
    whole = rates(closed.con, opening, closed.as_of, standard=standard)
    if not whole or not whole[0].kept + whole[0].breached:
        return ()
    (rate,) = whole
    judged = rate.kept + rate.breached
    said = ngettext("{number} case was judged.", "{number} cases were judged.", judged)
    opens = ("verdicts", {**behind, "verdict": "breach"})
    return (
        Figure(
            "kept", _("Kept"), rate.share, "share", rate.low, rate.high, sentence=said, opens=opens
        ),
        Figure("breaches", _("Times broken"), rate.breached, "number", opens=opens),
    )


def _benchmark(definition: dict[str, Any]) -> tuple[Figure, ...]:
    benchmark = definition.get("benchmark")
    if not benchmark:
        return ()
    source = f"{benchmark['source']}, {benchmark['date']}"
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


def _by(closed: Closed, by: str, found: list[Rate], behind: dict[str, str]) -> Table:
    titles = {
        "policy": (_("Under which rules"), _("Policy")),
        "level": (_("From the top down"), _("Level")),
        "team": (_("In which teams"), _("Team")),
    }
    title, label = titles[by]
    breaches = {**behind, "verdict": "breach"}
    telling = _rates_tell(found)
    rows = (
        Row(
            (
                _called(closed, by, rate.name),
                *((rate.share, rate.low, rate.high) if telling else (None, None, None)),
                rate.breached,
                rate.kept if telling else None,
            ),
            ("verdicts", {**breaches, by: rate.name or ""}),
        )
        for rate in sorted(found, key=_order_of_levels if by == "level" else _order)
        if rate.kept + rate.breached
    )
    return Table(
        f"by_{by}",
        title,
        (
            Column(by, label),
            Column("share", _("Kept"), "chart"),
            Column("low", _("from"), "share"),
            Column("high", _("to"), "share"),
            Column("breaches", _("Times broken"), "number"),
            Column("kept", _("Times kept"), "number"),
        ),
        tuple(rows),
        "" if telling else _("Only broken cases name it, so no rate can be told."),
    )


def _rates_tell(found: list[Rate]) -> bool:
    """Tell whether kept cases name what broken ones do; a credit note names a team, no sale does.

    Where most kept cases are 'not recorded', a rate by name would blame whoever is named.
    """
    kept = sum(rate.kept for rate in found)
    named = sum(rate.kept for rate in found if rate.name is not None)
    return kept == 0 or named >= kept / 2


def _order(rate: Rate) -> tuple[bool, int, str]:
    """Put the most often broken first, the unknown last."""
    return (rate.name is None, -rate.breached, rate.name or "")


def _order_of_levels(rate: Rate) -> tuple[bool, int]:
    """Put the top first, the unknown last."""
    return (rate.name is None, int(rate.name or 0))


def _called(closed: Closed, by: str, name: str | None) -> str:
    if name is None:
        return _("not recorded")
    return closed.level_name(int(name)) if by == "level" else name
