"""The tables of the window: each tells a customer something of their own in plain words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from goodwill.house.hours import end_of_day
from goodwill.ledger.amends import AMENDS
from goodwill.ledger.closed import months_before
from goodwill.ledger.disclosure import cell
from goodwill.ledger.owed import limits_of
from goodwill.ledger.panes import GENERAL
from goodwill.ledger.published import Line
from goodwill.ledger.rates import Rate, first_monday, rates
from goodwill.moments.moment import say_purpose
from goodwill.reports.disclosed import kept_said, percent
from goodwill.reports.parts import kind_said
from goodwill.reports.report import Column, Row, Table
from goodwill.reports.standards import sentence_of, title_of
from goodwill.words import _, grouped, mark

if TYPE_CHECKING:
    from goodwill.book import Closed
    from goodwill.ledger.owed import Owed

MOST = 20
"""So many cases and promises are shown, the open ones and the newest first."""
STATES = {
    "waiting": mark("waits for our answer"),
    "yours": mark("waits for something from you"),
    "settled": mark("settled"),
    "answered": mark("answered"),
    "missed": mark("we did not answer"),
    "kept": mark("kept"),
    "kept_late": mark("kept, but late"),
    "due": mark("due"),
    "late": mark("late"),
    "in_time": mark("in time"),
    "open": mark("still open"),
}
"""In which state something is, in plain words; nothing of theirs is called late."""
_DAY = dt.timedelta(days=1)
_OPEN_FIRST = ("late", "due", "kept_late", "kept")


def state(name: str) -> str:
    """Say a state in the spoken language."""
    return _(STATES[name])


def owed(found: list[Owed]) -> Table:
    """List what we owe an answer to, and until when."""
    return Table(
        "owed",
        _("What we owe you an answer to"),
        (
            Column("case", _("About"), "case"),
            Column("state", _("State")),
            Column("since", _("You asked"), "instant"),
            Column("until", _("We answer by"), "clock"),
        ),
        tuple(
            Row((one.case, state("late" if one.late else "in_time"), one.since, one.until))
            for one in found[:MOST]
        ),
    )


def promises(pane: Closed) -> Table:
    """List what we promised, with what is late and due first."""
    closed_at = end_of_day(pane.as_of, pane.zone)
    rows = [
        (case, kind, purpose, given, due, done, _kept(due, done, closed_at))
        for case, kind, purpose, given, due, done in pane.con.execute(
            _PROMISES, [closed_at - dt.timedelta(days=366)]
        ).fetchall()
    ]
    rows.sort(key=lambda row: row[3], reverse=True)
    rows.sort(key=lambda row: _OPEN_FIRST.index(row[6]))
    return Table(
        "promises",
        _("What we promised you"),
        (
            Column("case", _("About"), "case"),
            Column("state", _("State")),
            Column("what", _("What")),
            Column("given", _("Promised"), "instant"),
            Column("due", _("Due"), "instant"),
            Column("done", _("Done"), "instant"),
        ),
        tuple(
            Row((case, state(how), _promised(kind, purpose), given, due, done))
            for case, kind, purpose, given, due, done, how in rows[:MOST]
        ),
    )


def _promised(kind: str, purpose: str | None) -> str:
    if kind == "purchase":
        return say_purpose("promise", "delivery")
    return say_purpose("promise", purpose) if purpose and kind == "promise" else kind_said(kind, "")


def _kept(due: dt.datetime, done: dt.datetime | None, closed_at: dt.datetime) -> str:
    """Tell the state of what is due: a promise for a day is kept until its last second."""
    until = due + dt.timedelta(seconds=1)
    if done is not None:
        return "kept" if done < until else "kept_late"
    return "late" if until <= closed_at else "due"


_PROMISES = """
SELECT case_id, opened_by, purpose, coalesce(promised_at, opened_at), due_at, fulfilled_at
FROM cases
WHERE due_at IS NOT NULL AND coalesce(purpose, '') <> 'papers'
  AND (opened_by IN ('promise', 'decision') AND opened_direction <> 'in'
    OR opened_by = 'purchase' AND opened_direction = 'in')
  AND (fulfilled_at IS NULL OR opened_at >= ?)
