"""What a customer sees through the window: their own, in plain words, and nobody else's."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from goodwill import reports
from goodwill.ledger.owed import answer_by, answers_owed
from goodwill.ledger.panes import for_party
from goodwill.moments.journal import lent
from goodwill.problems import InputError
from goodwill.reports import faces
from goodwill.words import LANGUAGES, speaking
from tests.reports.storied import rows, told

STORY = """
staff anna desk
customer acme  America/New_York

2026-03-02 09:00  acme > anna  question   ^t1  @email  "Where is my order?"
2026-03-02 10:00  anna > acme  answer     ^t1  @email
2026-03-02 11:00  anna > acme  resolution ^t1
2026-03-05 16:00  acme > us    question   ^t2  @email
2026-03-06 09:00  acme > us    complaint  ^t3  @email
2026-03-06 09:30  anna > acme  request    ^t3  #waiting
2026-03-06 15:30  acme > us    request    ^t4  #emergency
2026-03-02 09:00  anna > acme  promise    ^promise:1  #repair  due 2026-03-05
2026-03-05 23:30  anna > acme  fulfilment ^promise:1
2026-03-02 09:00  anna > acme  promise    ^promise:2  #repair  due 2026-03-04
2026-03-02 09:00  anna > acme  promise    ^promise:3  #callback  due 2026-03-09
2026-03-02 09:00  acme > us    request    ^p1  #papers
2026-02-02 09:00  us > acme    invoice    ^invoice:7  100 EUR  due 2026-02-20
2026-02-02 09:00  us > acme    refund     ^invoice:7  #defect  20 EUR
2026-03-03 09:00  bolt > anna  question   ^tMARKER  @email
2026-03-03 10:00  anna > bolt  promise    ^promise:MARKER  due 2026-03-09
2026-02-02 09:00  us > bolt    invoice    ^invoice:MARKER  77 EUR  due 2026-02-20
close 2026-03-06 17:00
"""


def utc(*parts):
    """Give an instant as the tables hold it: UTC, and naive."""
    return dt.datetime(*parts, tzinfo=dt.UTC).replace(tzinfo=None)


@pytest.fixture(scope="module")
def story():
    with told(STORY) as closed:
        yield closed


@pytest.fixture
def closed(story):
    """The closed book of the story, for one reader: what is hung before it is gone afterwards."""
    con = lent(story.con)
    yield replace(story, con=con)
    con.close()


@pytest.fixture(scope="module")
def window(story):
    return reports.draw("window", replace(story, con=lent(story.con)), party="cacme")


def _by_case(window, table):
    return {row["case"].partition(":")[2]: row for row in rows(window, table)}


def test_a_case_is_told_by_its_state_in_plain_words(window):
    assert {case: row["state"] for case, row in _by_case(window, "cases").items()} == {
        "t1": "settled",
        "t2": "waits for our answer",
        "t3": "waits for something from you",
        "t4": "waits for our answer",
        "p1": "waits for our answer",
    }


def test_what_waits_for_an_answer_says_until_when_by_the_hours_of_work(window):
    owed = _by_case(window, "owed")
    assert set(owed) == {"p1", "t2", "t4"}
    assert owed["t2"]["until"] == utc(2026, 3, 6, 11)  # four hours from Thursday at four
    assert owed["t2"]["state"] == "late"


def test_the_clock_of_an_emergency_never_stands(window):
    assert _by_case(window, "owed")["t4"]["until"] == utc(2026, 3, 6, 15, 30)


def test_while_we_wait_for_them_we_owe_nothing(window):
    assert "t3" not in _by_case(window, "owed")


def test_a_promise_for_a_day_ends_with_that_day_where_the_customer_lives(window):
    promises = _by_case(window, "promises")
    last_second = utc(2026, 3, 6, 4, 59, 59)  # 5 March, 23:59:59 in New York
    assert promises["1"]["due"] == last_second
    assert {case: row["state"] for case, row in promises.items()} == {
        "1": "kept", "2": "late", "3": "due",
    }  # fmt: skip
    assert faces.say(last_second, "instant", "", None, window.zone) == "Mar 5, 2026"


def test_papers_asked_for_without_a_day_are_due_within_the_days_of_the_standard(window):
    (row,) = rows(window, "papers")
    assert row["due"] == utc(2026, 3, 8, 4, 59, 59)  # five days on, at midnight there
    assert row["state"] == "due"


def test_how_we_kept_our_standards_is_counted_for_this_customer_alone(window):
    own = {row["standard"]: row["own"] for row in rows(window, "standards")}
    assert own["First answer"] == "1 of 3"
    assert own["Emergencies first"] == "0 of 1"
    assert own["Without defect"] == "0 of 1"


def test_an_open_invoice_is_a_fact_and_no_reproach(window):
    (row,) = rows(window, "invoices")
    assert row["amount"] == 8000
    text = json.dumps(faces.as_data(window), default=str)
    assert "pays" not in text.lower()
    assert "within_scope" not in text


def test_what_was_made_good_is_told(window):
    assert [(row["case"], row["amount"]) for row in rows(window, "amends")] == [("invoice:7", 2000)]


def test_nothing_of_another_customer_is_there(window):
    text = json.dumps(faces.as_data(window, {"cacme": "Acme"}), default=str)
    assert "MARKER" not in text
    assert "bolt" not in text.lower()


def test_colleagues_are_shown_by_team_unless_first_names_are_allowed(window, closed):
    named = replace(closed, facts={**closed.facts, "window_names": True})
    told_so = rows(reports.draw("window", named, party="cacme"), "cases")
    assert {row["team"] for row in rows(window, "cases")} == {"", "desk"}
    assert {row["team"] for row in told_so} == {"", "Anna, desk"}
    assert "Surname" not in str(told_so)


def test_behind_the_pane_there_are_no_worths_no_prices_and_no_people(closed):
    closed.con.execute("CREATE TABLE worths AS SELECT 'cbolt' AS party, 1 AS worth")
    closed.con.execute("CREATE TABLE something_new AS SELECT 1 AS value")
    pane = for_party(closed, "cacme")
    for table in ("worths", "lines", "something_new"):
        assert pane.con.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    people = "SELECT count(person), count(manager), count(text_id) FROM moments"
    assert pane.con.execute(people).fetchone() == (0, 0, 0)
    parties = pane.con.execute(
        "SELECT DISTINCT party FROM moments UNION SELECT party FROM cases"
        " UNION SELECT party FROM verdicts UNION SELECT party FROM parties"
    ).fetchall()
    assert parties == [("cacme",)]
    assert pane.con.execute("SELECT DISTINCT side FROM verdicts").fetchall() == [("ours",)]
    assert "margin" not in pane.facts
    assert pane.names(["cacme", "cbolt", "wanna"]) == {"cacme": "Acme Surname"}


def test_a_pane_drawn_again_is_the_same(closed, window):
    pane = for_party(closed, "cacme")
    assert for_party(pane, "cacme") is pane
    assert reports.draw("window", pane, party="cacme") == window


def test_a_pane_hangs_before_one_reader_alone(closed, story):
    other = replace(story, con=lent(story.con))
    count = "SELECT count(*) FROM moments"
    whole = other.con.execute(count).fetchone()
    assert for_party(closed, "cacme").con.execute(count).fetchone() < whole
    assert other.con.execute(count).fetchone() == whole


def test_nobody_knows_of_a_stranger(closed):
    with pytest.raises(InputError, match="Nothing is known"):
        reports.draw("window", closed, party="cnobody")


def test_who_asks_now_is_told_by_when_the_standard_wants_it(closed):
    pane = for_party(closed, "cacme")
    friday = utc(2026, 3, 6, 15, 30)  # half past four in Warsaw
    new = answer_by(pane, "cacme", friday, urgent=False)
    assert (new.standard, new.until) == ("first_answer", utc(2026, 3, 9, 11, 30))
    again = answer_by(pane, "cacme", friday, "ticket:t1", urgent=False)
    assert (again.standard, again.case) == ("next_answer", "ticket:t1")
    assert again.until == utc(2026, 3, 9, 15, 30)
    assert answer_by(pane, "cacme", friday, "ticket:tMARKER", urgent=False).case is None
    assert answer_by(pane, "cacme", friday, urgent=True).until == utc(2026, 3, 6, 16, 30)


def test_what_is_late_by_the_window_is_a_breach_by_the_judge(made):
    with made.book.closed() as closed:
        owed = [one for one in answers_owed(closed) if one.standard == "first_answer"]
        judged = dict(
            closed.con.execute(
                "SELECT case_id, verdict FROM verdicts WHERE standard = 'first_answer'"
            ).fetchall()
        )
    assert owed
    assert {judged[one.case] for one in owed if not one.late} <= {"open"}
    assert {judged[one.case] for one in owed if one.late} <= {"breach"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_window_speaks_every_language(closed, language):
    with speaking(language):
        drawn = reports.draw("window", closed, party="cacme")
    assert "{" not in drawn.lead + "".join(drawn.notes)
    titles = {row["standard"] for row in rows(drawn, "standards")}
    assert ("First answer" in titles) == (language == "en")


def test_in_general_is_told_only_where_enough_others_stand_behind_it(made, window):
    assert not any(row["general"] for row in rows(window, "standards"))  # bolt is one
    with made.book.closed() as closed:
        (party,) = closed.con.execute(
            "SELECT party FROM cases WHERE left(party, 1) = 'c'"
            " GROUP BY party ORDER BY count(*) DESC LIMIT 1"
        ).fetchone()
        drawn = reports.draw("window", closed, party=party)
    general = [row["general"] for row in rows(drawn, "standards") + rows(drawn, "others")]
    assert sum(bool(said) for said in general) > 10


def test_colleagues_and_parts_of_the_company_have_no_window(made):
    with made.book.closed() as closed:
        found = closed.con.execute("SELECT party FROM parties WHERE left(party, 1) IN ('w', 'u')")
        inside = [party for (party,) in found.fetchall()]
        assert inside
        for party in inside[:3]:
            with pytest.raises(InputError):
                reports.draw("window", closed, party=party)
