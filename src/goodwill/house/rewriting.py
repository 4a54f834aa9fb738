"""Changing single values of a TOML text, every other letter of which stays: comments, order, case.

A value is written where it stood; a new one goes beside its like, over the line that comments its
default out, or under a new head at the end. What comes out is read again: unless it means exactly
what it meant before with the changes made, nothing is given.
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.house.toml import ASSIGNED, HEADER, parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goodwill.house.toml import Key

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:\\.|[^"\\\n])*"|'
    r"'[^'\n]*'|\#[^\n]*|[\[\]{}]|\n",
    re.DOTALL,
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")


class RewritingError(ValueError):
    """The text is written in a way in which this value cannot be changed without harm."""


class _Place(NamedTuple):
    """Where a key or a table's head stands: its line, and from where to where its value reaches."""

    key: Key
    head: bool
    line: int
    start: int
    end: int


def rewritten(text: str, changes: Mapping[Key, Any]) -> str:
    """Give the text with values changed; None takes one away, so that the default holds again."""
    wanted = tomllib.loads(text.removeprefix("\ufeff"))
    for key, value in changes.items():
        text = _changed(text, key, value)
        wanted = _set(wanted, key, value)
    try:
        reached = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise RewritingError(str(error)) from error
    if _pruned(reached) != _pruned(wanted):
        raise RewritingError
    return text


def _changed(text: str, key: Key, value: Any) -> str:
    places = list(_places(text))
    holder = next((one for one in places if not one.head and key[: len(one.key)] == one.key), None)
    if holder is not None:
        return _replaced(text, holder, key, value)
    if value is None:
        return text
    return _added(text, places, key, value)


def _places(text: str) -> Iterator[_Place]:
    """Find every key and every table's head of a valid TOML text."""
    table: Key = ()
    place = len(text) - len(text.removeprefix("\ufeff"))
    while place < len(text):
        line_end = _line_end(text, place)
        if head := HEADER.match(text, place):
            table = parts(head[1])
            yield _Place(table, True, place, place, line_end)
        elif assigned := ASSIGNED.match(text, place):
            start = assigned.end()
            end = _end(text, start)
            yield _Place(table + parts(assigned[1]), False, place, start, end)
            line_end = _line_end(text, end)
        place = line_end + 1


def _line_end(text: str, place: int) -> int:
    found = text.find("\n", place)
    return found if found >= 0 else len(text)


def _end(text: str, start: int) -> int:
    """Find where a value ends: at the end of its line, or before the comment behind it."""
    depth, end = 0, len(text)
    for token in _TOKEN.finditer(text, start):
        sign = token[0][0]
        if sign in "#\n" and depth == 0:
            end = token.start()
            break
        depth += (sign in "[{") - (sign in "]}")
    return start + len(text[start:end].rstrip())


def _replaced(text: str, holder: _Place, key: Key, value: Any) -> str:
    """Write another value where one stood, or take its lines away."""
    inner = key[len(holder.key) :]
    if inner:  # it stands in a table on one line
        (table,) = tomllib.loads(f"held ={text[holder.start : holder.end]}").values()
        if not isinstance(table, dict):
            raise RewritingError
        value = _set(table, inner, value)
    if value is None:
        line_end = text.find("\n", holder.end)
        return text[: holder.line] + (text[line_end + 1 :] if line_end >= 0 else "")
    return f"{text[: holder.start]} {written(value)}{text[holder.end :]}"


def _added(text: str, places: list[_Place], key: Key, value: Any) -> str:
    """Write a value that was not there, as near to its like as can be."""
    line = f"{_name(key[-1])} = {written(value)}"
    if len(key) == 1 and (
        commented := re.search(rf"^#[ \t]*{re.escape(key[0])}[ \t]*=[^\n\r]*", text, re.MULTILINE)
    ):
        return text[: commented.start()] + line + text[commented.end() :]
    beside = [one for one in places if not one.head and one.key[:-1] == key[:-1]]
    if beside:
        last = beside[-1]
        left = text[last.line : last.start].rstrip().removesuffix("=").rstrip()
        own = ASSIGNED.match(text, last.line)
        assert own is not None
        before = left[: left.rfind(".") + 1] if len(parts(own[1])) > 1 else ""
        return _after(text, last.end, before + line)
    heads = [one for one in places if one.head and one.key == key[:-1]]
    if heads:
        return _after(text, heads[-1].end, line)
    newline = "\r\n" if "\r\n" in text else "\n"
    if len(key) == 1:
        return line + newline + text
    head = ".".join(_name(part) for part in key[:-1])
    gap = "" if text.endswith("\n") else newline
    return f"{text}{gap}{newline}[{head}]{newline}{line}{newline}"


def _after(text: str, place: int, line: str) -> str:
    """Write a line below the one in which this place lies."""
    newline = "\r\n" if "\r\n" in text else "\n"
    end = text.find("\n", place)
    if end < 0:
        return text.rstrip("\r\n") + newline + line + newline
    return f"{text[: end + 1]}{line}{newline}{text[end + 1 :]}"


def written(value: Any) -> str:
    """Write a value as TOML, a table on one line."""
    if isinstance(value, dict):
        inner = ", ".join(f"{_name(name)} = {written(item)}" for name, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    # JSON's texts, numbers and lists are TOML's, but for one letter that TOML wants escaped
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _name(part: str) -> str:
    return part if _BARE.fullmatch(part) else written(part)


def _set(table: dict[str, Any], key: Key, value: Any) -> dict[str, Any]:
    """Give a copy of a table with one value in it set, or taken away."""
    changed = copy.deepcopy(table)
    inner = changed
    for part in key[:-1]:
        inner = inner.setdefault(part, {})
        if not isinstance(inner, dict):
            raise RewritingError
    if value is None:
        inner.pop(key[-1], None)
    else:
        inner[key[-1]] = value
    return changed


def _pruned(value: Any) -> Any:
    """Leave out tables that hold nothing."""
    if not isinstance(value, dict):
        return value
    pruned = {name: _pruned(item) for name, item in value.items()}
    return {name: item for name, item in pruned.items() if item != {}}
