"""Remarks written for people, programs, code hosts (SARIF 2.1.0) and reviewers (rdjsonl)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill import __version__
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from goodwill.language.remark import Remark

_SARIF_LEVEL = {"hint": "note", "warn": "warning", "ask": "warning"}
_SEVERITY = {"hint": "INFO", "warn": "WARNING", "ask": "WARNING"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class Remarked(NamedTuple):
    """A text by its name, and what was remarked on it."""

    name: str
    text: str
    remarks: Sequence[Remark]


def as_text(found: Iterable[Remarked]) -> str:
    """Write remarks as a compiler writes faults, with the words meant and what to say instead."""
    return "\n".join(
        f"{each.name}:{one.line}:{one.column}: {one.level} {one.rule}: {_shortened(one.excerpt)}\n"
        f"    {one.say}\n    {one.why}"
        for each in found
        for one in each.remarks
    )


def as_jsonl(found: Iterable[Remarked]) -> str:
    """Write each remark as a line of JSON."""
    return "\n".join(_json(data) for data in as_data(found))


def as_data(found: Iterable[Remarked]) -> Iterator[dict[str, Any]]:
    """Give each remark as plain data, with the name of its text."""
    for each in found:
        for one in each.remarks:
            record = one.record._asdict() if one.record else None
            yield {"file": each.name, **one._asdict(), "record": record}


def as_rdjsonl(found: Iterable[Remarked]) -> str:
    """Write each remark as a diagnostic of reviewdog, whose columns are bytes of UTF-8."""
    return "\n".join(_json(_diagnostic(each, one)) for each in found for one in each.remarks)


def as_sarif(found: Iterable[Remarked]) -> str:
    """Write all remarks as one SARIF log."""
    texts = list(found)
    rules = {one.rule: one for each in texts for one in each.remarks}
    places = {name: place for place, name in enumerate(rules)}
    driver = {
        "name": "goodwill",
        "version": __version__,
        "rules": [_descriptor(one) for one in rules.values()],
    }
    results = [_result(each, one, places[one.rule]) for each in texts for one in each.remarks]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


FORMATS: dict[str, Callable[[Iterable[Remarked]], str]] = {
    "text": as_text,
    "jsonl": as_jsonl,
    "sarif": as_sarif,
    "rdjsonl": as_rdjsonl,
}
"""Each format by its name."""


def _descriptor(one: Remark) -> dict[str, Any]:
    return {
        "id": one.rule,
        "shortDescription": {"text": one.why},
        "help": {"text": one.say},
        "defaultConfiguration": {"level": _SARIF_LEVEL[one.level]},
    }


def _result(each: Remarked, one: Remark, place: int) -> dict[str, Any]:
    region = _region(each.text, one)
    where = {"artifactLocation": {"uri": _uri(each.name)}, "region": region}
    result: dict[str, Any] = {
        "ruleId": one.rule,
        "ruleIndex": place,
        "level": _SARIF_LEVEL[one.level],
        "message": {"text": f"{one.say} {one.why}"},
        "locations": [{"physicalLocation": where}],
    }
    if one.instead:
        change = {"deletedRegion": region, "insertedContent": {"text": one.instead}}
        changes = {"artifactLocation": {"uri": _uri(each.name)}, "replacements": [change]}
        result["fixes"] = [{"description": {"text": one.say}, "artifactChanges": [changes]}]
    return result


def _region(text: str, one: Remark) -> dict[str, Any]:
    line, column = _end(text, one)
    return {
        "startLine": one.line,
        "startColumn": one.column,
        "endLine": line,
        "endColumn": column,
        "charOffset": one.start,
        "charLength": one.end - one.start,
    }


def _end(text: str, one: Remark) -> tuple[int, int]:
    """Give line and column of the first letter behind a remark, both from 1."""
    return one.line + one.excerpt.count("\n"), one.end - text.rfind("\n", 0, one.end)


def _diagnostic(each: Remarked, one: Remark) -> dict[str, Any]:
    line, _column = _end(each.text, one)
    reach = {
        "start": {"line": one.line, "column": _bytes(each.text, one.start)},
        "end": {"line": line, "column": _bytes(each.text, one.end)},
    }
    found: dict[str, Any] = {
        "message": f"{one.say} {one.why}",
        "location": {"path": each.name, "range": reach},
        "severity": _SEVERITY[one.level],
        "code": {"value": one.rule},
        "source": {"name": "goodwill"},
    }
    if one.instead:
        found["suggestions"] = [{"range": reach, "text": one.instead}]
    return found


def _bytes(text: str, at: int) -> int:
    """Give the column of a place from 1, counted in bytes of UTF-8."""
    return len(text[text.rfind("\n", 0, at) + 1 : at].encode()) + 1


def _uri(name: str) -> str:
    from urllib.parse import quote

    return quote(name.replace("\\", "/"))


def _shortened(words: str) -> str:
    said = " ".join(words.split())
    return said if len(said) <= 72 else _("{words} ...", words=said[:68])


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)