"""


def papers(pane: Closed, segment: str | None, zone: str) -> Table:
    """List the documents due: by the day agreed, else within the days of our standard."""
    closed_at = end_of_day(pane.as_of, pane.zone)
    limits = limits_of(pane.standards(), "papers_in_time", segment) or {}
    rows = []
    found = pane.con.execute(_PAPERS, {"zone": zone, "since": closed_at - dt.timedelta(days=366)})
    for case, asked, asked_on, agreed, done in found.fetchall():
        due = agreed
        if due is None and "days_at_most" in limits:
            due = end_of_day(asked_on + dt.timedelta(days=limits["days_at_most"]), zone)
        how = _kept(due, done, closed_at) if due else "open" if done is None else "kept"
        rows.append((case, asked, due, done, how))
    rows.sort(key=lambda row: row[1], reverse=True)
    rows.sort(key=lambda row: row[4] in {"kept", "kept_late"})
    return Table(
        "papers",
        _("Papers due to you"),
        (
            Column("case", _("About"), "case"),
            Column("state", _("State")),
            Column("asked", _("Asked or promised"), "instant"),
            Column("due", _("Due"), "instant"),
            Column("done", _("Arrived"), "instant"),
        ),
        tuple(Row((case, state(how), *days)) for case, *days, how in rows[:MOST]),
    )


_PAPERS = """
SELECT case_id, opened_at, CAST(timezone($zone, timezone('UTC', opened_at)) AS DATE), due_at,
       fulfilled_at
FROM cases
WHERE purpose = 'papers' AND (opened_by = 'promise' AND opened_direction <> 'in'
    OR opened_by = 'request' AND opened_direction = 'in')
  AND (fulfilled_at IS NULL OR opened_at >= $since)
"""


def cases(pane: Closed, waiting: set[str]) -> Table:
    """List their cases, the newest first, each with its state and the team that has it."""
    rows = pane.con.execute(_CASES).fetchall()
    rows.sort(key=lambda row: row[0] not in waiting)
    named = pane.names({person for *_rest, person in rows if person})
    return Table(
        "cases",
        _("Your cases"),
        (
            Column("case", _("Case"), "case"),
            Column("state", _("State")),
            Column("team", _("With")),
            Column("opened", _("Opened"), "instant"),
            Column("last", _("Last dealing"), "instant"),
        ),
        tuple(
            Row(
                (
                    case, state("waiting" if case in waiting else how),
                    ", ".join(word for word in (named.get(person, ""), team) if word),
                    opened, last,
                )
            )
            for case, opened, last, how, team, person in rows[: max(MOST, len(waiting))]
        ),
    )  # fmt: skip


_CASES = """
WITH hands AS (
  SELECT about, arg_max(team, happened_at) AS team, arg_max(person, happened_at) AS person
  FROM moments WHERE team IS NOT NULL GROUP BY about)
SELECT c.case_id, c.opened_at, c.last_at,
  CASE WHEN c.resolved_at IS NOT NULL THEN 'settled'
       WHEN last.direction = 'out' AND last.kind = 'request' AND last.purpose = 'waiting'
         THEN 'yours'
       WHEN c.answered_at IS NOT NULL OR c.opened_direction = 'out' THEN 'answered'
       ELSE 'missed' END AS how,
  hands.team, hands.person
