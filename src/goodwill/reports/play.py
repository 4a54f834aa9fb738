"""One play: what it is and says, what its trial has shown look by look, and what fired lately."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.care.play import MEASURES
from goodwill.care.purposes import say_channel, say_purpose
from goodwill.care.told import plays as told_of
from goodwill.care.trial import saying, subsets
from goodwill.problems import InputError, Problem
from goodwill.reports import trials
from goodwill.reports.faces import say
from goodwill.reports.plays import Sums, spent, summed, whole
from goodwill.reports.report import Column, Figure, Report, Row, Table
from goodwill.words import LANGUAGES, _, language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.book import Closed
    from goodwill.care.told import Told
    from goodwill.reports.trials import Trial

PARAMETERS = ("play",)
READERS = ("owner", "manager")
WEEKS = 26
"""So many weeks, and so many looks, are shown."""
LATELY = 20
"""For so many it is shown when it came up; the list of the lot has all."""


def draw(closed: Closed, play: str) -> Report:
    """Draw one play of a closed book."""
    told = known(closed, play)
    trial = trials.trials(closed, {play: told})[play]
    tables = (
        _trials(closed, trial),
        _words(told),
        _weeks(closed, play),
        _looks(closed, trial),
        _firings(closed, told),
        _story(told),
    )
    return Report(
        name="play",
        title=told.title,
        lead=told.sentence({}),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(closed, trial, summed(closed).get(play, Sums())),
        tables=tuple(table for table in tables if table.rows),
        notes=_notes(closed, trial),
        zone=closed.zone,
    )


def known(closed: Closed, play: str) -> Told:
    """Find a play of a closed book by its name."""
    found = told_of(closed) if closed.has("trial_findings") else {}
    if play not in found:
        what = _("There is no such play in this closed book.")
        raise InputError(Problem(play, what, _("There are: {names}.", names=", ".join(found))))
    return found[play]


def _figures(closed: Closed, trial: Trial, sums: Sums) -> tuple[Figure, ...]:
    fired = Figure("fired", _("Came up so far"), sums.fired, "number")
    if not whole(closed):
        return (fired._replace(sentence=_("With the people whom you lead.")),)
    opens = ("lot", {"play": trial.told.name}) if trial.told.definition["held_out"] else None
    return (
        fired,
        Figure("given", _("Given"), sums.given, "number", sentence=_("As noted in Today.")),
        Figure("held_out", _("Held out by lot"), sums.held_out, "number", opens=opens),
        spent(sums.money, sums.minutes),
    )


def _trials(closed: Closed, trial: Trial) -> Table:
    """Lay out the measure by which it is judged, and the one by which harm is looked for."""
    own = str(trial.told.definition["outcome"]["measure"])
    ranked = sorted(trial.findings.values(), key=lambda each: each.outcome != own)
    rows = []
    for each in ranked:
        least, alone = closed.minimum_count, trial._replace(findings={each.outcome: each})
        said = trials.stopped(each) if each.stopped else saying.sentence(each)
        if trials.young(alone, least) and each.decided is None:
            said = _("Just begun: too few customers have been drawn to say how long it takes.")
        told = trials.enough(each, least)
        rows.append(
            Row(
                (
                    _(MEASURES[each.outcome]),
                    _("judged by it") if each.outcome == own else _("stopped by it"),
                    said,
                    trials.effect(each, least, closed.currency),
                    trials.guess(each, least, closed.currency),
                    each.parties if told else None,
                    each.held_out if told else None,
                )
            )
        )
    columns = (
        Column("measure", _("Measure")),
        Column("role", _("For what")),
        Column("verdict", _("What is shown"), "sentence"),
        Column("effect", _("What it changes"), "sentence"),
        Column("guess", _("Best guess, no proof"), "sentence"),
        Column("parties", _("Followed in the play"), "number"),
        Column("held_out", _("Followed held out"), "number"),
    )
    return Table("trials", _("Does it work?"), columns, tuple(rows))


def _words(told: Told) -> Table:
    """Show its words; those for the customer in every language, as customers speak each."""
    rows = [
        Row((_("What to do"), told.sentence({}))),
        Row((_("Why now"), told.reason({}))),
        *(
            Row(
                (_("To the customer, in {language}", language=name), told.say({}, code)),
                spoken=code,
            )
            for code, name in _first(language()).items()
        ),
    ]
    columns = (Column("what", _("Words")), Column("said", _("As they are said"), "sentence"))
    sentence = _("A question mark stands where a figure of the customer is put in.")
    return Table("words", _("Its words"), columns, tuple(rows), sentence)


def _first(spoken: str) -> dict[str, str]:
    return {spoken: LANGUAGES[spoken], **LANGUAGES}


def _weeks(closed: Closed, play: str) -> Table:
    owner = whole(closed)
    source = (
        "SELECT local_week, fired, held_out, given FROM play_weeks WHERE play = ?"
        if owner
        else "SELECT local_week, count(*) FROM firings WHERE play = ? GROUP BY local_week"
    )
    rows = closed.con.execute(f"{source} ORDER BY local_week DESC LIMIT {WEEKS}", [play]).fetchall()
    more = (Column("held_out", _("Held out"), "number"), Column("given", _("Given"), "number"))
    columns = (
        Column("week", _("Week of"), "day"),
        Column("fired", _("Came up"), "number"),
        *(more if owner else ()),
    )
    title = _("Week by week, the newest first")
    return Table("weeks", title, columns, tuple(Row(row) for row in rows))


def _looks(closed: Closed, trial: Trial) -> Table:
    """Show what each look had shown, from where enough had been followed on."""
    rows = closed.con.execute(
        "SELECT day, outcome, parties, held_out, effect, low, high FROM trial_looks"
        " WHERE play = $play AND outcome = $outcome AND least(parties, held_out) >= $least"
        f" AND effect IS NOT NULL ORDER BY day DESC LIMIT {WEEKS}",
        {
            "play": trial.told.name,
            "outcome": trial.told.definition["outcome"]["measure"],
            "least": closed.minimum_count,
        },
    ).fetchall()
    drawn = tuple(
        Row((day, parties, held, *(trials.number(each, outcome) for each in figures)))
        for day, outcome, parties, held, *figures in rows
    )
    columns = (
        Column("day", _("Looked at"), "day"),
        Column("parties", _("Followed in the play"), "number"),
        Column("held_out", _("Followed held out"), "number"),
        Column("effect", _("What it changes")),
        Column("low", _("from")),
        Column("high", _("to")),
    )
    unit = trials.unit(trial.told.definition["outcome"]["measure"], closed.currency)
    return Table("looks", _("Look by look, the newest first"), columns, drawn,
                 _("In {unit}.", unit=unit))  # fmt: skip


def _firings(closed: Closed, told: Told) -> Table:
    owner = whole(closed)
    rows = closed.con.execute(
        "SELECT fired_at, party, person, arm, late, due_at FROM firings WHERE play = ?"
        f" ORDER BY fired_at DESC, key LIMIT {LATELY}",
        [told.name],
    ).fetchall()
    arms = {"held_out": _("held out"), "played": _("in the play")}
    drawn = tuple(
        Row(
            (
                party,
                at,
                person,
                due,
                _("told late") if late else "",
                *((arms.get(arm, arm),) if owner else ()),
            ),
            ("party", {"party": party}),
        )
        for at, party, person, arm, late, due in rows
    )
    columns = (
        Column("party", _("Customer"), "party"),
        Column("fired_at", _("Came up"), "instant"),
        Column("person", _("Knows them"), "party"),
        Column("due_at", _("Due"), "instant"),
        Column("late", _("Records")),
        *((Column("arm", _("Lot")),) if owner else ()),
    )
    return Table("firings", _("For whom lately"), columns, drawn)


def _story(told: Told) -> Table:
    """Show the story in which it was tried, line by line."""
    lines = [line for line in str(told.definition["story"]).splitlines() if line.strip()]
    columns = (Column("line", _("Line"), "code"),)
    sentence = _(
        "Behind each > stands for whom it comes up, and when. What looks alike and is not for it"
        " stands beside."
    )
    return Table("story", _("Its story"), columns, tuple(Row((line,)) for line in lines), sentence)


def _notes(closed: Closed, trial: Trial) -> tuple[str, ...]:
    definition = trial.told.definition
    own = trial.own
    notes = [*_what(definition), *_lot(trial, definition)]
    if own is not None:
        either = sum(each.harm_error for each in trial.findings.values())
        notes.append(saying.assurance(own._replace(harm_error=either)))
    if trial.reached:
        refused = subsets.why(_("those to whom it was given"), trial.reached, trial.reached)
        if trial.reached >= closed.minimum_count:
            notes.append(f"{refused.what} {refused.hint}")
    return tuple(notes)


def _what(definition: Mapping[str, Any]) -> list[str]:
    convenience = {
        "theirs": _("This play is for the customer's convenience."),
        "ours": _("This play is for our convenience only."),
        "both": _("This play is for both sides' convenience."),
    }
    contact = _(
        "{purpose}, {channel}.",
        purpose=say_purpose(definition["purpose"]),
        channel=say_channel(definition["channel"]),
    )
    return [convenience[definition["whose_convenience"]], contact]


def _lot(trial: Trial, definition: Mapping[str, Any]) -> list[str]:
    if not definition["held_out"]:
        return [_one_language(definition["all"])]
    drawn = _(
        "{share} of customers are held out by lot. Each is followed for {weeks} weeks after it.",
        share=say(definition["held_out"], "percent", ""),
        weeks=definition["outcome"]["weeks"],
    )
    measure = MEASURES[definition["harm"]["measure"]]
    harm = _(
        "It stops by itself as soon as it is surer than {chance} that this gets worse: {measure}.",
        chance=say(definition["harm"]["chance"], "percent", ""),
        measure=_(measure),
    )
    return [drawn, harm] if trial.findings else [drawn]


def _one_language(said: Mapping[str, str]) -> str:
    return said.get(language()) or said.get("en", "")
