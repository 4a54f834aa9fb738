"""Stories of cases: what users of other tools had to wait years for (docs/tables.md, cases)."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.moments.told import at, case, cases, con, tell, wait

from goodwill.house.hours import Calendar
from goodwill.house.settings import Settings
from goodwill.moments.loops import LOOPS, find_loops
from goodwill.moments.notation import read, write_story

__all__ = ["con"]

LUNCH = dict.fromkeys(range(1, 6), ((9 * 60, 12 * 60), (13 * 60, 17 * 60)))


# 1 and 2: working hours


def test_a_question_on_friday_1630_answered_on_monday_930_waited_one_working_hour(con):
    row = case(
        con,
        "2026-03-06 16:30  acme > anna  question  ^t1\n2026-03-09 09:30  anna > acme  answer  ^t1",
    )
    assert wait(row) == 60


def test_lunch_and_holidays_and_the_zone_of_the_calendar_do_not_count_as_waiting(con):
    house = Settings(
        name="house",
        zone="Europe/Warsaw",
        calendars=(
            Calendar("default", "Europe/Warsaw", LUNCH, holidays=frozenset({date(2026, 3, 3)})),
        ),
    )
    row = case(
        con,
        "2026-03-02 11:00  acme > anna  question  ^t1\n2026-03-04 10:00  anna > acme  answer  ^t1",
        house,
    )
    assert row["opened_at"] == at("2026-03-02 10:00")
    assert wait(row) == 60 + 4 * 60 + 60


def test_a_case_runs_by_the_clock_of_the_team_it_came_to(con):
    house = Settings(
        name="house",
        calendars=(
            Calendar(
                "night", "UTC", dict.fromkeys(range(1, 8), ((0, 1440),)), teams=frozenset({"night"})
            ),
        ),
    )
    first, second = cases(
        con,
        "2026-03-06 16:00  acme > us  question  ^a  desk:night\n"
        "2026-03-09 09:00  anna > acme  answer  ^a\n"
        "2026-03-06 16:00  acme > us  question  ^b\n"
        "2026-03-09 09:00  anna > acme  answer  ^b  desk:night\n",
        house,
    )
    assert wait(first) == 65 * 60
    assert wait(second) == 60


# 3: pauses


def test_a_pause_survives_being_given_another_priority_and_resuming(con):
    plain = """
        2026-03-02 09:00  acme > anna  question  ^t1
        2026-03-02 10:00  anna > acme  request   ^t1  #waiting
        2026-03-02 13:00  us > acme    news      ^t1  #resumed
        2026-03-02 15:00  anna > acme  answer    ^t1
    """
    sorted_anew = (
        plain
        + """
        2026-03-02 09:30  bob > acme   decision  ^t1  #priority
        2026-03-02 11:00  bob > acme   decision  ^t1  #priority
        2026-03-02 14:00  bob > acme   decision  ^t1  #priority
    """
    )
    for text in (plain, sorted_anew):
        row = case(con, text)
        assert row["answer_paused"] == 180
        assert wait(row) == 180
        assert row["answered_at"] == at("2026-03-02 15:00")


def test_the_request_we_wait_for_is_no_answer_and_a_pause_that_nobody_ends_runs_to_the_close(con):
    row = case(
        con,
        "2026-03-02 09:00  acme > anna  question  ^t1\n"
        "2026-03-02 10:00  anna > acme  request   ^t1  #waiting\n"
        "close 2026-03-02 12:00",
    )
    assert row["answered_at"] is None
    assert row["answer_paused"] == row["resolve_paused"] == 120


def test_pauses_that_overlap_count_once(con):
    row = case(
        con,
        "2026-03-02 09:00  acme > anna  question  ^t1\n"
        "2026-03-02 10:00  anna > acme  request   ^t1  #waiting\n"
        "2026-03-02 11:00  bob > acme   request   ^t1  #waiting\n"
        "2026-03-02 12:00  acme > anna  answer    ^t1\n"
        "2026-03-02 14:00  anna > acme  request   ^t1  #waiting\n"
        "2026-03-02 15:00  acme > anna  answer    ^t1\n"
        "2026-03-02 16:00  anna > acme  resolution  ^t1",
    )
    assert row["resolve_paused"] == 120 + 60


PAUSING = ["anna > acme  request  {}  #waiting", "bob > acme  request  {}  #waiting"]
ENDING = ["us > acme  news  {}  #resumed", "acme > anna  answer  {}"]
NEUTRAL = ["bob > acme  decision  {}  #priority", "anna > bob  handover  {}"]


def random_case(chance, name):
    """Give lines of one case with random pauses, and the minutes each way of counting must give."""
    minutes = sorted(chance.sample(range(1, 8 * 60 - 1), chance.randrange(1, 12)))
    lines, paused, begun = [f"2026-03-02 09:00  acme > anna  question  ^{name}"], 0, None
    for minute in minutes:
        kind = chance.choice([PAUSING, ENDING, NEUTRAL])
        clock = at("2026-03-02 09:00") + timedelta(minutes=minute)
        lines.append(f"{clock:%Y-%m-%d %H:%M}  {chance.choice(kind).format('^' + name)}")
        if kind is PAUSING and begun is None:
            begun = minute
        if kind is ENDING and begun is not None:
            paused, begun = paused + minute - begun, None
    paused += 8 * 60 - 1 - begun if begun is not None else 0
    lines.append(f"2026-03-02 16:59  anna > acme  answer  ^{name}  due 2026-03-05")
    return lines, paused


@given(seed=st.integers(0, 2**32))
@settings(max_examples=8, deadline=None)
def test_pauses_unite_in_any_order_and_never_shorten_a_clock_or_a_promise(con, seed):
    chance = Random(seed)
    expected, lines = {}, []
    for n in range(25):
        told, paused = random_case(chance, f"t{n}")
        expected[f"ticket:t{n}"] = paused
        lines += told
    before = cases(con, "\n".join(lines))
    chance.shuffle(lines)
    after = cases(con, "\n".join(lines))
    without = cases(con, "\n".join(line for line in lines if "#waiting" not in line))
    for row, shuffled, plain in zip(before, after, without, strict=True):
        assert row["answer_paused"] == pytest.approx(expected[row["case_id"]])
        assert shuffled["answer_paused"] == row["answer_paused"]
        assert 0 <= wait(row) <= wait(plain)
        assert row["due_at"] == plain["due_at"]


# 4: first and next answer


def test_first_answer_and_next_answer_are_independent_clocks(con):
    slow_first = case(
        con,
        "2026-03-02 09:00  acme > anna  question  ^t1\n"
        "2026-03-02 16:00  anna > acme  answer    ^t1\n"
        "2026-03-03 09:00  acme > anna  question  ^t1\n"
        "2026-03-03 09:10  anna > acme  answer    ^t1",
    )
    assert (wait(slow_first), slow_first["next_wait"]) == (420, 10)
    slow_next = case(
        con,
        "2026-03-02 09:00  acme > anna  question  ^t1\n"
        "2026-03-02 09:10  anna > acme  answer    ^t1\n"
        "2026-03-03 09:00  acme > anna  question  ^t1\n"
        "2026-03-03 16:00  anna > acme  answer    ^t1",
    )
    assert (wait(slow_next), slow_next["next_wait"]) == (10, 420)


def test_a_later_question_that_nobody_answers_stays_open_and_runs_to_the_close(con):
    row = case(
        con,
        "2026-03-02 09:00  acme > anna  question  ^t1\n"
        "2026-03-02 09:10  anna > acme  answer    ^t1\n"
        "2026-03-02 10:00  acme > anna  question  ^t1\n"
        "2026-03-02 11:00  acme > anna  complaint ^t1\n"
        "close 2026-03-02 12:00",
    )
    assert row["next_open"] is True
    assert (row["next_wait"], row["next_id"]) == (120, 3)


def test_a_pause_stops_the_clock_of_the_next_answer_too(con):
    row = case(
        con,
        "2026-03-02 09:00  acme > anna  question  ^t1\n"
        "2026-03-02 09:10  anna > acme  answer    ^t1\n"
        "2026-03-02 10:00  acme > anna  question  ^t1\n"
        "2026-03-02 10:30  anna > acme  request   ^t1  #waiting\n"
        "2026-03-02 14:30  acme > anna  answer    ^t1\n"
        "2026-03-02 15:00  anna > acme  answer    ^t1",
    )
    assert row["next_wait"] == 60


def test_an_automatic_receipt_answers_nothing_and_a_machine_is_no_person(con):
    row = case(
        con,
        "2026-03-02 09:00  acme > us    question  ^t1\n"
        "2026-03-02 09:00  bot > acme   answer    ^t1  #receipt\n"
        "2026-03-02 09:05  bot > acme   answer    ^t1\n"
        "2026-03-02 12:00  anna > acme  answer    ^t1",
    )
    assert (row["answered_id"], row["human_id"]) == (3, 4)


def test_what_opens_a_case_does_not_answer_it(con):
    row = case(
        con,
        "2026-03-02 09:00  anna > acme  offer     ^t1\n"
        "2026-03-02 10:00  acme > anna  question  ^t1\n"
        "2026-03-02 11:00  bob > acme   answer    ^t1",
    )
    assert (row["opened_by"], row["answered_id"]) == ("offer", 3)


# 5: ratings


def test_a_rating_belongs_to_whoever_served_even_if_the_case_is_unassigned_before_it_comes(con):
    row = case(
        con,
        "2026-03-02 09:00  acme > us    question    ^t1\n"
        "2026-03-02 10:00  anna > acme  answer      ^t1\n"
        "2026-03-02 11:00  anna > us    handover    ^t1\n"
        "2026-03-02 12:00  us > bob     handover    ^t1\n"
        "2026-03-05 10:00  acme > us    rating      ^t1  x2\n"
        "2026-03-06 10:00  bob > acme   answer      ^t1",
    )
    assert (row["rating"], row["rating_id"], row["rated_id"]) == (2.0, 5, 2)
    (person,) = con.execute("SELECT person FROM moments JOIN cases ON id = rated_id").fetchone()
    assert person == "wanna"


def test_a_rating_of_nothing_belongs_to_nobody(con):
    row = case(con, "2026-03-05 10:00  acme > us  rating  ^t1  x2")
    assert (row["rating_id"], row["rated_id"]) == (1, None)


# 10, 11 and 14: promises


def test_a_promise_for_a_day_ends_with_the_last_second_of_the_customers_day(con):
    row = case(
        con,
        "customer acme America/New_York\n"
        "2026-07-01 09:00  anna > acme  promise  ^t1  due 2026-07-03",
        Settings(name="house", zone="Europe/Warsaw"),
    )
    assert row["due_at"] == at("2026-07-04 03:59:59")


def test_a_promise_over_several_lines_is_due_at_the_latest(con):
    row = case(
        con,
        "2026-03-02 09:00  acme > us  purchase  ^order:1  10 EUR  due 2026-03-09\n"
        "2026-03-02 09:00  acme > us  purchase  ^order:1  10 EUR  due 2026-03-05\n"
        "2026-03-04 09:00  us > acme  delivery  ^order:1  #partial\n"
        "2026-03-08 09:00  us > acme  delivery  ^order:1\n"
        "2026-03-20 09:00  us > acme  delivery  ^order:1  #papers",
    )
    assert row["due_at"] == at("2026-03-09 23:59:59")
    assert row["fulfilled_at"] == row["delivered_at"] == at("2026-03-08 09:00")
    assert row["amount"] == 20


def test_what_is_delivered_in_part_only_is_not_fulfilled(con):
    row = case(
        con,
        "2026-03-02 09:00  acme > us  purchase  ^order:1  10 EUR  due 2026-03-09\n"
        "2026-03-04 09:00  us > acme  delivery  ^order:1  #partial",
    )
    assert row["fulfilled_at"] is None
    assert row["delivered_id"] == 2


def test_papers_fulfil_a_promise_of_papers(con):
    row = case(
        con,
        "2026-03-02 09:00  anna > acme  promise   ^t1  #papers  due 2026-03-03\n"
        "2026-03-02 15:00  us > acme    delivery  ^t1  #papers",
    )
    assert row["fulfilled_id"] == 2


def test_a_promise_to_call_back_has_a_clock_though_it_has_no_ticket(con):
    kept, broken = cases(
        con,
        "2026-03-02 09:00  anna > acme  promise     ^call:1  #callback  due 2026-03-02 12:00\n"
        "2026-03-02 11:00  anna > acme  fulfilment  ^call:1  #callback\n"
        "2026-03-02 09:00  anna > bolt  promise     ^call:2  #callback  due 2026-03-02 12:00",
    )
    assert (kept["sort"], kept["due_worked"] - kept["opened_worked"]) == ("call", 180)
    assert kept["fulfilled_at"] == at("2026-03-02 11:00")
    assert broken["fulfilled_at"] is None


def test_our_promise_is_not_judged_by_theirs(con):
    row = case(
        con,
        "2026-03-02 09:00  anna > acme  promise  ^t1  due 2026-03-05\n"
        "2026-03-02 10:00  acme > anna  promise  ^t1  #papers  due 2026-03-20",
    )
    assert (row["due_at"], row["promised_id"]) == (at("2026-03-05 23:59:59"), 1)


# resolution and reopening


def test_a_case_opened_again_is_not_resolved_until_it_is_resolved_again(con):
    text = (
        "2026-03-02 09:00  acme > anna  question    ^t1\n"
        "2026-03-02 10:00  anna > acme  resolution  ^t1\n"
        "2026-03-03 10:00  acme > anna  reopening   ^t1\n"
    )
    assert case(con, text)["resolved_at"] is None
    row = case(con, text + "2026-03-04 10:00  anna > acme  resolution  ^t1")
    assert (row["resolved_id"], row["reopenings"]) == (4, 1)


def test_what_happens_after_the_close_is_not_seen(con):
    row = case(
        con,
        "2026-03-02 09:00  acme > anna  question    ^t1\n"
        "2026-03-04 10:00  anna > acme  resolution  ^t1\n"
        "2026-03-09 10:00  acme > anna  question    ^t2\n"
        "close 2026-03-03 17:00",
    )
    assert (row["moments"], row["resolved_at"]) == (1, None)


# refusals, effort and loops


def test_a_refusal_is_alone_unless_something_is_offered_with_it_or_after_it(con):
    refused = "2026-03-02 10:00  anna > acme  refusal  ^t1  policy:returns\n"
    assert case(con, refused)["refused_alone"] == 1
    together = "2026-03-02 10:00  anna > acme  answer  ^t1  #alternative"
    assert case(con, refused + together)["refused_alone"] == 0
    before = "2026-03-02 09:00  anna > acme  offer  ^t1"
    row = case(con, refused + before)
    assert (row["refused_alone"], row["refusals"], row["policy"]) == (1, 1, "returns")


def test_the_effort_of_a_case_is_counted(con):
    row = case(
        con,
        "2026-03-02 09:00  acme > anna  question  ^t1  #emergency\n"
        "2026-03-02 09:10  anna > bob   handover  ^t1\n"
        "2026-03-02 09:20  bob > acme   request   ^t1  #repeat\n"
        "2026-03-02 09:30  acme > bob   answer    ^t1\n"
        "2026-03-02 09:40  bob > acme   answer    ^t1  #elsewhere\n"
        "2026-03-02 09:50  acme > us    complaint ^t1  #wait\n"
        "2026-03-02 10:00  bob > acme   request   ^t1  #repeat\n",
    )
    counted = ("contacts", "handovers", "repeats", "elsewhere", "complaints", "urgent", "repeat_id")
    assert [row[name] for name in counted] == [2, 1, 2, 1, 1, True, 7]


def test_a_change_counts_only_after_something_was_agreed(con):
    asked = "2026-03-02 09:00  acme > us  request  ^order:1  #change\n"
    assert case(con, asked)["changes"] == 0
    bought = "2026-03-01 09:00  acme > us  purchase  ^order:1  10 EUR"
    assert (case(con, asked + bought)["changes"], case(con, asked + bought)["change_id"]) == (1, 1)


def brute_loops(story):
    """Walk each case from hand to hand, and note whoever gets it a second time."""
    held, found = {}, []
    for moment in sorted(story.moments, key=lambda one: one.happened_at):
        if moment.kind == "handover":
            holders = held.setdefault(moment.about, {moment.from_party})
            if moment.to_party in holders:
                found.append((moment.about, story.party_of(moment.to_party), moment.happened_at))
            holders |= {moment.from_party, moment.to_party}
    return sorted(found)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=8, deadline=None)
def test_every_loop_is_found_that_a_walk_from_hand_to_hand_finds(con, seed):
    chance = Random(seed)
    lines = ["staff dora", "staff emil", "2026-03-02 08:00  anna > bob  handover  ^t0"]
    for n in range(60):
        giver, taker = chance.sample(["anna", "bob", "dora", "emil", "us"], 2)
        clock = at("2026-03-02 09:00") + timedelta(minutes=n)
        lines.append(
            f"{clock:%Y-%m-%d %H:%M}  {giver} > {taker}  handover  ^t{chance.randrange(9)}"
        )
    story = tell(con, "\n".join(lines))
    find_loops(con, story.closed_at)
    found = con.execute("SELECT case_id, holder, happened_at FROM loops").fetchall()
    assert sorted(found) == brute_loops(story)
    described = con.execute("DESCRIBE loops").fetchall()
    assert {name: kind for name, kind, *_ in described} == LOOPS


def test_a_story_written_and_read_again_gives_the_same_cases(con):
    text = (
        "staff anna support bob\ncustomer acme business Europe/Kyiv\n"
        "2026-03-02 09:00  acme > anna  question  ^t1\n"
        "2026-03-02 10:00  anna > acme  promise   ^t1  due 2026-03-05\n"
        "close 2026-03-20 09:00\n"
    )
    before = cases(con, text)
    assert before[0]["segment"] == "business"
    assert cases(con, write_story(read(text)[0])) == before
    manager, team = con.execute("SELECT manager, team FROM moments WHERE id = 2").fetchone()
    assert (manager, team) == ("wbob", "support")
