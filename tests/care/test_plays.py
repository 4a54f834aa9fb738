"""Every shipped play: complete in four languages, true to its story, and pinned by it."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from goodwill.book import Book
from goodwill.care import declaration, telling
from goodwill.care.figures import FORMS, places
from goodwill.care.firing import fire
from goodwill.care.playbook import SHIPPED, load
from goodwill.language.linter import Linter, Message
from goodwill.language.pack import load as packs
from goodwill.moments import notation
from goodwill.moments.journal import engine
from goodwill.problems import ConfigurationError
from goodwill.words import LANGUAGES, speaking
from tests.standards.mutants import moved, turned

PLAYS, PROBLEMS = load()
NAMES = [one.name for one in PLAYS]
EACH = pytest.mark.parametrize("play", PLAYS, ids=NAMES)
SPOKEN = ("title", "sentence", "reason", "say", "all", "many")

ESSAY = {
    "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "B13",
    "C10", "C11", "C12", "C13", "C14", "A18", "C15", "C16", "C17", "C18",
}  # fmt: skip
"""The twenty practices of essay 003, by their rows."""

BESIDES = {"C22", "E13", "E2", "E5", "E14", "B3"}
"""Recovery, handing on, boundaries, the way back, farewell, and a word with nothing to sell."""


@pytest.fixture(scope="module")
def con():
    with engine() as con:
        con.execute("SET threads = 1")  # nothing here is large enough to be shared out
        yield con


@pytest.fixture(scope="module")
def linter():
    return Linter.of(packs())


def test_all_that_is_shipped_can_be_read():
    assert [str(problem) for problem in PROBLEMS] == []
    assert sorted(path.stem for path in SHIPPED.iterdir()) == sorted(NAMES)
    assert {path.suffix for path in SHIPPED.iterdir()} == {".toml"}


def test_there_is_a_play_for_each_practice_and_each_has_one():
    practices = [one.practice for one in PLAYS]
    assert sorted(practices) == sorted(ESSAY | BESIDES)


@EACH
def test_it_is_complete(play):
    missing = [spoken for spoken in LANGUAGES if spoken not in play.words]
    assert missing == [], f"{play.name} has no words in {missing}"
    told = tomllib.loads(play.file.read_text(encoding="utf-8"))
    for key in ("cost", "held_out", "outcome", "harm", "due", "story"):
        assert key in told, f"{play.name} has no {key}"
    assert play.story.strip(), f"{play.name} has no story"
    assert play.cost.money or play.cost.minutes, f"{play.name} costs nothing, which cannot be"


ASKED = ("title", "sentence", "reason", "say", "practice", "held_out", "cost", "outcome", "harm",
         "due", "story")  # fmt: skip
FOREIGN = [language for language in LANGUAGES if language != "en"]


def _read_without(tmp_path, change):
    """Read a shipped play as it is once something of it was changed."""
    file = tmp_path / "mine.toml"
    table = tomllib.loads((SHIPPED / "welcome_call.toml").read_text(encoding="utf-8"))
    change(table)
    file.write_text(_toml(table), encoding="utf-8")
    return declaration.read(file)


def _toml(table, name=""):
    plain = {key: each for key, each in table.items() if not isinstance(each, dict)}
    lines = [f"{key} = {json.dumps(each, ensure_ascii=False)}" for key, each in plain.items()]
    for key, each in table.items():
        if isinstance(each, dict):
            whole = f"{name}.{key}" if name else key
            lines += ["", f"[{whole}]", _toml(each, whole)]
    return "\n".join(lines) + "\n"


def test_the_play_that_is_cut_in_these_tests_is_whole_before(tmp_path):
    play, problems = _read_without(tmp_path, lambda _table: None)
    assert (play.name, problems) == ("mine", [])


@pytest.mark.parametrize("lost", [*ASKED, *(f"words.{language}" for language in FOREIGN)])
def test_a_play_that_lacks_something_fails_by_name(lost, tmp_path):
    def cut(table):
        *path, last = lost.split(".")
        (table[path[0]] if path else table).pop(last)

    play, problems = _read_without(tmp_path, cut)
    assert play is None
    assert all("mine.toml" in problem.where for problem in problems)
    said = " ".join(f"{problem.what} {problem.hint}" for problem in problems)
    assert lost.rpartition(".")[2] in said or "text" in said


@pytest.mark.parametrize("language", FOREIGN)
@pytest.mark.parametrize("lost", ["title", "sentence", "reason", "say"])
def test_a_play_that_lacks_a_word_in_one_language_fails_by_name(language, lost, tmp_path):
    play, problems = _read_without(tmp_path, lambda table: table["words"][language].pop(lost))
    assert play is None
    assert any("mine.toml" in problem.where and lost in problem.what for problem in problems)


def test_a_play_that_holds_nobody_out_says_why_or_fails_by_name(tmp_path):
    play, problems = _read_without(tmp_path, lambda table: table.update(held_out=0))
    assert play is None
    assert any("mine.toml" in problem.where and "why_all" in problem.what for problem in problems)


def test_a_book_with_such_a_play_is_told_by_check_and_does_not_close(tmp_path):
    book = Book.create(tmp_path / "acme", "Acme")
    assert (book.folder / "plays").is_dir()
    assert [each.name for each in book.plays()] == NAMES
    (book.folder / "plays" / "mine.toml").write_text('title = "Mine"\n', encoding="utf-8")
    assert any("mine.toml" in problem.where for problem in book.check())
    with pytest.raises(ConfigurationError, match=r"mine\.toml"):
        book.plays()


@EACH
def test_it_speaks_four_languages_each_its_own(play):
    for part in SPOKEN:
        said = [getattr(words, part) for words in play.words.values()]
        assert len(set(said)) == 4 or not any(said), part
    for spoken, foreign in (("ru", "іїєґ"), ("uk", "ыэъё"), ("pl", "бвгджз")):
        text = " ".join(play.words[spoken])
        assert not set(text.lower()) & set(foreign), text
    for words in play.words.values():
        assert not words.title.endswith(".")
        assert words.reason.rstrip("]").endswith(".")
        assert words.say.endswith((".", "?"))


@EACH
def test_each_language_names_the_same_figures_and_counts_them_rightly(play):
    for part in SPOKEN:
        named = [
            {place.name for place in places(getattr(words, part))} for words in play.words.values()
        ]
        assert all(names == named[0] for names in named), part
    for spoken, words in play.words.items():
        for text in words:
            forms = [place.counted for place in places(text) if place.counted]
            assert all(len(each) == FORMS[spoken] for each in forms)


@EACH
def test_what_one_may_say_draws_no_remark(play, linter):
    for spoken in LANGUAGES:
        remarks = linter.remarks(Message(play.say(spoken), language=spoken))
        assert [(each.rule, each.level) for each in remarks if each.level != "hint"] == [], spoken


@EACH
def test_only_what_is_owed_to_everybody_is_held_out_from_nobody(play):
    assert 0 <= play.held_out <= 0.5
    with speaking("en"):
        assert bool(play.why_all()) == (play.held_out == 0)


@EACH
def test_its_story_is_true_and_each_reason_in_it_is_whole(play, con):
    told = telling.tell(play, con)
    assert [str(problem) for problem in telling.differences(play, told)] == []
    for spoken in LANGUAGES:
        with speaking(spoken):
            for each in told.firings:
                said = play.reason(each.figures) + play.sentence(each.figures)
                assert not set(said) & set("{}[]?"), said


TRIGGERED = [one for one in PLAYS if one.trigger]


@pytest.mark.parametrize("play", TRIGGERED, ids=[one.name for one in TRIGGERED])
def test_its_story_has_near_misses_and_pins_every_comparison(play, con):
    story, problems = notation.read(re.sub(r"(?m)^>.*$", "", play.story))
    assert problems == []
    telling.lay_out(con, play, story)
    right = _fired(con, play, story)
    assert right
    assert {party for party, _at in right} < {
        one.party for one in story.names.values() if one.sort == "customer"
    }
    mutants = list(turned(play.trigger.where))
    # no story lies to the last digit on the limit of a figure that is estimated
    mutants += moved(play.trigger.where) if "surprise" not in play.trigger.where else []
    assert mutants
    for mutant in mutants:
        changed = play._replace(trigger=play.trigger._replace(where=mutant))
        assert _fired(con, changed, story) != right, mutant


def _fired(con, play, story):
    firings = fire(con, [play], telling.settings_of_stories(), story.closed_at)
    return sorted((each.party, each.at) for each in firings)
