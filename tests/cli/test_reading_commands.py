"""Commands that read: data on stdout, narration on stderr, JSON for programs."""

from __future__ import annotations

import csv
import io
import json

import pytest

from goodwill import reports
from goodwill.cli.main import goodwill
from goodwill.problems import FINDINGS, OK
from goodwill.sources.source import sources
from goodwill.words import LANGUAGES
from tests.cli.running import run

READING = (
    "batches", "check", "report", "report --list", "settings", "sources", "sources orders",
    "plays", "plays test farewell", "standards", "standards test first_answer",
)  # fmt: skip


@pytest.mark.parametrize("words", READING)
def test_every_reading_command_prints_json_on_stdout_alone(made, words):
    ran = run("--book", made.book.folder, *words.split(), "--json")
    assert ran.code == OK
    json.loads(ran.out)
    assert run("--book", made.book.folder, *words.split(), "--json", "--quiet").err == ""


@pytest.mark.parametrize("words", READING)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reading_command_speaks_four_languages(made, words, language):
    ran = run("--language", language, *words.split(), "--book", made.book.folder)
    assert ran.code == OK, ran.err


def test_the_book_may_be_named_before_the_command_or_after_it(made, monkeypatch):
    before = run("--book", made.book.folder, "batches")
    after = run("batches", "--book", made.book.folder)
    monkeypatch.setenv("GOODWILL_BOOK", str(made.book.folder))
    assert before.out == after.out == run("batches").out
    assert "orders" in before.out


def test_the_imports_are_listed_with_the_sums_that_each_brought(made):
    told = json.loads(run("batches", "--json", "--book", made.book.folder).out)
    assert [each["name"] for each in told] == [each.name for each in made.book.journal.batches()]
    written = [outcome for outcome in made.outcomes.values() if outcome.written]
    assert sum(each["new"] for each in told) == sum(outcome.batch.new for outcome in written)


def test_sources_tells_every_column_in_four_languages():
    told = json.loads(run("sources", "--json").out)
    assert {each["name"] for each in told} == set(sources())
    orders = run("sources", "orders").out
    for one in sources()["orders"].fields:
        assert f"\n{one.name}" in orders
        for code in LANGUAGES:
            assert ", ".join(one.words[code]) in orders


def test_settings_shows_every_setting_with_its_sentence(made):
    from dataclasses import fields

    out = run("settings", "--book", made.book.folder).out
    for declared in fields(made.book.settings):
        assert declared.name in out
        assert declared.metadata["sentence"] in out


def test_the_list_of_reports_says_what_each_shows():
    out = run("report", "--list").out
    for name in reports.names():
        assert name in out
        assert str(reports.page(name).__doc__) in out


def test_a_report_as_csv_is_one_table(made):
    rows = list(csv.reader(io.StringIO(
        run("report", "standards", "--csv", "--book", made.book.folder).out
    )))  # fmt: skip
    assert len(rows) > 10
    assert len({len(row) for row in rows}) == 1


def test_a_party_is_found_by_the_number_of_its_own_records(made):
    number = "C-00003"
    ran = run("report", "party", "--party", number, "--book", made.book.folder)
    assert ran.code == OK, ran.err
    told = run("export", number, "--book", made.book.folder)
    assert number in told.out
    assert json.loads(told.out)


def test_the_stories_of_standards_end_as_they_say(made):
    ran = run("standards", "test", "no_defect", "picked_up", "--book", made.book.folder)
    assert ran.code == OK, ran.err
    assert "2 stories told" in ran.err


def test_a_story_that_ends_otherwise_is_a_finding(own):
    folder = own.book.folder / "standards/ours"
    shipped = next(each for each in own.book.standards() if each.name == "first_answer")
    text = shipped.file.read_text(encoding="utf-8")
    (folder / "first_answer.toml").write_text(text.replace("! acme", "+ acme"), encoding="utf-8")
    ran = run("standards", "test", "first_answer", "--book", own.book.folder)
    assert ran.code == FINDINGS
    assert "first_answer" in ran.err


def test_every_command_is_loaded_by_its_file_name_alone():
    import click

    with click.Context(goodwill) as context:
        for name in goodwill.list_commands(context):
            assert goodwill.get_command(context, name) is not None, name


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize("words", ["import --as", "report --period week", "--help"])
def test_what_click_says_is_said_in_the_language_spoken(language, words):
    ran = run("--language", language, *words.split())
    english = ("requires an argument", "is not one of", "Show the version")
    assert ran.out + ran.err
    assert not [word for word in english if word in ran.out + ran.err]


@pytest.mark.parametrize("period", ["month", "quarter", "year"])
def test_the_verdicts_behind_a_standard_are_as_many_as_it_says_were_broken(made, period):
    compared = 0
    with made.book.closed() as closed:
        for standard in closed.standards():
            drawn = reports.draw("standard", closed, standard=standard, period=period)
            for figure in drawn.figures:
                if figure.name == "breaches":
                    name, wanted = figure.opens
                    behind = reports.draw(name, closed, limit=100_000, **wanted)
                    assert len(behind.tables[0].rows) == figure.value, standard
                    compared += figure.value
    assert compared
