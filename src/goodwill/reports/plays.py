"""Plays and trials: what we do for customers of our own accord, and whether it works."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.care.told import plays as told_of
from goodwill.care.trial import saying
from goodwill.reports import trials
from goodwill.reports.faces import say
from goodwill.reports.report import Column, Figure, Report, Row, Table
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goodwill.book import Closed
    from goodwill.reports.trials import Trial

PARAMETERS = ()
READERS = ("owner", "manager")


class Sums(NamedTuple):
    """How often a play fired, how often it was done, and what that cost."""

    fired: int = 0
    held_out: int = 0
    given: int = 0
    money: int = 0
    """In minor units."""
    minutes: float = 0.0


def whole(closed: Closed) -> bool:
    """Tell whether the reader sees the company as a whole, and so who is held out."""
    return closed.sight is None or closed.sight.whole


def draw(closed: Closed) -> Report:
    """Draw all plays of a closed book with the verdict on each."""
    found = trials.trials(closed, told_of(closed)) if closed.has("trial_findings") else {}
    sums = summed(closed) if found else {}
    fired = {name: one for name, one in found.items() if sums.get(name, Sums()) != Sums()}
    return Report(
        name="plays",
        title=_("Plays and trials"),
        lead=_lead(found),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(closed, sums.values()) if found else (),
        tables=_tables(closed, found, fired, sums) if found else (),
        notes=_notes() if found else (),
        zone=closed.zone,
    )


def summed(closed: Closed) -> dict[str, Sums]:
    """Add up the weeks of each play; whoever sees a part has the firings of that part."""
    rows = closed.con.execute(
        "SELECT play, sum(fired)::BIGINT, sum(held_out)::BIGINT, sum(given)::BIGINT,"
        " sum(money)::BIGINT, sum(minutes) FROM play_weeks GROUP BY play"
    ).fetchall()
    found = {name: Sums(*numbers) for name, *numbers in rows}
    if whole(closed):
        return found
    own = dict(closed.con.execute("SELECT play, count(*) FROM firings GROUP BY play").fetchall())
    return {name: one._replace(fired=own.get(name, 0)) for name, one in found.items()}


def _lead(found: Mapping[str, Trial]) -> str:
    if not found:
        return _("This book was closed before there were plays.")
    working = sum(trials.works(one) for one in found.values())
    harming = sum(trials.halts(one) for one in found.values())
    return ngettext(
        "{number} play: {working} shown to work, {harming} stopped or shown to harm.",
        "{number} plays: {working} shown to work, {harming} stopped or shown to harm.",
        len(found),
        working=working,
        harming=harming,
    )


def _figures(closed: Closed, sums: Iterable[Sums]) -> tuple[Figure, ...]:
    every = list(sums)
    fired = Figure("fired", _("Came up so far"), sum(one.fired for one in every), "number")
    if not whole(closed):
        return (fired._replace(sentence=_("With the people whom you lead.")),)
    held = sum(one.held_out for one in every)
    given = sum(one.given for one in every)
    return (
        fired,
        Figure("given", _("Given"), given, "number", sentence=_("As noted in Today.")),
        Figure("held_out", _("Held out by lot"), held, "number"),
        spent(sum(one.money for one in every), sum(one.minutes for one in every)),
    )


def spent(money: int, minutes: float) -> Figure:
    """Show what was spent (minor units), with the hours that went into it."""
    hours = say(round(minutes / 60, 1), "number", "")
    with_hours = _("And, as each play is expected to take, hours: {hours}.", hours=hours)
    return Figure("money", _("Spent so far"), money, "money",
                  sentence=with_hours if minutes else "")  # fmt: skip


def _tables(
    closed: Closed,
    found: Mapping[str, Trial],
    fired: Mapping[str, Trial],
    sums: Mapping[str, Sums],
) -> tuple[Table, ...]:
    idle = [one for name, one in found.items() if name not in fired]
    tables = (_verdicts(closed, fired, sums), _idle(idle))
    return tuple(table for table in tables if table.rows)


def _verdicts(closed: Closed, fired: Mapping[str, Trial], sums: Mapping[str, Sums]) -> Table:
    owner = whole(closed)
    rows = [(name, one, sums[name]) for name, one in fired.items()]
    rows.sort(key=lambda row: (not trials.halts(row[1]), not trials.works(row[1]), -row[2].fired))
    counts = (
        Column("fired", _("Came up"), "number"),
        *((Column("held_out", _("Held out"), "number"),) if owner else ()),
        *((Column("given", _("Given"), "number"),) if owner else ()),
    )
    columns = (
        Column("play", _("Play")),
        Column("serves", _("Serves")),
        *counts,
        Column("verdict", _("Does it work?"), "sentence"),
        Column("effect", _("What it changes"), "sentence"),
        Column("money", _("Spent so far"), "money"),
    )
    drawn = tuple(_row(closed, name, one, of, owner=owner) for name, one, of in rows)
    sentence = _(
        "What it changes is the difference between those who may have it and those held out by lot,"
        " with the interval that holds however often one looks."
    )
    return Table("verdicts", _("What has been played"), columns, drawn, sentence)


def _row(closed: Closed, name: str, one: Trial, sums: Sums, *, owner: bool) -> Row:
    least, currency = closed.minimum_count, closed.currency
    values = (
        one.told.title,
        trials.serves(one.told.definition),
        *((sums.fired, sums.held_out, sums.given) if owner else (sums.fired,)),
        trials.verdict(one, least),
        trials.changed(one.own, least, currency),
        sums.money,
    )
    return Row(values, ("play", {"play": name}))


def _idle(idle: Iterable[Trial]) -> Table:
    by = {"records": _("by records"), "hand": _("by hand")}
    rows = tuple(
        Row(
            (
                one.told.title,
                trials.serves(one.told.definition),
                by[one.told.definition["triggered_by"]],
                one.told.sentence({}),
            ),
            ("play", {"play": one.told.name}),
        )
        for one in idle
    )
    columns = (
        Column("play", _("Play")),
        Column("serves", _("Serves")),
        Column("by", _("Played")),
        Column("sentence", _("What is done"), "sentence"),
    )
    return Table("idle", _("Not played yet"), columns, rows)


def _notes() -> tuple[str, ...]:
    return (
        _(
            "Of most plays a share of customers is held out by lot. What happens to the two sides"
            " afterwards is compared, whatever was then done with each of them."
        ),
        _("A best guess is drawn together over all plays. It proves nothing."),
        _("A play that most likely harms stops by itself: from then on it is on nobody's list."),
        saying.advice(),
    )
