"""What stands behind the tables that a reader gets, compared with the rule, row by row."""

from __future__ import annotations

import pytest

from goodwill import reports
from tests.web.access.books import sent, spells
from tests.web.access.offices import FEW, furnished
from tests.web.access.oracle import Company, Eyes
from tests.web.access.trees import grow


@pytest.mark.parametrize("seed", FEW)
def test_every_table_holds_what_the_rule_says_and_nothing_else(seed, office, pattern, tmp_path):
    tree = grow(seed)
    company = Company(tree)
    with furnished(office, tree, pattern, tmp_path) as members:
        for reader in tree.readers:
            eyes = Eyes(company, reader)
            compare_tables(members[reader.email], eyes)
            compare_sums(members[reader.email], eyes)


def compare_tables(member, eyes) -> int:
    """Compare every table that a member gets with the rule; gives how many were compared."""
    from django.http import Http404

    from goodwill.web import access

    assert access.role_of(member) == eyes.role, eyes.reader
    if eyes.role == "nobody":
        with pytest.raises(Http404), access.closed_for(member):
            pass
        return 1
    with access.closed_for(member) as closed:
        wanted = expected(eyes)
        for name, (query, rows) in wanted.items():
            found = sorted(closed.con.execute(query).fetchall(), key=repr)
            assert found == sorted(rows, key=repr), (eyes.tree.seed, eyes.reader, name)
        everybody = [*eyes.tree.people, *eyes.tree.customers]
        named = set() if eyes.role == "outsider" else eyes.colleagues | eyes.customers
        assert set(closed.reveal(everybody)) == named - {"wQperson999x"}, eyes.reader
    return len(wanted) + 1


def expected(eyes) -> dict[str, tuple[str, list[tuple]]]:
    """Say for each table what a query of it must give."""
    tree, whole = eyes.tree, eyes.role == "owner"
    outside = eyes.role == "outsider"
    rows, moments = ([], []) if outside else (eyes.rows, eyes.moments)
    mine = {row.number for row in rows}
    judged = [row for row in rows if row.verdict and row.verdict != "kept"]
    priced = [row for row in (tree.dealings if outside else judged)
              if row.verdict in {"breach", "grace"}]  # fmt: skip

    def told(row, value):
        return value if whole or row.number in mine else None

    def who(row, name):
        return told(row, name) if name in eyes.colleagues else None

    counted: dict[tuple, int] = {}
    for row in tree.dealings if outside else rows:
        if row.verdict:
            key = (row.verdict, None if outside else row.team, who(row, row.person))
            counted[key] = counted.get(key, 0) + 1
    customers = set() if outside else eyes.customers
    lone = [] if not whole else [1]
    return {
        "moments": (
            "SELECT id - 1000, person, team, desk, party, text_id IS NULL FROM moments",
            [(r.number, who(r, r.person), told(r, r.team), told(r, r.team),
              r.party if r.party in tree.customers else who(r, r.party), told(r, 1) is None)
             for r in moments],
        ),
        "firings": (
            "SELECT moment - 1000, person, arm FROM firings",
            [(r.number, who(r, r.person), ("held_out", "played")[r.number % 2])
             for r in sent(tree) if (whole or r.number % 2) and r in rows],
        ),
        "verdicts": (
            "SELECT verdict_id - 5000, person, team, manager FROM verdicts",
            [(r.number, who(r, r.person), r.team, who(r, r.manager)) for r in judged],
        ),
        "graces": (
            "SELECT verdict_id - 5000, person, team, party FROM graces",
            [(r.number, who(r, r.person), r.team, r.party)
             for r in judged if r.verdict == "grace" and r.person],
        ),
        "postings": (
            "SELECT posting_id - 9000, person, team, party, amount FROM postings",
            [(r.number, *((None, None, None) if outside else
                          (who(r, r.person), r.team, r.party)), r.amount) for r in priced],
        ),
        "tallies": (
            "SELECT verdict, team, person, sum(number)::INTEGER FROM tallies GROUP BY ALL",
            [(*key, number) for key, number in counted.items()],
        ),
        "standings": (
            "SELECT person, team FROM standings",
            [(name if name in eyes.colleagues else None, team)
             for (name, team), weeks in spells(tree).items() if eyes.sees_spell(name, team, weeks)],
        ),
        **{
            table: (
                f"SELECT moment - 1000, person, team, party FROM {table} WHERE sort = 'out'",
                [(r.number, who(r, r.person), r.team, r.party) for r in rows
                 if r.person and r.direction == "out"],
            )
            for table in ("texts", "remarks")
        },
        **{
            f"notes in {table}": (
                f"SELECT DISTINCT team FROM {table} WHERE sort = 'note'",
                [(team,) for team in tree.teams if not outside and sees_notes(eyes, team)],
            )
            for table in ("texts", "remarks")
        },
        "cases": (
            "SELECT DISTINCT party FROM cases",
            [(party,) for party in {r.party for r in tree.dealings}
             if whole or party in customers],
        ),
        "parties": (
            "SELECT party FROM parties",
            [(party,) for party in
             (set() if outside else customers | eyes.colleagues) if party != "wQperson999x"],
        ),
        "worths": ("SELECT DISTINCT party FROM worths", [(party,) for party in customers]),
        "sales": ("SELECT party FROM sales", [(party,) for party in customers]),
        "habits": ("SELECT party FROM habits", [(party,) for party in customers]),
        "totals": ("SELECT 1 FROM totals LIMIT 1", [(1,) for _one in lone]),
        "readings": ("SELECT 1 FROM readings", [(1,) for _one in lone]),
        "outlook": ("SELECT 1 FROM outlook LIMIT 1", [(1,) for _one in lone]),
    }  # fmt: skip


def sees_notes(eyes, team) -> bool:
    """Tell whether a whole team stands in the branch of a reader: its notes name nobody."""
    members = eyes.company.team_today(team)
    return eyes.role == "owner" or any(
        members and (branch := eyes.company.branch(name)) and members <= branch | {name}
        for name in eyes.own
    )


def compare_sums(member, eyes) -> int:
    """Compare what pages count and sum with the rule; gives how many figures were compared."""
    compared = 0
    outside = eyes.role == "outsider"
    judged = [row for row in (eyes.tree.dealings if outside else eyes.rows) if row.verdict]
    if eyes.role in reports.readers("verdicts"):
        table = _table(member, "verdicts", "verdicts")
        wanted = [row for row in judged if row.verdict != "kept"]
        assert len(table) == len(wanted), eyes.reader
        assert sum(r["amount"] or 0 for r in table) == sum(r.amount or 0 for r in wanted)
        compared += 2
    if eyes.role in reports.readers("parties"):
        shown = {row["party"] for row in _table(member, "parties", "parties")}
        assert shown == eyes.customers, (eyes.reader, shown ^ eyes.customers)
        compared += 1
    if eyes.role in reports.readers("standards"):
        table = _table(member, "standards", "ours")
        for column, verdicts in COLUMNS.items():
            wanted = sum(row.verdict in verdicts for row in judged)
            assert sum(row[column] or 0 for row in table) == wanted, (eyes.reader, column)
            compared += 1
    return compared


COLUMNS = {"breaches": {"breach"}, "kept": {"kept", "grace"}, "exempt": {"exempt"},
           "open": {"open"}}  # fmt: skip


def _table(member, report, table) -> list[dict]:
    """Give the rows of a report's table as the member gets them."""
    from goodwill.web.access import report_for

    asked = {"limit": "500", "period": "year"}
    drawn = report_for(member, report, asked, how="").report
    found = next((each for each in drawn.tables if each.name == table), None)
    return list(found.records()) if found else []
