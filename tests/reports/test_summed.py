"""What was summed up at the close says the same as the rows that it was summed up from."""

from __future__ import annotations

import pytest

from goodwill import reports
from goodwill.ledger.closed import PERIODS, Closed
from goodwill.ledger.summed import TABLES

ASKED = [
    *(
        (name, {"period": period})
        for name in ("statement", "costs", "cases", "portfolio", "buyers")
        for period in PERIODS
    ),
    *(
        ("movements", {"period": period, "line": line})
        for period in PERIODS
        for line in ("opening", "new", "rose", "fell", "closing")
    ),
    ("cases", {"offset": 7, "limit": 3}),
    ("buyers", {"offset": 7, "limit": 3}),
    ("quality", {}),
    ("digest", {}),
    ("recognition", {}),
    ("lot", {"play": "preventive_gift"}),
    ("verdicts", {}),
    ("verdicts", {"verdict": "grace", "side": "ours"}),
    ("verdicts", {"side": "ours", "verdict": "breach", "offset": 5, "limit": 5}),
]


def _without(tables):
    """Let a closed book say that it lacks some tables, as older ones do."""
    has = Closed.has
    return lambda self, table, column="": table not in tables and has(self, table, column)


@pytest.mark.parametrize(("name", "asked"), ASKED)
def test_a_page_says_the_same_without_what_was_summed_up(made, monkeypatch, name, asked):
    with made.book.closed() as closed:
        summed = reports.draw(name, closed, **asked)
    monkeypatch.setattr(Closed, "has", _without(TABLES | {"drawn"}))
    with made.book.closed() as closed:
        worked_out = reports.draw(name, closed, **asked)
    assert any(table.rows for table in summed.tables) or not any(summed.figures)
    assert summed == worked_out


def test_every_table_of_sums_holds_something(made):
    with made.book.closed() as closed:
        for table in TABLES:
            row = closed.con.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert row[0] > 0, table


def test_what_a_page_keeps_is_kept_for_its_own_views_alone(made):
    from goodwill.ledger.panes import for_party, for_public

    with made.book.closed() as closed:
        reports.draw("statement", closed)
        assert closed.known
        party = closed.con.execute("SELECT party FROM roster WHERE bought LIMIT 1").fetchone()[0]
        for pane in (for_public(closed), for_party(closed, party)):
            assert pane.known.keys() <= {"standards", "calendars"}


def test_a_case_says_the_same_where_its_dealings_do_not_lie_together(made, monkeypatch):
    def drawn():
        with made.book.closed() as closed:
            asides = "SELECT min(about) FROM moments WHERE party >= 'u' AND about IN (SELECT about"
            (inside,) = closed.con.execute(f"{asides} FROM moments WHERE party < 'u')").fetchone()
            cases = closed.con.execute("SELECT case_id FROM cases ORDER BY case_id LIMIT 3")
            asked = [inside, *(case for (case,) in cases.fetchall())]
            busy = "SELECT person FROM moments WHERE person IS NOT NULL GROUP BY person"
            people = [
                person
                for (person,) in closed.con.execute(
                    f"{busy} ORDER BY count(*) DESC, person LIMIT 2"
                ).fetchall()
            ]
            (party,) = closed.con.execute(
                "SELECT party FROM cases WHERE case_id = ?", [inside]
            ).fetchone()
            return [
                *(reports.draw("moments", closed, case=case) for case in asked),
                reports.draw("moments", closed, case=inside, party=party),
                reports.draw("party", closed, party=party),
                reports.draw("window", closed, party=party),
                *(reports.draw("mirror", closed, person=person) for person in people),
            ]

    together = drawn()
    monkeypatch.setattr(Closed, "has", _without(TABLES | {"drawn"}))
    assert together == drawn()
    assert all(any(table.rows for table in report.tables) for report in together)
