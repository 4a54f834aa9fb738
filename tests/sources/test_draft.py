"""What becomes of lines: fates, absurd clocks, zones, sums, secrets."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.house.parties import pseudonym
from goodwill.words import speaking
from tests.sources.conftest import SECRET, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sources.conftest import Drafted

HEADER = "Order No,Order Date,Customer No,SKU,Qty,Unit Price,Promised Delivery\n"
UTC = replace(SETTINGS, zone="UTC")


def day(*parts: int) -> datetime:
    return datetime(*parts)  # noqa: DTZ001 - naive UTC, as everywhere


def test_every_line_has_exactly_one_fate(drafted: Callable[..., Drafted]):
    got = drafted(
        HEADER
        + "1,2026-03-02,acme,A,1,2.00,\n"
        + "1,2026-03-02,acme,A,1,2.00,\n"  # the very same line again
        + "1,2026-03-02,,A,1,2.00,\n"
        + "1,2026-03-02,acme,post,1,2.00,\n"
        + "1,2026-03-02,acme,A,1,0,\n"
        + "1,2026-03-02,acme,A,x,2.00,\n"
        + "1,2026-03-02,,A,1,0,\n"  # nobody and nothing: the first of the two counts
    )
    assert got.rows("read_lines", "line, fate") == [
        (2, "used"), (3, "duplicate"), (4, "no_party"), (5, "not_goods"), (6, "zero"),
        (7, "rejected"),
        (8, "no_party"),
    ]  # fmt: skip
    assert got.made is not None
    assert sum(got.made.fates.values()) == 7
    assert got.rows("rejected", "line, column_name, value, reason") == [
        (7, "Qty", "x", "this is not a number")
    ]
    assert got.rows("read_lines", "record", "fate = 'used'") == [("1",)]


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1", "2", "C3", ""]),
            st.sampled_from(["2026-03-02", "1970-01-01", "soon", ""]),
            st.sampled_from(["acme", "bolt", "?", ""]), st.sampled_from(["A", "POST", ""]),
            st.sampled_from(["1", "-2", "0", "many", ""]),
            st.sampled_from(["2.50", "0", "-1", "free", ""]),
        ).filter(any),  # the reader leaves out lines that are blank but for delimiters
        min_size=1,
        max_size=12,
    )
)  # fmt: skip
def test_whatever_the_lines_the_fates_add_up(
    drafted: Callable[..., Drafted], lines: list[tuple[str, ...]]
):
    got = drafted(HEADER + "".join(",".join((*line, "")) + "\n" for line in lines), "orders")
    assert got.made is not None
    assert sum(got.made.fates.values()) == len(lines)
    numbers = got.rows("read_lines", "line")
    assert numbers == [(line,) for line in range(2, len(lines) + 2)]
    assert got.made.fates.get("rejected", 0) == len(got.rows("rejected", "line"))
    records = {record for (record,) in got.rows("read_lines", "record", "fate = 'used'")}
    assert {record for (record,) in got.moments("record")} <= records


def test_the_lines_of_an_order_are_one_purchase_due_at_the_latest_line(
    drafted: Callable[..., Drafted],
):
    got = drafted(
        HEADER
        + "1,2026-03-02 10:00,acme,A,2,1.10,2026-03-09\n"
        + "1,2026-03-02 09:00,acme,A2,3,0.333,2026-03-12\n"
        + "2,2026-03-02 09:00,acme,A2,1,5,2026-03-01\n",
        settings=UTC,
    )
    assert got.moments("record, happened_at, amount, quantity, due_at", "kind = 'purchase'") == [
        ("1", day(2026, 3, 2, 9), Decimal("3.20"), 5.0, day(2026, 3, 12, 23, 59, 59)),
        ("2", day(2026, 3, 2, 9), Decimal("5.00"), 1.0, day(2026, 3, 1, 23, 59, 59)),
    ]


def test_goods_that_come_back_are_credits_from_us(drafted: Callable[..., Drafted]):
    got = drafted(
        HEADER
        + "1,2026-03-02,acme,A,2,1.00,\n1,2026-03-02,acme,A,-1,1.00,\n"
        + "C2,2026-03-03,acme,A,-1,4.00,\n"
    )
    refs = got.refs
    found = got.moments("record, kind, from_party, to_party, about, purpose, amount")
    assert [(*row[:2], refs[row[2]], refs[row[3]], *row[4:]) for row in found] == [
        ("1", "purchase", "acme", "us", "order:1", None, Decimal("2.00")),
        ("1", "refund", "us", "acme", "order:1", "credit", Decimal("1.00")),
        ("C2", "refund", "us", "acme", "credit:C2", "credit", Decimal("4.00")),
    ]


def test_a_due_day_ends_in_the_zone_of_the_customer(drafted: Callable[..., Drafted]):
    header = "Promise No,Customer No,Promised At,Due,Time Zone\n"
    got = drafted(
        header
        + "1,acme,2026-03-02 09:00,2026-03-09,Asia/Tokyo\n"
        + "2,bolt,2026-03-02 09:00,2026-03-09,\n"
        + "3,bolt,2026-03-02 09:00,2026-03-09 12:00,Asia/Tokyo\n"
    )
    assert got.moments("record, due_at") == [
        ("1", day(2026, 3, 9, 14, 59, 59)),
        ("2", day(2026, 3, 9, 22, 59, 59)),
        ("3", day(2026, 3, 9, 11)),  # an instant is meant where the record was made
    ]


def test_the_zone_of_a_customer_known_already_counts_too(drafted: Callable[..., Drafted], con):
    con.execute("CREATE TABLE known (party VARCHAR, zone VARCHAR)")
    con.execute(
        "INSERT INTO known VALUES (?, 'Asia/Tokyo')", [pseudonym(SECRET, "customer", "acme")]
    )
    header = "Promise No,Customer No,Promised At,Due\n"
    text = header + "1,acme,2026-03-02,2026-03-09\n2,bolt,2026-03-02,2026-03-09\n"
    got = drafted(text, known="known")
    assert got.moments("record, due_at") == [
        ("1", day(2026, 3, 9, 14, 59, 59)),
        ("2", day(2026, 3, 9, 22, 59, 59)),
    ]


def test_local_times_become_utc_by_the_zone_of_the_mapping(drafted: Callable[..., Drafted]):
    text = (
        HEADER
        + "1,2026-07-02 10:00,acme,A,1,1,\n".replace("07", "06")
        + "2,2026-01-02 10:00,acme,A,1,1,\n"
    )
    assert drafted(text).moments("happened_at") == [(day(2026, 1, 2, 9),), (day(2026, 6, 2, 8),)]
    got = drafted(text, zone="America/New_York")
    assert got.moments("happened_at") == [(day(2026, 1, 2, 15),), (day(2026, 6, 2, 14),)]


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ("2026-03-02,2026-03-01,,", "Answered At", "the answer is before the question"),
        ("2026-03-02,,2026-03-01,", "Resolved At", "it was settled before it was opened"),
        ("1970-01-01,,,", "Opened At", "this is before the year 1990: a clock was wrong"),
        ("2026-07-02,,,", "Opened At",
         "this lies after tomorrow, but it should have happened already"),
        ("9999-12-31,,,", "Opened At", "this is after the year 2100"),
        ("2026-02-30,,,", "Opened At",
         "this is not a date, or its day and month do not fit this column's order"),
        (",,,", "Opened At", "this is needed and absent"),
        ("2026-03-02,,,-1", "Reopen Count", "this cannot be less than nothing"),
    ],
)  # fmt: skip
def test_absurd_clocks_are_rejected_with_their_reason(
    drafted: Callable[..., Drafted], cells: str, column: str, reason: str
):
    header = "Ticket No,Customer No,Opened At,Answered At,Resolved At,Reopen Count\n"
    got = drafted(
        header + f"t1,acme,{cells}\nt2,acme,2026-03-02 09:00,,,\n", "tickets", settings=UTC
    )
    assert got.rows("rejected", "line, column_name, reason") == [(2, column, reason)]
    assert got.moments("record") == [("t2",)]


def test_a_promise_may_lie_ahead_but_not_behind(drafted: Callable[..., Drafted]):
    header = "Promise No,Customer No,Promised At,Due,Kept At\n"
    got = drafted(
        header
        + "1,acme,2026-03-02,2027-01-01,\n2,acme,2026-03-02,2026-01-01,\n"
        + "3,acme,2026-03-02,2120-01-01,\n"
    )
    assert got.moments("record") == [("1",)]
    assert got.rows("rejected", "line, column_name") == [(3, "Due"), (4, "Due")]


def test_a_reason_is_told_in_the_language_spoken(drafted: Callable[..., Drafted]):
    with speaking("pl"):
        got = drafted(HEADER + "1,soon,acme,A,1,1,\n2,2026-03-02,acme,A,1,1,\n")
    assert len(got.rows("rejected", "reason", "reason <> ''")) == 1


def test_one_column_of_dates_decides_for_the_others(drafted: Callable[..., Drafted]):
    header = "Invoice No,Customer No,Invoice Date,Due Date,Amount\n"
    got = drafted(header + "1,acme,03/04/2026,17/04/2026,5\n", settings=UTC)
    last = day(2026, 4, 17, 23, 59, 59)
    assert got.moments("happened_at, due_at") == [(day(2026, 4, 3, 12), last)]
    assert got.made is not None
    assert [one.date_order for one in got.made.seen if one.date_order] == ["dmy", "dmy"]


def test_dates_that_nothing_decides_are_a_problem_with_advice(drafted: Callable[..., Drafted]):
    header = "Invoice No,Customer No,Invoice Date,Amount\n"
    got = drafted(header + "1,acme,03/04/2026,5\n")
    assert got.made is None
    assert ["--date-order dmy" in problem.hint for problem in got.problems] == [True]
    assert "'Invoice Date'" in got.problems[0].where
    got = drafted(header + "1,acme,03/04/2026,5\n", date_order="mdy", settings=UTC)
    assert got.moments("happened_at") == [(day(2026, 3, 4, 12),)]


def test_the_decimal_mark_is_found_by_column_and_may_be_given(drafted: Callable[..., Drafted]):
    header = "Invoice No;Customer No;Invoice Date;Amount\n"
    got = drafted(header + "1;acme;2026-03-02;1.234,50\n2;acme;2026-03-02;7,5\n")
    assert got.moments("amount") == [(Decimal("7.50"),), (Decimal("1234.50"),)]
    got = drafted(header + "1;acme;2026-03-02;1,234\n", decimal_mark=",")
    assert got.moments("amount") == [(Decimal("1.23"),)]


def test_signs_of_absence_may_be_given(drafted: Callable[..., Drafted]):
    text = HEADER + "1,2026-03-02,nobody,A,1,1,\n2,2026-03-02,?,A,1,1,\n"
    got = drafted(text)
    assert got.rows("read_lines", "line, fate") == [(2, "used"), (3, "no_party")]
    got = drafted(text, missing=("nobody",))
    assert got.rows("read_lines", "line, fate") == [(2, "no_party"), (3, "used")]


def test_numbers_that_a_spreadsheet_spoilt_name_the_same_customer(drafted: Callable[..., Drafted]):
    got = drafted(HEADER + "1,2026-03-02,17850.0,A,1,1,\n2,2026-03-02, 17850 ,A,1,1,\n")
    assert [ref for ref in got.refs.values() if ref != "us"] == ["17850"]
    assert got.rows("parties", "party", "sort = 'customer'") == [
        (pseudonym(SECRET, "customer", "17850"),)
    ]


def test_names_and_texts_are_only_among_the_secrets(drafted: Callable[..., Drafted]):
    text = (
        "Ticket No,Customer No,Customer Name,Email,Opened At,Subject,Assignee,Team\n"
        "t1,17850,Acme Ltd,info@acme.example,2026-03-02 09:00,Where is my order?,anna,support\n"
    )
    got = drafted(text)
    told = str(got.moments("*")) + str(got.rows("parties", "*")) + str(got.rows("read_lines", "*"))
    for secret in ("17850", "Acme", "info@", "Where", "anna"):
        assert secret not in told
    customer = pseudonym(SECRET, "customer", "17850")
    items = dict(got.rows("secrets", "item, plain", f"party = '{customer}'"))
    text_id = got.moments("text_id")[0][0]
    assert items == {
        "ref": "17850", "name": "Acme Ltd", "email": "info@acme.example",
        text_id: "Where is my order?",
    }  # fmt: skip
    assert got.moments("desk") == [("support",)]  # the name of a team is no secret


def test_the_same_rows_in_another_order_keep_their_records(drafted: Callable[..., Drafted]):
    header = "contributor,sent_at,maintainer,accepted_at\n"
    rows = [
        "p1,2026-03-02 09:00:00,m1,2026-03-03 09:00:00\n",
        "p1,2026-03-02 09:00:00,m2,2026-03-04 09:00:00\n",
        "p2,2026-03-02 09:00:00,m1,2026-03-03 09:00:00\n",
    ]
    forth = drafted(header + "".join(rows)).moments("*")
    back = drafted(header + "".join(reversed(rows))).moments("*")
    assert forth == back
    assert len(forth) == 6
    questions = {record for kind, record in drafted(header + "".join(rows)).moments("kind, record")}
    assert len(questions) == 3


def test_the_last_line_of_a_record_stands(drafted: Callable[..., Drafted]):
    header = "Ticket No,Customer No,Opened At,Resolved At\n"
    got = drafted(header + "t1,acme,2026-03-02,\nt1,acme,2026-03-02,2026-03-05\n", settings=UTC)
    assert got.rows("read_lines", "line, fate") == [(2, "corrected"), (3, "used")]
    assert got.moments("kind, happened_at") == [
        ("question", day(2026, 3, 2)), ("resolution", day(2026, 3, 5)),
    ]  # fmt: skip


def test_lines_that_the_reader_left_out_have_their_fate_too(
    drafted: Callable[..., Drafted], tmp_path: Path
):
    got = drafted(HEADER + "1,2026-03-02,acme,A,1,1,\n2,2026-03-02,acme,A,1\n")
    assert got.rows("read_lines", "line, fate") == [(2, "used"), (3, "rejected")]
    assert got.rows("rejected", "line, column_name") == [(3, None)]


def test_hostile_headers_and_cells_harm_nothing(drafted: Callable[..., Drafted]):
    text = (
        'Order No,Order Date,Customer No,Unit Price,raw,value,"a""b; DROP TABLE x",rowid\n'
        "1,2026-03-02,\"O'Brien'); DROP TABLE x; --\",5,{us},5,'';,7\n"
    )
    got = drafted(text)
    assert got.moments("kind, amount") == [("purchase", Decimal("5.00"))]
    assert "O'Brien'); DROP TABLE x; --" in got.refs.values()


def test_words_that_are_not_understood_are_noted_but_stop_nothing(drafted: Callable[..., Drafted]):
    header = "Credit Note No,Customer No,Credit Date,Amount,Reason\n"
    text = header + "1,acme,2026-03-02,5,moon phase\n2,acme,2026-03-02,5,Defective goods\n"
    got = drafted(text)
    assert got.made is not None
    assert [(one.field, one.word, one.lines) for one in got.made.unknown] == [
        ("reason", "moon phase", 1)
    ]
    assert "[values.reason]" in got.made.notes[0].hint
    got = drafted(text, values={"reason": {"moon phase": "goodwill"}})
    assert got.moments("record, purpose") == [("1", "goodwill"), ("2", "defect")]
    assert got.made is not None
    assert got.made.unknown == ()


def test_a_day_without_a_time_is_taken_at_noon_so_that_it_is_the_same_day_further_west(
    drafted: Callable[..., Drafted],
):
    header = "Payment No,Customer No,Payment Date,Amount\n"
    got = drafted(header + "1,acme,2026-03-04,5\n2,acme,2026-03-04 00:00,5\n", settings=UTC)
    assert got.moments("happened_at") == [(day(2026, 3, 4),), (day(2026, 3, 4, 12),)]
