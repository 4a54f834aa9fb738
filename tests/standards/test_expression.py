"""The language of standards: what it understands, and that nothing else gets through."""

# ruff: noqa: DTZ001 - instants are naive UTC everywhere

from __future__ import annotations

import math
from datetime import datetime

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from goodwill.moments.journal import engine
from goodwill.standards.columns import COLUMNS
from goodwill.standards.expression import FUNCTIONS, LONGEST, parse
from goodwill.standards.residue import residue
from goodwill.standards.terms import Limit

LIMITS = {"hours": Limit(4.0), "days_at_most": Limit(5.0, (("business", 2.0),))}
SQL_TYPES = {
    "number": "DOUBLE",
    "text": "VARCHAR",
    "instant": "TIMESTAMP",
    "day": "DATE",
    "truth": "BOOLEAN",
    "id": "BIGINT",
}


@pytest.fixture(scope="module")
def con():
    with engine() as con:
        for of, table in (("case", "cases"), ("moment", "moments")):
            columns = ", ".join(f"{name} {SQL_TYPES[kind]}" for name, kind in COLUMNS[of].items())
            con.execute(f"CREATE TABLE {table} ({columns})")
            con.execute(f"INSERT INTO {table} BY NAME SELECT 'UTC' AS zone")
        yield con


def term(text, table="case", **given_):
    found, problems = parse(text, table, LIMITS, **given_)
    assert problems == []
    return found


def complaints(text, table="case", **given_):
    found, problems = parse(text, table, LIMITS, where="f.toml:3", **given_)
    assert found is None
    assert problems
    assert all(problem.where == "f.toml:3" for problem in problems)
    return problems


def test_a_clock_without_an_end_runs_to_the_close_where_it_may():
    running = term("worked(opened_at, answered_at) > hours * 60", running=True)
    assert running.sql() == (
        "(COALESCE(answered_worked, closed_worked) - opened_worked - COALESCE(answer_paused, 0))"
        " > (4.0e0 * 60.0e0)"
    )
    assert [tree.sql("duckdb") for tree in running.missing] == [
        "NOT opened_at IS NULL AND answered_at IS NULL"
    ]
    still = term("worked(opened_at, answered_at) > hours * 60")
    assert "closed_worked" not in still.sql()
    assert still.missing == ()


@pytest.mark.parametrize(
    ("end", "pause"),
    [
        ("answered_at", "answer_paused"),
        ("human_at", "answer_paused"),
        ("resolved_at", "resolve_paused"),
        ("fulfilled_at", None),
        ("due_at", None),
    ],
)
def test_pauses_stop_the_clocks_of_answers_and_resolutions_only(end, pause):
    columns = term(f"worked(opened_at, {end}) > 1").columns
    assert {name for name in columns if name.endswith("paused")} == ({pause} if pause else set())


def test_the_clock_on_the_wall_never_pauses():
    assert not {
        name for name in term("minutes(opened_at, answered_at) > 1").columns if "paused" in name
    }


def test_every_engine_is_told_the_same():
    text = "days(due_at, fulfilled_at) > days_at_most or minutes(opened_at, answered_at) >= 1.5"
    found = term(text)
    assert found.sql("spark") == (
        "(DATEDIFF(DAY, CAST(FROM_UTC_TIMESTAMP(FROM_UTC_TIMESTAMP(due_at, 'UTC'), zone) AS DATE),"
        " CAST(FROM_UTC_TIMESTAMP(FROM_UTC_TIMESTAMP(fulfilled_at, 'UTC'), zone) AS DATE))"
        " > CASE segment WHEN 'business' THEN 2 ELSE 5 END)"
        " OR (((FLOOR(UNIX_TIMESTAMP(answered_at)) - FLOOR(UNIX_TIMESTAMP(opened_at))) / 60.0e0)"
        " >= 1.5e0)"
    )
    assert found.sql("postgres") == (
        "(CAST(EXTRACT(epoch FROM"
        " CAST(CAST(fulfilled_at AT TIME ZONE 'UTC' AT TIME ZONE zone AS DATE) AS TIMESTAMP)"
        " - CAST(CAST(due_at AT TIME ZONE 'UTC' AT TIME ZONE zone AS DATE) AS TIMESTAMP))"
        " / 86400 AS BIGINT) > CASE segment WHEN 'business' THEN 2 ELSE 5 END)"
        " OR ((CAST((FLOOR(DATE_PART('epoch', answered_at)) - FLOOR(DATE_PART('epoch', opened_at)))"
        " AS DOUBLE PRECISION) / 60.0e0) >= 1.5e0)"
    )


