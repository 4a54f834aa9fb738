"""The finer parts of the page on words: concerns, notes, politeness and outcome, drift, jargon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger import written
from goodwill.ledger.rates import wilson
from goodwill.reports.evidence import has
from goodwill.reports.report import Column, Row, Table
from goodwill.words import LANGUAGES, _, mark

if TYPE_CHECKING:
    import datetime as dt

    from goodwill.book import Closed
    from goodwill.ledger.written import Drift, Outcome

CONCERNS = {
    "refusal": mark("A bare no"),
    "runaround": mark("Sent round"),
    "procedure": mark("A procedure as the reason"),
    "blame": mark("Blame"),
    "apology": mark("An apology without information"),
    "mass": mark("Mass tone"),
    "jargon": mark("Jargon"),
    "self_praise": mark("Praise and news of our own"),
    "pressure": mark("Pressure for our own sake"),
    "dunning": mark("A reminder without the facts"),
    "contempt": mark("Contempt"),
    "shouting": mark("Shouting"),
    "acknowledge": mark("Asking before acknowledging"),
    "scripted": mark("The same text to many"),
    "promise": mark("A promise without a date"),
    "owner": mark("Nobody who sees it through"),
    "absence": mark("Written while they are away"),
    "hour": mark("Written late in the evening"),
}
"""What a remark may be about, as a screen names it."""


def say_concern(concern: str) -> str:
    """Name a concern in the language now spoken."""
    return _(CONCERNS[concern]) if concern in CONCERNS else concern


def concerns(closed: Closed, opening: dt.date) -> Table:
    """Tell what was remarked, and how often."""
    found = written.concerns(closed.con, opening, closed.as_of)
    return Table(
        "concerns",
        _("What was remarked"),
        (
            Column("concern", _("About")),
            Column("counted", _("Texts"), "number", _("With a remark that counts as a breach.")),
            Column("hinted", _("Hints"), "number", _("Texts with a hint, which is no breach.")),
            Column("habits", _("Habits"), "number",
                   _("Texts with what is no fault in one text, and one in many.")),
            Column("dismissed", _("Dismissed"), "number"),
        ),
        tuple(
            Row((say_concern(each.concern), each.counted, each.hinted, each.habits, each.dismissed))
            for each in found
            if each.concern != "contempt"
        ),
    )  # fmt: skip


def notes_of_teams(closed: Closed, opening: dt.date) -> Table:
    """Tell how teams write about customers among themselves; never how one person does."""
    found = written.notes(closed.con, opening, closed.as_of, closed.minimum_count)
    return Table(
        "notes",
        _("Internal notes"),
        (
            Column("team", _("Team")),
            Column("notes", _("Notes"), "number"),
            Column("share", _("With contempt"), "chart"),
            Column("low", _("from"), "share"),
            Column("high", _("to"), "share"),
        ),
        tuple(
            Row((one.team, one.notes, one.contempt / one.notes, *wilson(one.contempt, one.notes)))
            for one in found
        ),
        _("How customers are spoken of where they do not read it, by whole teams: whose note it"
          " was is not kept. Counted is what rules that are switched on have found."),
    )  # fmt: skip


def outcomes(closed: Closed, opening: dt.date) -> Table:
    """Set polite words beside what was done in the matter."""
    found = written.outcomes(closed.con, opening, closed.as_of)
    told = [one for one in found if one.matters >= closed.minimum_count]
    names = {True: _("With polite words"), False: _("Without")}
    return Table(
        "outcomes",
        _("Politeness and outcome"),
        (
            Column("texts", _("Answers")),
            Column("matters", _("Matters"), "number"),
            Column("kept", _("Matters without a breach"), "chart"),
            Column("low", _("from"), "share"),
            Column("high", _("to"), "share"),
        ),
        tuple(
            Row((names[one.polite], one.matters, 1 - one.broken / one.matters,
                 *wilson(one.matters - one.broken, one.matters)))
            for one in told
        ),
        _gap(told),
    )  # fmt: skip


def _gap(told: list[Outcome]) -> str:
    """Say whether polite words and good outcomes go together, where that can be told."""
    if len(told) < 2:
        return _("Cannot tell whether politeness and outcome go together: too few matters.")
    spans = {one.polite: wilson(one.matters - one.broken, one.matters) for one in told}
    polite, plain = spans[True], spans[False]
    if polite[1] < plain[0]:
        return _("Polite words stand where less was done: they stand in for the deed.")
    if polite[0] > plain[1]:
        return _("Where words are polite, more is done as well.")
    return _("Polite words tell nothing of what is done: the shares cannot be told apart.")


def drift(closed: Closed, opening: dt.date) -> Table:
    """Tell whether colleagues grow shorter or colder when asked the same again and again."""
    found = written.drift(closed.con, opening, closed.as_of)
    enough = min(found.early, found.late) >= closed.minimum_count
    return Table(
        "drift",
        _("The same question again and again"),
        (
            Column("when", _("Answers")),
            Column("texts", _("Texts"), "number"),
            Column("share", _("With a remark"), "chart"),
            Column("low", _("from"), "share"),
            Column("high", _("to"), "share"),
            Column("letters", _("Letters, median"), "number"),
        ),
        tuple(_of_drift(found)) if enough else (),
        _drifted(found),
    )


def _of_drift(found: Drift) -> list[Row]:
    thirds = (
        (_("the first third"), found.early, found.early_remarked, found.early_letters),
        (_("the last third"), found.late, found.late_remarked, found.late_letters),
    )
    return [
        Row((name, texts, remarked / texts, *wilson(remarked, texts), round(letters)))
        for name, texts, remarked, letters in thirds
    ]


def _drifted(found: Drift) -> str:
    early = wilson(found.early_remarked, found.early)
    late = wilson(found.late_remarked, found.late)
    if late[0] > early[1]:
        said = _("The later answers draw more remarks than the first.")
    elif late[1] < early[0]:
        said = _("The later answers draw fewer remarks than the first.")
    else:
        said = _("No drift can be told.")
    return said + " " + _(
        "Counted are questions in the same words, but for numbers, that one colleague was asked"
        " five times or more."
    )  # fmt: skip


def house_words(closed: Closed) -> Table:
    """List words that colleagues write and customers never, as candidates for the house's list."""
    found = written.house_words(closed.con) if has(closed, "house_words") else []
    return Table(
        "house_words",
        _("Words that only we use"),
        (
            Column("word", _("Word")),
            Column("language", _("Language")),
            Column("texts", _("Texts"), "number"),
            Column("people", _("Colleagues"), "number"),
        ),
        tuple(
            Row((one.word, LANGUAGES.get(one.language, one.language), one.texts, one.people))
            for one in found
        ),
        _(
            "Colleagues write them and customers never did. Those that only the house understands"
            " belong into [words] of goodwill.toml, as jargon; the others may stay."
        ),
    )


def untold(tables: tuple[Table, ...]) -> tuple[str, ...]:
    """Say of what cannot be told yet that it cannot, and what it would take."""
    empty = {table.name for table in tables if not table.rows}
    said = {
        "outcomes": _(
            "Whether politeness and outcome go together cannot be told: no matter of this period"
            " has both an answer in words and a case that was judged."
        ),
        "drift": _(
            "Whether answers wear off when the same is asked again cannot be told: no colleague"
            " was asked the same in the same words five times."
        ),
        "notes": _("No team is large enough, or writes internal notes enough, to tell of them."),
        "house_words": _(
            "Which words only we use cannot be told yet: it takes texts of customers with"
            " five hundred different words in a language."
        ),
    }
    return tuple(sentence for name, sentence in said.items() if name in empty)


def notes() -> tuple[str, ...]:
    """Say what is counted, and what is not."""
    return (
        _(
            "Remarks come from rules about harm alone: no word of politeness takes one away. Rules"
            " find less than half of what a reader would find, so the shares are lower bounds."
        ),
        _("How one person writes is shown to that person only; others see teams."),
    )