FROM cases c LEFT JOIN hands ON hands.about = c.case_id
LEFT JOIN moments last ON last.id = c.last_id
WHERE c.sort NOT IN ('order', 'invoice', 'promise', 'contract', 'usage', 'delivery', 'credit')
ORDER BY c.opened_at DESC, c.case_id
"""


def invoices(pane: Closed) -> Table:
    """List invoices of ours that are still open: the fact, and nothing said about it."""
    rows = pane.con.execute(
        f"SELECT case_id, opened_at, due_at,"
        f" round((amount - coalesce(paid, 0) - coalesce(refunded, 0)) * {pane.scale})::BIGINT"
        " FROM cases WHERE opened_by = 'invoice' AND opened_direction = 'out' AND paid_at IS NULL"
        " AND amount > coalesce(paid, 0) + coalesce(refunded, 0)"
        f" ORDER BY opened_at DESC, case_id LIMIT {MOST}"
    ).fetchall()
    return Table(
        "invoices",
        _("Invoices still open"),
        (
            Column("case", _("Invoice"), "case"),
            Column("of", _("Of"), "instant"),
            Column("due", _("Payable by"), "instant"),
            Column("amount", _("Open amount"), "money"),
        ),
        tuple(Row(row) for row in rows),
    )


def amends(pane: Closed) -> Table:
    """List what we gave back or granted to make good."""
    purposes = ", ".join(f"'{word}'" for word in AMENDS)
    rows = pane.con.execute(
        f"SELECT coalesce(about, ''), kind, purpose, happened_at,"
        f" round(amount * {pane.scale})::BIGINT FROM moments"
        f" WHERE direction = 'out' AND amount > 0 AND coalesce(currency, $currency) = $currency"
        f" AND (kind = 'refund' AND purpose IN ({purposes}) OR kind = 'concession')"
        f" ORDER BY happened_at DESC, id LIMIT {MOST}",
        {"currency": pane.currency},
    ).fetchall()
    return Table(
        "amends",
        _("What we made good"),
        (
            Column("case", _("About"), "case"),
            Column("amount", _("Amount"), "money"),
            Column("what", _("What")),
            Column("of", _("Of"), "instant"),
        ),
        tuple(
            Row((case, amount, kind_said(kind, purpose), when))
            for case, kind, purpose, when, amount in rows
        ),
    )


def standards(pane: Closed, segment: str | None) -> tuple[Table, Table]:
    """Show how often we kept our standards towards them and in general; then all the others."""
    opening = pane.opening("year")
    earlier = months_before(opening, 12)
    own = {rate.standard: rate for rate in rates(pane.con, opening, pane.as_of)}
    then = {rate.standard: rate for rate in rates(pane.con, earlier, first_monday(opening) - _DAY)}
    all_ = {rate.standard: rate for rate in rates(pane.con, opening, pane.as_of, table=GENERAL)}
    words = _in_segment(pane.standards(), segment)
    rows = [
        Row(
            (
                title_of(words, name), sentence_of(words, name), _of(own.get(name)),
                own[name].exempt or None if name in own else None, _of(then.get(name)),
                _general(whole, own.get(name), pane.minimum_count),
            )
        )
        for name, whole in all_.items()
    ]  # fmt: skip
    rows.sort(key=lambda row: str(row.values[0]))
    own_columns = (
        Column("own", _("Kept towards you")),
        Column("exempt", _("Exempt"), "number"),
        Column("then", _("The year before")),
    )
    names = Column("standard", _("Standard")), Column("sentence", _("What we owe you"), "sentence")
    general = Column("general", _("Kept in general"))
    touched = [row for row in rows if any(row.values[2:5])]
    others = [row for row in rows if not any(row.values[2:5])]
    return (
        Table(
            "standards", _("Our standards, and how we kept them"),
            (*names, *own_columns, general), tuple(touched),
        ),
        Table(
            "others", _("Our other standards"), (*names, general),
            tuple(Row((*row.values[:2], row.values[5])) for row in others),
        ),
    )  # fmt: skip


def _of(rate: Rate | None) -> str | None:
    """Say how often something was kept of how often it was owed."""
    judged = rate.kept + rate.breached if rate else 0
    if rate is None or not judged:
        return None
    return _("{kept} of {judged}", kept=grouped(rate.kept), judged=grouped(judged))


def _general(whole: Rate, own: Rate | None, k: int) -> str | None:
    """Say how often a standard is kept in general, unless that told of a few other customers."""
    cases = whole.kept + whole.breached
    others = cases - (own.kept + own.breached if own else 0)
    if others < k:
        return None
    line = Line(whole.standard, cases, cell(whole.breached, k, of=cases), cell(0, k), None)
    return percent(whole.share) if line.breaches.value is not None else kept_said(line, k)


def _in_segment(
    standards: dict[str, dict[str, Any]], segment: str | None
) -> dict[str, dict[str, Any]]:
    """Give the standards with the limits that hold for this customer."""
    return {
        name: {**one, "limits": limits_of(standards, name, segment) or {}}
        for name, one in standards.items()
    }
