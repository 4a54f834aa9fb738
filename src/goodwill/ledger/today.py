"""What is to be done today: clocks that run out, words given, customers who go, money owed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.house.hours import end_of_day
from goodwill.ledger.owed import answers_owed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from goodwill.ledger.closed import Closed

ANSWER, PROMISE, BILL, LEAVING, DEBT, PLEA = (
    "answer", "promise", "bill", "leaving", "debt", "plea",
)  # fmt: skip
"""The kinds of things that a day may hold."""
BACK, AHEAD = 30, 3
"""How many days back something undone is still of today, and how many days ahead it already is."""
PATIENCE = 30.0
"""Days within which whoever fades is to be seen and a debt to be spoken of: no single day
decides."""
MOST_OF_A_KIND = 3
"""So many of one kind come before the others have had their turn."""
OVERDUE = 4
"""Days after which a bill that is not paid is spoken of."""


class Thing(NamedTuple):
    """One thing to do; money is in minor units, instants are UTC."""

    key: str
    """By which it is known again when somebody has done it or put it off."""
    kind: str
    party: str
    case: str | None
    standard: str | None
    due: dt.datetime | None
    late: bool
    stake: int | None
    """What hangs on it; none where it cannot be told."""
    urgency: float
    """The share of the stake that one more day of waiting puts at risk."""
    figures: dict[str, Any]
    """What the reason is said with."""

    @property
    def weight(self) -> float:
        """By which things are ranked."""
        return (self.stake or 0) * self.urgency


class Plea(NamedTuple):
    """What a customer asked through the window and nobody has answered."""

    number: str
    party: str
    urgent: bool
    case: str | None
    made_at: dt.datetime
    due: dt.datetime | None = None
    """By when we said that a person answers."""


def things(closed: Closed, pleas: Iterable[Plea] = ()) -> list[Thing]:
    """Gather all that is to be done, in no order."""
    stakes = _stakes(closed.con, closed.as_of)
    return [
        *_pleas(closed, stakes, pleas), *_answers(closed, stakes), *_promises(closed, stakes),
        *_bills(closed), *_leaving(closed), *_debts(closed),
    ]  # fmt: skip


def chosen(found: Iterable[Thing], resting: Iterable[str], most: int) -> list[Thing]:
    """Choose what weighs most; no kind crowds out the others, urgent pleas stand first.

    Whatever rests, because its reader has done it or put it off, is left out.
    """
    asleep = set(resting)
    ranked = sorted(
        (thing for thing in found if thing.key not in asleep),
        key=lambda thing: (not _calls(thing), -thing.weight, thing.key),
    )
    first: list[Thing] = []
    rest: list[Thing] = []
    seen: dict[str, int] = {}
    for thing in ranked:
        seen[thing.kind] = seen.get(thing.kind, 0) + 1
        (first if seen[thing.kind] <= MOST_OF_A_KIND or _calls(thing) else rest).append(thing)
    picked = set(map(id, [*first, *rest][:most]))
    return [thing for thing in ranked if id(thing) in picked]


def _calls(thing: Thing) -> bool:
    """Tell whether a customer asked for urgent help."""
    return thing.kind == PLEA and bool(thing.figures.get("urgent"))


class Stakes(NamedTuple):
    """What breaches cost here: the mean price of each family, worths, and their mean."""

    prices: dict[str, int]
    worths: dict[str, int]
    mean: float

    def of(self, family: str, party: str) -> int | None:
        """Give what a breach of a family costs with a customer; more with one of more worth."""
        price = self.prices.get(family)
        if price is None:
            return None
        worth = self.worths.get(party)
        return round(price * (worth / self.mean if worth is not None and self.mean else 1))


def _stakes(con: DuckDBPyConnection, day: dt.date) -> Stakes:
    prices = con.execute(
        "SELECT family, abs(price) FROM findings WHERE verdict = 'breach' AND price IS NOT NULL"
    ).fetchall()
    worths = dict(
        con.execute("SELECT party, worth FROM worths WHERE day = ? AND worth > 0", [day]).fetchall()
    )
    return Stakes(dict(prices), worths, sum(worths.values()) / len(worths) if worths else 0.0)


def _urgency(closed_at: dt.datetime, due: dt.datetime | None) -> float:
    """Say how much of what is at stake is lost by waiting one day more."""
    if due is None or due <= closed_at:
        return 1.0
    return 1 / (1 + (due - closed_at) / dt.timedelta(days=1))


def _near(closed_at: dt.datetime, due: dt.datetime) -> bool:
    return closed_at - dt.timedelta(days=BACK) <= due <= closed_at + dt.timedelta(days=AHEAD)


def _pleas(closed: Closed, stakes: Stakes, pleas: Iterable[Plea]) -> list[Thing]:
    """Take up pleas of customers whom the reader may see."""
    known = {
        party
        for (party,) in closed.con.execute(
            "SELECT DISTINCT party FROM moments WHERE left(party, 1) IN ('c', 'p', 'r')"
        ).fetchall()
    }
    whole = closed.sight is None or closed.sight.whole
    return [
        Thing(f"plea:{plea.number}", PLEA, plea.party, plea.case, None, plea.due, True,
              stakes.worths.get(plea.party), 1.0, {"urgent": plea.urgent, "since": plea.made_at})
        for plea in pleas
        if whole or plea.party in known
    ]  # fmt: skip


def _answers(closed: Closed, stakes: Stakes) -> list[Thing]:
    """List the answers that customers wait for, by their deadlines."""
    closed_at = end_of_day(closed.as_of, closed.zone)
    owed = [one for one in answers_owed(closed) if one.until and _near(closed_at, one.until)]
    if not owed:
        return []
    parties = dict(
        closed.con.execute(
            f"SELECT case_id, party FROM cases WHERE case_id IN ({', '.join('?' * len(owed))})",
            [one.case for one in owed],
        ).fetchall()
    )
    words = closed.standards()
    return [
        Thing(f"answer:{one.case}", ANSWER, parties[one.case], one.case, one.standard, one.until,
              one.late, stakes.of(words.get(one.standard, {}).get("family", ""), parties[one.case]),
              _urgency(closed_at, one.until), {"since": one.since})
        for one in owed
        if parties.get(one.case)
    ]  # fmt: skip


_KEPT_ELSEWHERE = ("first_answer", "next_answer", "callback_kept", "emergency_first")


def _promises(closed: Closed, stakes: Stakes) -> list[Thing]:
    """List words given that are due or broken and not yet made good."""
    closed_at = end_of_day(closed.as_of, closed.zone)
    rows = closed.con.execute(
        """
        SELECT v.standard, v.family, v.case_id, v.party, k.due_at FROM verdicts v
        JOIN cases k USING (case_id)
        WHERE v.side = 'ours' AND v.verdict IN ('open', 'breach') AND k.due_at IS NOT NULL
          AND k.fulfilled_at IS NULL AND k.sort NOT IN ('bill', 'invoice', 'pay')
          AND k.resolved_at IS NULL AND left(v.party, 1) IN ('c', 'p', 'r')
          AND k.due_at >= $back AND k.due_at <= $ahead
        ORDER BY v.case_id, v.standard
        """,
        {
            "back": closed_at - dt.timedelta(days=BACK),
            "ahead": closed_at + dt.timedelta(days=AHEAD),
        },
    ).fetchall()
    found = {}
    for standard, family, case, party, due in rows:
        if standard not in _KEPT_ELSEWHERE or standard == "callback_kept":
            found[case] = Thing(
                f"promise:{case}", PROMISE, party, case, standard, due, due <= closed_at,
                stakes.of(family, party), _urgency(closed_at, due), {},
            )  # fmt: skip
    return list(found.values())


def _bills(closed: Closed) -> list[Thing]:
    """List the suppliers whom we owe money that is due; their patience is not ours to spend."""
    closed_at = end_of_day(closed.as_of, closed.zone)
    rows = closed.con.execute(
        """
        SELECT party, min(due_at), count(*), max(days_late),
               round(sum(amount - coalesce(paid, 0)) * $scale)::BIGINT
        FROM cases
        WHERE opened_by = 'invoice' AND opened_direction = 'in' AND paid_at IS NULL
          AND days_late > 0
        GROUP BY party ORDER BY party
        """,
        {"scale": closed.scale},
    ).fetchall()
    return [
        Thing(f"bill:{party}", BILL, party, None, None, due, due <= closed_at, owed, 1 / PATIENCE,
              {"number": number, "days": days})
        for party, due, number, days, owed in rows
    ]  # fmt: skip


def _leaving(closed: Closed) -> list[Thing]:
    """List the customers who fade or are overdue, with what they are still worth."""
    rows = closed.con.execute(
        """
        SELECT h.party, h.state, h.since, h.pace_before, h.pace_now, w.worth, w.alive, w.last_at
        FROM habits h JOIN worths w ON w.party = h.party AND w.day = $day
        WHERE h.state IN ('fading', 'overdue') AND w.worth > 0
        ORDER BY w.worth DESC, h.party LIMIT 50
        """,
        {"day": closed.as_of},
    ).fetchall()
    found = []
    for party, state, since, before, now, worth, alive, last in rows:
        fallen = 1 - now / before if state == "fading" and before and now == now else 1 - alive  # noqa: PLR0124
        figures = {"state": state, "since": since, "last": last, "worth": worth}
        found.append(
            Thing(f"leaving:{party}", LEAVING, party, None, None, None, False,
                  round(worth * min(max(fallen, 0.0), 1.0)), 1 / PATIENCE, figures)
        )  # fmt: skip
    return found


def _debts(closed: Closed) -> list[Thing]:
    """List customers whose bills are open longer than they use to leave them."""
    rows = closed.con.execute(
        """
        SELECT party, min(due_at), count(*), max(days_late), max(usual_late),
               round(sum(amount - coalesce(paid, 0)) * $scale)::BIGINT AS owed
        FROM cases
        WHERE sort = 'invoice' AND opened_direction = 'out' AND paid_at IS NULL
          AND days_late >= $overdue + greatest(coalesce(usual_late, 0), 0)
        GROUP BY party HAVING sum(amount - coalesce(paid, 0)) > 0 ORDER BY party
        """,
        {"scale": closed.scale, "overdue": OVERDUE},
    ).fetchall()
    return [
        Thing(f"debt:{party}", DEBT, party, None, None, due, True, owed, 1 / PATIENCE,
              {"number": number, "days": days, "usual": usual})
        for party, due, number, days, usual, owed in rows
    ]  # fmt: skip
