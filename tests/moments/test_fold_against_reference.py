"""The fold in SQL gives the same as the slow one in plain Python, in every column of every case."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.moments.slow_fold import slow_fold

from goodwill.house.hours import NINE_TO_FIVE, Calendar
from goodwill.house.settings import Settings
from goodwill.moments.case import AT_ONCE, CASES, fold
from goodwill.moments.moment import KINDS, PURPOSES, Moment
from goodwill.moments.story import Name, Story, story_tables

MONDAY = datetime.fromisoformat("2026-03-02 08:00")
US = ["anna", "bob", "us", "bot"]
SORTS = ("ticket", "order")
THEM = ["acme", "bolt", "northwind"]
NAMES = {
    "acme": Name("acme", "customer", segment="business", zone="Asia/Tokyo"),
    "bolt": Name("bolt", "customer", segment="consumer"),
    "northwind": Name("northwind", "supplier", zone="America/New_York"),
    "anna": Name("anna", "colleague", team="support", manager="bob"),
    "bob": Name("bob", "colleague"),
    "us": Name("us", "unit"),
    "bot": Name("bot", "unit"),
}
ONE_CLOCK = Settings(name="house", zone="Europe/Warsaw")
TWO_CLOCKS = Settings(
    name="house",
    zones_of_segment={"consumer": "Pacific/Auckland"},
    zone="Europe/Warsaw",
    calendars=(
        Calendar("default", "Europe/Warsaw", {1: ((540, 720), (780, 1020)), 2: ((540, 1020),)}),
        Calendar("night", "America/New_York", NINE_TO_FIVE, teams=frozenset({"support", "sales"})),
    ),
)
OF_SERVICE = ("question", "answer", "request", "refusal", "resolution", "reopening", "rating")
OF_MONEY = ("invoice", "payment", "refund", "purchase", "delivery", "fulfilment", "promise")
ALL_KINDS = (*OF_SERVICE * 4, *OF_MONEY * 2, *sorted(KINDS))
INSTANTS = st.integers(0, 14 * 24).map(lambda hours: MONDAY + timedelta(hours=hours))
SOME_KINDS = st.lists(st.sampled_from(sorted(KINDS)), min_size=2, max_size=5, unique=True)
# a journal made from a seed cannot be made smaller, so no time is spent on trying
OPTIONS = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def a_moment(chance, kinds, days, cases):
    """Give any moment at all; instants often coincide, as they do where records tell days only."""
    kind = chance.choice(kinds)
    way = chance.randrange(7)
    ours, theirs = chance.choice(US), chance.choice(THEM)
    inside = chance.choice([("anna", "bob"), ("us", "bob"), ("us", "bot")])
    amount = chance.choice([None, *map(Decimal, (0, 40, 60, 100))])
    return Moment(
        MONDAY + timedelta(hours=chance.randrange(days * 24)),
        *((theirs, ours) if way < 3 else (ours, theirs) if way < 6 else inside),
        kind,
        about=chance.choice([None, *(f"{chance.choice(SORTS)}:{n}" for n in range(cases))]),
        purpose=chance.choice([None, *PURPOSES.get(kind, ())]),
        channel=chance.choice([None, "phone"]),
        amount=amount,
        currency=None if amount is None else chance.choice(["EUR"] * 19 + ["UAH"]),
        quantity=chance.choice([None, 1.0, 5.0]),
        due_at=chance.choice([None, MONDAY + timedelta(hours=chance.randrange(days * 24))]),
        desk=chance.choice([None, "support", "store"]),
        policy=chance.choice([None, "returns"]),
    )


@st.composite
def journals(draw):
    """Give a journal of a few hundred moments of some kinds within some days."""
    chance = Random(draw(st.integers(0, 2**32)))
    kinds = draw(st.sampled_from([ALL_KINDS, OF_SERVICE, OF_MONEY]) | SOME_KINDS)
    days, cases = draw(st.integers(1, 14)), draw(st.integers(1, 60))
    return [a_moment(chance, kinds, days, cases) for _ in range(draw(st.integers(0, 400)))]


@st.composite
def many_invoices(draw):
    """Give one party invoices and payments enough for something to be usual."""
    found = []
    for n in range(draw(st.integers(5, 9))):
        begun = draw(INSTANTS)
        bill = Moment(
            begun,
            *("us", "acme", "invoice", f"invoice:{n}"),
            amount=Decimal(10),
            currency="EUR",
            due_at=begun + timedelta(days=draw(st.integers(0, 3))),
        )
        days = timedelta(hours=12 * draw(st.integers(0, 8)))
        paid = Moment(
            begun + days,
            *("acme", "us", "payment", f"invoice:{n}"),
            amount=Decimal(draw(st.sampled_from([5, 10, 10, 10]))),
            currency="EUR",
        )
        found += [bill, paid]
    return found


def folded(con, moments, closed_at, house, at_once=AT_ONCE):
    story_tables(con, Story(tuple(moments), NAMES, (), closed_at), house)
    fold(con, closed_at, house, at_once=at_once)
    return rows_of(con, "cases")


def rows_of(con, table):
    result = con.execute(f"FROM {table}")
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


@pytest.fixture(scope="module")
def con():
    with duckdb.connect(config={"threads": 1}) as opened:
        opened.execute("SET timezone = 'UTC'")
        yield opened


def compare(con, moments, closed_at, house, at_once=AT_ONCE):
    found = {row["case_id"]: row for row in folded(con, moments, closed_at, house, at_once)}
    expected = slow_fold(rows_of(con, "moments"), rows_of(con, "parties"), closed_at, house)
    assert sorted(found) == sorted(expected)
    for case, row in expected.items():
        assert set(row) == set(CASES)
        differing = {
            column: (found[case][column], row[column])
            for column in CASES
            if found[case][column] != row[column]
            and not (
                isinstance(row[column], float)
                and found[case][column] == pytest.approx(row[column], abs=1e-4)
            )
        }
        assert differing == {}, case


@given(
    moments=journals(),
    closed_at=INSTANTS | st.just(MONDAY + timedelta(days=30)),
    house=st.sampled_from([ONE_CLOCK, TWO_CLOCKS]),
)
@settings(OPTIONS, max_examples=40)
def test_the_fast_fold_and_the_slow_fold_agree_in_every_column(con, moments, closed_at, house):
    compare(con, moments, closed_at, house)


@given(
    moments=many_invoices(),
    house=st.sampled_from([ONE_CLOCK, TWO_CLOCKS]),
    at_once=st.sampled_from([5, AT_ONCE]),
)
@settings(OPTIONS, max_examples=12)
def test_both_folds_agree_on_what_is_usual_for_a_party(con, moments, house, at_once):
    compare(con, moments, MONDAY + timedelta(days=30), house, at_once)


@given(moments=journals(), seed=st.integers(0, 99))
@settings(OPTIONS, max_examples=6)
def test_cases_do_not_depend_on_the_order_of_the_rows(con, moments, seed):
    closed_at = MONDAY + timedelta(days=30)
    before = sorted(folded(con, moments, closed_at, ONE_CLOCK), key=lambda row: row["case_id"])
    con.execute(
        "CREATE OR REPLACE TABLE moments AS"
        f" SELECT * FROM (SELECT * FROM moments) ORDER BY hash(id + {seed})"
    )
    fold(con, closed_at, ONE_CLOCK)
    assert sorted(rows_of(con, "cases"), key=lambda row: row["case_id"]) == before


def test_the_columns_and_types_are_those_of_the_docs(con):
    folded(con, [], MONDAY, ONE_CLOCK)
    described = con.execute("DESCRIBE cases").fetchall()
    assert {name: kind for name, kind, *_ in described} == CASES
    assert [name for name, *_ in described] == list(CASES)
