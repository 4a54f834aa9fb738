"""Every number of reference.json is hit, or excused with its reason: the file drives the tests."""

from __future__ import annotations

import json

import pytest

from tests.pricing.reference import (  # noqa: F401 -- they register what they check
    exact,
    peers,
    predictions,
    published,
    sets,
    spreadsheets,
    weekly,
)
from tests.pricing.reference.entry import (
    CHECKS,
    Entry,
    Excuse,
    Number,
    entries,
    found,
    load,
    numbers,
)

KNOWN = load(sets.FILE) if sets.FILE.exists() else {}


@pytest.mark.real
@pytest.mark.parametrize("place", entries(KNOWN) or [()], ids="/".join)
def test_an_entry_is_hit(place):
    if not place:
        pytest.skip(f"{sets.FILE} is absent: set GOODWILL_REAL_DATA to the folder of real records")
    assert place in CHECKS, f"nobody checks {'/'.join(place)}"
    entry = Entry(found(KNOWN, place))
    CHECKS[place](entry)
    entry.finish()


@pytest.mark.real
@pytest.mark.skipif(not KNOWN, reason="the real records are absent: set GOODWILL_REAL_DATA")
def test_every_check_has_its_entry_in_the_file():
    assert set(CHECKS) == set(entries(KNOWN))
    assert len(list(numbers(KNOWN))) > 1000


def entry_of(text):
    return Entry(json.loads(text, parse_float=Number.read, parse_int=Number.read))


def test_a_number_neither_hit_nor_excused_is_told():
    entry = entry_of('{"LL": -9595.0, "se": [1.5, 2.5], "source": "a paper of 2005"}')
    entry.hit("LL", -9595.04)
    with pytest.raises(AssertionError, match=r"\('se', '0'\), \('se', '1'\)"):
        entry.finish()
    entry.excuse(Excuse.FAULTY_ERRORS, "se")
    entry.finish()


def test_a_printed_number_is_hit_to_half_its_last_digit():
    entry_of('{"r": 0.553}').hit("r", 0.55349)
    with pytest.raises(AssertionError, match=r"r: 0\.55351 for 0\.553"):
        entry_of('{"r": 0.553}').hit("r", 0.55351)


def test_a_place_that_nobody_claims_is_an_entry_of_its_own():
    file = {"nowhere": {"x": Number.read("1.0")}, "words": "none"}
    assert entries(file) == [("nowhere", "x")]
