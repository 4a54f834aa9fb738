"""The lot: the same on every machine, fair in its shares, and nobody's choice."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency, chisquare

from goodwill.care.trial.assignment import (
    RANGE,
    arm,
    astray,
    draw,
    new_salt,
    position,
    two_arms,
)

PARTIES = [f"c{number}" for number in range(30_000)]
THIRDS = {"none": 1 / 3, "men": 1 / 3, "women": 1 / 3}


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        ("c1", 0xA4753CF98C27FD82),  # by another program: printf 'spring\0c1' | b2sum -l 64
        ("c2", 0xB592978EAB97D05D),
        ("ż ółw", 0xCD66969C3ECC80E4),
        ("", 0x5A3863BBCDB786FC),
    ],
)
def test_a_lot_is_what_any_program_makes_of_the_same_salt_and_party(party, expected):
    assert position("spring", party) == expected


def test_a_position_falls_into_the_arm_whose_stretch_holds_it():
    assert position("spring", "c1") / RANGE == pytest.approx(0.6424, abs=1e-4)
    assert arm("spring", "c1", {"held_out": 0.64, "played": 0.36}) == "played"
    assert arm("spring", "c1", {"held_out": 0.65, "played": 0.35}) == "held_out"
    assert arm("spring", "c1", {"played": 0.0, "held_out": 1.0}) == "held_out"


@pytest.mark.parametrize("shares", [two_arms(0.2), two_arms(0.07), THIRDS])
def test_arms_have_the_shares_that_were_named(shares):
    drawn = draw("p", "salt of this play", PARTIES, shares)
    counts = [sum(each.arm == name for each in drawn) for name in shares]
    expected = [share * len(PARTIES) for share in shares.values()]
    assert chisquare(counts, expected).pvalue > 0.001
    assert min(counts) > 0


def test_the_lots_of_two_plays_are_independent():
    one = np.array([arm("play one", each, THIRDS) for each in PARTIES])
    two = np.array([arm("play two", each, THIRDS) for each in PARTIES])
    table = [[np.sum((one == a) & (two == b)) for b in THIRDS] for a in THIRDS]
    assert chi2_contingency(table).pvalue > 0.001
    same = np.array([arm("play one", each, THIRDS) for each in PARTIES])
    assert (one == same).all()
    assert (one != two).mean() == pytest.approx(2 / 3, abs=0.02)


def test_neighbours_in_the_list_are_independent():
    drawn = np.array([arm("s", each, two_arms(0.5)) == "played" for each in PARTIES])
    table = [[np.sum((drawn[:-1] == a) & (drawn[1:] == b)) for b in (0, 1)] for a in (0, 1)]
    assert chi2_contingency(table).pvalue > 0.001


def test_who_is_held_out_stays_so_while_more_are_held_out():
    fewer = {each for each in PARTIES if arm("s", each, two_arms(0.1)) == "held_out"}
    more = {each for each in PARTIES if arm("s", each, two_arms(0.3)) == "held_out"}
    assert fewer < more


def test_the_table_of_the_lot_can_be_checked_by_anybody():
    drawn = draw("gift", "s", PARTIES[:100], two_arms(0.5))
    assert list(astray(drawn, "s", two_arms(0.5))) == []
    forged = [drawn[0]._replace(arm="played" if drawn[0].arm == "held_out" else "held_out")]
    assert list(astray([*forged, *drawn[1:]], "s", two_arms(0.5))) == forged
    assert {each.play for each in drawn} == {"gift"}


def test_a_salt_is_long_and_never_the_same():
    salts = {new_salt() for _draw in range(100)}
    assert len(salts) == 100
    assert {len(salt) for salt in salts} == {32}


@pytest.mark.parametrize("shares", [{}, {"a": 0.5, "b": 0.4}, {"a": 1.5, "b": -0.5}])
def test_shares_that_are_none_are_refused(shares):
    with pytest.raises(ValueError, match="sum to one"):
        arm("s", "c1", shares)


def test_a_salt_with_a_zero_byte_is_refused():
    with pytest.raises(ValueError, match="zero byte"):
        position("a\0b", "c1")
