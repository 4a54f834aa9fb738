"""What a company says in `[guard]`, and the floors of law it may choose."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent

import pytest

from goodwill.care.guard import Guard, law
from goodwill.care.purposes import PURPOSES
from goodwill.house import settings
from goodwill.house.guard import ALL, CAPS, CHANNELS, HOURS, LONGEST, NEVER_CAPPED, Cap, cap_of
from goodwill.house.guard import PURPOSES as NAMED
from goodwill.house.guard import Guard as Said
from goodwill.house.toml import Reading
from goodwill.problems import ConfigurationError
from goodwill.words import LANGUAGES, speaking

DAY = timedelta(days=1)
DOCS = Path(__file__).parents[2] / "docs" / "guard.md"


def read(tmp_path, text):
    path = tmp_path / "goodwill.toml"
    path.write_text(f'name = "acme"\n{dedent(text)}', encoding="utf-8")
    found, problems = settings.read(path)
    return found.guard, [str(problem) for problem in problems]


def test_a_company_says_how_often_and_when_and_leaves_the_rest_as_it_was(tmp_path):
    guard, problems = read(
        tmp_path,
        """
        [guard]
        floors = ["us", "fr"]
        between_offers = "2 in 60 days"
        after_gift = 14
        [guard.hours]
        mon = "9:00-12:00, 13:00-18:00"
        [guard.caps]
        offer = ["1 in 30 days", "3 in 52 weeks"]
        call = "1 in 36 hours"
        survey_year = []
        [guard.segments.business]
        floors = ["es"]
        [guard.segments.business.caps]
        survey_case = "1 in 90 days"
        """,
    )
    assert problems == []
    assert guard.everyone.floors == ("us", "fr")
    assert guard.everyone.hours == {1: ((540, 720), (780, 1080))}
    assert guard.everyone.caps == {
        **CAPS,
        "offer": (Cap(1, 30 * DAY), Cap(3, 364 * DAY)),
        "call": (Cap(1, timedelta(hours=36)),),
        "survey_year": (),
    }
    assert guard.between_offers == Cap(2, 60 * DAY)
    assert guard.after_gift == 14 * DAY
    business = guard.segments["business"]
    assert (business.floors, business.hours) == (("es",), None)
    assert business.caps == {"survey_case": (Cap(1, 90 * DAY),)}


def test_a_company_that_says_nothing_has_caps_and_quiet_evenings(tmp_path):
    guard, problems = read(tmp_path, "")
    assert (guard, problems) == (None, [])
    assert set(Said().everyone.caps) == {ALL, *NAMED} - {*NEVER_CAPPED, "service"}
    assert 7 not in HOURS
    assert all(b <= 20 * 60 for hours in HOURS.values() for _a, b in hours)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("guard = 3", "guard must be a table."),
        ("[guard]\nfloor = []", '"guard.floor" is not a setting.'),
        ('[guard]\nfloors = "us"', "guard.floors must be a list of texts in quotes."),
        ('[guard]\nhours = "9-17"', "guard.hours must be a table."),
        ('[guard.hours]\nmonday = "9-17"', '"guard.hours.monday" is not a setting.'),
        ('[guard.hours]\nmon = "17-9"', "ends before it begins"),
        ("[guard.hours]\nmon = 9", "hours must be a text in quotes."),
        ('[guard.caps]\noffer = "often"', "guard.caps.offer must say how many contacts"),
        ("[guard.caps]\noffer = 2", "guard.caps.offer must say how many contacts"),
        ('[guard.caps]\noffers = "1 in 2 days"', '"guard.caps.offers" is not a setting.'),
        ('[guard.caps]\nanswer = "1 in 2 days"', "guard.caps.answer: what they asked for"),
        ('[guard.caps]\nemergency = "1 in 2 days"', "emergencies have no cap"),
        ("[guard]\nafter_gift = -1", "guard.after_gift must be a whole number"),
        ("[guard]\nsegments = 1", "guard.segments must be a table."),
        ("[guard.segments]\nbusiness = 1", "guard.segments.business must be a table."),
        ("[guard.segments.business]\nafter_gift = 3", 'after_gift" is not a setting.'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(tmp_path, text, said):
    _guard, problems = read(tmp_path, text)
    assert len(problems) == 1
    assert said in problems[0]
    assert problems[0].startswith(f"goodwill.toml:{1 + text.count(chr(10)) + 1}:")


@pytest.mark.parametrize(
    ("words", "cap"),
    [
        ("2 in 7 days", Cap(2, 7 * DAY)),
        (" 1 in 1 day ", Cap(1, DAY)),
        ("0 in 2 weeks", Cap(0, 14 * DAY)),
        ("1 in 0 days", None),
        ("1 in 9999 weeks", None),
        ("-1 in 7 days", None),
        ("1 in 7 months", None),
        ("", None),
    ],
)
def test_a_cap_is_read_or_not_understood(words, cap):
    assert cap_of(words) == cap
    assert cap is None or cap.window <= LONGEST


@pytest.mark.parametrize("name", law.names())
def test_every_floor_has_its_source_its_day_and_a_name_in_four_languages(name):
    preset = law.preset(name)
    text = (law.FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    assert "no legal advice" in text
    for language in LANGUAGES:
        with speaking(language):
            assert preset.said() == preset.names[language]
    for floor in preset.floors:
        assert floor.since <= preset.checked_on
        assert floor.source
        assert floor.says.endswith(".")
        assert floor.purposes <= set(PURPOSES) - set(NEVER_CAPPED)
        assert floor.channels <= set(CHANNELS)
        assert floor.hours or floor.caps or floor.consent


def test_the_page_of_the_documentation_tells_every_floor():
    page = DOCS.read_text(encoding="utf-8")
    assert law.page() in page, "the last part of the page is what law.page() writes"
    for name in law.names():
        preset = law.preset(name)
        assert preset.names["en"] in page
        assert all(floor.source in page and floor.says in page for floor in preset.floors)


def test_a_floor_that_nobody_has_checked_for_a_year_is_to_be_checked_again():
    presets = [law.preset(name) for name in law.names()]
    assert law.stale(presets, date(2026, 12, 1)) == []
    assert law.stale(presets, date(2029, 1, 1)) == presets


def test_only_floors_in_use_are_said_to_be_stale(tmp_path):
    said = Said(Said().everyone._replace(floors=("us",)))
    with Guard(tmp_path, settings.Settings(name="acme", guard=said)) as guard:
        assert [one.name for one in guard.stale_floors(date(2029, 1, 1))] == ["us"]
        assert guard.stale_floors(date(2026, 12, 1)) == []


def test_an_unknown_floor_is_told_with_the_nearest(tmp_path):
    guard, _problems = read(tmp_path, '[guard]\nfloors = ["usa"]')
    with pytest.raises(ConfigurationError) as told:
        Guard(tmp_path, settings.Settings(name="acme", guard=guard))
    assert "usa" in str(told.value)
    assert '"us"' in str(told.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("colour = 1", '"colour" is not a setting.'),
        ("checked_on = 3", "is not a day"),
        ("[names]\nen = 3", "names.en must be a text"),
        ('[[rules]]\nsource = "a"\nsays = "b"', "rules.since"),
        ('[[rules]]\nsource = "a"\nwhen = 3', '"rules.when" is not a setting.'),
        ('[[rules]]\nsource = "a"\npurposes = ["sell"]', '"rules.purposes.sell" is not a setting.'),
    ],
)
def test_a_floor_that_cannot_be_used_tells_what_is_wrong(line, said):
    reading = Reading("xx.toml", tomllib.loads(line), {})
    assert law.read(reading, "xx") is None
    assert any(said in problem.what for problem in reading.problems)
