"""The file of a play: what is wrong in it is told with its line, and a company has its own."""

from __future__ import annotations

import json

import pytest

from goodwill.book import Book
from goodwill.care import declaration, telling
from goodwill.care.occasions import COLUMNS
from goodwill.care.playbook import SHIPPED, load
from goodwill.problems import CONFIGURATION, FINDINGS, OK, USAGE
from tests.cli.running import run

GIFT = (SHIPPED / "preventive_gift.toml").read_text(encoding="utf-8")
NAMES = sorted(path.stem for path in SHIPPED.glob("*.toml"))

WRONG = [
    ('purpose = "care"', 'purpose = "cares"', "A play has no 'cares'", "'care'"),
    ('channel = "post"', 'channel = "pigeon"', "A play has no 'pigeon'", "post"),
    ('level = "person"', "", "'level' is missing", "level"),
    ("held_out = 0.3", "held_out = 1.5", "'held_out' must be a number from 0 to 0.9", ""),
    ("held_out = 0.3", "held_out = 0", "'why_all' is missing", "why_all"),
    ("hush_days = 30", "hush_day = 30", "A play has no 'hush_day'", "hush_days"),
    ("weeks = 52\nstale", "weeks = 0\nstale", "'weeks' must be a number", ""),
    ('once_per = "party"', 'once_per = "case"', "Only once per party", ""),
    ('once_per = "party"', 'once_per = "term"', "Only usage happens in a term", ""),
    ("after = { days = 180 }", "before = { days = 2 }", "before it comes", "due_at"),
    ("after = { days = 180 }", "after = { moons = 6 }", "must be a length of time", "minutes"),
    ("after = { days = 180 }", 'at = "kind"', "A play has no 'kind'", "happened_at"),
    ("stale_after = { days = 14 }", "", "'stale_after' must be a length", "days"),
    ("of_kind >= deliveries", "of_kin >= deliveries", "'of_kin' is neither a column", "of_kind"),
    ("of_kind >= deliveries", "party = 'c-anna'", "'party' is neither a column", ""),
    ("kind = 'delivery'", "kind = 'delivry'", "'kind' is never 'delivry'", "delivery"),
    ("deliveries = 6", 'deliveries = "six"', "'deliveries' must be a number", ""),
    ("number {of_kind}", "number {kind_of}", "neither a column nor a limit", "docs/plays.md"),
    ("number {of_kind}", "{of_kind} {of_kind:a|b|c}", "has 3 forms", ""),
    ("number {of_kind}", "number {of_kind:.2f}", "no form of a figure", "a|b|c"),
    ("number {of_kind}", "number {of_kind", "not closed", ""),
    ('measure = "bought", better', 'measure = "loved", better', "A play has no 'loved'", "bought"),
    ('better = "more"', 'better = "higher"', "A play has no 'higher'", "more"),
    ("chance = 0.9,", "chance = 9,", "'harm.chance' must be a number", ""),
    ("weeks = 26 }", "weeks = 26, worth = -1 }", "'outcome.worth' must be a number", ""),
    ("[words.uk]", "[words.ua]", "words in 'uk' are missing", ""),
]


@pytest.mark.parametrize(("right", "wrong", "what", "hint"), WRONG, ids=[one[1] for one in WRONG])
def test_what_is_wrong_is_told_with_its_place_and_what_to_do(tmp_path, right, wrong, what, hint):
    assert right in GIFT
    file = tmp_path / "gift.toml"
    file.write_text(GIFT.replace(right, wrong), encoding="utf-8")
    play, problems = declaration.read(file)
    assert play is None
    said = [str(problem) for problem in problems]
    assert any(what in one and hint in one for one in said), said
    assert all("gift.toml" in problem.where for problem in problems)