def test_a_limit_by_segment_becomes_a_choice():
    assert term("handovers > days_at_most").sql() == (
        "handovers > CASE segment WHEN 'business' THEN 2 ELSE 5 END"
    )
    assert "segment" in term("handovers > days_at_most").columns


def test_brackets_keep_their_meaning():
    text = "urgent and not (handovers between 1 and 2 or channel in ('phone', 'email'))"
    assert term(text).sql() == (
        "urgent AND (NOT ((handovers BETWEEN 1 AND 2) OR (channel IN ('phone', 'email'))))"
    )


def test_names_of_columns_may_be_written_large():
    assert term("OPENED_BY = 'question'").sql() == "opened_by = 'question'"


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ("handover > 1", "'handover' is neither a column of cases nor a limit.", "'handovers'"),
        ("hour > 1", "'hour' is neither", "'hours'"),
        ("wroked(opened_at, due_at) > 1", "There is no function 'wroked'.", "'worked'"),
        ("read_csv('/etc/passwd') = 1", "may not stand in a standard", "worked, minutes"),
        ("opened_by = 'Question'", "'opened_by' is never 'Question'.", "'question'"),
        ("coalesce(purpose, '') = 'calback'", "'purpose' is never 'calback'.", "'callback'"),
        ("opened_by in ('answer', 'anser')", "'opened_by' is never 'anser'.", "'answer'"),
        ("amount > 1000", "may not look at 'amount'", "never depends on money"),
        ("opened_at > 1", "cannot be compared", ""),
        ("handovers = 'two'", "cannot be compared", ""),
        ("worked(opened_at, credit_id) > 1", "'credit_id' is the number of a moment", ""),
        ("worked(opened_at, paid_at) > 1", "working time at 'paid_at' is not known", "opened_at"),
        ("worked(opened_at) > 1", "takes two instants", "worked(opened_at, answered_at)"),
        ("handovers", "here must stand a yes or no", ""),
        ("urgent > 1", "here must stand", ""),
        ('opened_by = "question"', "double quotation marks", "single ones"),
        ("handovers > 1 -- a lot", "no comments", "# line"),
        ("handovers > 1; drop table cases", "no semicolon", ""),
        ("", "is empty", ""),
        ("handovers >", "cannot be read", "Write it as"),
        ("handovers in (contacts)", "a list of words or numbers", "kind in"),
        ("handovers > 1e5", "is not a number", "12 or 0.5"),
        ("urgent is handovers", "null, true or false", ""),
        ("handovers > 1" + " or urgent" * 300, "longer than", ""),
        ("(" * 600 + "urgent" + ")" * 600, "", ""),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_place_and_the_next_step(text, what, hint):
    problems = complaints(text)
    assert any(what in problem.what and hint in problem.hint for problem in problems), problems


def test_all_that_is_wrong_is_told_at_once():
    whats = [problem.what for problem in complaints("handover > 1 and amount > 2 and foo(1)")]
    assert len(whats) == 3


