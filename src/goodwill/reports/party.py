"""One customer's time line with both sides: what they did, what we did, and what is still owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.near import near
from goodwill.ledger.roster import Open, open_between
from goodwill.problems import InputError, Problem
from goodwill.reports.evidence import has
from goodwill.reports.faces import say
from goodwill.reports.folding import folded_line
from goodwill.reports.report import Column, Figure, Pages, Report, Row, Table
from goodwill.reports.standards import title_of
from goodwill.words import _, mark, ngettext, pgettext

if TYPE_CHECKING:
    import datetime as dt

    from goodwill.book import Closed

PARAMETERS = ("party", "limit", "offset")
READERS = ("owner", "manager", "person")
PAGE = 30
VERDICTS = {"breaches": "breach", "graces": "grace", "open": "open"}
"""The columns that count verdicts, and which."""
HABITS = {
    "steady": mark("as ever"),
    "fading": mark("buys less and less"),
    "overdue": mark("overdue"),
    "gone": mark("has probably left"),
    "cannot_tell": mark("cannot tell yet"),
}
"""Each state of a habit of buying, in a word or two."""


def draw(closed: Closed, party: str, limit: int = PAGE, offset: int = 0) -> Report:
    """Draw what is open with one party, its two sides, never netted, and its time line by case."""
    with near(closed, party) as theirs:
        between = open_between(theirs, party)
        unfolded = {one.case for one in between}
        line, cases = folded_line(theirs, party, unfolded, int(limit), int(offset))
        if not cases:
            unknown = _("Nothing is known of such a party in this closed book.")
            raise InputError(Problem(party, unknown))
        first = not int(offset)
        tables = (_open_now(between), _sides(theirs, party), line) if first else (line,)
        lead = _lead(theirs, party)
    return Report(
        name="party",
        title=closed.names([party]).get(party, party),
        lead=lead,
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(closed, party) if first else (),
        tables=tables,
        notes=(
            _("The two sides are shown beside each other and never set off against each other."),
        ),
        zone=closed.zone,
        pages=Pages(cases, int(offset), int(limit)),
    )


def _open_now(between: list[Open]) -> Table:
    """Lay out what is open between us: promises and answers of ours, payments of theirs."""
    said = {
        "promise": _("We promised"),
        "answer": _("They wait for our answer"),
        "payment": _("They owe us"),
    }
    return Table(
        "open",
        _("Open between us"),
        (
            Column("what", _("What")),
            Column("case", _("Case"), "case"),
            Column("since", _("Since"), "instant"),
            Column("until", _("Until"), "instant"),
            Column("state", _("State")),
            Column("amount", _("Amount"), "money"),
        ),
        tuple(
            Row(
                (said[one.sort], one.case, one.since, one.until, _("late") if one.late else "",
                 one.amount),
                ("moments", {"case": one.case, "party": one.party}),
            )
            for one in between
        ),
    )  # fmt: skip


def _lead(closed: Closed, party: str) -> str:
    row = closed.con.execute(
        """
        SELECT count(*), count(DISTINCT about), count(*) FILTER (direction = 'in')
        FROM moments WHERE party = ?
        """,
        [party],
    ).fetchone()
    assert row is not None
    dealings = ngettext("{number} dealing", "{number} dealings", row[0])
    cases = ngettext("{number} case", "{number} cases", row[1])
    return _("{dealings} in {cases}.", dealings=dealings, cases=cases)


def _figures(closed: Closed, party: str) -> tuple[Figure, ...]:
    row = closed.con.execute(
        """
        SELECT worth, worth_low, worth_high, alive, expected
        FROM worths WHERE party = ? AND day = ?
        """,
        [party, closed.as_of],
    ).fetchone()
    if row is None or row[0] is None:
        return ()
    worth, low, high, alive, expected = row
    return (
        Figure(
            "worth", _("Worth"), worth, "money", low, high, "observed",
            ngettext(
                "Expected in the next {number} year, in today's money.",
                "Expected in the next {number} years, in today's money.",
                closed.horizon_years,
            ),
            ("moments", {"party": party, "kind": "purchase"}),
        ),
        Figure(
            "alive",
            _("Still there"),
            alive,
            "share",
            sentence=_("Probability that they have not left, from their own rhythm of buying."),
            opens=("moments", {"party": party, "kind": "purchase"}),
        ),
        Figure(
            "expected",
            _("Purchases expected in a year"),
            expected,
            "number",
            opens=("moments", {"party": party, "kind": "purchase"}),
        ),
        *_habit(closed, party),
    )  # fmt: skip


def _habit(closed: Closed, party: str) -> tuple[Figure, ...]:
    """Say whether the customer keeps to the habit of buying, where the book tells."""
    if not has(closed, "habits"):
        return ()
    row = closed.con.execute(
        """
        SELECT state, CASE WHEN NOT isnan(pace_before) THEN pace_before END,
               CASE WHEN NOT isnan(pace_now) THEN pace_now END,
               CASE WHEN NOT isnan(overdue) THEN overdue END, since
        FROM habits WHERE party = ?
        """,
        [party],
    ).fetchone()
    if row is None or row[0] not in HABITS or row[0] == "cannot_tell":
        return ()
    return (
        Figure(
            "habit",
            _("Habit of buying"),
            _(HABITS[row[0]]),
            "text",
            sentence=_habit_said(*row),
            opens=("moments", {"party": party, "kind": "purchase"}),
        ),
    )


def _habit_said(
    state: str,
    before: float | None,
    now: float | None,
    overdue: float | None,
    since: dt.date | None,
) -> str:
    """Say by which figures a habit is told."""
    if state == "fading" and None not in {before, now, since}:
        return _(
            "From about {before} purchases a year to {now}, since {day}.",
            before=say(round(before or 0, 1), "number", ""),
            now=say(round(now or 0, 1), "number", ""),
            day=say(since, "day", ""),
        )
    if state in {"overdue", "gone"} and overdue is not None:
        return _(
            "If nothing had changed, so long a silence would come up in {share} of cases.",
            share=say(overdue, "share", ""),
        )
    if before is None:
        return ""
    return _("About {pace} purchases a year.", pace=say(round(before, 1), "number", ""))


def _sides(closed: Closed, party: str) -> Table:
    rows = closed.con.execute(
        """
        SELECT v.side, v.standard, count(*) FILTER (v.verdict = 'breach'),
               count(*) FILTER (v.verdict = 'grace'), count(*) FILTER (v.verdict = 'open'),
               sum(p.amount)
        FROM verdicts v LEFT JOIN postings p ON p.verdict_id = v.verdict_id AND p.party = v.party
        WHERE v.party = ? AND v.verdict IN ('breach', 'grace', 'open')
        GROUP BY v.side, v.standard ORDER BY v.side, 3 DESC, v.standard
        """,
        [party],
    ).fetchall()
    words = closed.standards()
    sides = {"ours": _("Our side"), "theirs": _("Their side")}
    return Table(
        "sides",
        _("Both sides"),
        (
            Column("standard", _("Standard")),
            Column("side", _("Side")),
            Column("breaches", _("Breaches"), "number"),
            Column("graces", _("Graces"), "number"),
            Column("open", pgettext("plural", "Open"), "number"),
            Column("amount", _("Amount"), "money"),
        ),
        tuple(
            Row(
                (title_of(words, standard), sides[side], *numbers),
                ("verdicts", {"party": party, "standard": standard}),
                behind={
                    name: ("verdicts", {"party": party, "standard": standard, "verdict": verdict})
                    for name, verdict in VERDICTS.items()
                },
            )
            for side, standard, *numbers in rows
        ),
    )