def test_a_play_by_hand_needs_no_trigger_and_everything_else(tmp_path):
    plays = {play.name: play for play in load()[0]}
    hand = plays["hand_back_customer"]
    assert hand.trigger is None
    assert telling.tell(hand).firings == []
    text = hand.file.read_text(encoding="utf-8").replace("[words.pl]", "[words.po]")
    file = tmp_path / "hand.toml"
    file.write_text(text, encoding="utf-8")
    assert declaration.read(file)[0] is None


def test_a_company_replaces_a_play_adds_one_and_switches_one_off(tmp_path):
    (tmp_path / "welcome_call.toml").write_text("off = true\n")
    (tmp_path / "own_gift.toml").write_text(GIFT.replace("preventive_gift", "own_gift"), "utf-8")
    (tmp_path / "preventive_gift.toml").write_text(GIFT.replace("0.3", "0.4", 1), "utf-8")
    plays, problems = load(tmp_path)
    assert problems == []
    known = {play.name: play for play in plays}
    assert set(known) == {*NAMES, "own_gift"} - {"welcome_call"}
    assert known["preventive_gift"].held_out == 0.4


def test_a_story_that_is_not_true_is_told_line_by_line():
    plays = {play.name: play for play in load()[0]}
    gift = plays["preventive_gift"]
    later = gift._replace(story=gift.story.replace("acme 2026-03-02 09:00", "acme 2026-03-03"))
    said = [problem.what for problem in telling.untrue(later)]
    assert len(said) == 2
    assert "did not fire: > preventive_gift acme 2026-03-03" in said[0]
    assert "fired" in said[1]
    assert "acme 2026-03-02 09:00" in said[1]


@pytest.mark.parametrize(
    ("right", "wrong", "what"),
    [
        ("> preventive_gift acme", "> preventive_gift", "no firing"),
        ("> preventive_gift acme", "> another_play acme", "no firing"),
        ("> preventive_gift acme 2026-03-02 09:00\n", "", "expects nothing"),
        ("close 2026-03-08 17:00", "", "no close"),
        ("us > acme  delivery  ^order:1\n", "us > acme  deliverance  ^order:1\n", "deliverance"),
    ],
)
def test_a_story_that_cannot_be_told_says_why(right, wrong, what):
    gift = next(play for play in load()[0] if play.name == "preventive_gift")
    assert right in gift.story
    problems = telling.untrue(gift._replace(story=gift.story.replace(right, wrong)))
    assert any(what in str(problem) for problem in problems)


def test_the_command_lists_plays_and_tells_stories(tmp_path):
    folder = Book.create(tmp_path / "acme", "acme").folder
    listed = run("plays", "--json", "--book", folder)
    assert listed.code == OK
    assert [each["name"] for each in json.loads(listed.out)] == NAMES
    assert "records" in run("plays", "--book", folder).out
    told = run("plays", "test", "farewell", "loan_unit", "--book", folder)
    assert (told.code, "2 stories told" in told.err) == (OK, True)
    assert run("plays", "test", "farewel", "--book", folder).code == USAGE
    own = folder / "plays"
    own.mkdir(exist_ok=True)
    text = GIFT.replace("preventive_gift acme", "mine acme").replace("x17:00", "")
    (own / "mine.toml").write_text(text.replace("03-02 09:00", "03-03 09:00"), encoding="utf-8")
    assert run("plays", "test", "mine", "--book", folder).code == FINDINGS
    (own / "mine.toml").write_text("purpose = 1\n", encoding="utf-8")
    assert run("plays", "--book", folder).code == CONFIGURATION


def test_the_page_names_every_play_key_and_column(docs):
    page = docs
    missing = [name for name in NAMES if f"`{name}`" not in page]
    missing += [key for key in declaration.KNOWN if f"`{key}`" not in page]
    columns = {name for known in COLUMNS.values() for name in known}
    missing += sorted(name for name in columns if f"`{name}`" not in page)
    assert missing == []


@pytest.fixture
def docs():
    from pathlib import Path

    return (Path(__file__).parents[2] / "docs/plays.md").read_text(encoding="utf-8")
