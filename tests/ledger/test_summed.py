"""What a close sums up, and what is held for a reader, is the sum of the rows behind it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

import pytest

from goodwill.ledger import narrowed
from goodwill.ledger.closed import openings
from goodwill.ledger.dealt import HANDS
from goodwill.ledger.sight import MANAGER, PERSON, Sight, Weeks
from goodwill.ledger.summed import SLICED, TABLES
from goodwill.moments.journal import attached

OF_THE_WHOLE = (
    "shares", "founded", "dear", "sold", "spreads", "payers", "gaps", "amends", "weekly", "kept",
    "team_tallies",
)  # fmt: skip


@pytest.fixture(scope="module")
def closed(made):
    with made.book.closed() as opened:
        yield opened


@pytest.fixture(scope="module")
def rows(closed):
    """Give the rows of a table as dictionaries, read once."""
    known = {}

    def of(table):
        if table not in known:
            found = closed.con.execute(f"FROM {table}")
            names = [column[0] for column in found.description]
            known[table] = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        return known[table]

    return of


def counted(rows, *columns):
    """Sum the numbers of some rows by columns."""
    found = Counter()
    for row in rows:
        found[tuple(row[column] for column in columns)] += row["number"]
    return found


def within(day, opening, closing):
    return day is not None and opening < day <= closing


def periods(closed):
    return [(name, opening, closed.as_of) for name, opening in openings(closed.as_of).items()]


def test_judged_is_each_verdict_with_its_price_and_segment(rows):
    priced = {row["verdict_id"]: row for row in rows("postings")}
    segments = {row["party"]: row["segment"] for row in rows("parties")}
    asked = {row["id"] for row in rows("moments")
             if row["kind"] == "rating" and row["direction"] == "inside"}  # fmt: skip
    wanted = []
    for row in rows("verdicts"):
        price = priced.get(row["verdict_id"], {})
        day = price.get("day") or row["happened_at"].date()
        if row["moment"] not in asked:
            wanted.append((row["verdict_id"], price.get("amount"), price.get("grade"),
                           segments.get(row["party"]), day))  # fmt: skip
    found = [(row["verdict_id"], row["amount"], row["grade"], row["segment"], row["on_day"])
             for row in rows("judged")]  # fmt: skip
    assert sorted(found, key=repr) == sorted(wanted, key=repr)
    assert len(found) > 500


def test_cases_are_found_by_whose_they_are_with_what_happened_beside_them(rows):
    whose = {row["case_id"]: row["party"] for row in rows("cases")}
    assert {row["case_id"]: row["party"] for row in rows("whose")} == {
        case: party for case, party in whose.items() if party is not None
    }
    wanted = {(row["id"], whose[row["about"]]) for row in rows("moments")
              if row["about"] in whose and row["party"] != whose[row["about"]]}  # fmt: skip
    assert {(row["id"], row["whose"]) for row in rows("asides")} == wanted
    assert wanted


def test_hands_are_the_cases_in_which_each_colleague_took_part(rows):
    wanted = defaultdict(list)
    for row in rows("moments"):
        outside = (row["party"] or " ")[0] in "cpr" and row["direction"] != "inside"
        if row["person"] and row["about"] and outside:
            place = (row["person"], row["about"], row["team"], row["local_week"])
            wanted[place].append(row["happened_at"])
    found = {(row["person"], row["case_id"], row["team"], row["local_week"]): row["dealt_at"]
             for row in rows("hands")}  # fmt: skip
    assert found == {place: max(days) for place, days in wanted.items()}
    assert len(found) == len(rows("hands")) > 500


@pytest.mark.parametrize("table", ["weekly", "team_tallies"])
def test_tallies_without_persons_count_the_same(rows, table):
    columns = [name for name in rows(table)[0] if name != "number"]
    assert counted(rows(table), *columns) == counted(rows("tallies"), *columns)


def test_kept_counts_for_all_customers_together_what_the_tallies_count(rows):
    ours = [row for row in rows("tallies") if row["side"] == "ours"]
    by_week = ("standard", "family", "verdict", "local_week")
    assert counted(rows("kept"), *by_week) == counted(ours, *by_week)
    broken = Counter((row["party"], row["standard"], row["verdict"], row["local_week"])
                     for row in rows("verdicts") if row["side"] == "ours")  # fmt: skip
    told = [row for row in rows("kept") if row["verdict"] != "kept"]
    assert counted(told, "party", "standard", "verdict", "local_week") == broken
    assert len({row["party"] for row in told}) > 50


def test_gaps_count_what_moments_do_not_tell(rows):
    wanted = defaultdict(Counter)
    for row in rows("moments"):
        wanted[row["kind"]]["number"] += 1
        for name in ("person", "team", "policy"):
            wanted[row["kind"]][name] += row[name] is None
    found = {row["kind"]: {name: row[name] for name in ("number", "person", "team", "policy")}
             for row in rows("gaps")}  # fmt: skip
    assert found == {kind: dict(numbers) for kind, numbers in wanted.items()}


def test_amends_are_what_was_given_back_or_granted(rows, closed):
    from goodwill.ledger.amends import AMENDS

    wanted = defaultdict(lambda: [0, 0])
    for row in rows("moments"):
        back = row["kind"] == "refund" and row["purpose"] in AMENDS
        paid = (row["amount"] or 0) > 0 and row["currency"] in {None, closed.currency}
        if (back or row["kind"] == "concession") and row["direction"] == "out" and paid:
            wanted[row["party"], row["local_week"]][0] += 1
            wanted[row["party"], row["local_week"]][1] += round(row["amount"] * closed.scale)
    found = defaultdict(lambda: [0, 0])
    for row in rows("amends"):
        found[row["party"], row["local_week"]][0] += row["payments"]
        found[row["party"], row["local_week"]][1] += row["amount"]
    assert found == wanted
    assert found


def test_shares_slice_the_postings_of_each_period(rows, closed):
    compared = 0
    for period, opening, closing in periods(closed):
        for by in SLICED:
            for sign in (-1, 1):
                wanted = defaultdict(lambda: [0, 0, 0])
                for row in rows("postings"):
                    dated = within(row["day"], opening, closing)
                    if row["side"] == "ours" and row["sign"] == sign and dated:
                        share = wanted[None if row[by] is None else str(row[by])]
                        share[0] += 1
                        share[1] += row["amount"] or 0
                        share[2] += row["amount"] is not None
                found = closed.con.execute(
                    "SELECT name, number, amount, priced FROM shares"
                    " WHERE period = ? AND by_what = ? AND sign = ?",
                    [period, by, sign],
                ).fetchall()
                assert {name: numbers for name, *numbers in found} == wanted, (period, by, sign)
                compared += len(found)
    assert compared > 20


def test_founded_tells_the_grades_of_each_family(rows, closed):
    for period, opening, closing in periods(closed):
        wanted = {(row["sign"], row["family"], row["grade"]) for row in rows("postings")
                  if row["side"] == "ours" and row["amount"] is not None
                  and within(row["day"], opening, closing)}  # fmt: skip
        found = {(row["sign"], row["family"], row["grade"]) for row in rows("founded")
                 if row["period"] == period}  # fmt: skip
        assert found == wanted


def test_the_dearest_cases_hold_what_was_broken_in_them(rows, closed):
    for period, opening, closing in periods(closed):
        wanted = defaultdict(lambda: [0, None])
        for row in rows("judged"):
            broken = (row["side"], row["verdict"]) == ("ours", "breach")
            if broken and row["case_id"] and within(row["on_day"], opening, closing):
                case = wanted[row["case_id"]]
                case[0] += 1
                if row["amount"] is not None:
                    case[1] = (case[1] or 0) + row["amount"]
        found = sorted((row for row in rows("dear") if row["period"] == period),
                       key=lambda row: row["place"])  # fmt: skip
        assert {row["case_id"]: [row["breaches"], row["amount"]] for row in found} == wanted
        assert [row["place"] for row in found] == list(range(1, len(found) + 1))
        assert {row["total"] for row in found} <= {len(found)}
        priced = [row["amount"] for row in found if row["amount"] is not None]
        assert priced == sorted(priced)


def test_sales_of_a_period_are_spread_as_they_were_made(rows, closed):
    for period, opening, closing in periods(closed):
        sold = Counter()
        for row in rows("sales"):
            if within(row["day"], opening, closing):
                sold[row["party"]] += row["amount"]
        wanted = sorted(((party, amount) for party, amount in sold.items() if amount > 0),
                        key=lambda one: (-one[1], one[0]))  # fmt: skip
        found = sorted((row for row in rows("sold") if row["period"] == period),
                       key=lambda row: row["place"])  # fmt: skip
        assert [(row["party"], row["amount"]) for row in found] == wanted
        whole = sum(amount for _party, amount in wanted)
        (spread,) = [row for row in rows("spreads") if row["period"] == period]
        assert (spread["customers"], spread["sales"]) == (len(wanted), whole)
        squares = sum((amount / whole) ** 2 for _party, amount in wanted)
        assert spread["hhi"] == pytest.approx(squares)
        assert spread["largest"] == pytest.approx(wanted[0][1] / whole)
        largest = sorted((row for row in rows("payers")
                          if (row["period"], row["kind"]) == (period, "largest")),
                         key=lambda row: row["place"])  # fmt: skip
        assert [(row["party"], row["sales"]) for row in largest] == wanted[:20]


def test_the_roster_says_of_each_party_what_its_rows_say(rows, closed):
    worth = {row["party"]: row["worth"] for row in rows("worths") if row["day"] == closed.as_of}
    dealt = defaultdict(lambda: dt.date.min)
    for row in rows("moments"):
        dealt[row["party"]] = max(dealt[row["party"]], row["local_date"])
    for row in rows("roster"):
        assert row["worth"] == worth.get(row["party"])
        assert row["bought"] == (row["party"] in worth)
        assert (row["dealt_at"] or dt.date.min) == dealt[row["party"]]
    for period, opening, closing in periods(closed):
        told = defaultdict(lambda: [0, 0, 0])
        for row in rows("postings"):
            if row["side"] == "ours" and within(row["day"], opening, closing):
                told[row["party"]][0] += row["sign"] < 0
                told[row["party"]][1 if row["sign"] < 0 else 2] += row["amount"] or 0
        for row in rows("roster"):
            found = [
                row[f"breaches_{period}"],
                row[f"lost_{period}"] or 0,
                row[f"won_{period}"] or 0,
            ]
            assert found == told[row["party"]], (period, row["party"])
    assert sum(row["breaches_year"] for row in rows("roster")) > 50


@pytest.fixture(scope="module")
def sights(closed):
    """Somebody with a team and colleagues of some weeks, and the one with the most dealings."""
    people = [person for (person,) in closed.con.execute(
        "SELECT person FROM moments WHERE person IS NOT NULL AND team IS NOT NULL"
        " GROUP BY person ORDER BY count(*) DESC, person LIMIT 6"
    ).fetchall()]  # fmt: skip
    team = closed.con.execute("SELECT team FROM moments WHERE person = ?", people[:1]).fetchone()[0]
    first, last = dt.date(2025, 3, 3), closed.as_of
    weeks = frozenset(Weeks(person, first, last) for person in people[3:])
    barred = frozenset({(team, people[2])})
    own, below = frozenset(people[1:2]), frozenset(people[3:])
    return {
        "manager": Sight(MANAGER, own, below, frozenset({team}), barred, weeks),
        "person": Sight(PERSON, frozenset(people[:1])),
    }


def hung(closed, sight):
    """Open the closed book once more behind what a reader may see."""
    con = attached(closed.folder / "closed" / f"{closed.name}.duckdb", narrowed.BOOK)
    narrowed.hang(con, sight)
    return con


def seen(con, query):
    return sorted(con.execute(query).fetchall(), key=repr)


MAY_LACK = {
    "manager": {"firings", "loads", "standings", "things"},
    "person": {"firings", "graces", "loads", "remarks", "standings", "texts", "things"},
}
"""What a reader may have none of in this company."""


@pytest.mark.parametrize("who", ["manager", "person"])
def test_what_is_held_for_a_reader_is_what_the_reader_would_find(closed, sights, who, monkeypatch):
    with hung(closed, sights[who]) as held:
        monkeypatch.setattr(narrowed, "FEW", -1)
        with hung(closed, sights[who]) as looked_up:
            for table in sorted(narrowed.KEPT | {"moments", "cases", "whose", "hands"}):
                found = seen(held, f"FROM {table}")
                assert found == seen(looked_up, f"FROM {table}"), table
                assert found or table in MAY_LACK[who], table


@pytest.mark.parametrize("who", ["manager", "person"])
def test_what_repeats_rows_repeats_those_that_the_reader_sees(closed, sights, who):
    price = (
        "SELECT verdict_id, p.amount, p.day FROM verdicts LEFT JOIN postings p USING (verdict_id)"
    )
    hands = f"SELECT person, case_id, team, local_week, dealt_at FROM ({HANDS})"
    beside = "about IN (SELECT case_id FROM cases) AND c.party IS DISTINCT FROM m.party"
    asides = f"SELECT m.id FROM moments m JOIN cases c ON c.case_id = m.about WHERE {beside}"
    graces = (
        "SELECT verdict_id, person FROM verdicts WHERE side = 'ours' AND verdict = 'grace'"
        " AND case_id IS NOT NULL AND verdict_id IN (SELECT verdict_id FROM"
        f" {narrowed.BOOK}.graces)"
    )
    with hung(closed, sights[who]) as con:
        for found, wanted in (
            ("SELECT verdict_id, amount, day FROM judged", price),
            ("SELECT case_id, party FROM whose", "SELECT case_id, party FROM cases"),
            ("SELECT person, case_id, team, local_week, dealt_at FROM hands", hands),
            ("SELECT id FROM asides", asides),
            ("SELECT verdict_id, person FROM graces", graces),
            ("SELECT party FROM roster WHERE bought", "SELECT DISTINCT party FROM worths"),
        ):
            assert seen(con, found) == seen(con, wanted), found
            assert seen(con, found) or ("graces" in found and "graces" in MAY_LACK[who]), found


@pytest.mark.parametrize("who", ["manager", "person"])
def test_sums_of_the_whole_company_hold_nothing_for_a_reader_of_a_part(closed, sights, who):
    assert set(OF_THE_WHOLE) >= TABLES - {"judged", "asides", "graces", "hands", "whose"}
    with hung(closed, sights[who]) as con:
        for table in OF_THE_WHOLE:
            assert seen(con, f"FROM {table} LIMIT 1") == [], table
