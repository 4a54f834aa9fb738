"""TOML files read with the line of every key, so that a fault can be pointed at."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.problems import Problem, nearest
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Key = tuple[str, ...]
"""The way to a value: the names of the tables and then of the key."""

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*')"""
_DOTTED = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
HEADER = re.compile(rf"[ \t]*\[\[?[ \t]*({_DOTTED})[ \t]*\]\]?")
ASSIGNED = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")
"""The beginnings of the two sorts of line that name something: a table's head, and a key."""
_TOKEN = re.compile(r'''"""|\'\'\'|"(?:\\.|[^"\\])*"|'[^']*'|\#.*|[\[\]{}]''')
_CLOSING = {'"""': re.compile(r'^(?:\\.|[^\\])*?"{3,5}'), "'''": re.compile("'{3,5}")}
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


_MOST_BYTES = 2_000_000


class Reading:
    """A TOML file while its values are read: it collects what is wrong, with file and line."""

    def __init__(self, name: str, table: dict[str, Any], lines: dict[Key, int]) -> None:
        self.name = name
        self.table = table
        self.problems: list[Problem] = []
        self._lines = lines

    def place(self, key: Key) -> str:
        """Give the file and the line of a key, or of the table that it stands in."""
        while key and key not in self._lines:
            key = key[:-1]
        return f"{self.name}:{self._lines[key]}" if key else self.name

    def wrong(self, key: Key, what: str, hint: str = "") -> None:
        """Note what is wrong with the value of a key, and what to do about it."""
        self.problems.append(Problem(self.place(key), what, hint))

    def unknown(self, key: Key, known: Iterable[str]) -> None:
        """Note that there is no such key, with the nearest one that there is."""
        choices = sorted(known)
        meant = nearest(key[-1], choices)
        if meant:
            hint = _('Did you mean "{name}"?', name=meant)
        else:
            hint = _("Known here: {names}.", names=", ".join(choices))
        self.wrong(key, _('"{name}" is not a setting.', name=".".join(key)), hint)


class _State(NamedTuple):
    """What a line leaves open for the next: brackets, and the quotes of a long text."""

    depth: int = 0
    quotes: str = ""


def load(path: Path) -> tuple[Reading | None, list[Problem]]:
    """Read a TOML file; what cannot be read at all gives none and the reason."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            what = _("is too large for a file of this kind.")
            return None, [Problem(path.name, what, _("Check that this is the file you mean."))]
        text = path.read_bytes().decode("utf-8-sig")
        table = tomllib.loads(text)
    except OSError as error:
        what = _("cannot be read: {reason}.", reason=error.strerror or type(error).__name__)
        return None, [Problem(path.name, what, _("Check the name and who may read the file."))]
    except UnicodeDecodeError as error:
        what = _("is not written in UTF-8 (byte {number}).", number=error.start + 1)
        return None, [Problem(path.name, what, _("Save the file again as UTF-8."))]
    except ValueError as error:  # besides its own error, a number of thousands of digits
        return None, [_not_toml(path.name, str(error))]
    except RecursionError:
        return None, [_not_toml(path.name, _("brackets within brackets within brackets"))]
    return Reading(path.name, table, key_lines(text)), []


def key_lines(text: str) -> dict[Key, int]:
    """Give the line on which each key and table of a valid TOML text begins."""
    found: dict[Key, int] = {}
    table: Key = ()
    state = _State()
    for number, line in enumerate(text.split("\n"), start=1):
        start = 0
        if state == _State():
            if header := HEADER.match(line):
                key = table = parts(header[1])
                start = header.end()
            elif assigned := ASSIGNED.match(line):
                key = table + parts(assigned[1])
                start = assigned.end()
            else:
                key = ()
            for length in range(1, len(key) + 1):
                found.setdefault(key[:length], number)
        state = _left_open(line[start:], state)
    return found


def _left_open(line: str, state: _State) -> _State:
    """Follow brackets and long texts through the rest of a line."""
    depth, quotes = state
    while line:
        token = (_CLOSING[quotes] if quotes else _TOKEN).search(line)
        if not token:
            break
        line = line[token.end() :]
        if quotes:
            quotes = ""
        elif token[0] in _CLOSING:
            quotes = token[0]
        else:
            depth += (token[0] in "[{") - (token[0] in "]}")
    return _State(depth, quotes)


def parts(dotted: str) -> Key:
    """Split a dotted key; a quoted part means what TOML itself makes of it."""
    found: list[str] = []
    table: Any = tomllib.loads(f"{dotted} = 0")
    while isinstance(table, dict):
        ((name, table),) = table.items()
        found.append(name)
    return tuple(found)


def _not_toml(name: str, message: str) -> Problem:
    at = _AT_LINE.search(message)
    place = f"{name}:{at[1]}" if at else name
    reason = _AT_LINE.sub("", message).strip()
    what = _("is not valid TOML: {reason}.", reason=reason)
    return Problem(place, what, _('Texts stand in quotes, each setting on a line: name = "acme".'))
