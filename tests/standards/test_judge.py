"""The judge: one pass over cases and moments gives every verdict its size, person and reason."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from goodwill.house.hours import Calendar
from goodwill.house.settings import Settings
from goodwill.moments import notation
from goodwill.moments.journal import engine
from goodwill.standards.columns import COLUMNS, MONEY
from goodwill.standards.judge import TALLY_COLUMNS, VERDICT_COLUMNS, judge
from goodwill.standards.standard import applied
from tests.standards.told import SETTINGS, SHIPPED, judged, lay_out, read, tallied, verdicts

# ruff: noqa: DTZ001 - instants are naive UTC everywhere
# each example is judged by a real engine, a tenth of a second on a busy machine
FEW = trying(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LATE = """
customer acme business
2026-03-02 09:00  acme > anna  question  ^t1
2026-03-02 15:00  anna > acme  answer    ^t1
"""


@pytest.fixture(scope="module")
def con():
    with engine() as con:
        yield con


def test_the_tables_are_those_of_the_documentation():
    docs = (Path(__file__).parents[2] / "docs" / "tables.md").read_text(encoding="utf-8")
    section = docs.split("## verdicts")[1].split("## ")[0]
    rows = re.findall(r"^\| ([a-z_, ]+) \|", section, re.MULTILINE)
    named = [name.strip() for row in rows if row != "column" for name in row.split(",")]
    assert sorted(named) == sorted(VERDICT_COLUMNS)
    tally = re.search(r"`([^`]+number BIGINT)`", docs.split("## tallies")[1])
    assert tally[1].removesuffix(" BIGINT").split(", ") == list(TALLY_COLUMNS)


def test_a_verdict_has_size_place_and_time(con):
    story = read("staff anna support bob\n" + LATE)
    (verdict,) = judged(con, story, "first_answer")
    assert verdict["verdict"] == "breach"
    assert verdict["size"] == 1.5
    assert verdict["happened_at"] == datetime(2026, 3, 2, 15)
    assert verdict["case_id"] == "ticket:t1"
    assert (verdict["party"], verdict["person"], verdict["manager"]) == ("cacme", "wanna", "wbob")
    assert (verdict["team"], verdict["family"], verdict["side"]) == ("support", "waiting", "ours")
    assert verdict["local_week"] == date(2026, 3, 2)
    assert verdict["reason"] is None


def test_what_was_not_answered_falls_on_the_moment_at_which_it_began(con):
    story = read("2026-03-02 09:00  acme > anna  question  ^t1\nclose 2026-03-03 17:00")
    (verdict,) = judged(con, story, "first_answer")
    assert (verdict["verdict"], verdict["size"]) == ("breach", 4.0)
    assert verdict["happened_at"] == datetime(2026, 3, 2, 9)


def test_a_moment_has_no_case_in_its_verdict_and_a_policy_is_kept(con):
    story = read(
        "2026-03-02 09:00  anna > acme  concession  ^t1  #outside_procedure  policy:returns"
    )
    (verdict,) = judged(con, story, "outside_procedure")
    assert (verdict["verdict"], verdict["case_id"], verdict["policy"]) == ("grace", None, "returns")
    assert verdict["size"] is None


def test_a_handover_between_colleagues_is_owed_to_the_customer(con):
    story = read("""
    staff dora support
    2026-03-02 09:00  acme > anna  question  ^t1
    2026-03-02 10:00  anna > bob   handover  ^t1
    2026-03-02 11:00  bob > dora   handover  ^t1
    """)
    (verdict,) = judged(con, story, "handed_over_once")
    assert (verdict["party"], verdict["person"]) == ("cacme", "wbob")


def test_limits_are_those_of_the_company_and_of_the_segment(con):
    story = read(LATE + "2026-03-03 09:00  bolt > anna  question  ^t2\n"
                 "2026-03-03 15:00  anna > bolt  answer    ^t2\n")  # fmt: skip

    def late(**given_):
        settings = Settings(name="acme", **given_)
        return sorted(_parties(judged(con, story, "first_answer", settings=settings)))

    assert late() == ["cacme", "cbolt"]
    assert late(limits={"first_answer": {"hours": 6}}) == []
    assert late(limits={"first_answer": {"hours": 5.99}}) == ["cacme", "cbolt"]
    assert late(segment_limits={"first_answer": {"business": {"hours": 8}}}) == ["cbolt"]
    assert late(
        limits={"first_answer": {"hours": 7}},
        segment_limits={"first_answer": {"business": {"hours": 2}, "it's": {"hours": 1}}},
    ) == ["cacme"]
    assert late(standards_off=("first_answer",)) == []


def test_a_limit_by_segment_holds_for_moments_too(con):
    story = read("customer acme business\n2026-03-02 20:30  anna > acme  offer  #sale  @phone\n"
                 "2026-03-02 20:30  anna > bolt  offer  #sale  @phone")  # fmt: skip
    later = Settings(name="acme", segment_limits={"quiet_hours": {"business": {"latest": 21}}})
    assert sorted(_parties(judged(con, story, "quiet_hours"))) == ["cacme", "cbolt"]
    assert _parties(judged(con, story, "quiet_hours", settings=later)) == ["cbolt"]


def test_settings_that_name_what_does_not_exist_are_told():
    settings = Settings(
        name="acme",
        standards_off=("first_anser",),
        limits={"first_answer": {"hour": 3}, "promises": {"days": 1}},
        segment_limits={"quiet_hours": {"business": {"lates": 21}}},
    )
    kept, problems = applied(SHIPPED.values(), settings)
    assert len(kept) == len(SHIPPED)
    assert [problem.what for problem in problems] == [
        "There is no standard 'first_anser'.",
        "The standard 'first_answer' has no limit 'hour'.",
        "There is no standard 'promises'.",
        "The standard 'quiet_hours' has no limit 'lates'.",
    ]
    assert "first_answer" in problems[0].hint
    assert "hours" in problems[1].hint


def test_a_team_that_works_at_night_is_judged_by_its_own_clock(con):
    always = ((0, 24 * 60),)
    night = Calendar("night", "UTC", dict.fromkeys(range(1, 8), always), teams=frozenset({"night"}))
    settings = Settings(name="acme", calendars=(night,))
    story = read("""
    staff anna night
    2026-03-02 18:00  acme > anna  question  ^t1
    2026-03-02 18:00  bolt > bob   question  ^t2
    close 2026-03-02 23:30
    """)
    told = judged(con, story, "first_answer", settings=settings)
    sizes = {(one["party"], one["verdict"]): one["size"] for one in told}
    assert sizes == {("cacme", "breach"): 5.5 / 4, ("cbolt", "open"): 0.0}


def test_days_are_those_of_the_segment_where_the_party_names_no_zone(con):
    settings = Settings(name="acme", zones_of_segment={"overseas": "America/New_York"})
    story = read("""
    customer acme overseas
    2026-03-02 09:00  acme > us  purchase  ^order:1  due 2026-03-05
    2026-03-07 02:00  us > acme  delivery  ^order:1
    """)
    (here,) = judged(con, story, "delivered_as_promised")
    (there,) = judged(con, story, "delivered_as_promised", settings=settings)
    assert (here["size"], there["size"]) == (3.0, 2.0)


def test_tallies_count_every_verdict_and_the_kept_ones_too(con):
    text = "".join(
        f"2026-03-0{2 + n % 3} 09:00  {who} > anna  question  ^t{n}\n"
        f"2026-03-0{2 + n % 3} {11 + n % 5}:00  anna > {who}  answer  ^t{n}\n"
        for n, who in enumerate(["acme", "bolt"] * 10)
    )
    found = Counter((one["standard"], one["verdict"]) for one in judged(con, read(text)))
    told = tallied(con)
    assert {key: number for key, number in told.items() if key[1] != "kept"} == found
    assert told["first_answer", "kept"] + told["first_answer", "breach"] == 20
    assert told["first_answer", "breach"] == 8


def test_tallies_are_cut_by_week_person_team_level_and_segment(con):
    story = read("""
    staff anna support bob
    customer acme business
    2026-03-02 09:00  acme > anna  question  ^t1
    2026-03-09 09:00  anna > acme  answer    ^t1
    """)
    judged(con, story, "first_answer")
    row = con.execute("SELECT * FROM tallies").fetchall()
    assert row == [
        ("first_answer", "waiting", "ours", "breach", date(2026, 3, 9), "support", None, 1, "wbob",
         "wanna", None, None, "business", 1),
    ]  # fmt: skip


def test_more_standards_than_fit_into_one_number(con):
    many = [
        dataclasses.replace(
            SHIPPED["first_answer"], name=f"within_{n}", limits={"hours": n / 4, "quick_minutes": 0}
        )
        for n in range(1, 46)
    ]
    found = judged(con, read(LATE), *many)
    assert [one["standard"] for one in found] == sorted(f"within_{n}" for n in range(1, 24))
    told = tallied(con)
    assert len(told) == 45
    assert told["within_24", "kept"] == told["within_23", "breach"] == 1


def test_what_happens_after_the_close_is_not_judged_yet(con):
    story = read("""
    2026-03-02 21:00  anna > acme  offer  #sale  @phone
    2026-03-03 21:00  anna > acme  offer  #sale  @phone
    close 2026-03-03 12:00
    """)
    (verdict,) = judged(con, story, "quiet_hours")
    assert verdict["happened_at"] == datetime(2026, 3, 2, 21)


def test_what_cannot_be_told_is_not_judged(con):
    standard = dataclasses.replace(
        SHIPPED["first_answer"], where="true", breach="minutes(due_at, answered_at) > 0", grace=None
    )
    assert judged(con, read(LATE), standard) == []
    assert tallied(con) == {}


def test_an_exemption_comes_before_a_breach_and_names_its_reason(con):
    standard = dataclasses.replace(
        SHIPPED["first_answer"],
        exempt={"never": "handovers > 5", "it's so": "urgent or channel is null", "too": "true"},
    )
    (verdict,) = judged(con, read(LATE), standard)
    assert (verdict["verdict"], verdict["reason"], verdict["size"]) == ("exempt", "it's so", None)


def test_the_number_of_a_verdict_stays_whatever_is_judged_beside_it(con):
    story = read(LATE)
    alone = judged(con, story, "first_answer")[0]["verdict_id"]
    judge(con, reversed(SHIPPED.values()), SETTINGS, story.closed_at)
    together = verdicts(con)
    assert alone in {one["verdict_id"] for one in together}
    assert len({one["verdict_id"] for one in together}) == len(together)


def test_nothing_to_judge_gives_empty_tables(con):
    lay_out(con, read(LATE))
    con.execute("DELETE FROM cases")
    con.execute("DELETE FROM moments")
    judge(con, SHIPPED.values(), SETTINGS, datetime(2026, 4, 1))
    assert verdicts(con) == []
    judge(con, [], SETTINGS, datetime(2026, 4, 1))
    assert tallied(con) == {}


def test_putting_a_case_into_another_order_of_work_touches_no_clock(con):
    plain = notation.read(SHIPPED["resolved_in_time"].story)[0]
    before = [_verdict(one) for one in judged(con, plain, "resolved_in_time", "first_answer")]
    assert before
    shuffled = [
        moment._replace(happened_at=moment.happened_at + timedelta(minutes=1 + n), kind="decision",
                        from_party="anna", to_party="bob", purpose="priority")
        for n, moment in enumerate(plain.moments)
    ]  # fmt: skip
    names = plain.names | read("2026-01-01 09:00  anna > bob  news").names
    both = plain._replace(moments=(*plain.moments, *shuffled), names=names)
    assert [
        _verdict(one) for one in judged(con, both, "resolved_in_time", "first_answer")
    ] == before


@pytest.mark.parametrize(
    "name", ["first_answer", "resolved_in_time", "promise_kept", "refusal_with_alternative"]
)
def test_leaving_a_procedure_in_their_favour_is_never_a_fault(con, name):
    story = notation.read(SHIPPED[name].story)[0]
    before = _breaches(judged(con, story))
    customers = {one.name for one in story.names.values() if one.sort == "customer"}
    favours = [
        moment._replace(
            happened_at=moment.happened_at + timedelta(seconds=1),
            kind="concession",
            from_party="anna",
            to_party=party,
            purpose="outside_procedure",
            due_at=None,
        )
        for moment in story.moments
        for party in {moment.from_party, moment.to_party} & customers
    ]
    after = judged(con, story._replace(moments=(*story.moments, *favours)))
    assert _breaches(after) <= before
    graces = [one["verdict"] for one in after if one["standard"] == "outside_procedure"]
    assert len(graces) >= len(favours) > 0
    assert set(graces) == {"grace"}


def _parties(found):
    return [one["party"] for one in found]


def _verdict(one):
    return one["standard"], one["case_id"], one["verdict"], one["size"]


def _breaches(found):
    return Counter(
        (one["standard"], one["case_id"] or one["happened_at"], one["party"])
        for one in found
        if one["verdict"] == "breach" and one["side"] == "ours"
    )


MONEYS = st.none() | st.decimals(0, 10_000_000, places=2)
SPOKEN = ("first_answer", "quiet_hours", "delivered_as_promised", "pays_on_time", "right_invoice")


@FEW
@given(st.lists(MONEYS, min_size=7, max_size=7), st.integers(0, 10**9))
def test_the_floor_of_respect_knows_no_money(con, amounts, worth):
    """Amounts settle an invoice, so they are changed where the judge reads, not where it is fed."""
    text = "".join(SHIPPED[name].story.replace("close", "#") for name in SPOKEN)
    story = notation.read(text)[0]
    before = judged(con, story, *SPOKEN)
    assert len(before) > 20
    con.execute("CREATE OR REPLACE TEMP TABLE moneys (number BIGINT, money DECIMAL(18, 2))")
    con.executemany("INSERT INTO moneys VALUES (?, ?)", list(enumerate(amounts)))
    con.execute("UPDATE moments SET amount = money FROM moneys WHERE id % 7 = number")
    con.execute("""
        UPDATE cases SET amount = money, paid = money, refunded = money, credited = money
        FROM moneys WHERE opened_id % 7 = number""")
    con.execute(f"CREATE OR REPLACE TABLE worths AS SELECT party, {worth} AS worth FROM parties")
    judge(con, [SHIPPED[name] for name in SPOKEN], SETTINGS, story.closed_at)
    assert verdicts(con) == before


def test_no_standard_can_name_money_or_a_person():
    for of, columns in COLUMNS.items():
        assert not set(columns) & set(MONEY)
        assert not set(columns) & {"party", "person", "manager", "from_party", "to_party"}
        assert columns, of
    assert Decimal not in {type(limit) for one in SHIPPED.values() for limit in one.limits.values()}


PAIRS = {"promise_kept": "promise_kept_theirs", "missed_visit_ours": "keeps_appointment"}
HOURS = st.integers(0, 400)
PROMISES = st.lists(st.tuples(HOURS, HOURS, st.none() | HOURS), min_size=1, max_size=6)
VISITS = st.lists(st.tuples(HOURS, st.booleans()), max_size=4)


@FEW
@given(PROMISES, VISITS)
def test_swapping_the_sides_swaps_the_ledger(con, promises, visits):
    begin = datetime(2026, 3, 2)
    lines = []
    for n, (made, due, done) in enumerate(promises):
        instants = [begin + timedelta(hours=hours) for hours in (made, made + due)]
        lines.append(
            f"{_at(instants[0])} {{one}} > {{other}} promise ^promise:{n} due {_at(instants[1])}"
        )
        if done is not None:
            instant = _at(instants[0] + timedelta(hours=done, minutes=1))
            lines.append(f"{instant} {{one}} > {{other}} fulfilment ^promise:{n}")
    for n, (when, missed) in enumerate(visits):
        kind = "#missed" if missed else "#appointment"
        lines.append(
            f"{_at(begin + timedelta(hours=when))} {{one}} > {{other}} visit ^visit:{n} {kind}"
        )
    text = "\n".join([*lines, "close 2026-03-20 12:00"])
    ours = _ledger(con, text.format(one="anna", other="acme"))
    theirs = _ledger(con, text.format(one="acme", other="anna"))
    both = PAIRS | {theirs: ours for ours, theirs in PAIRS.items()}
    assert {(both[standard], *rest): n for (standard, *rest), n in ours.items()} == theirs
    assert ours


def _ledger(con, text):
    """Count all that was judged on either side, kept or not, by standard, size and instant."""
    names = [*PAIRS, *PAIRS.values()]
    told = Counter(
        (one["standard"], one["verdict"], one["size"], one["happened_at"])
        for one in judged(con, read(text), *names)
    )
    return dict(told) | {key: number for key, number in tallied(con).items() if key[1] == "kept"}


def _at(instant):
    return f"{instant:%Y-%m-%d %H:%M}"
