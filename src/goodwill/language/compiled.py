"""The rules of a language as they were last read, for a quick start; read anew when a file changes.

Only what speaking needs is kept: no examples. The checks always read the files themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

from goodwill import __version__
from goodwill.language.cache import keep, kept
from goodwill.language.forms import SHIPPED
from goodwill.language.item import Item
from goodwill.language.places import files
from goodwill.language.rule import Rule, Seen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_VERSION = 1
"""Grows when rules or items change their shape."""
_LISTS = ("any", "not_before", "not_after", "unless", "when_customer")
_LEFT_OUT = ("bad", "good")


def rules(language: str, own: Path | None = None) -> list[Rule]:
    """Give the rules of a language, the company's own among them; a wrong pack is an error."""
    stamp = _stamp(language, own)
    name = f"rules-{language}" if own is None else f"rules-{language}-{crc32(bytes(own)):08x}"
    found = kept(name)
    if found.get("stamp") != stamp:
        from goodwill.language.pack import load

        read = [rule for pack in load(own, [language]) for rule in pack.rules]
        found = {"stamp": stamp, **_frozen(read)}
        keep(name, found, anew=True)
    return _thawed(found)


def _stamp(language: str, own: Path | None) -> list[list[Any]]:
    """Give what changes with every file that rules are read from, without reading any."""
    paths = [*files(language, own), SHIPPED / f"{language}.json"]
    states = [(str(path), path.stat()) for path in paths if path.exists()]
    return [
        [__version__, str(_VERSION)],
        *([name, str(state.st_mtime_ns), str(state.st_size)] for name, state in states),
    ]


def _frozen(read: Sequence[Rule]) -> dict[str, Any]:
    """Write rules as plain lists; items, which many share, stand in a list of their own."""
    numbers: dict[Item, int] = {}
    rows = []
    for rule in read:
        row = rule._replace(bad=(), good=())._asdict()
        for key in _LISTS:
            row[key] = [numbers.setdefault(item, len(numbers)) for item in row[key]]
        row["when_facts"] = dict(rule.when_facts)
        rows.append([row[key] for key in Rule._fields if key not in _LEFT_OUT])
    return {"items": list(numbers), "rules": rows}


def _thawed(found: dict[str, Any]) -> list[Rule]:
    keys = [key for key in Rule._fields if key not in _LEFT_OUT]
    items = [
        Item(written, source, tuple(before), tuple(after), name)
        for written, source, before, after, name in found["items"]
    ]
    thawed = []
    for row in found["rules"]:
        named = dict(zip(keys, row, strict=True))
        for key in _LISTS:
            named[key] = tuple(items[number] for number in named[key])
        named["seen"] = tuple(Seen(*each) for each in named["seen"])
        thawed.append(Rule(**named, bad=(), good=()))
    return thawed
