"""Findings: the evidence asked, kept in the closed book, and made the price of postings."""

from __future__ import annotations

import json
import math
from typing import NamedTuple

import duckdb
import numpy as np
import pytest

from goodwill.ledger.findings import assumed, grounds, write_findings
from goodwill.ledger.histories import build_spans
from goodwill.ledger.postings import post
from goodwill.ledger.worths import appraise
from goodwill.pricing.design import Design, Events, Family
from goodwill.pricing.evidence.belief import Belief
from goodwill.pricing.evidence.finding import Estimate, Finding, Guard, Outcome
from goodwill.pricing.priors import belief

WAITING, GRACE = ("waiting", "breach"), ("waiting", "grace")
SAMPLE = 150
CENTS = 5
"""Customers long gone are worth next to nothing; what that loses is lost in rounding."""


class Assessment(NamedTuple):
    findings: tuple[Finding, ...]


def estimate(leaving, buying, sd=0.05):
    return Estimate(leaving, buying, np.diag([sd**2, (sd / 2) ** 2]))


def found(kind, effect, **other):
    """A finding of a company's own records."""
    given = {
        "grade": "observed",
        "effect": effect,
        "half_lives": np.array([4.0, 8.0]),
        "half_life_weights": np.array([0.25, 0.75]),
        "effects": (effect, effect),
        "own": effect,
        "between": estimate(0.9, -0.3),
        "prior_share": 0.25,
        "guards": (Guard("placebo", Outcome.PASSED, {"z": 0.4, "untold": math.nan}),),
        "withheld": None,
    }
    return Finding(*kind, **(given | other))


def nothing():
    none = np.zeros(0)
    return Events(none.astype(np.int64), none, none, none.astype(np.int64))


def design(*kinds):
    return Design(
        born=np.zeros(1), T=np.ones(1), purchases=nothing(), contacts=nothing(),
        dealings=nothing(),
        families=tuple(Family(*kind, nothing(), grievance=False) for kind in kinds),
    )  # fmt: skip


def verdicts(*rows):
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE verdicts (family VARCHAR, verdict VARCHAR, side VARCHAR, party VARCHAR)"
    )
    for row in rows:
        con.execute("INSERT INTO verdicts VALUES (?, ?, ?, ?)", row)
    con.execute(
        "CREATE TABLE postings (family VARCHAR, sign INTEGER, side VARCHAR, party VARCHAR,"
        " amount BIGINT, low BIGINT, high BIGINT)"
    )
    return con


OURS = (
    ("waiting", "breach", "ours", "cacme"),
    ("waiting", "grace", "ours", "cacme"),
    ("promise", "breach", "ours", "cbolt"),
    ("promise", "kept", "ours", "cbolt"),
    ("quality", "breach", "ours", "rdealer"),
    ("payment", "breach", "theirs", "cbolt"),
)


def test_every_kind_of_breach_and_grace_in_the_book_has_its_ground():
    asked = []

    def assess(given, beliefs):
        asked.append((given, beliefs))
        return Assessment((found(WAITING, estimate(0.4, -0.1)),))

    told = grounds(verdicts(*OURS), design(WAITING, GRACE), assess)
    assert set(told.findings) == {WAITING, GRACE, ("promise", "breach")}
    assert told.findings[WAITING].grade == "observed"
    assert [guard.name for guard in told.findings[WAITING].guards] == ["contacts", "placebo"]
    assert told.findings[GRACE].grade == "assumed"
    # breaches and graces are asked about apart, each with a belief of its own
    ((given, beliefs),) = asked
    assert [(f.name, f.verdict) for f in given.families] == [WAITING, GRACE]
    assert beliefs[WAITING].effect.leaving > 0 > beliefs[GRACE].effect.leaving


def test_where_there_is_nothing_to_ask_the_assumption_stands():
    def never(_design, _beliefs):
        raise AssertionError

    for case in (None, design()):
        told = grounds(verdicts(*OURS), case, never)
        assert {one.grade for one in told.findings.values()} == {"assumed"}
        assert all(one.prior_share == 1 for one in told.findings.values())
    assert not grounds(verdicts(), design(WAITING), never).findings


