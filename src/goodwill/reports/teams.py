"""Teams: how each keeps its standards, beside its own past and comparable work; never persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.shrinkage import of_teams
from goodwill.ledger.teams import cascade, teams
from goodwill.reports import charts
from goodwill.reports.evidence import has
from goodwill.reports.faces import say
from goodwill.reports.parts import period_choice, weeks
from goodwill.reports.people import WORSE, beside, beside_said, listing
from goodwill.reports.report import Chart, Choice, Column, Report, Row, Table
from goodwill.words import _

if TYPE_CHECKING:
    import datetime as dt

    from goodwill.book import Closed
    from goodwill.ledger.teams import Level, Team

PARAMETERS = ("period", "team")
READERS = ("owner", "manager")


def draw(closed: Closed, period: str | None = None, team: str = "") -> Report:
    """Draw the teams in sight over a period; with a team, the colleagues of that one."""
    opening = closed.opening(period)
    told = has(closed, "namings")
    con, until = closed.con, closed.as_of
    found = closed.once(("teams", opening), lambda: teams(con, opening, until)) if told else []
    levels = (
        closed.once(("levels", opening), lambda: cascade(con, opening, until)) if told else None
    )
    tables = (_table(closed, opening, found), *_cascade(closed, levels), *listing(closed, team))
    return Report(
        name="teams",
        title=_("Teams"),
        lead=_lead(closed, found),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=tuple(table for table in tables if table.rows),
        charts=_picture(found),
        notes=(*_notes(levels), weeks(opening)),
        zone=closed.zone,
        choices=(period_choice(closed, period), *_choice(found, team)),
    )


def _lead(closed: Closed, found: list[Team]) -> str:
    if not found:
        return _("No judged case of this period names a team in your sight.")
    if len(found) == 1:
        (only,) = found
        share = say(only.share[0] if only.share else None, "share", closed.currency)
        return _("{team} kept its standards in {share} of cases.", team=only.team, share=share)
    more = [name for name, word in _beside(closed).items() if word == WORSE]
    fallen = [each.team for each in found if each.change < 0]
    said = []
    if more:
        said.append(_("Breaks more than the same work elsewhere: {names}.", names=", ".join(more)))
    if fallen:
        said.append(_("Below its own past: {names}.", names=", ".join(fallen)))
    return " ".join(said) or _("No team stands out from comparable work or from its own past.")


def _choice(found: list[Team], team: str) -> tuple[Choice, ...]:
    """Let the reader choose whose colleagues are listed."""
    if len(found) < 2:
        return ()
    names = sorted(each.team for each in found)
    options = (("", _("All")), *((name, name) for name in names))
    return (Choice("team", _("Colleagues of"), options, team if team in names else ""),)


def _table(closed: Closed, opening: dt.date, found: list[Team]) -> Table:
    words = _beside(closed)
    columns = (
        Column("team", _("Team")),
        Column("share", _("Kept"), "chart"),
        Column("low", _("from"), "share"),
        Column("high", _("to"), "share"),
        Column("before", _("Earlier"), "share", _("In a time of equal length before the period.")),
        Column("change", _("Beside its past")),
        Column("beside", _("Beside comparable work")),
        Column("lost", _("Lost"), "money"),
        Column("won", _("Won"), "money"),
        Column("load", _("Arrivals an hour"), "number",
               _("What customers brought for each hour that somebody was there.")),
        Column("load_before", _("Earlier"), "number"),
        Column("unrest", _("Unrest by the week"), "number",
               _("1 is what chance alone does; more loses customers at the same mean.")),
    )  # fmt: skip
    return Table(
        "teams",
        _("How each team keeps its standards"),
        columns,
        tuple(_row(closed, opening, each, words) for each in found),
    )


def _row(closed: Closed, opening: dt.date, team: Team, words: dict[str, str]) -> Row:
    changes = {1: _("better"), 0: _("about equal"), -1: _("worse")}
    share = team.share or (None, None, None)
    before = team.share_before
    values = (
        team.team, *share, before[0] if before else None, changes[team.change] if before else "",
        beside_said(words[team.team]) if team.team in words else "", team.lost, team.won,
        _rounded(team.load), _rounded(team.load_before), team.unrest,
    )  # fmt: skip
    behind = {"from": opening.isoformat(), "to": closed.as_of.isoformat(), "side": "ours",
              "verdict": "breach", "team": team.team}  # fmt: skip
    graces = ("verdicts", {**behind, "verdict": "grace"})
    return Row(values, ("verdicts", behind), behind={"won": graces})


def _rounded(number: float | None) -> float | None:
    return round(number, 2) if number else None  # where nothing arrives there is no load


def _beside(closed: Closed) -> dict[str, str]:
    """Say where each team stands to the same work of other teams."""
    if not has(closed, "standings"):
        return {}
    return {
        each.team: beside(each)
        for each in closed.once("of_teams", lambda: of_teams(closed.con))
        if each.team
    }


def _cascade(closed: Closed, levels: list[Level] | None) -> tuple[Table, ...]:
    if levels is None:
        return ()
    return (
        Table(
            "cascade",
            _("From the top down"),
            (
                Column("level", _("Level")),
                Column("ratio", _("Times the usual breaches"), "number"),
                Column("low", _("from"), "number"),
                Column("high", _("to"), "number"),
                Column("judged", _("Judged cases"), "number"),
            ),
            tuple(
                Row((closed.level_name(each.level), round(each.ratio, 2), round(each.low, 2),
                     round(each.high, 2), each.judged))
                for each in levels
            ),
            _("In the standards that more than one level is judged by; 1 is the mean of all."),
        ),
    )  # fmt: skip


def _picture(found: list[Team]) -> tuple[Chart, ...]:
    rows = [
        charts.Span(each.team, *each.share, each.share_before[0] if each.share_before else None)
        for each in found
        if each.share is not None
    ]
    if len(rows) < 2:
        return ()
    return (
        Chart(
            "kept",
            _("How often each team keeps the standards"),
            _(
                "Dots are the share of cases in this period, lines the 95 % intervals, red ticks"
                " the team's own past. Teams do different work: compare each with itself."
            ),
            "teams",
            charts.intervals(rows),
            charts.intervals(rows, narrow=True),
        ),
    )


def _notes(levels: list[Level] | None) -> tuple[str, ...]:
    notes = [
        _(
            "Comparable work is the same standard under the same rule in the same month, done by"
            " other teams of the department, over the last year; what is called more or less is so"
            " with a chance of nine in ten at least. Standards whose kept cases do not name a team"
            " are left out."
        ),
        _(
            "Look for rules and load before people: the page of each standard says what lies"
            " behind."
        ),
    ]
    if levels is None:
        notes.append(
            _(
                "Whether each level treats customers a little worse than the one above cannot be"
                " told: three levels with a hundred judged cases each would be needed."
            )
        )
    return tuple(notes)
