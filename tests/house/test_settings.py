"""Settings are declared once, read with every fault at once, and written so as to be read back."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from goodwill.house.claims import Claim
from goodwill.house.dictionary import Words
from goodwill.house.guard import Guard
from goodwill.house.hours import NINE_TO_FIVE, Calendar
from goodwill.house.mail import Mail
from goodwill.house.purse import USUAL, Allowance, Purse
from goodwill.house.settings import Settings, page, read, template
from goodwill.words import LANGUAGES

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture
def given_file(tmp_path):
    def write(text):
        path = tmp_path / "goodwill.toml"
        path.write_text(dedent(text), encoding="utf-8")
        return read(path)

    return write


def test_a_name_is_enough(given_file):
    settings, problems = given_file('name = "acme"')
    assert problems == []
    assert settings == Settings(name="acme")
    assert settings.calendars == (Calendar("default", "UTC", NINE_TO_FIVE),)


def test_every_setting_can_be_given(given_file):
    settings, problems = given_file("""
        name = "acme"
        currency = "PLN"
        zone = "Europe/Warsaw"
        language = "pl"
        margin = 0.4
        discount = 0
        horizon_years = 5
        period = "month"
        minimum_count = 8
        baseline_until = 2026-06-30
        guess_first = false
        hour_costs = 27.5
        public_window = true
        public_minimum = 12
        window_names = true
        claims = [{ sentence = "We pick up.", standard = "picked_up" }, { sentence = "We care." }]
        levels = ["owner", "staff"]
        not_goods = []
        standards_off = ["papers_in_time"]
        close_daily = "3:00"
        backing_hours = 4
        office_address = "https://goodwill.acme.example/"
        [zones_of_segment]
        overseas = "America/New_York"
        [mail]
        host = "mail.acme.example"
        from = "goodwill@acme.example"
        [words]
        words = { patient = "guest" }
        jargon = ["RMA"]
        stock_phrases = false
        [guard]
        after_gift = 14
        [purse]
        period = "quarter"
        [purse.levels.person]
        each = 30
        [purse.plays.recovery]
        money = 100
        [limits.first_answer]
        hours = 4
        [limits.first_answer.segments.business]
        hours = 2.5
        [calendars.support]
        mon = "9:00-13:00, 14:00-17:00"
        holidays = ["2026-12-25", 2026-12-26]
        teams = ["support"]
        """)
    assert problems == []
    company = Calendar("default", "Europe/Warsaw", NINE_TO_FIVE)
    holidays = frozenset({date(2026, 12, 25), date(2026, 12, 26)})
    week = {1: ((540, 780), (840, 1020))}
    support = Calendar("support", "Europe/Warsaw", week, holidays, frozenset({"support"}))
    assert settings == Settings(
        name="acme",
        currency="PLN",
        zone="Europe/Warsaw",
        language="pl",
        margin=0.4,
        discount=0.0,
        horizon_years=5,
        period="month",
        minimum_count=8,
        baseline_until=date(2026, 6, 30),
        guess_first=False,
        hour_costs=27.5,
        public_window=True,
        public_minimum=12,
        window_names=True,
        claims=(Claim("We pick up.", "picked_up"), Claim("We care.", "")),
        levels=("owner", "staff"),
        not_goods=(),
        standards_off=("papers_in_time",),
        close_daily="03:00",
        backing_hours=4,
        office_address="https://goodwill.acme.example",
        mail=Mail("mail.acme.example", 587, "starttls", "", "goodwill@acme.example"),
        zones_of_segment={"overseas": "America/New_York"},
        words=Words({"patient": "guest"}, ("RMA",), stock_phrases=False),
        guard=Guard(after_gift=timedelta(days=14)),
        purse=Purse(
            period="quarter",
            levels={**USUAL, "person": USUAL["person"]._replace(each=30.0)},
            plays={"recovery": Allowance(money=100.0)},
        ),
        limits={"first_answer": {"hours": 4.0}},
        segment_limits={"first_answer": {"business": {"hours": 2.5}}},
        calendars=(company, support),
    )
    defaults = Settings(name="other")
    assert [
        d.name for d in fields(settings) if getattr(settings, d.name) == getattr(defaults, d.name)
    ] == []


def test_a_team_keeps_its_own_calendar_and_everybody_else_the_default(given_file):
    settings, _ = given_file("""
        name = "acme"
        [calendars.night]
        mon = "0:00-6:00"
        teams = ["porters"]
        """)
    assert settings.calendar_of("porters").name == "night"
    assert settings.calendar_of("sales").name == "default"
    assert settings.calendar_of(None) is settings.calendars[0]


def test_the_default_calendar_can_keep_the_usual_week_with_holidays(given_file):
    settings, problems = given_file("""
        name = "acme"
        zone = "Europe/Kyiv"
        [calendars.support]
        sat = "10-14"
        zone = "Europe/Warsaw"
        [calendars.default]
        holidays = [2026-01-01]
        """)
    assert problems == []
    default, support = settings.calendars
    assert (default.week, default.zone) == (NINE_TO_FIVE, "Europe/Kyiv")
    assert default.holidays == {date(2026, 1, 1)}
    assert support.zone == "Europe/Warsaw"


def test_a_segment_has_its_own_limits_over_those_of_everybody():
    settings = Settings(
        name="acme",
        limits={"first_answer": {"hours": 4, "minutes": 15}},
        segment_limits={"first_answer": {"business": {"hours": 2}}},
    )
    assert settings.limits_of("first_answer") == {"hours": 4, "minutes": 15}
    assert settings.limits_of("first_answer", "business") == {"hours": 2, "minutes": 15}
    assert settings.limits_of("resolved") == {}


BAD = """\
curency = "EUR"
currency = "EURO"
zone = "Warsaw"
margin = "10%"
discount = true
period = "querter"
horizon_years = 0
language = "de"
baseline_until = "2026-13-01"
levels = [1]
minimum_count = 4
zones_of_segment = 5
not_goods = "POST"
[limits.first_answer]
hours = "four"
segments = { business = { hours = nan } }
[calendars.default]
mon = "9-12, 11-13"
tue = "25:00-26:00"
wed = "17:00-9:00"
thu = 9
holydays = []
holidays = ["x"]
teams = "support"
zone = "Mars/Base"
[calendars.one]
mon = ""
teams = ["sales"]
[calendars.two]
teams = ["sales"]
"""

ALL_FAULTS = [
    ("goodwill.toml", "name of the company is missing", 'name = "acme"'),
    ("goodwill.toml:1", '"curency" is not a setting', 'Did you mean "currency"?'),
    ("goodwill.toml:2", 'no currency "EURO"', 'Did you mean "EUR"?'),
    ("goodwill.toml:3", 'no time zone "Warsaw"', 'Did you mean "Europe/Warsaw"?'),
    ("goodwill.toml:4", "margin must be a number from 0 to 1", "0.1"),
    ("goodwill.toml:5", "discount must be a number from 0 to 1", "0.1"),
    ("goodwill.toml:6", "period must be one of", 'Did you mean "quarter"?'),
    ("goodwill.toml:7", "horizon_years must be a whole number from 1 to 50", ""),
    ("goodwill.toml:8", "language must be one of", ""),
    ("goodwill.toml:9", "2026-13-01 is not a day", "2026-12-25"),
    ("goodwill.toml:10", "levels must be a list of texts", 'levels = ["a", "b"]'),
    ("goodwill.toml:11", "minimum_count must be a whole number from 5", ""),
    ("goodwill.toml:12", "zones_of_segment must be a table", "[zones_of_segment]"),
    ("goodwill.toml:13", "not_goods must be a list of texts", 'not_goods = ["a", "b"]'),
    ("goodwill.toml:15", "limits.first_answer.hours must be a number", ""),
    ("goodwill.toml:16", "limits.first_answer.segments.business.hours must be a number", ""),
    ("goodwill.toml:18", "calendars.default.mon: two stretches of time overlap", "mon ="),
    ("goodwill.toml:19", "a time that no clock shows", "tue ="),
    ("goodwill.toml:20", "ends before it begins", "24:00"),
    ("goodwill.toml:21", "hours must be a text", "thu ="),
    ("goodwill.toml:22", '"calendars.default.holydays" is not', 'Did you mean "holidays"?'),
    ("goodwill.toml:23", "x is not a day", "2026-12-25"),
    ("goodwill.toml:24", "calendars.default.teams must be a list", 'teams = ["a", "b"]'),
    ("goodwill.toml:25", 'no time zone "Mars/Base"', ""),
    ("goodwill.toml:26", "calendars.one has no working hours", "mon ="),
    ("goodwill.toml:30", 'The team "sales" has two calendars: one and two', "one of them"),
]


def test_every_fault_is_told_at_once_with_its_line(given_file):
    settings, problems = given_file(BAD)
    assert [problem.where for problem in problems] == [where for where, _, _ in ALL_FAULTS]
    for problem, (_, what, hint) in zip(problems, ALL_FAULTS, strict=True):
        assert what in problem.what
        assert hint in problem.hint
    assert settings.currency == "EUR"
    assert settings.margin == 1.0


@pytest.mark.parametrize(
    "line",
    [
        'claims = "We care."', 'claims = [{ standard = "picked_up" }]',
        'claims = [{ sentence = " " }]', 'claims = [{ sentence = "We care.", who = "all" }]',
        "claims = [{ sentence = 5 }]", 'claims = [{ sentence = "We care.", standard = 5 }]',
    ],
)  # fmt: skip
def test_a_claim_that_is_no_sentence_is_told(given_file, line):
    settings, (problem,) = given_file(f'name = "acme"\n{line}')
    assert problem.where == "goodwill.toml:2"
    assert "claims must be a list of sentences" in problem.what
    assert settings.claims == ()


def test_a_flag_is_true_or_false(given_file):
    settings, (problem,) = given_file('name = "acme"\nguess_first = "no"')
    assert "guess_first must be true or false" in problem.what
    assert settings.guess_first is True


def test_tables_that_are_no_tables_are_told(given_file):
    _, problems = given_file("""
        name = "acme"
        limits = { first_answer = 4, next_answer = { segments = 3 } }
        calendars = { default = 5 }
        """)
    assert [problem.what for problem in problems] == [
        "limits.first_answer must be a table.",
        "limits.next_answer.segments must be a table.",
        "calendars.default must be a table.",
    ]
    _, problems = given_file('name = "acme"\nlimits = 1\ncalendars = 2')
    assert [problem.what for problem in problems] == [
        "limits must be a table.",
        "calendars must be tables.",
    ]


def test_a_file_that_cannot_be_read_gives_defaults_and_the_reason(tmp_path):
    settings, (problem,) = read(tmp_path / "goodwill.toml")
    assert settings.name == tmp_path.name
    assert "cannot be read" in problem.what


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_reads_back_to_the_same_settings(given_file, language):
    settings, problems = given_file(template("acme", "PLN", "Europe/Warsaw", language))
    assert problems == []
    assert settings == Settings("acme", "PLN", "Europe/Warsaw", language)


def test_the_template_shows_each_default_as_it_is(given_file):
    text = template("acme", "EUR", "UTC", "en")
    uncommented = re.sub(r"^#(?=\w)", "", text, flags=re.MULTILINE)
    assert uncommented != text
    assert given_file(uncommented) == (Settings(name="acme"), [])


def test_the_examples_of_the_template_are_good(given_file):
    text = template("acme", "EUR", "UTC", "en")
    uncommented = re.sub(r"^# (?=\[|\w+ = )", "", text, flags=re.MULTILINE)
    keys = re.findall(r"^\w+ = .*\n", uncommented.split("\n[", 1)[0], flags=re.MULTILINE)
    tables = uncommented[uncommented.index("[zones_of_segment]") :]
    settings, problems = given_file("".join(keys) + tables)
    assert problems == []
    assert settings.limits_of("first_answer", "business") == {"hours": 2}
    assert settings.calendar_of("support").zone == "Europe/Warsaw"
    assert settings.baseline_until == date(2026, 6, 30)


def test_the_template_says_each_sentence():
    text = template("acme", "EUR", "UTC", "en")
    for declared in fields(Settings):
        assert f"# {declared.metadata['sentence']}\n" in text


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_name_survives_the_template(given_file, name):
    settings, problems = given_file(template(name, "EUR", "UTC", "en"))
    assert problems == []
    assert settings.name == name.strip()


def test_the_page_of_settings_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run: python -m goodwill.house.settings > docs/settings.md"
    )


def test_the_page_names_every_key():
    for declared in fields(Settings):
        assert f"## {declared.metadata['key'] or declared.name}\n" in page()
        assert declared.metadata["sentence"] in page()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('close_daily = "25:00"', "close_daily must be a time of the day."),
        ("close_daily = 3", "close_daily must be a time of the day."),
        ('office_address = "acme"', "office_address: acme is not the address of a site."),
        ('office_address = "https://a.example/x"', "is not the address of a site."),
        ('mail = "a"', "mail must be a table."),
        ('[mail]\nhost = "a"', "mail.from must be a text in quotes."),
        ('[mail]\nhost = "a"\nfrom = "b"', "mail.from: b is not an e-mail address."),
        ('[mail]\nhost = "a"\nfrom = "a@b.example\\nBcc: c@d.example"', "not an e-mail address."),
        ('[mail]\nhost = "a"\nfrom = "a@b"\nsecurity = "ssl"', "mail.security must be one of"),
        ('[mail]\nhost = "a"\nfrom = "a@b"\nport = 0', "mail.port must be a whole number"),
        ('[mail]\nhost = "a"\nfrom = "a@b"\npassword = "x"', '"mail.password" is not a setting.'),
        ('words = "a"', "words must be a table."),
        ("[words]\nwords = []", "words.words must be a table."),
        ('[words]\njargon = "RMA"', "words.jargon must be a list of texts in quotes."),
        ("[words]\nstock_phrases = 0", "words.stock_phrases must be true or false."),
        ('[words]\nalow = ["a"]', '"words.alow" is not a setting.'),
    ],
)
def test_what_is_wrong_with_letters_words_and_the_clock_is_told(given_file, line, said):
    _settings, problems = given_file(f'name = "acme"\n{line}')
    assert [problem.what for problem in problems if said in problem.what], problems
