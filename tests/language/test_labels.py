"""The records of the rules are what the labels say, and the labels are of remarks still made."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from tests.language import measure, texts
from tests.real import real

LANGUAGES = ("en", "ru")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_record_in_a_rule_is_what_the_labels_count(language: str) -> None:
    counted = Counter((one.rule, one.set, one.right) for one in measure.labels(language))
    written = {
        (rule.id, seen.set, right): number
        for rule in measure.rules(language).values()
        for seen in rule.seen
        for right, number in ((True, seen.tp), (False, seen.fp))
        if number
    }
    assert written == dict(counted)
    assert len(written) > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_is_kept_without_any_text(language: str) -> None:
    for name in (language, f"{language}-unflagged"):
        with (measure.LABELS / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        assert len(rows) >= 200
        for row in rows:
            assert len(row["hash"]) == 12
            assert all(len(value) <= 40 for value in row.values()), row


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_of_the_texts_that_lie_here(language: str) -> None:
    real("language")
    here = {(text.set, text.id): text.hash for text in texts.SETS[language]()}
    named = [one for one in measure.labels(language) if not one.set.startswith("found_")]
    assert len(named) > 100
    assert [one for one in named if here[one.set, one.id] != one.hash] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_remark_on_the_development_text_has_been_read(language: str) -> None:
    real("language")
    read = {(one.rule, one.id, one.start, one.end) for one in measure.labels(language)}
    found = measure.drawn(language, measure.found(language, texts.SETS[language]()))
    unread = [
        (one.rule, one.text.id)
        for one in found
        if (one.rule, one.text.id, one.start, one.end) not in read
    ]
    assert len(found) > 100
    assert unread == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_who_are_no_company_are_hardly_remarked_on(language: str) -> None:
    real("language")
    number, said = measure.alarms(language, texts.requests(language))
    assert number > 1000
    assert said.total() <= 0.010 * number
