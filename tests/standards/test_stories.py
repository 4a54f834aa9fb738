"""Every shipped standard: complete in four languages, true to its story, and pinned by it."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import pytest

from goodwill.moments import notation
from goodwill.moments.journal import engine
from goodwill.standards import page, story
from goodwill.standards.standard import FAMILIES, SHIPPED, load
from goodwill.words import LANGUAGES, speaking
from tests.standards.mutants import moved, turned

STANDARDS, PROBLEMS = load()
NAMES = [one.name for one in STANDARDS]
EACH = pytest.mark.parametrize("standard", STANDARDS, ids=NAMES)


@pytest.fixture(scope="module")
def con():
    with engine() as con:
        yield con


def test_all_that_is_shipped_can_be_read():
    assert PROBLEMS == []
    files = [path for side in FAMILIES for path in (SHIPPED / side).iterdir()]
    assert sorted(path.stem for path in files) == sorted(NAMES)
    assert {path.suffix for path in files} == {".toml"}


def test_no_two_standards_share_a_name():
    assert max(Counter(NAMES).values()) == 1


def test_there_are_as_many_as_were_agreed():
    sides = Counter(one.side for one in STANDARDS)
    assert sides["ours"] >= 16
    assert sides["theirs"] >= 5


def test_every_family_of_treatment_that_records_can_show_has_a_standard():
    told = {one.family for one in STANDARDS}
    # of these nothing is judged yet: coldness and rudeness of words are the language rules' matter
    assert {family for known in FAMILIES.values() for family in known} - told == {
        "change",
        "rudeness",
        "abuse",
    }


@EACH
def test_its_name_and_side_are_those_of_its_file(standard):
    assert (standard.file.stem, standard.file.parent.name) == (standard.name, standard.side)
    assert standard.family in FAMILIES[standard.side]


@EACH
def test_it_speaks_four_languages_each_its_own(standard):
    assert set(standard.words) == set(LANGUAGES)
    for words in standard.words.values():
        assert words.title
        assert not words.title.endswith(".")
        assert words.sentence.endswith(".")
        assert set(words.reasons) == set(standard.exempt)
    for part in ("title", "sentence"):
        assert len({getattr(words, part) for words in standard.words.values()}) == 4
    for spoken, foreign in (("ru", "іїєґ"), ("uk", "ыэъё"), ("pl", "бвгджз")):
        words = standard.words[spoken]
        text = " ".join([words.title, words.sentence, *words.reasons.values()])
        assert not set(text.lower()) & set(foreign), text


@EACH
def test_each_language_puts_in_the_same_limits(standard):
    said = []
    for spoken in LANGUAGES:
        with speaking(spoken):
            sentence = standard.sentence()
            assert "{" not in sentence
            said.append(
                {
                    name
                    for name in standard.limits
                    if f"{{{name}}}" in standard.words[spoken].sentence
                }
            )
    assert all(names == said[0] for names in said)


@EACH
def test_its_story_is_true(standard):
    assert [str(problem) for problem in story.test_story(standard)] == []


@EACH
def test_its_story_has_both_sides_of_the_matter(standard):
    told, problems = notation.read(standard.story)
    assert problems == []
    verdicts = {mark.verdict for mark in told.marks}
    if standard.breach:
        assert "breach" in verdicts
    if standard.grace:
        assert "grace" in verdicts
    if standard.exempt:
        assert "exempt" in verdicts


@EACH
def test_its_story_fails_when_any_comparison_is_turned_round(standard, con):
    told, _problems = notation.read(standard.story)
    story.tell(con, told)
    right = _told(con, standard, told)
    mutants = list(_mutants(standard))
    assert mutants
    for what, mutant in mutants:
        assert _told(con, mutant, told) != right, what


def test_only_a_grace_can_come_of_leaving_a_procedure_in_their_favour():
    standard = next(one for one in STANDARDS if one.name == "outside_procedure")
    assert standard.breach is None
    for one in STANDARDS:
        if one.name != standard.name:
            assert "outside_procedure" not in " ".join(filter(None, (one.where, one.breach)))


def test_the_page_of_the_standards_is_current():
    docs = Path(__file__).parents[2] / "docs" / "standards.md"
    assert docs.read_text(encoding="utf-8") == page.page(), (
        "run: python -m goodwill.standards.page > docs/standards.md"
    )


def test_a_benchmark_names_its_source():
    told = [one.benchmark for one in STANDARDS if one.benchmark]
    assert told
    assert all(len(one.source) > 20 and 0 < one.kept < 1 for one in told)


def _told(con, standard, told):
    given, kept = story.judged_again(con, standard, told)
    return sorted(given), kept


def _mutants(standard):
    for key in ("breach", "grace", "open"):
        text = getattr(standard, key)
        for mutant in turned(text) if text else ():
            yield mutant, dataclasses.replace(standard, **{key: mutant})
    for mutant in moved(standard.breach) if standard.breach else ():
        yield mutant, dataclasses.replace(standard, breach=mutant)
    for reason, text in standard.exempt.items():
        for mutant in turned(text):
            yield mutant, dataclasses.replace(standard, exempt={**standard.exempt, reason: mutant})
