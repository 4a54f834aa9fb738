"""Every link that a report writes leads to a report that there is, with words that it knows."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import goodwill.reports
from goodwill import reports

PAGES = Path(goodwill.reports.__file__).parent


def links(source: str) -> list[tuple[str, set[str]]]:
    """Give the links that a module writes out, as ("party", {"party": one}) is one."""
    return [
        (pair.elts[0].value, {key.value for key in pair.elts[1].keys if key is not None})
        for pair in ast.walk(ast.parse(source))
        if isinstance(pair, ast.Tuple) and len(pair.elts) == 2
        and isinstance(pair.elts[0], ast.Constant) and isinstance(pair.elts[0].value, str)
        and isinstance(pair.elts[1], ast.Dict)
        and all(key is None or isinstance(key, ast.Constant) for key in pair.elts[1].keys)
    ]  # fmt: skip


NO_LINKS = {("listing", "roster")}
"""What is written like a link and is a table to ask."""
FOUND = [
    (path.stem, *link)
    for path in sorted(PAGES.glob("*.py"))
    for link in links(path.read_text(encoding="utf-8"))
    if (path.stem, link[0]) not in NO_LINKS
]


def test_links_are_found():
    assert len(FOUND) > 20


@pytest.mark.parametrize(("where", "name", "words"), FOUND)
def test_a_link_leads_somewhere(where, name, words):
    assert name in reports.names(), f"{where} links to {name}, which is no report"
    assert words <= set(reports.page(name).PARAMETERS), f"{where} asks {name} for {words}"
