"""Reading a standard: each slip is told with its line and the next step, all of them at once."""

from __future__ import annotations

import re
from datetime import date

import pytest

from goodwill.standards import story
from goodwill.standards.declaration import read
from goodwill.standards.standard import load
from goodwill.words import speaking

GOOD = """\
title = "An answer the same day"
sentence = "Whoever asks is answered within {hours} working hours."
family = "waiting"
of = "case"
whose_convenience = "theirs"
where = "opened_by = 'question'"
breach = "worked(opened_at, answered_at) > hours * 60"
limits = { hours = 8 }
falls_on = "answered"
exempt = { shut = "local" }
reasons = { shut = "We were shut." }
benchmark = { kept = 0.9, source = "a public report", date = 2025-06-30 }

[story]
text = '''
2026-03-02 09:00  acme > anna  question  ^t1
2026-03-04 09:00  anna > acme  answer    ^t1
! acme 2026-03-04 09:00
2026-03-02 09:00  bolt > anna  question  ^t2
2026-03-02 10:00  anna > bolt  answer    ^t2
'''

[words.pl]
title = "Odpowiedź tego samego dnia"
sentence = "Kto pyta, dostaje odpowiedź w ciągu {hours} godz. roboczych."
reasons = { shut = "Było zamknięte." }
""".replace('"local"', '"handovers > 5"')


@pytest.fixture
def written(tmp_path):
    def write(text=GOOD, name="same_day", side="ours"):
        folder = tmp_path / side
        folder.mkdir(exist_ok=True)
        file = folder / f"{name}.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def changed(*pairs):
    text = GOOD
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    return text


def test_a_good_one_is_read_whole(written):
    standard, problems = read(written())
    assert problems == []
    assert (standard.name, standard.side, standard.family) == ("same_day", "ours", "waiting")
    assert (standard.limits, standard.falls_on) == ({"hours": 8.0}, "answered")
    assert standard.benchmark.date == date(2025, 6, 30)
    assert (standard.grace, standard.open, standard.size) == (None, None, None)
    assert standard.sentence() == "Whoever asks is answered within 8 working hours."
    with speaking("pl"):
        assert standard.title == "Odpowiedź tego samego dnia"
        assert standard.reason("shut") == "Było zamknięte."
    with speaking("uk"):
        assert standard.title == "An answer the same day"
    assert story.test_story(standard) == []


@pytest.mark.parametrize(
    ("before", "after", "line", "what", "hint"),
    [
        ('family = "waiting"', 'family = "wating"', 3, "'wating'", "'waiting'"),
        ('family = "waiting"', 'family = "payment"', 3, "'payment'", "waiting, runaround"),
        ('of = "case"', 'of = "cases"', 4, "'cases'", "'case'"),
        ('"theirs"', '"nobody"', 5, "'nobody'", "theirs, ours, both"),
        ('"answered"', '"answer"', 9, "'answer'", "'answered'"),
        ("opened_by =", "opend_by =", 6, "'opend_by'", "'opened_by'"),
        ("> hours", "> hour", 7, "'hour'", "'hours'"),
        ("handovers > 5", "handovers", 10, "'handovers' is a number", ""),
        ("hours = 8", 'hours = "8"', 8, "'hours' must be a number", ""),
        ("hours = 8", "hours = true", 8, "'hours' must be a number", ""),
        ("0.9", "90", 12, "share kept", "kept = 0.9"),
        ("within {hours}", "within {days}", 2, "'{days}'", "hours"),
        ("within {hours}", "within {hours!r}", 2, "'{hours!r}'", "hours"),
        ("within {hours}", "within {hours:>99}", 2, "'{hours:>99}'", "hours"),
        ("within {hours}", "within {hours", 2, "brace", ""),
        ("falls_on", "fals_on", 9, "'fals_on'", "'falls_on'"),
        ("[words.pl]", "[words.de]", 23, "'de'", ""),
        ('sentence = "Whoever', 'sentence = ["x"] #', 2, "'sentence' must be a text", ""),
        ('breach = "worked', 'brech = "worked', 7, "'brech'", "'breach'"),
        ('where = "opened_by', 'where = "asked_ago', 6, "", ""),
    ],
)
def test_a_slip_is_told_with_its_line(written, before, after, line, what, hint):
    standard, problems = read(written(changed((before, after))))
    assert standard is None
    told = [one for one in problems if what in one.what and hint in one.hint]
    assert told, problems
    assert told[0].where == f"same_day.toml:{line}"


