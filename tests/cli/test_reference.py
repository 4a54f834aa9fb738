"""Whatever can be called is in the documentation, which says what the program says."""

from __future__ import annotations

import click
import pytest

from goodwill import reports
from goodwill.cli.main import COMMANDS
from goodwill.words import LANGUAGES, speaking
from tests.catalogues import collected
from tests.cli import reference
from tests.cli.running import run

EVERY = dict(reference.commands())


def test_the_page_of_commands_is_what_the_program_says_today():
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(), (
        "run `python -m tests.cli.reference`"
    )


def test_help_is_told_in_the_language_of_each_time():
    import_ = ("import", "--help")
    assert "Pokaż ten opis i zakończ" in run("--language", "pl", *import_).out
    assert "Show this message and exit" in run("--language", "en", *import_).out


def test_every_command_option_and_report_is_on_the_page():
    page = reference.PAGE.read_text(encoding="utf-8")
    names = {path.stem.rstrip("_") for path in COMMANDS.glob("[a-z]*.py")}
    assert len(names) > 12
    assert {f"goodwill {name}" for name in names} < set(EVERY)
    for name, context in EVERY.items():
        section = page.partition(f"## {name}\n")[2].partition("\n## ")[0]
        for option in context.command.get_params(context):
            assert all(word in section for word in (*option.opts, *option.secondary_opts)
                       if isinstance(option, click.Option)), (name, option.opts)  # fmt: skip
    for name in reports.names():
        assert f"| `{name}` |" in page


@pytest.mark.parametrize("name", EVERY)
def test_every_command_and_option_explains_itself_in_a_sentence(name):
    context = EVERY[name]
    assert (context.command.help or "").endswith((".", "it"))
    for option in context.command.get_params(context):
        if isinstance(option, click.Option):
            assert (option.help or "").endswith("."), option.opts


def test_every_help_sentence_can_be_translated():
    known = {message.id for message in collected("goodwill")}
    for name, context in EVERY.items():
        assert context.command.help in known, name
        for option in context.command.get_params(context):
            own = isinstance(option, click.Option) and not {"--help", "--version"} & set(
                option.opts
            )
            assert not own or option.help in known, option.opts
    assert {str(reports.page(name).__doc__) for name in reports.names()} <= known


def test_what_click_itself_says_is_in_the_catalogues_word_for_word():
    from pathlib import Path

    from goodwill.cli.spoken import CLICK_SAYS

    folder = Path(click.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    assert [words for words in CLICK_SAYS if f'"{words}"' not in source] == []


@pytest.mark.parametrize("name", EVERY)
def test_help_comes_from_the_command_itself_and_ends_well(name):
    ran = run(*name.split()[1:], "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"Usage: {name}")
    assert ran.err == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_speaks_the_language_asked_for_wherever_it_is_asked(language):
    from goodwill.words import _

    sentence = "Judge and price all that has happened, and publish it at once as a new closed book."
    with speaking(language):
        wanted = _(sentence)
    for words in (
        ("--language", language, "close", "-h"),
        ("close", f"--language={language}", "-h"),
    ):
        assert wanted in " ".join(run(*words).out.split())
