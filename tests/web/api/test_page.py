"""The page for programmers: its commands are run on a served office, and its tables are true."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.web.api.asking import served
from tests.web.api.conftest import SECRET

PAGE = (Path(__file__).parents[3] / "docs/api.md").read_text(encoding="utf-8")
COMMANDS = [
    command
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for command in re.split(r"\n(?=curl|printf)", block.strip())
]


def test_every_command_of_the_page_works(own_book, at_once, tmp_path):
    told = ""
    with served() as address:
        env = {"PATH": os.environ["PATH"], "OFFICE": address, "KEY": SECRET}
        for command in COMMANDS:
            newest = re.findall(r'"errand": (\d+)', told)[-1:] or ["1"]
            done = subprocess.run(
                ["bash", "-c", command.replace("errands/1", f"errands/{newest[0]}")],
                cwd=tmp_path, env=env, capture_output=True, text=True, check=True, timeout=120,
            )  # fmt: skip
            told += done.stdout
    answers = [json.loads(each) for each in _apart(told)]
    assert len(answers) == PAGE.count("curl -s") > 8
    assert [each for each in answers if "type" in each] == []


def _apart(text: str) -> list[str]:
    """Take apart JSON answers that follow each other."""
    decoder, place, found = json.JSONDecoder(), 0, []
    while place < len(text):
        _value, end = decoder.raw_decode(text, place)
        found.append(text[place:end])
        place = end
    return found


def test_the_scopes_and_statuses_of_the_page_are_those_of_the_program(office):
    from goodwill.web.api.answers import TITLES
    from goodwill.web.api.bearer import SCOPES
    from goodwill.web.api.document import ALWAYS, AT_TIMES

    assert set(re.findall(r"^\| `([a-z:]+)` \|", PAGE, re.MULTILINE)) == set(SCOPES)
    listed = {int(status) for status in re.findall(r"^\| (\d{3}) \|", PAGE, re.MULTILINE)}
    assert listed == (set(ALWAYS) | set(AT_TIMES) | {405})
    assert listed <= set(TITLES)


@pytest.mark.parametrize("name", ["BURST", "PER_SECOND"])
def test_the_page_names_the_rates_that_hold(office, name):
    from goodwill.web.api import rates

    assert f"{getattr(rates, name):g}" in PAGE.partition("| 429 |")[2].partition("\n")[0]
