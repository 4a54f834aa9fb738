"""What docs/deploying.md tells to type can be typed, and what it tells to set can be set."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

import pytest

from goodwill.cli.main import goodwill
from goodwill.house.settings import read
from tests.cli.reference import commands

PAGE = (Path(__file__).parents[2] / "docs/deploying.md").read_text(encoding="utf-8")
KNOWN = dict(commands())


def blocks(kind):
    found = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
    return [block for named, block in found if named == kind]


def typed():
    """Give every call of the program on the page, in blocks, units, cron lines and sentences."""
    lines = [line.partition("#")[0].strip() for block in blocks("") for line in block.splitlines()]
    lines += re.findall(r"`(goodwill [^`]+)`", PAGE)
    lines += re.findall(r"(?:ExecStart=\S+/|\* )(goodwill .+?)(?:`|$)", PAGE, flags=re.MULTILINE)
    return sorted({line for line in lines if line.startswith("goodwill ")})


@pytest.mark.parametrize("line", typed())
def test_every_command_on_the_page_is_one_with_these_options(line):
    command, words = goodwill, shlex.split(line)[1:]
    context = KNOWN["goodwill"]
    path = ["goodwill"]
    named = {option for one in command.get_params(context) for option in one.opts}
    for word in words:
        if " ".join([*path, word]) in KNOWN:
            path.append(word)
            context = KNOWN[" ".join(path)]
            named |= {option for one in context.command.get_params(context)
                      for option in (*one.opts, *one.secondary_opts)}  # fmt: skip
        elif word.startswith("-"):
            assert word in named, word
    assert len(path) > 1, line


def test_the_page_has_commands_at_all():
    assert len(typed()) >= 10


def test_every_setting_on_the_page_can_be_read(tmp_path):
    text = 'name = "acme"\n' + "\n".join(blocks("toml"))
    (tmp_path / "goodwill.toml").write_text(text)
    settings, problems = read(tmp_path / "goodwill.toml")
    assert problems == []
    assert settings.office_address == "https://goodwill.acme.example"
    assert settings.mail.port == 587


def test_the_unit_is_one_that_systemd_reads():
    (unit,) = blocks("ini")
    parser = configparser.ConfigParser(strict=False, delimiters="=")
    parser.optionxform = str
    parser.read_string(unit)
    assert {"Unit", "Service", "Install"} <= set(parser.sections())
    assert parser["Service"]["Environment"].startswith("GOODWILL_BOOK=")


def test_the_proxy_sends_what_the_office_believes():
    from goodwill.web.serving import _trusting

    (proxy,) = blocks("nginx")
    sent = {name.lower() for name in re.findall(r"proxy_set_header (X-\S+)", proxy)}
    assert sent <= _trusting("127.0.0.1")["trusted_proxy_headers"]
