"""Remarks are written as other programs read them."""

import json

import pytest

from goodwill.language import formats
from goodwill.language.linter import Message
from tests.language.written import linter, rule

TEXT = "Hi 😀 Ania,\nżal: we can't\nhelp you, we won't."
MADE = linter(
    rule("level: warn\ninstead: we can\nany: [{re: we can't help}]"),
    rule("level: hint\nany: [{re: we won't}]", "blame"),
)
FOUND = [formats.Remarked("a reply.txt", TEXT, MADE.remarks(Message(TEXT, "en")))]


def test_for_people_each_remark_has_its_place_and_what_to_say():
    assert formats.as_text(FOUND) == (
        "a reply.txt:2:6: warn refusal.test: we can't help\n"
        "    Say what you can do.\n    A friend does.\n"
        "a reply.txt:3:11: hint blame.test: we won't\n"
        "    Say what you can do.\n    A friend does."
    )


def test_each_line_of_json_is_a_remark():
    first, second = map(json.loads, formats.as_jsonl(FOUND).split("\n"))
    assert first["file"] == "a reply.txt"
    assert TEXT[first["start"] : first["end"]] == first["excerpt"] == "we can't\nhelp"
    assert (first["utf16_start"], first["start"]) == (17, 16)
    assert second["record"] is None


def test_rdjsonl_counts_columns_in_bytes():
    first, second = map(json.loads, formats.as_rdjsonl(FOUND).split("\n"))
    assert first["location"]["range"] == {
        "start": {"line": 2, "column": 7},  # the letter ż has two bytes
        "end": {"line": 3, "column": 5},
    }
    assert first["suggestions"] == [{"range": first["location"]["range"], "text": "we can"}]
    assert (first["severity"], second["severity"]) == ("WARNING", "INFO")
    assert "suggestions" not in second
    assert set(second) == {"message", "location", "severity", "code", "source"}


def test_sarif_has_the_structure_of_its_version():
    log = json.loads(formats.as_sarif(FOUND))
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert driver["name"] == "goodwill"
    for place, result in enumerate(run["results"]):
        assert set(result) <= {"ruleId", "ruleIndex", "level", "message", "locations", "fixes"}
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        (where,) = result["locations"]
        physical = where["physicalLocation"]
        assert physical["artifactLocation"]["uri"] == "a%20reply.txt"
        region, remark = physical["region"], FOUND[0].remarks[place]
        assert all(isinstance(value, int) and value >= 0 for value in region.values())
        assert TEXT[region["charOffset"] :][: region["charLength"]] == remark.excerpt
        lines = TEXT.split("\n")
        end = lines[region["endLine"] - 1][: region["endColumn"] - 1]
        assert remark.excerpt.endswith(end[-5:])
    (fix,) = run["results"][0]["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["replacements"][0]["insertedContent"] == {"text": "we can"}
    assert "fixes" not in run["results"][1]


@pytest.mark.parametrize("name", formats.FORMATS)
def test_nothing_to_remark_is_an_empty_answer(name):
    said = formats.FORMATS[name]([formats.Remarked("a.txt", "Fine.", [])])
    assert said == "" if name != "sarif" else json.loads(said)["runs"][0]["results"] == []
