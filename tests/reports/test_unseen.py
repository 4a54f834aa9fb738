"""Harm that nobody reported, and attention after payment: told apart, and with what is unsure."""

from __future__ import annotations

import pytest

from goodwill import reports
from goodwill.reports import faces
from goodwill.words import LANGUAGES, speaking
from tests.reports.books import closed, finding, posting

ON_RECORD = {"family": "waiting", "seen": 20, "rate_low": 0.1, "rate_high": 0.2,
             "unseen_low": 120, "unseen_high": 120, "grade": "observed", "cites": ""}  # fmt: skip
BY_RATE = {"family": "other", "seen": 9, "rate_low": 0.05, "rate_high": 0.3,
           "unseen_low": 21, "unseen_high": 171, "grade": "assumed", "cites": "TARP"}  # fmt: skip


def _attention(measure, low, high, customers=80):
    ratio = None if low is None else (low * high) ** 0.5
    return {"measure": measure, "before": 0.5, "after": 0.4, "ratio": ratio, "low": low,
            "high": high, "customers": customers}  # fmt: skip


def _report(**given):
    return reports.draw(
        "costs", closed([finding("waiting")], (), [posting("waiting", -500)], **given)
    )


def _table(report, name):
    return next((table for table in report.tables if table.name == name), None)


def test_the_silent_are_counted_where_our_records_show_them_and_estimated_elsewhere():
    report = _report(unseen=[BY_RATE, ON_RECORD])
    first, second = [
        [cell.said for cell in line] for line in faces.lines(report, _table(report, "unseen"))
    ]
    assert first[:3] == ["Waiting", "20", "120"]
    assert second[:3] == ["Other complaints", "9", "21 to 171"]
    assert (first[4], second[4]) == ("observed", "assumed")


def test_nothing_is_said_of_harm_where_nobody_was_silent():
    nobody = {**ON_RECORD, "unseen_low": 0, "unseen_high": 0}
    assert _table(_report(unseen=[nobody]), "unseen") is None
    assert _table(_report(), "attention") is None


@pytest.mark.parametrize(
    ("measure", "low", "high", "said"),
    [
        ("contacts", 0.4, 0.8, "less once they have paid"),
        ("contacts", 1.2, 1.8, "more once they have paid"),
        ("answer", 1.2, 1.8, "wait longer"),
        ("answer", 0.4, 0.8, "wait less"),
        ("answer", 0.8, 1.2, "No difference can be told"),
        ("answer", None, None, "Cannot tell yet: 12 customers"),
    ],
)
def test_attention_after_payment_is_told_only_beyond_chance(measure, low, high, said):
    customers = 12 if low is None else 80
    report = _report(attention=[_attention(measure, low, high, customers)])
    (record,) = _table(report, "attention").records()
    assert said in record["found"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_blocks_are_said_in_every_language(language):
    with speaking(language):
        report = _report(unseen=[BY_RATE], attention=[_attention("answer", 1.2, 1.8)])
        for name in ("unseen", "attention"):
            assert "{" not in " ".join(
                cell.said for line in faces.lines(report, _table(report, name)) for cell in line
            )