ATTACKS = [
    "(select 1)", "exists(select 1)", "handovers in (select 1)", "1 = 1; drop table cases",
    "handovers > 1 /* x */", "handovers > 1 -- x", "getenv('HOME') = 'x'", "read_csv('x') is null",
    "read_text('/etc/passwd') = ''", "current_setting('x') = ''", "pragma_version() is null",
    "handovers::varchar = '1'", "cast(handovers as text) = '1'", "try_cast(handovers as int) = 1",
    "cases.handovers > 1", "memory.cases.handovers > 1", '"handovers" > 1', "handovers > ?",
    "handovers > $1", "handovers > :x", "handovers > @x", "[1, 2] = [1]", "{'a': 1} is null",
    "opened_by || 'x' = 'y'", "opened_by like '%x'", "opened_by similar to 'x'",
    "handovers % 2 = 1", "handovers // 2 = 1", "handovers ^ 2 = 1", "handovers & 1 = 1",
    "count(*) > 1", "sum(handovers) > 1", "row_number() over () > 1", "abs(distinct handovers) = 1",
    "abs(handovers) filter (where urgent) = 1", "coalesce(handovers order by 1) = 1",
    "case when urgent then true end", "if(urgent, true, false)", "now() > opened_at",
    "opened_at > current_timestamp", "opened_at + interval 1 day > due_at", "random() > 0.5",
    "opened_at at time zone 'UTC' is null", "opened_by collate nocase = 'x'", "urgent as x", "*",
    "columns('.*') is null", "list_filter([1], x -> x > 1) is null", "x'00' is null",
    "handovers is distinct from 1", "worked(opened_at, answered_at, due_at) > 1", "exit()",
    "from cases", "unnest([1]) = 1", "regexp_matches('a', 'b')",
    "handovers = any(select 1)", "handovers > all(1)", "row(1, 2) is null", "(1, 2) = (1, 2)",
    "hours(1) = 1", "copy cases to 'x'", "attach 'x'", "install httpfs", "set x = 1", "call x()",
    "worked(opened_at, answered_at) over () > 1", "least(1, handovers ignore nulls) = 1",
]  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
def test_what_is_not_on_the_list_does_not_get_through(text):
    complaints(text)


WORDS = [
    *("handovers", "urgent", "opened_by", "opened_at", "due_at", "hours", "answered_id", "zone"),
    *("amount", "foo", "1", "0.5", "1e9", "'question'", "'x'", "null", "true", "(", ")", ",", "."),
    *("+", "-", "*", "/", "=", "<>", "<", ">=", "and", "or", "not", "in", "is", "between", "like"),
    *(
        "worked",
        "minutes",
        "days",
        "abs",
        "coalesce",
        "least",
        "getenv",
        "read_csv",
        "select",
        "from",
    ),
    *(
        ";",
        "--",
        "/*",
        "*/",
        "::",
        "||",
        "?",
        "$1",
        '"x"',
        "[",
        "]",
        "{",
        "}",
        "over",
        "case",
        "end",
    ),
]


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_whatever_is_said_is_refused_or_made_of_the_list_alone(words):
    _is_safe(" ".join(words))


def test_an_operator_without_what_it_works_on_is_refused():
    """The parser lets `@` (absolute value) stand alone."""
    found, problems = parse("@", "case", LIMITS)
    assert found is None
    assert problems


@given(st.text(max_size=40))
def test_whatever_is_typed_is_refused_or_made_of_the_list_alone(text):
    _is_safe(text)


ALLOWED = (
    exp.And, exp.Or, exp.Not, exp.Paren, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE,
    exp.Between, exp.In, exp.Is, exp.Null, exp.Boolean, exp.Literal, exp.Column, exp.Identifier,
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Abs, exp.Coalesce, exp.Least, exp.Greatest,
    exp.Nullif, exp.Floor, exp.TimeToUnix, exp.DateDiff, exp.Var, exp.Cast, exp.DataType,
    exp.AtTimeZone, exp.Case, exp.If,
)  # fmt: skip


def _is_safe(text):
    for table in ("case", "moment"):
        found, problems = parse(text, table, LIMITS, running=True)
        assert (found is None) == bool(problems)
        if found:
            assert all(type(node) in ALLOWED for node in found.tree.walk())
            assert {column.name for column in found.tree.find_all(exp.Column)} <= set(
                COLUMNS[table]
            )
            assert not any(node.comments for node in found.tree.walk())
            again = sqlglot.parse(found.sql(), read="duckdb")
            assert len(again) == 1


