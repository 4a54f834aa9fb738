"""Two records of one party: chains, circles, and taking it back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from goodwill.moments.merges import resolve
from tests.journal import records

NAMES = st.sampled_from([f"c{letter}" for letter in "abcdefgh"])


def test_chains_end_at_the_party_that_stays():
    assert resolve([("ca", "cb"), ("cb", "cc"), ("cd", "ca")]) == {
        "ca": "cc",
        "cb": "cc",
        "cd": "cc",
    }


def test_a_circle_stays_as_its_first_name_and_so_do_all_who_lead_into_it():
    merges = [("cb", "cc"), ("cc", "ca"), ("ca", "cb"), ("cz", "cc")]
    assert resolve(merges) == {"cb": "ca", "cc": "ca", "cz": "ca"}


def test_a_later_merge_of_the_same_party_replaces_the_earlier():
    assert resolve([("ca", "cb"), ("ca", "cc"), ("cd", "cd")]) == {"ca": "cc"}


@given(st.lists(st.tuples(NAMES, NAMES)))
def test_nobody_is_merged_into_somebody_who_was_given_up(merges):
    final = resolve(merges)
    assert not set(final) & set(final.values())
    last = {party: into for party, into in merges if party != into}
    for party, end in final.items():
        assert final.get(last[party], last[party]) == end
    assert set(final) >= {party for party in last if party not in final.values()}


def _merge(con, journal, *pairs):
    con.execute("CREATE OR REPLACE TABLE m (party VARCHAR, into_party VARCHAR)")
    con.executemany("INSERT INTO m VALUES (?, ?)", list(pairs))
    return journal.write(con, source="crm", file="merges.csv", merges="m")


def _parties(con, journal) -> set[tuple[str, ...]]:
    journal.attach(con)
    return set(con.execute("SELECT from_party, party, to_party FROM moments").fetchall())


def test_moments_follow_a_merge_and_its_undoing(con, journal, tmp_path):
    one, two, three = (records.customer(n) for n in range(3))
    journal.write(con, **records.draft(con, range(9), customers=3))
    before, files = _parties(con, journal), records.tree(tmp_path / "journal")

    first = _merge(con, journal, (one, two))
    second = _merge(con, journal, (two, three))

    assert _parties(con, journal) == {(three, three, records.ALICE)}
    parties = con.execute("SELECT party FROM parties ORDER BY party").fetchall()
    assert parties == [(three,), (records.ALICE,)]
    assert con.execute("SELECT * FROM merges ORDER BY party").fetchall() == [
        (one, two),
        (two, three),
    ]
    journal.undo(second.name)
    assert _parties(con, journal) == {(two, two, records.ALICE), (three, three, records.ALICE)}
    journal.undo(first.name)
    assert _parties(con, journal) == before
    assert records.tree(tmp_path / "journal") == files


def test_the_same_merge_again_writes_nothing(con, journal):
    assert _merge(con, journal, ("ca", "cb")).merges == 1
    assert _merge(con, journal, ("ca", "cb"), ("ce", "ce")).name == ""


def test_the_party_that_stays_keeps_its_own_values_and_fills_its_gaps(con, journal):
    con.execute("CREATE TABLE p (party VARCHAR, sort VARCHAR, segment VARCHAR, zone VARCHAR)")
    con.execute(
        "INSERT INTO p VALUES ('ca', 'customer', 'private', 'Asia/Tokyo'),"
        " ('cb', 'customer', 'business', NULL)"
    )
    journal.write(con, source="crm", file="p.csv", parties="p")

    _merge(con, journal, ("ca", "cb"))

    journal.attach(con)
    assert con.execute("SELECT party, segment, zone FROM parties").fetchall() == [
        ("cb", "business", "Asia/Tokyo")
    ]
