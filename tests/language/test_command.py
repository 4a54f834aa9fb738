"""`goodwill lint` as it is called."""

import io
import json
import sys

import pytest

from goodwill.problems import BAD_INPUT, CONFIGURATION, FINDINGS, OK, USAGE
from tests.cli.running import run

RULES = """
rules:
- id: refusal.house
  level: warn
  say: Say what we can do.
  why: We are friends.
  any: [{re: that is not our way}]
  bad: [That is not our way.]
- id: refusal.notes
  only: note
  say: Say what happened.
  why: They may read it.
  any: [{re: our way or none}]
  bad: [Our way or none.]
"""


@pytest.fixture
def house(tmp_path):
    folder = tmp_path / "acme"
    (folder / "rules" / "en").mkdir(parents=True)
    (folder / "rules" / "en" / "refusal.yml").write_text(RULES, encoding="utf-8")
    (folder / "goodwill.toml").write_text(
        'name = "acme"\n[words]\nwords = { patient = "guest" }\n', encoding="utf-8"
    )
    (folder / "reply.txt").write_text("Our patient,\nthat is not our way.", encoding="utf-8")
    return folder


def lint(house, *words):
    return run("--book", house, "lint", *words, folder=house)


def test_remarks_go_to_stdout_and_their_number_to_stderr(house):
    ran = lint(house, "reply.txt")
    assert ran.code == OK
    assert [line for line in ran.out.splitlines() if not line.startswith(" ")] == [
        "reply.txt:1:5: warn jargon.house_word: patient",
        "reply.txt:2:1: warn refusal.house: that is not our way",
    ]
    assert ran.err == "2 remarks.\n"


@pytest.mark.parametrize(("level", "code"), [("hint", FINDINGS), ("warn", FINDINGS), ("ask", OK)])
def test_it_fails_only_when_asked_to(house, level, code):
    assert lint(house, "reply.txt", "--fail-on", level).code == code


def test_it_reads_what_is_piped_in(house, monkeypatch):
    piped = io.TextIOWrapper(io.BytesIO("Це не пацієнт. That is not our way.".encode()))
    monkeypatch.setattr(sys, "stdin", piped)
    ran = lint(house, "--in", "en", "--json")
    (found,) = json.loads(ran.out)
    assert (found["file"], found["rule"], found["start"]) == ("-", "refusal.house", 15)


def test_notes_have_rules_of_their_own(house):
    (house / "note.txt").write_text("Our way or none, that is not our way.", encoding="utf-8")
    for words, rules in (
        (("--note",), ["refusal.notes"]),
        (("--letter",), ["refusal.house"]),
        ((), ["refusal.house"]),
    ):
        found = json.loads(lint(house, "note.txt", "--json", *words).out)
        assert [each["rule"] for each in found] == rules
    assert lint(house, "note.txt", "--note", "--letter").code == USAGE


@pytest.mark.parametrize("form", ["jsonl", "sarif", "rdjsonl"])
def test_other_programs_are_answered_in_their_form(house, form):
    ran = lint(house, "reply.txt", "--format", form)
    lines = [ran.out] if form == "sarif" else ran.out.splitlines()
    assert all(json.loads(line) for line in lines)
    assert ran.out.count("refusal.house") >= 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["absent.txt"], BAD_INPUT, "absent.txt: cannot be read"),
        (["latin.txt"], BAD_INPUT, "latin.txt: is not written in UTF-8 (byte 1)."),
        (["reply.txt", "--format", "xml"], USAGE, "xml"),
        (["--answers", "absent.txt", "reply.txt"], BAD_INPUT, "absent.txt: cannot be read"),
    ],
)
def test_what_cannot_be_read_is_told(house, words, code, said):
    (house / "latin.txt").write_bytes(b"\xff\xfe\x00")
    ran = lint(house, *words)
    assert ran.code == code
    assert said in ran.err


def test_a_company_s_own_pack_is_checked_with_the_same_words(house, monkeypatch):
    monkeypatch.setattr("goodwill.language.checking.read_all", _only_own)
    assert "refusal.house: dead branch" not in lint(house, "--check-packs").err
    bad = RULES.replace("any: [{re: that is not our way}]",
                        "any: [{re: that is not our way}, {re: never ever}]")  # fmt: skip
    (house / "rules" / "en" / "refusal.yml").write_text(bad, encoding="utf-8")
    ran = lint(house, "--check-packs")
    assert ran.code == FINDINGS
    assert (
        f"{house}/rules/en/refusal.yml:3: refusal.house: dead branch: re: never ever finds nothing"
        " in any bad example." in ran.err
    )


def _only_own(own, languages):
    from goodwill.language.pack import read_all

    packs, problems = read_all(own, languages)
    return [pack for pack in packs if pack.own], problems


def test_a_pack_that_cannot_be_read_stops_the_command(house):
    (house / "rules" / "en" / "refusal.yml").write_text("rules: [", encoding="utf-8")
    ran = lint(house, "reply.txt")
    assert ran.code == CONFIGURATION
    assert f"{house}/rules/en/refusal.yml:2: is not valid YAML" in ran.err


def test_the_rules_are_listed_with_their_record(house):
    ran = lint(house, "--list-rules")
    assert ran.code == OK
    assert "refusal.house" in ran.out
    listed = json.loads(lint(house, "--list-rules", "--json").out)
    own = [each for each in listed if each["id"] == "refusal.house"]
    assert [(each["level"], each["record"]) for each in own] == [("warn", None)]
    assert len(listed) > 150
