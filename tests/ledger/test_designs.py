"""What the ledger gathers for the evidence: from records in the notation to arrays."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from goodwill.house.settings import Settings
from goodwill.ledger.designs import gather
from goodwill.ledger.histories import build_spans
from goodwill.moments import notation
from goodwill.moments.journal import engine
from goodwill.standards.judge import judge
from goodwill.standards.standard import load
from goodwill.standards.story import tell

CLOSE = dt.date(2026, 5, 30)
RECORDS = """
# before the first purchase there is no customer
2026-02-20 09:00  acme > us    question    ^t0  @email
2026-02-20 09:10  anna > acme  answer      ^t0  @email
2026-03-02 09:00  acme > us    purchase    ^order:1  120.00 EUR  due 2026-03-05
2026-03-04 10:00  us > acme    delivery    ^order:1
2026-03-30 09:00  acme > us    purchase    ^order:2  80.00 EUR  due 2026-04-02
2026-03-30 11:00  acme > us    purchase    ^order:3  20.00 EUR
2026-04-06 10:00  us > acme    delivery    ^order:2
# answered late, reopened by the customer, and complained of
2026-03-09 09:00  acme > us    question    ^t1  @email
2026-03-11 09:00  anna > acme  answer      ^t1  @email
2026-03-11 10:00  anna > acme  resolution  ^t1
2026-03-20 10:00  acme > us    reopening   ^t1  @email
2026-03-20 10:30  anna > acme  answer      ^t1  @email
2026-03-20 11:00  anna > acme  resolution  ^t1
# a good answer by somebody else, of the same day twice
2026-03-24 09:00  acme > us    question    ^t2  @email
2026-03-24 09:05  bob > acme   answer      ^t2  @email
2026-03-24 12:00  acme > us    question    ^t2  @email
2026-03-24 12:05  bob > acme   answer      ^t2  @email
2026-03-24 12:06  bob > acme   resolution  ^t2
# credited because it was faulty
2026-04-10 12:00  us > acme    refund      ^order:2  10.00 EUR  #defect
# a customer who is quiet, and pays
2026-04-06 09:00  bolt > us    purchase    ^order:9  20.00 EUR
2026-04-07 09:00  us > bolt    invoice     ^invoice:9  20.00 EUR  due 2026-04-10
2026-05-20 09:00  bolt > us    payment     ^invoice:9  20.00 EUR
# who never bought
2026-04-06 09:00  cord > us    question    ^t9  @email
2026-04-09 09:00  anna > cord  answer      ^t9  @email
close 2026-05-30 17:00
"""


@pytest.fixture(scope="module")
def shipped():
    return load()[0]


@pytest.fixture(scope="module")
def told(shipped):
    return gathered(RECORDS, shipped)


def gathered(text, standards, day=CLOSE, **how):
    story, problems = notation.read(text, name="story")
    assert not problems
    with engine() as con:
        tell(con, story)
        settings = Settings(name="story")
        judge(con, standards, settings, story.closed_at)
        build_spans(con, settings.currency)
        names = {one.party: one.name for one in story.names.values()}
        found = gather(con, standards, settings, day, **how)
        tables = {name for (name,) in con.execute("SHOW TABLES").fetchall()}
    return found, names, tables


def rows(events, customer):
    """The days since the first purchase on which something happened to one customer."""
    return np.rint(events.time[events.customer == customer] * 7).astype(int).tolist()


def test_lives_begin_with_the_first_purchase_and_end_with_the_close(told):
    found, names, tables = told
    assert sorted(names[party] for party in found.parties) == ["acme", "bolt"]
    acme = [names[party] for party in found.parties].index("acme")
    design = found.design
    assert design.T[acme] * 7 == pytest.approx((CLOSE - dt.date(2026, 3, 2)).days)
    assert (design.born[1 - acme] - design.born[acme]) * 7 == pytest.approx(35)
    # both purchases of a day are one, and the first is listed at its own time
    assert rows(design.purchases, acme) == [0, 28]
    assert not {one for one in tables if one.startswith(("design_", "judged"))}


def test_contacts_are_what_customers_do_once_a_day_and_never_what_they_owe(told):
    found, names, _ = told
    acme = [names[party] for party in found.parties].index("acme")
    assert rows(found.design.contacts, acme) == [7, 18, 22]
    assert rows(found.design.contacts, 1 - acme) == []


def test_dealings_are_all_that_could_go_well_or_badly_and_who_served(told):
    found, names, _ = told
    acme = [names[party] for party in found.parties].index("acme")
    dealings = found.design.dealings
    # purchases with their deliveries and bills, t1, t2: kept ones included, from when they began
    assert rows(dealings, acme) == [0, 7, 22, 28]
    served = dealings.server[dealings.customer == acme]
    assert len({int(one) for one in served} - {-1}) == 2
    breaches = next(
        f for f in found.design.families if (f.name, f.verdict) == ("waiting", "breach")
    )
    assert set(breaches.events.server.tolist()) == {served[1]}


def test_families_are_told_by_objective_records_with_their_dose(told):
    found, names, _ = told
    acme = [names[party] for party in found.parties].index("acme")
    kinds = {(f.name, f.verdict): f for f in found.design.families}
    late = kinds["waiting", "breach"]
    assert rows(late.events, acme) == [9, 18]  # answered late, and at last resolved late
    assert late.events.size[0] == pytest.approx(1 + np.log(16 / 4))  # 16 working hours for 4
    assert rows(kinds["promise", "breach"].events, acme) == [35]
    assert set(rows(kinds["waiting", "grace"].events, acme)) == {22}
    assert (kinds["waiting", "grace"].events.size == 1).all()
    # a refund that we made tells of the defect; the reopening is the customer's own word
    quality = kinds["quality", "breach"]
    assert not quality.grievance
    assert rows(quality.events, acme) == [39]
    assert all(f.felt for f in kinds.values())


def test_a_family_known_only_from_the_customers_own_word_is_a_grievance(shipped):
    text = "\n".join(line for line in RECORDS.splitlines() if "#defect" not in line)
    found, names, _ = gathered(text, shipped)
    quality = next(f for f in found.design.families if f.name == "quality")
    acme = [names[party] for party in found.parties].index("acme")
    assert quality.grievance
    assert rows(quality.events, acme) == [7]


def test_a_family_that_serves_only_us_cannot_be_felt(shipped):
    ours = [one for one in shipped if one.name == "first_answer"]
    found, _, _ = gathered(RECORDS, [replace(ours[0], whose_convenience="ours")])
    assert [(f.verdict, f.felt) for f in found.design.families] == [
        ("breach", False), ("grace", False),
    ]  # fmt: skip


def test_what_they_broke_stands_apart(told):
    found, names, _ = told
    bolt = [names[party] for party in found.parties].index("bolt")
    assert rows(found.theirs, bolt) == [44]
    assert not {f.name for f in found.design.families} & {"payment", "overreach", "wavering"}


def test_what_happened_to_nobody_of_the_design_makes_no_family(shipped):
    found = gathered(RECORDS, shipped, day=dt.date(2026, 4, 30))[0]
    bolt = gathered(RECORDS, shipped, most=1)[0]
    assert {f.name for f in found.design.families} >= {"waiting"}
    assert all(len(f.events.time) for f in (*found.design.families, *bolt.design.families))


def test_without_customers_there_is_nothing_to_gather(shipped):
    text = "\n".join(line for line in RECORDS.splitlines() if " purchase " not in line)
    found, _, _ = gathered(text, shipped)
    assert found is None
    early, names, _ = gathered(RECORDS, shipped, day=dt.date(2026, 3, 30))
    assert [names[party] for party in early.parties] == ["acme"]


def test_without_standards_there_are_no_dealings():
    found, _, _ = gathered(RECORDS, [])
    assert len(found.design.dealings.time) == 0
    assert found.design.families == ()
    assert len(found.design.purchases.time) > 0


def test_where_there_are_very_many_customers_some_are_taken_by_lot(shipped):
    everybody = gathered(RECORDS, shipped)[0]
    one = gathered(RECORDS, shipped, most=1)[0]
    assert one.parties.tolist() == everybody.parties[:1].tolist()
    assert len(one.design.T) == 1
    kept = one.design.dealings.customer
    assert (kept == 0).all()
    assert len(kept) == (everybody.design.dealings.customer == 0).sum()
