"""YAML read with the line of every entry, and with plain words as words.

YAML takes `no`, `on` and `yes` for truth values; in rules about words they are words.
"""

from __future__ import annotations

import re
from itertools import count
from typing import Any

import yaml

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_TRUTH = {"true": True, "false": False}
_MOST_BYTES = 2_000_000
_MOST_DEEP = 30
_MOST_NODES = 300_000
"""References within references grow without end."""


class Lined(dict[str, Any]):
    """A table that knows the line on which it begins."""

    line = 0


class NotYamlError(ValueError):
    """A file is not YAML as rules use it; carries the line and the reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


def read(text: str) -> Any:
    """Read a text of YAML without types of its own and repeated keys."""
    if len(text) > _MOST_BYTES:
        raise NotYamlError(1, "too large")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, Loader=loader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = str(getattr(error, "problem", None) or type(error).__name__)
        raise NotYamlError(mark.line + 1 if mark else 1, reason) from error
    return _value(node, 0, count()) if node is not None else {}


def _value(node: yaml.Node, depth: int, nodes: count[int]) -> Any:
    line = node.start_mark.line + 1
    if depth > _MOST_DEEP or next(nodes) > _MOST_NODES:
        raise NotYamlError(line, "too deep or too large")
    if isinstance(node, yaml.MappingNode):
        table = Lined()
        table.line = line
        for key, value in node.value:
            name = str(key.value)
            if name in table:
                raise NotYamlError(key.start_mark.line + 1, f"{name} stands twice")
            table[name] = _value(value, depth + 1, nodes)
        return table
    if isinstance(node, yaml.SequenceNode):
        return [_value(each, depth + 1, nodes) for each in node.value]
    return _scalar(node)


def _scalar(node: Any) -> Any:
    text: str = node.value
    if node.style:  # in quotes or as a block
        return text
    if text in _TRUTH:
        return _TRUTH[text]
    if text in {"", "~", "null"}:
        return None
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text
