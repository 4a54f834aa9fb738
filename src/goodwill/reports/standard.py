"""One standard: what it says, whether it holds, what lies behind its breaches, its worst cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.ledger.closed import months_before
from goodwill.ledger.funnel import cuts
from goodwill.ledger.rates import Rate, first_monday, rate_of
from goodwill.ledger.worst import EACH, ORDER, counts
from goodwill.problems import InputError, Problem
from goodwill.reports import causes, families, holding
from goodwill.reports.evidence import has
from goodwill.reports.parts import period_choice, weeks
from goodwill.reports.report import Column, Figure, Report, Row, Table
from goodwill.reports.standards import beside, sentence_of, stale, title_of
from goodwill.reports.verdicts import listed
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goodwill.book import Closed
    from goodwill.ledger.funnel import Cut

PARAMETERS = ("standard", "period")
READERS = ("owner", "manager", "person", "outsider")


def draw(closed: Closed, standard: str, period: str | None = None) -> Report:
    """Draw one standard: over a period its rate, over a year what lies behind; persons never."""
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
    behind = {"standard": standard, "since": first_monday(opening).isoformat()}
    of_year = {**behind, "since": first_monday(months_before(closed.as_of, 12)).isoformat()}
    table = _counted_in(closed, standard)
    cut = cuts(closed.con, opening, closed.as_of, standard, table)
    whole = _whole(standard, cut["team"].rates)
    watched = holding.watched(closed, standard, table)
    tables = (
        causes.table(closed, standard, of_year),
        causes.drill(closed, of_year, standard) if definition["family"] == "refusal" else None,
        holding.under_stress(closed, standard, table),
        *(
            _by(closed, by, of, behind)
            for by, of in cut.items()
            if any(rate.name is not None for rate in of.rates)
        ),
        _worst(closed, behind),
        holding.table(watched, behind),
    )
    return Report(
        name="standard",
        title=title_of(words, standard),
        lead=sentence_of(words, standard),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=(
            *_figures(whole, behind),
            *_benchmark(closed, definition, whole),
            *holding.figure(watched),
            *causes.begin(closed, standard),
        ),
        tables=tuple(table for table in tables if table),
        charts=holding.picture(watched),
        notes=(*_notes(definition), weeks(opening)),
        zone=closed.zone,
        choices=(period_choice(closed, period),),
    )


def _worst(closed: Closed, behind: Mapping[str, str]) -> Table:
    """List the worst cases; whoever sees a part of the book has the worst of that part."""
    found = (
        has(closed, "worst")
        and closed.con.execute(
            "SELECT 1 FROM worst WHERE standard = ? LIMIT 1", [behind["standard"]]
        ).fetchone()
    )
    return listed(
        closed,
        _("The worst cases"),
        {**behind, "verdict": "breach"},
        order=ORDER,
        limit=EACH,
        source="worst" if found else "",
    )


def _counted_in(closed: Closed, standard: str) -> str:
    """Name the table with the counts; a book of an older version has the tallies alone."""
    return counts(closed.con, standard) if has(closed, "team_tallies") else "tallies"


def _whole(standard: str, parts: Sequence[Rate]) -> Rate:
    """Sum the rates of all teams, and of what names none."""
    counts = ((one.kept, one.breached, one.exempt, one.open) for one in parts)
    return rate_of(
        standard, None, *(sum(column) for column in zip((0, 0, 0, 0), *counts, strict=True))
    )


def _figures(rate: Rate, behind: Mapping[str, str]) -> tuple[Figure, ...]:
    if not rate.kept + rate.breached:
        return ()
    judged = rate.kept + rate.breached
    said = ngettext("{number} case was judged.", "{number} cases were judged.", judged)
    opens = ("verdicts", {**behind, "verdict": "breach"})
    return (
        Figure("kept", _("Kept"), rate.share, "share", rate.low, rate.high, sentence=said),
        Figure("breaches", _("Times broken"), rate.breached, "number", opens=opens),
    )


def _benchmark(closed: Closed, definition: dict[str, Any], whole: Rate) -> tuple[Figure, ...]:
    """Show what others reach, where we stand beside it, and whether that is still fresh."""
    benchmark = definition.get("benchmark")
    if not benchmark:
        return ()
    told = [beside(whole, benchmark["kept"])]
    told.append(f"{benchmark['source']}, {benchmark['date']}.")
    if stale(benchmark, closed.as_of):
        told.append(_("That is more than two years old: look for a newer one."))
    sentence = " ".join(each for each in told if each)
    return (Figure("benchmark", _("Benchmark"), benchmark["kept"], "share", sentence=sentence),)


def _notes(definition: dict[str, Any]) -> tuple[str, ...]:
    convenience = {
        "theirs": _("This standard is for the customer's convenience."),
        "ours": _("This standard is for our convenience only."),
        "both": _("This standard is for both sides' convenience."),
    }
    said = convenience.get(definition.get("whose_convenience", ""), "")
    kind = _("Kind: {family}.", family=families.say(definition["family"]))
    apart_ = _(
        "“Apart” means more than chance and the unrest of weeks would make: where all are alike,"
        " anybody is called so in at most one table of twenty."
    )
    return tuple(note for note in (said, kind, apart_) if note)


def _by(closed: Closed, by: str, cut: Cut, behind: Mapping[str, str]) -> Table:
    """Lay out one cut; where only broken cases name it, without rates."""
    titles = {
        "policy": (_("Under which rules"), _("Policy")),
        "level": (_("From the top down"), _("Level")),
        "team": (_("In which teams"), _("Team")),
    }
    title, label = titles[by]
    telling = _rates_tell(cut.rates)
    rows = (
        _row(closed, by, rate, behind, cut.calls.get(rate.name or "", 0) if telling else None)
        for rate in sorted(cut.rates, key=_order_of_levels if by == "level" else _order)
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
            Column("apart", _("Apart from the others")),
        ),
        tuple(rows),
        "" if telling else _("Only broken cases name it, so no rate can be told."),
    )


def _row(closed: Closed, by: str, rate: Rate, behind: Mapping[str, str], call: int | None) -> Row:
    """Lay out one rate; without a call there is none to tell."""
    opens = ("verdicts", {**behind, "verdict": "breach", by: rate.name or ""})
    told = (rate.share, rate.low, rate.high) if call is not None else (None, None, None)
    said = {1: _("worse"), -1: _("better")}.get(call or 0, "")
    return Row(
        (
            _called(closed, by, rate.name),
            *told,
            rate.breached,
            rate.kept if call is not None else None,
            said,
        ),
        behind={"breaches": opens},
    )


def _rates_tell(found: Sequence[Rate]) -> bool:
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