def test_an_assumption_is_told_over_its_half_lives():
    one = assumed(WAITING, Belief(*belief(*WAITING)))
    assert one.half_life_weights.sum() == pytest.approx(1)
    assert one.half_lives.min() < 6 < one.half_lives.max()
    assert len(one.effects) == len(one.half_lives) > 3
    assert one.own is one.between is one.withheld is None


def test_the_tables_hold_what_was_found_and_nothing_untold_is_nought():
    con = verdicts(*OURS)
    con.execute(
        "INSERT INTO postings VALUES ('waiting', -1, 'ours', 'cacme', -100, -200, -50),"
        " ('waiting', -1, 'ours', 'cbolt', -300, -400, -50),"
        " ('waiting', -1, 'ours', 'cbolt', NULL, NULL, NULL),"
        " ('waiting', -1, 'ours', 'rdealer', -999, -999, -999)"
    )
    effect = estimate(0.4, -0.1)
    told = grounds(
        con, design(WAITING), lambda *_: Assessment((found(WAITING, effect, withheld="placebo"),))
    )
    write_findings(con, told)
    row = dict(
        zip(
            [column[0] for column in con.execute("DESCRIBE findings").fetchall()],
            con.execute("SELECT * FROM findings WHERE verdict = 'breach' AND family = 'waiting'")
            .fetchone(),
            strict=True,
        )
    )  # fmt: skip
    assert (row["customers"], row["number"]) == (2, 3)
    assert (row["price"], row["price_low"], row["price_high"]) == (-200, -300, -50)
    assert (row["leaving"], row["buying"]) == pytest.approx((0.4, -0.1))
    assert (row["leaving_sd"], row["buying_sd"]) == pytest.approx((0.05, 0.025))
    assert row["half_life_low"] <= row["half_life"] <= row["half_life_high"]
    assert row["half_life"] == pytest.approx(6.7, abs=1.4)
    assert row["between_leaving"] == 0.9
    assert row["prior_leaving"] == pytest.approx(belief(*WAITING).effect.leaving)
    assert row["prior_share"] == 0.25
    assert row["withheld"] == "placebo"
    assert row["wear_low"] < row["wear"] < row["wear_high"]
    bare = con.execute(
        "SELECT own_leaving, own_buying_se, between_leaving, price, withheld FROM findings"
        " WHERE family = 'promise'"
    ).fetchone()
    assert bare == (None,) * 5
    contacts, placebo = con.execute("SELECT guard, outcome, figures FROM guards").fetchall()
    assert contacts == ("contacts", "untold", "{}")
    assert (*placebo[:2], json.loads(placebo[2])) == ("placebo", "passed", {"z": 0.4})


@pytest.fixture(scope="module")
def book(made):
    """The tables of a close before its prices, with the fitted models."""
    con = duckdb.connect()
    with made.book.closed() as closed:
        path = closed.con.execute(
            "SELECT path FROM duckdb_databases() WHERE NOT internal AND path IS NOT NULL"
        ).fetchone()[0]
        day = closed.as_of
    con.execute(f"ATTACH '{path}' AS made (READ_ONLY)")
    for table in ("moments", "verdicts", "cases", "parties"):
        con.execute(f"CREATE TABLE {table} AS SELECT * FROM made.{table}")
    build_spans(con, made.book.settings.currency)
    return con, appraise(con, made.book.settings, [day], 100).pricing, made.book.settings


def posted(book, told):
    con, pricing, settings = book
    used = post(con, pricing, told, settings, 100)
    rows = con.execute(
        "SELECT family, sign, amount, low, high, grade FROM postings WHERE side = 'ours'"
    ).fetchall()
    return used, rows