def test_all_slips_are_told_at_once(written):
    text = changed(("of = ", "off = "), ("hours * 60", "hour * 60"), ("{hours} godz", "{h} godz"))
    _standard, problems = read(written(text))
    whats = " ".join(problem.what for problem in problems)
    assert re.search("'off'.*'of' is missing.*'h'", whats.replace("{", "").replace("}", ""))


def test_a_duty_that_can_be_neither_broken_nor_exceeded_is_none(written):
    _standard, problems = read(written(re.sub("breach = .*\n", "", GOOD)))
    assert "neither broken nor exceeded" in problems[0].what


def test_the_hour_before_may_be_looked_at_in_an_exemption_only(written):
    text = changed(
        ('of = "case"', 'of = "moment"'),
        ("opened_by", "kind"),
        ("handovers > 5", "asked_ago < 5"),
        ("worked(opened_at, answered_at) > hours * 60", "asked_ago > hours"),
    )
    _standard, problems = read(written(text))
    assert [problem.where for problem in problems] == ["same_day.toml:7"]
    assert "exemption only" in problems[0].what


@pytest.mark.parametrize("text", ["", "title = ", "\x00", "a = 1\na = 2", "[[story]]", "words = 1"])
def test_what_is_no_standard_at_all_is_told_and_never_raised(written, text):
    standard, problems = read(written(text))
    assert standard is None
    assert problems
    assert all(problem.where.startswith("same_day.toml") for problem in problems)


def test_a_company_adds_its_own_and_replaces_by_name(written, tmp_path):
    shipped, _problems = load()
    written()
    written(GOOD, name="first_answer")
    written(changed(('"waiting"', '"wavering"')), name="their_day", side="theirs")
    standards, problems = load(tmp_path)
    assert problems == []
    assert {one.name for one in standards} - {one.name for one in shipped} == {
        "same_day",
        "their_day",
    }
    named = {one.name: one for one in standards}
    assert named["first_answer"].title == "An answer the same day"
    assert (named["their_day"].side, named["promise_kept"].side) == ("theirs", "ours")


def test_a_book_without_standards_of_its_own_has_those_that_are_shipped(tmp_path):
    assert load(tmp_path / "nowhere") == load()


def test_a_story_that_is_not_true_says_what_was_given_instead(written):
    text = changed(("! acme 2026-03-04 09:00", "! bolt 2026-03-02 10:00\n? acme 2026-03-02 09:00"))
    standard, _problems = read(written(text))
    assert [problem.what for problem in story.test_story(standard)] == [
        "The story expects a verdict that was not given: ! bolt 2026-03-02 10:00.",
        "The story expects a verdict that was not given: ? acme 2026-03-02 09:00.",
        "A verdict was given that the story does not expect: ! acme 2026-03-04 09:00.",
    ]


def test_a_story_without_a_mark_or_a_kept_case_proves_nothing(written):
    bare, _problems = read(written(changed(("! acme 2026-03-04 09:00\n", ""))))
    assert "marks no verdict" in story.test_story(bare)[0].what
    only, _problems = read(written(re.sub(r".*bolt.*\n", "", GOOD)))
    assert "never kept" in story.test_story(only)[0].what


def test_a_story_that_cannot_be_read_is_told_with_its_line(written):
    standard, _problems = read(written(changed(("acme > anna", "acme anna"))))
    (problem,) = story.test_story(standard)
    assert "not a moment" in problem.what
