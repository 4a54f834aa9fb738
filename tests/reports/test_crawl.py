"""Every figure on every page equals the sum of what its link opens."""

from __future__ import annotations

import pytest

from tests.reports.crawl import Leads, Rows, Same, Sum, crawl, untrue

ITSELF = Leads("the row's name opens the thing itself")
RECKONED = Leads("a model's figure; the records that it was reckoned from open")
GROUNDS = Leads("a price; the page of its grounds opens")

MEANING = {
    ("attention", "dearest", "hour"): ITSELF,
    ("attention", "dearest", "hours"): ITSELF,
    ("attention", "dearest", "sales"): ITSELF,
    ("boundaries", "demands", "expected"): ITSELF,
    ("boundaries", "demands", "number"): ITSELF,
    ("boundaries", "habits", "number"): Rows(),
    ("cases", "cases", "amount"): Sum("amount"),
    ("cases", "cases", "breaches"): Rows(),
    ("conduct", "late_suppliers", "amount"): ITSELF,
    ("costs", "breaches", "number"): GROUNDS,
    ("costs", "breaches", "price"): Same("price"),
    ("costs", "breaches", "sum"): GROUNDS,
    ("costs", "figures", "cost"): Sum("amount"),
    ("costs", "figures", "dearest"): Same("price"),
    ("costs", "figures", "gained"): Sum("amount"),
    ("costs", "figures", "price"): RECKONED,
    ("costs", "graces", "number"): GROUNDS,
    ("costs", "graces", "price"): Same("price"),
    ("costs", "graces", "sum"): GROUNDS,
    ("costs", "standards", "amount"): Sum("amount"),
    ("costs", "standards", "number"): Rows(),
    ("digest", "figures", "breaches"): Rows(),
    ("digest", "figures", "graces"): Rows(),
    ("digest", "figures", "theirs"): Rows(),
    ("digest", "ours", "amount"): ITSELF,
    ("digest", "ours", "size"): ITSELF,
    ("digest", "standards", "amount"): Sum("amount"),
    ("digest", "standards", "number"): Rows(),
    ("moment", "verdicts", "size"): ITSELF,
    ("mirror", "cases", "handovers"): ITSELF,
    ("mirror", "cases", "rating"): ITSELF,
    ("mirror", "cases", "repeats"): ITSELF,
    ("mirror", "cases", "waited"): ITSELF,
    ("mirror", "standards", "broken"): ITSELF,
    ("mirror", "standards", "graces"): ITSELF,
    ("moments", "judged", "amount"): ITSELF,
    ("moments", "judged", "size"): ITSELF,
    ("moments", "moments", "amount"): ITSELF,
    ("parties", "parties", "breaches"): Rows(),
    ("parties", "parties", "change"): ITSELF,
    ("parties", "parties", "lost"): Sum("amount"),
    ("parties", "parties", "worth"): Same("worth"),
    ("movements", "movements", "amount"): ITSELF,
    ("movements", "movements", "closing"): ITSELF,
    ("movements", "movements", "course"): ITSELF,
    ("movements", "movements", "gained"): Sum("amount"),
    ("movements", "movements", "lost"): Sum("amount"),
    ("movements", "movements", "opening"): ITSELF,
    ("party", "figures", "alive"): RECKONED,
    ("party", "figures", "expected"): RECKONED,
    ("party", "figures", "habit"): RECKONED,
    ("party", "figures", "worth"): RECKONED,
    ("party", "moments", "amount"): ITSELF,
    ("party", "sides", "amount"): Sum("amount"),
    ("party", "sides", "breaches"): Rows(),
    ("party", "sides", "graces"): Rows(),
    ("party", "sides", "open"): Rows(),
    ("buyers", "buyers", "sales"): ITSELF,
    ("digest", "theirs", "amount"): ITSELF,
    ("digest", "theirs", "size"): ITSELF,
    ("moments", "moments", "ours"): ITSELF,
    ("moments", "moments", "theirs"): ITSELF,
    ("parties", "parties", "open"): ITSELF,
    ("party", "moments", "ours"): ITSELF,
    ("party", "moments", "theirs"): ITSELF,
    ("party", "open", "amount"): ITSELF,
    ("portfolio", "figures", "customers"): Rows(),
    ("portfolio", "figures", "equal"): RECKONED,
    ("portfolio", "figures", "largest"): ITSELF,
    ("portfolio", "figures", "sales"): Sum("sales"),
    ("portfolio", "figures", "top_five"): RECKONED,
    ("portfolio", "largest", "invoices"): ITSELF,
    ("portfolio", "largest", "overdue"): ITSELF,
    ("portfolio", "largest", "sales"): ITSELF,
    ("portfolio", "later", "invoices"): ITSELF,
    ("portfolio", "later", "overdue"): ITSELF,
    ("portfolio", "later", "sales"): ITSELF,
    ("standard", "refusals", "refused"): Rows(),
    ("play", "figures", "held_out"): Leads("how often; the lot opens, which lists each once"),
    ("plays", "verdicts", "fired"): Same("fired"),
    ("plays", "verdicts", "given"): Same("given"),
    ("plays", "verdicts", "held_out"): Same("held_out"),
    ("portfolio", "figures", "attention"): RECKONED,
    ("recognition", "graces", "rating"): ITSELF,
    ("recognition", "teams", "number"): ITSELF,
    ("said", "claims", "broken"): Same("breaches"),
    ("standard", "by_level", "breaches"): Rows(),
    ("standard", "by_policy", "breaches"): Rows(),
    ("standard", "by_team", "breaches"): Rows(),
    ("standard", "figures", "breaches"): Rows(),
    ("standard", "verdicts", "amount"): ITSELF,
    ("standard", "verdicts", "size"): ITSELF,
    ("standard", "weeks", "broken"): Rows(),
    ("standards", "ours", "breaches"): Same("breaches"),
    ("standards", "ours", "exempt"): ITSELF,
    ("standards", "ours", "kept"): ITSELF,
    ("standards", "ours", "open"): ITSELF,
    ("standards", "theirs", "breaches"): Same("breaches"),
    ("standards", "theirs", "exempt"): ITSELF,
    ("standards", "theirs", "kept"): ITSELF,
    ("standards", "theirs", "open"): ITSELF,
    ("statement", "by_level", "amount"): Sum("amount"),
    ("statement", "by_level", "number"): Rows(),
    ("statement", "by_policy", "amount"): Sum("amount"),
    ("statement", "by_policy", "number"): Rows(),
    ("statement", "by_team", "amount"): Sum("amount"),
    ("statement", "by_team", "number"): Rows(),
    ("statement", "dearest", "amount"): Sum("amount"),
    ("statement", "dearest", "breaches"): Rows(),
    ("statement", "figures", "closing"): Sum("worth"),
    ("statement", "figures", "customers"): Rows(),
    ("statement", "figures", "gained"): Same("gained"),
    ("statement", "figures", "lost"): Same("cost"),
    ("statement", "statement", "amount"): Sum("amount"),
    ("statement", "statement", "number"): Rows(),
    ("teams", "people", "graces"): ITSELF,
    ("teams", "people", "judged"): ITSELF,
    ("teams", "teams", "load"): ITSELF,
    ("teams", "teams", "load_before"): ITSELF,
    ("teams", "teams", "lost"): Sum("amount"),
    ("teams", "teams", "unrest"): ITSELF,
    ("teams", "teams", "won"): Sum("amount"),
    ("today", "things", "stake"): ITSELF,
    ("verdicts", "verdicts", "amount"): ITSELF,
    ("verdicts", "verdicts", "size"): ITSELF,
}
"""What each number with a link says of what opens behind it."""


@pytest.fixture(scope="module")
def closed(made):
    with made.book.closed(None) as opened:
        yield opened


@pytest.fixture(scope="module")
def found(closed):
    return list(crawl(closed))


def test_every_number_with_a_link_says_what_it_claims(found):
    assert sorted({claim.key for claim in found} - set(MEANING)) == []


def test_every_claim_is_true(closed, found):
    wrong, checked = untrue(closed, found, MEANING)
    assert wrong == []
    assert checked > 100
