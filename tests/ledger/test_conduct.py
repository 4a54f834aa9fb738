"""The owner's conduct, counted by hand on a few moments."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from goodwill.ledger import conduct

CLOSE = dt.date(2026, 9, 30)
SPAN = conduct.Span(dt.date(2026, 6, 30), CLOSE)
LINES = [
    ("wowner", None), ("wdirector", "wowner"), ("wclerk", "wdirector"), ("wother", "wghost"),
]  # fmt: skip


def at(day, hour=10):
    return dt.datetime(2026, *day, hour)  # noqa: DTZ001  # naive UTC, as everywhere


def moment(number, day, kind, who, party="canna", about="ticket:1", direction="out", **given):
    """Lay out one moment between a colleague and a party."""
    hour = given.pop("hour", 10)
    row = {
        "id": number, "happened_at": at(day, hour), "kind": kind, "party": party, "person": who,
        "about": about, "direction": direction, "local_date": at(day).date(), "channel": None,
        "purpose": None, "from_party": who if direction == "out" else party,
        "to_party": party if direction == "out" else who,
    }  # fmt: skip
    return {**row, **given}


def book(moments=(), cases=(), lines=LINES, verdicts=(), tallies=()):
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE lines (person VARCHAR, manager VARCHAR, team VARCHAR, department VARCHAR,"
        " role VARCHAR, level INTEGER, from_date DATE, until_date DATE)"
    )
    for person, manager in lines:
        con.execute("INSERT INTO lines BY NAME SELECT ? AS person, ? AS manager", [person, manager])
    con.execute(
        "CREATE TABLE moments (id BIGINT, happened_at TIMESTAMP, kind VARCHAR, from_party VARCHAR,"
        " to_party VARCHAR, about VARCHAR, channel VARCHAR, purpose VARCHAR, party VARCHAR,"
        " person VARCHAR, direction VARCHAR, local_date DATE)"
    )
    con.execute(
        "CREATE TABLE cases (case_id VARCHAR, opened_id BIGINT, opened_by VARCHAR,"
        " opened_direction VARCHAR, party VARCHAR, due_at TIMESTAMP, paid_at TIMESTAMP,"
        " days_late INTEGER, amount DECIMAL(18,2), paid DECIMAL(18,2))"
    )
    con.execute("CREATE TABLE verdicts (case_id VARCHAR, side VARCHAR, verdict VARCHAR,"
                " family VARCHAR)")  # fmt: skip
    con.execute("CREATE TABLE tallies (family VARCHAR, standard VARCHAR, side VARCHAR,"
                " verdict VARCHAR, level INTEGER, local_week DATE, number BIGINT)")  # fmt: skip
    for table, rows in (("moments", moments), ("cases", cases), ("verdicts", verdicts),
                        ("tallies", tallies)):  # fmt: skip
        for row in rows:
            marks = ", ".join(f"${name} AS {name}" for name in row)
            con.execute(f"INSERT INTO {table} BY NAME SELECT {marks}", row)
    conduct.write_conduct(con, CLOSE)
    found = conduct.top(con, CLOSE)
    if found is not None:
        conduct.lay_out(con, found, SPAN)
    return con


def test_the_owner_is_who_stands_at_the_top_and_on_the_list():
    con = book()
    assert conduct.top(con, CLOSE) == conduct.Top(("wowner",), ("wdirector",))
    assert conduct.top(con, CLOSE, "wdirector") == conduct.Top(("wdirector",), ("wclerk",))


@pytest.mark.parametrize("lines", [[], [(f"w{n}", None) for n in range(9)], [("wclerk", "wghost")]])
def test_a_list_without_reporting_lines_tells_of_no_owner(lines):
    assert conduct.top(book(lines=lines), CLOSE) is None


def test_own_dealings_are_those_with_customers_within_the_period():
    con = book([
        moment(1, (7, 1), "visit", "wowner"),
        moment(2, (7, 2), "answer", "wowner", party="cbolt", about="ticket:2"),
        moment(3, (7, 3), "call_attempt", "wowner"),  # nobody was reached
        moment(4, (7, 4), "payment", "wowner", party="smill", about=None),
        moment(5, (7, 5), "answer", "wclerk", about="ticket:3"),
        moment(6, (3, 1), "visit", "wowner", party="cold", about="visit:9"),
    ])  # fmt: skip
    assert conduct.dealings(con) == conduct.Dealings(2, 2, dt.date(2026, 7, 2))
    assert [each.moment for each in conduct.own_dealings(con)] == [2, 1, 6]


RING = {"direction": "in", "channel": "phone"}


def test_calls_to_the_owners_own_line_are_counted_by_hand():
    con = book([
        moment(1, (7, 1), "question", "wowner", **RING, about="call:1"),
        moment(2, (7, 2), "call_attempt", "wowner", **RING, about="call:2"),
        moment(3, (7, 3), "call_attempt", "wclerk", **RING, about="call:3"),
        moment(4, (7, 4), "question", "wowner", direction="in", channel="email", about="call:4"),
    ])  # fmt: skip
    assert conduct.direct_line(con) == conduct.Calls(2, 1)


def test_hops_are_the_colleagues_and_nameless_hand_overs_before_the_owner():
    con = book([
        moment(1, (7, 1), "question", None, direction="in", about="ticket:1", to_party="uus"),
        moment(2, (7, 1), "answer", "wclerk", hour=11),
        moment(3, (7, 1), "answer", "wclerk", hour=12),
        moment(4, (7, 2), "handover", None, direction="inside", from_party="uus", to_party="uus"),
        moment(5, (7, 3), "answer", "wdirector"),
        moment(6, (7, 4), "answer", "wowner"),
        moment(7, (7, 5), "answer", "wother"),  # afterwards counts no more
        moment(8, (7, 6), "visit", "wowner", about="visit:1"),
        moment(9, (7, 7), "visit", "wowner", about="visit:2"),
    ])  # fmt: skip
    told = conduct.way(con)
    assert (told.cases, told.hops) == (3, 0)  # of 3, 0 and 0 the middle
    con.execute("DELETE FROM led WHERE about LIKE 'visit:%'")
    assert conduct.way(con).hops == 3


def bill(number, due, paid=None, late=0, *, amount=100, direction="in", party="smill"):
    return {
        "case_id": f"bill:{number}", "opened_id": number, "opened_by": "invoice",
        "opened_direction": direction, "party": party, "due_at": at(due),
        "paid_at": paid and at(paid), "days_late": late, "amount": amount, "paid": amount if paid
        else 0,
    }  # fmt: skip


def test_our_payments_reconcile_with_the_bills():
    bills = [
        bill(1, (7, 10), (7, 9), -1), bill(2, (7, 20), (7, 29), 9), bill(3, (8, 1), None, 60),
        bill(4, (6, 1), (6, 30), 29),  # fell due before the period
        bill(5, (10, 5), None, -5),  # is not due yet
        bill(6, (7, 10), None, 80, direction="out", party="canna"),  # theirs to pay
    ]  # fmt: skip
    con = book([moment(n, (6, 1), "invoice", None, party="smill", direction="in", to_party="uus",
                       about=f"bill:{n}") for n in range(1, 7)], bills)  # fmt: skip
    told = conduct.payments(con, 100)
    assert told == conduct.Payments(3, 2, 34.5, 1, 10000)
    assert told.on_time is not None
    assert told.on_time[0] == pytest.approx(1 / 3)
    late = conduct.late_payments(con, 100)
    assert [(each.case, each.days) for each in late] == [("bill:3", 60), ("bill:2", 9)]
    assert conduct.payments(con, 100, to_staff=True).on_time is None


def test_pay_days_need_no_amounts():
    pays = [
        {**bill(1, (7, 31), (8, 3), 3, direction="inside", party="uus"), "amount": None},
        {**bill(2, (7, 31), (7, 31), 0, direction="inside", party="uus"), "amount": None},
    ]
    con = book([moment(n, (7, 1), "invoice", "wclerk", party="uus", direction="inside",
                       about=f"bill:{n}") for n in (1, 2)], pays)  # fmt: skip
    assert conduct.payments(con, 100, to_staff=True)[:2] == (2, 1)
    assert conduct.payments(con, 100)[:2] == (0, 0)
    assert [each.party for each in conduct.late_payments(con, 100, to_staff=True)] == ["wclerk"]


def test_the_directors_share_in_complaints_is_counted():
    def complaint(number, about):
        return moment(number, (7, 1), "complaint", None, direction="in", about=about,
                      to_party="uus")  # fmt: skip

    con = book([
        complaint(1, "ticket:1"), moment(2, (7, 2), "answer", "wdirector"),
        complaint(3, "ticket:2"),
        moment(4, (7, 2), "handover", "wclerk", direction="inside", about="ticket:2",
               from_party="wclerk", to_party="wowner"),
        complaint(5, "ticket:3"), moment(6, (7, 2), "answer", "wclerk", about="ticket:3"),
        complaint(7, "ticket:4"),
        moment(8, (6, 1), "answer", "wowner", about="ticket:4"),  # before the complaint
        moment(9, (8, 1), "change", "wdirector", party=None, direction="inside", about=None),
    ])  # fmt: skip
    assert conduct.complaints(con) == conduct.Complaints(4, 2, 1, 1)


def test_a_cause_counts_as_removed_only_when_it_is_rarer_beyond_chance():
    def tally(family, verdict, day, number):
        return {"family": family, "standard": family, "side": "ours", "verdict": verdict,
                "level": None, "local_week": dt.date(2026, *day), "number": number}  # fmt: skip

    weeks = [
        *(tally("waiting", verdict, day, number) for verdict, day, number in (
            ("breach", (5, 4), 60), ("kept", (5, 4), 140), ("breach", (8, 3), 10),
            ("kept", (8, 3), 190))),
        *(tally("promise", verdict, day, number) for verdict, day, number in (
            ("breach", (5, 4), 3), ("kept", (5, 4), 17), ("breach", (8, 3), 2),
            ("kept", (8, 3), 18))),
    ]  # fmt: skip
    broken = [{"case_id": "ticket:1", "side": "ours", "verdict": "breach", "family": family}
              for family in ("waiting", "promise")]  # fmt: skip
    said = moment(1, (7, 1), "complaint", None, direction="in", to_party="uus")
    con = book([said], verdicts=broken, tallies=weeks)
    found = {each.family: each for each in conduct.causes(con, SPAN)}
    assert (found["waiting"].complaints, found["waiting"].fell) == (1, True)
    assert found["waiting"].before == pytest.approx(0.3)
    assert not found["promise"].fell


def test_without_a_staff_list_nothing_is_kept_and_nothing_fails():
    con = book([moment(1, (7, 1), "visit", None)], lines=[])
    assert con.execute("SELECT count(*) FROM led").fetchone() == (0,)
