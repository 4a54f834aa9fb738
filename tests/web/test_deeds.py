"""Every deed that the office writes down has words, and is found under one of the sorts."""

from __future__ import annotations

import ast
from pathlib import Path

import goodwill.web
from goodwill.book import labels
from goodwill.web.deed_words import SORTS, WORDS

WEB = Path(goodwill.web.__file__).parent
WRITERS = {"note": 1, "_note": 1, "_write_down": 1}
"""Which argument of these is the deed."""
SPELT = {
    *(f"took {form}" for form in ("csv", "xlsx", "json", "pdf", "svg", "png")),
    *(f"plea {state}" for state in ("taken", "answered", "settled")),
    *(f"rule {reason}" for reason in (labels.KEPT, labels.RELEASED)),
}
"""Deeds whose word is put together."""


def written(source: str) -> set[str]:
    """Give the deeds that a module writes down by a word of its own."""
    found: set[str] = set()
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = ast.unparse(call.func).removeprefix("access.")
        told = {each.arg: each.value for each in call.keywords}
        words = [told.get("what")] if name == "Deed.objects.create" else [told.get("how")]
        if name in WRITERS and len(call.args) > WRITERS[name]:
            words.append(call.args[WRITERS[name]])
        choices = [[each.body, each.orelse] if isinstance(each, ast.IfExp) else [each]
                   for each in words]  # fmt: skip
        found |= {
            each.value
            for some in choices
            for each in some
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value
        }
    return found


def test_every_deed_has_words():
    found = {deed for file in WEB.rglob("*.py") for deed in written(file.read_text("utf-8"))}
    assert {"login", "close", "made key", "shut out", "took pdf"} <= found
    assert found <= set(WORDS), found - set(WORDS)
    assert set(WORDS) >= SPELT
    assert set(WORDS) == {word for sort in SORTS.values() for word in sort}