def test_postings_are_priced_by_what_was_found_and_say_so(book):
    con = book[0]
    own = found(WAITING, estimate(0.5, -0.2, sd=0.02))
    plain = posted(book, grounds(con, None))[1]
    used, rows = posted(book, grounds(con, design(WAITING), lambda *_: Assessment((own,))))
    assert used.findings[WAITING].effect is own.effect

    def total(table, family, grade):
        told = [row for row in table if row[0] == family and row[1] == -1 and row[2] is not None]
        assert {row[5] for row in told} == {grade}
        assert all(row[3] <= row[2] <= row[4] for row in told)
        return sum(row[2] for row in told)

    assert total(rows, "waiting", "observed") < 2 * total(plain, "waiting", "assumed") < 0
    assert total(rows, "promise", "assumed") == total(plain, "promise", "assumed")
    # beyond doubt a loss: the limits of one family rise and fall together
    assert sum(row[4] for row in rows if row[5] == "observed") < 0


def test_a_breach_is_never_a_gain_however_good_its_repair_looks(book):
    """Repair does not turn a breach into a gain (de Matos et al. 2007)."""
    con = book[0]
    keeps = found(WAITING, estimate(-0.8, 0.4, sd=0.02))
    used, rows = posted(book, grounds(con, design(WAITING), lambda *_: Assessment((keeps,))))
    one = used.findings[WAITING]
    assert (one.grade, one.withheld) == ("assumed", "sign")
    assert [guard.name for guard in one.guards] == ["contacts", "placebo", "sign"]
    assert one.guards[-1].figures["low"] > 0
    assert one.own is keeps.own
    breaches = [row for row in rows if row[1] == -1 and row[2] is not None]
    assert len(breaches) > 50
    assert all(row[2] <= 0 or row[3] < 0 < row[4] for row in breaches)
    assert any(row[2] < 0 for row in breaches)


def test_a_breach_that_may_do_nothing_is_posted_with_an_interval_of_both_signs(book):
    con = book[0]
    unclear = found(WAITING, estimate(-0.02, 0.0, sd=0.2))
    used, rows = posted(book, grounds(con, design(WAITING), lambda *_: Assessment((unclear,))))
    assert used.findings[WAITING].effect is unclear.effect
    told = [row for row in rows if row[5] == "observed" and abs(row[2]) > CENTS]
    assert told
    assert all(row[3] < 0 < row[4] for row in told)


def test_graces_are_posted_apart_at_their_own_estimate_even_where_they_harm(book):
    con = book[0]
    harms = found(GRACE, estimate(0.3, -0.1, sd=0.02))
    used, rows = posted(book, grounds(con, design(GRACE), lambda *_: Assessment((harms,))))
    assert used.findings[GRACE].effect is harms.effect
    graces = [row for row in rows if row[0] == "waiting" and row[1] == 1 and row[2] is not None]
    breaches = [row for row in rows if row[0] == "waiting" and row[1] == -1]
    assert graces
    assert all(row[2] <= 0 and row[5] == "observed" for row in graces)
    assert any(row[4] < 0 for row in graces)
    assert {row[5] for row in breaches} <= {"assumed", None}


def test_without_models_everything_is_counted_and_nothing_priced(book):
    con, _, settings = book
    told = grounds(con, None)
    assert post(con, None, told, settings, 100) == told
    number, priced = con.execute(
        "SELECT count(*), count(amount) FROM postings WHERE side = 'ours'"
    ).fetchone()
    assert number > 100
    assert priced == 0
    write_findings(con, told)
    assert con.execute("SELECT count(*), count(price) FROM findings").fetchone()[1] == 0


def test_a_closed_book_tells_of_every_priced_kind(made):
    with made.book.closed() as closed:
        kinds = closed.con.execute(
            """
            SELECT count(*), count(f.family), count(CASE WHEN p.grade <> f.grade THEN 1 END)
            FROM postings p LEFT JOIN findings f
              ON f.family = p.family AND (f.verdict = 'grace') = (p.sign = 1)
            WHERE p.side = 'ours' AND p.amount IS NOT NULL
            """
        ).fetchone()
    assert kinds[0] > SAMPLE
    assert kinds == (kinds[0], kinds[0], 0)
