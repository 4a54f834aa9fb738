"""Labels: the last word counts, belief is exact, and learning waits for enough."""

from __future__ import annotations

import random

import pytest

from goodwill.book import labels
from goodwill.book.labels import HERE, KEPT, RELEASED, RIGHT, WRONG, Label
from goodwill.language import ranking
from goodwill.language.belief import belief, below, steps_back


def test_the_last_label_of_the_same_words_counts():
    said = [Label("a.b", "en", WRONG, "1"), Label("a.b", "en", RIGHT, "1"),
            Label("a.b", "en", HERE, "2"), Label("a.b", "pl", WRONG, "1")]  # fmt: skip
    assert labels.counts(said) == {("a.b", "en"): (2, 0), ("a.b", "pl"): (0, 1)}
    assert labels.dismissed(said) == {("a.b", "1"), ("a.b", "2")}
    assert labels.dismissed(said[:2]) == frozenset()


def test_an_owner_keeps_a_rule_until_it_is_released():
    said = [Label("a.b", "en", KEPT), Label("c.d", "en", KEPT), Label("a.b", "en", RELEASED)]
    assert labels.kept(said) == {("c.d", "en")}


def test_what_a_crash_cut_short_is_passed_over(tmp_path):
    labels.note(tmp_path, Label("a.b", "en", WRONG, "1"))
    with (tmp_path / labels.NAME).open("a") as file:
        file.write('{"rule": "c.d", "lang')
    labels.note(tmp_path, Label("e.f", "en", RIGHT, "2"))
    assert [each.rule for each in labels.noted(tmp_path)] == ["a.b", "e.f"]


def test_a_digest_is_of_the_words_and_of_the_book():
    assert labels.digest(b"x", "As per  Our\npolicy") == labels.digest(b"x", "as per our policy")
    assert labels.digest(b"x", "as per our policy") != labels.digest(b"y", "as per our policy")


@pytest.mark.parametrize(("right", "wrong"), [(0, 0), (0, 3), (5, 1), (3, 20), (200, 150)])
def test_belief_is_the_beta_distribution(right, wrong):
    from scipy.stats import beta

    told, known = belief(right, wrong), beta(1 + right, 1 + wrong)
    assert below(right, wrong) == pytest.approx(known.cdf(0.5), abs=1e-12)
    assert told.mean == pytest.approx(known.mean())
    assert (told.low, told.high) == pytest.approx(tuple(known.ppf([0.025, 0.975])), abs=1e-5)


def test_a_rule_steps_back_when_it_is_nine_to_one_that_it_is_mostly_wrong():
    assert not steps_back(0, 0)
    assert not steps_back(0, 2)  # 7 in 8
    assert steps_back(0, 3)  # 15 in 16
    assert not steps_back(3, 3)
    assert steps_back(2, 9)


def test_nothing_is_learnt_from_few_labels_or_from_one_sort():
    few = [("good words", False), ("bad words", True)] * 100
    assert ranking.doubts(few, ["words"]) is None
    assert ranking.doubts([("good words", False)] * 500, ["words"]) is None


def test_enough_labels_put_the_doubtful_first():
    pytest.importorskip("sklearn")
    rng = random.Random(3)
    filler = ("parcel", "order", "today", "week", "anna", "morning", "branch", "letter")

    def text(wrong: bool) -> str:
        words = [*rng.choices(filler, k=6), *(["unfortunate"] if wrong else ["policies"])]
        return " ".join(rng.sample(words, len(words)))

    labelled = [(text(wrong), wrong) for wrong in [True, False] * 250]
    others = [text(wrong) for wrong in [True, False] * 40]
    chances = ranking.doubts(labelled, others)
    assert min(chances[0::2]) > max(chances[1::2])
    assert ranking.doubts(labelled, []) == []
