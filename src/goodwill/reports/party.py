"""One customer's time line with both sides: what they did, what we did, and what was owed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.moments.moment import say_kind
from goodwill.reports.report import Column, Figure, Report, Row, Table
from goodwill.reports.standards import title_of
from goodwill.words import _, ngettext, pgettext

if TYPE_CHECKING:
    from goodwill.book import Closed

PARAMETERS = ("party", "limit")


def draw(closed: Closed, party: str, limit: int = 200) -> Report:
    """Draw the time line of one party, newest first, and its two sides, never netted."""
    name = closed.names([party]).get(party, party)
    return Report(
        name="party",
        title=name,
        lead=_lead(closed, party),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(closed, party),
        tables=(_sides(closed, party), _cases(closed, party), _line(closed, party, limit)),
        notes=(
            _("The two sides are shown beside each other and never set off against each other."),
        ),
    )


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
        Figure("worth", _("Worth"), worth, "money", low, high, "observed"),
        Figure(
            "alive",
            _("Still there"),
            alive,
            "share",
            sentence=_("Probability that they have not left, from their own rhythm of buying."),
        ),
        Figure("expected", _("Purchases expected in a year"), expected, "number"),
    )


def _sides(closed: Closed, party: str) -> Table:
    rows = closed.con.execute(
        """
        SELECT v.side, v.standard, count(*) FILTER (v.verdict = 'breach'),
               count(*) FILTER (v.verdict = 'grace'), count(*) FILTER (v.verdict = 'open'),
               sum(p.amount)
        FROM verdicts v LEFT JOIN postings p USING (verdict_id)
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
            Column("side", _("Side")),
            Column("standard", _("Standard")),
            Column("breaches", _("Breaches"), "number"),
            Column("graces", _("Graces"), "number"),
            Column("open", pgettext("plural", "Open"), "number"),
            Column("amount", _("Amount"), "money"),
        ),
        tuple(
            Row(
                (sides[side], title_of(words, standard), *numbers),
                ("verdicts", {"party": party, "standard": standard}),
            )
            for side, standard, *numbers in rows
        ),
    )


def _cases(closed: Closed, party: str) -> Table:
    rows = closed.con.execute(
        """
        SELECT case_id, opened_at, last_at, moments, handovers, repeats, rating
        FROM cases WHERE party = ? AND sort NOT IN ('order', 'invoice')
        ORDER BY opened_at DESC LIMIT 50
        """,
        [party],
    ).fetchall()
    return Table(
        "cases",
        _("Cases"),
        (
            Column("case", _("Case")),
            Column("opened", _("Opened"), "instant"),
            Column("last", _("Last dealing"), "instant"),
            Column("moments", _("Dealings"), "number"),
            Column("handovers", _("Handed over"), "number"),
            Column("repeats", _("Asked to repeat"), "number"),
            Column("rating", _("Rating"), "number"),
        ),
        tuple(Row(row, ("moments", {"case": row[0], "party": party})) for row in rows),
    )


def _line(closed: Closed, party: str, limit: int) -> Table:
    return time_line(
        closed,
        closed.con.execute(
            f"""
            SELECT m.id, m.happened_at, m.direction, m.kind, m.purpose, m.about, m.person, m.team,
                   round(m.amount * {closed.scale})::BIGINT AS amount, j.judged
            FROM moments m LEFT JOIN (
              SELECT moment, string_agg(standard || ':' || verdict, ' ' ORDER BY standard) AS judged
              FROM verdicts WHERE party = $party GROUP BY moment) j ON j.moment = m.id
            WHERE m.party = $party ORDER BY m.happened_at DESC, m.id LIMIT {int(limit)}
            """,
            {"party": party},
        ).fetchall(),
        _("Time line"),
    )


def time_line(closed: Closed, rows: list[tuple[Any, ...]], title: str) -> Table:
    """Lay out moments as a time line: when, which side, what, about what, by whom, the verdicts."""
    words = closed.standards()
    directions = {"in": _("they"), "out": _("we"), "inside": _("among us")}
    return Table(
        "moments",
        title,
        (
            Column("when", _("When"), "instant"),
            Column("who", _("Who acts")),
            Column("what", _("What")),
            Column("about", _("About")),
            Column("person", _("By"), "party"),
            Column("team", _("Team")),
            Column("amount", _("Amount"), "money"),
            Column("judged", _("Verdicts")),
        ),
        tuple(
            Row(
                (
                    when,
                    directions.get(direction, direction),
                    say_kind(kind) + (f" ({purpose})" if purpose else ""),
                    about,
                    person,
                    team,
                    amount,
                    _judged(words, judged),
                ),
                ("moment", {"moment": str(number)}),
            )
            for number, when, direction, kind, purpose, about, person, team, amount, judged in rows
        ),
    )


def _judged(words: dict[str, dict[str, Any]], judged: str | None) -> str:
    if not judged:
        return ""
    said = {"breach": _("broken"), "grace": _("grace"), "exempt": _("exempt"), "open": _("open")}
    pairs = (entry.rsplit(":", 1) for entry in judged.split(" "))
    return "; ".join(
        f"{title_of(words, name)}: {said.get(verdict, verdict)}" for name, verdict in pairs
    )