NUMBERS = st.deferred(
    lambda: (
        st.sampled_from(["handovers", "contacts", "usual_late", "days_late", "3", "0.5", "0"])
        | st.tuples(NUMBERS, st.sampled_from(["+", "-", "*", "/"]), NUMBERS).map(" ".join)
        | NUMBERS.map(lambda inner: f"({inner})")
        | NUMBERS.map(lambda inner: f"-({inner})")
        | NUMBERS.map(lambda inner: f"abs({inner})")
        | st.tuples(st.sampled_from(["least", "greatest", "coalesce"]), NUMBERS, NUMBERS).map(
            lambda parts: f"{parts[0]}({parts[1]}, {parts[2]})"
        )
    )
)
TRUTHS = st.deferred(
    lambda: (
        st.sampled_from(["urgent", "next_open", "true", "opened_by = 'question'", "rating is null"])
        | st.tuples(NUMBERS, st.sampled_from(["=", "<>", "<", ">="]), NUMBERS).map(" ".join)
        | st.tuples(TRUTHS, st.sampled_from(["and", "or"]), TRUTHS).map(" ".join)
        | TRUTHS.map(lambda inner: f"({inner})")
        | TRUTHS.map(lambda inner: f"not {inner}")
        | st.sampled_from(["handovers in (1, 2)", "opened_by not in ('claim', 'answer')"])
        | st.tuples(NUMBERS, NUMBERS).map(lambda two: f"({two[0]}) between 0 and ({two[1]})")
    )
)
ROWS = st.fixed_dictionaries(
    {
        "handovers": st.integers(0, 3),
        "contacts": st.integers(0, 3),
        "days_late": st.none() | st.integers(-2, 2),
        "usual_late": st.none() | st.sampled_from([-1.5, 0.0, 2.0]),
        "urgent": st.booleans(),
        "next_open": st.none() | st.booleans(),
        "rating": st.none() | st.just(1.0),
        "opened_by": st.sampled_from(["question", "claim", "purchase"]),
    }
)


@given(TRUTHS, ROWS)
def test_what_is_rebuilt_means_what_was_written(con, text, row):
    found, problems = parse(text, "case", LIMITS)
    assert problems == []
    kinds = {name: COLUMNS["case"][name] for name in row}
    values = ", ".join(f"CAST(? AS {SQL_TYPES[kind]}) AS {name}" for name, kind in kinds.items())
    # division by nothing is unknown in every engine once rebuilt; the engine itself says infinity
    plain = text if "/" not in text else found.sql()
    left = residue(found.tree, "opened_by", row["opened_by"]).sql("duckdb")
    said = con.execute(
        f"SELECT {plain}, {found.sql()}, {left} FROM (SELECT {values})", list(row.values())
    ).fetchone()
    assert said[0] == said[1] == said[2]


def test_nothing_has_no_share(con):
    con.execute("UPDATE cases SET handovers = 0, contacts = 1")
    text = term("contacts / handovers > 1 or contacts / 0 > 1").sql()
    assert con.execute(f"SELECT {text} FROM cases").fetchone() == (None,)


def test_a_product_of_large_limits_does_not_overflow(con):
    found, _problems = parse("handovers * big * big > 0", "case", {"big": Limit(2e9)})
    assert con.execute(f"SELECT {found.sql()} FROM cases").fetchone() in {(False,), (None,)}


@pytest.mark.parametrize("value", [0.1, 1e-9, 1e300, 123456789.125, 5.0, -3.0, 1 / 3])
def test_a_limit_reaches_the_engine_to_the_last_digit(con, value):
    found, _problems = parse("limit_", "case", {"limit_": Limit(value)}, want="number")
    (said,) = con.execute(f"SELECT CAST({found.sql()} AS DOUBLE)").fetchone()
    assert math.isclose(said, value, rel_tol=0, abs_tol=0)


def test_a_day_that_was_promised_ends_with_its_last_second(con):
    text = term("minutes(due_at, fulfilled_at) > 0").sql()
    due = datetime(2026, 3, 5, 23, 59, 59)
    for instant, late in (
        (datetime(2026, 3, 5, 23, 59, 59, 999999), False),
        (datetime(2026, 3, 6), True),
    ):
        query = f"SELECT {text} FROM (SELECT ?::TIMESTAMP AS due_at, ?::TIMESTAMP AS fulfilled_at)"
        assert con.execute(query, [due, instant]).fetchone() == (late,)


def test_days_are_those_of_the_party(con):
    text = term("days(opened_at, answered_at)", want="number").sql()
    query = f"""SELECT {text} FROM (SELECT ?::TIMESTAMP AS opened_at, ?::TIMESTAMP AS answered_at,
        ? AS zone)"""
    first, last = datetime(2026, 3, 5, 22, 30), datetime(2026, 3, 6, 21, 30)
    assert con.execute(query, [first, last, "UTC"]).fetchone() == (1,)
    assert con.execute(query, [first, last, "Europe/Kyiv"]).fetchone() == (0,)


def test_functions_are_as_listed():
    assert set(FUNCTIONS) == {"worked", "minutes", "days", "abs", "coalesce", "least", "greatest"}
    assert LONGEST < 10_000
