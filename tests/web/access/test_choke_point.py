"""Nothing of the book is fetched around the choke point, and every report names its readers."""

from __future__ import annotations

import ast
import pkgutil
from pathlib import Path

import pytest

import goodwill.reports
import goodwill.web
from goodwill import reports
from goodwill.ledger.sight import ROLES

WEB = Path(goodwill.web.__file__).parent
HOLDERS = (
    "goodwill.book",
    "goodwill.ledger.closed",
    "goodwill.ledger.narrowed",
    "goodwill.ledger.panes",
    "goodwill.moments.journal",
    "duckdb",
)
"""Modules that open a book, a closed book or a journal, or hold one."""
PASSED = {"goodwill.book.importing", "goodwill.book.settling", "goodwill.book.previewing",
          "goodwill.book.pleas", "goodwill.book.given", "goodwill.book.doctor",
          "goodwill.book.labels", "goodwill.book.done", "goodwill.book.promised"}  # fmt: skip
"""Modules that work on a book which is handed to them, and open none."""
EXCEPTIONS = {
    ("access.py", "*"): "the choke point itself",
    ("branches.py", "goodwill.moments.journal.engine"): "an engine in memory, for the staff list",
    ("errands.py", "goodwill.book.Book"): "a process of its own, begun by an owner through access",
    ("serving.py", "goodwill.book.Book"): "the server's own address, before anybody reads",
    ("orders.py", "goodwill.book.Book"): "settings and dates of files for the scheduler, no record",
}
"""Who may all the same, and why."""


def fetched(source: str) -> set[str]:
    """Give what a module takes, when it runs, from where books are opened."""
    found = set()
    for node in _at_run_time(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(HOLDERS):
            found |= {
                f"{node.module}.{each.name}" for each in node.names
                if node.module not in PASSED and f"{node.module}.{each.name}" not in PASSED
            }  # fmt: skip
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names if each.name.startswith(HOLDERS)}
        elif isinstance(node, ast.Call) and _import_by_name(node):
            found.add("an import by name")
    return found


def _at_run_time(tree: ast.AST):
    """Walk a module without what is there for the type checker alone."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting.extend(node.orelse)
            continue
        yield node
        waiting.extend(ast.iter_child_nodes(node))


def _import_by_name(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    return name.endswith(("import_module", "__import__"))


def test_nothing_in_the_office_opens_a_book_but_the_choke_point():
    used = set()
    for path in sorted(WEB.rglob("*.py")):
        name = path.relative_to(WEB).as_posix()
        if name.startswith("migrations/"):
            continue
        for what in fetched(path.read_text(encoding="utf-8")):
            reason = next((e for e in ((name, "*"), (name, what)) if e in EXCEPTIONS), None)
            assert reason, f"{name} takes {what} past access.py"
            used.add(reason)
    assert used == set(EXCEPTIONS)  # a reason that holds no more is taken out


@pytest.mark.parametrize(
    "line",
    [
        "from goodwill.book import Book",
        "from goodwill.book.book import Book",
        "import duckdb",
        "def view(request):\n    from goodwill.moments.journal import read_only",
        "from goodwill.ledger.closed import Closed",
        "import goodwill.book",
        "importlib.import_module('goodwill.book')",
        "if not TYPE_CHECKING_OFF:\n    pass\nelse:\n    from goodwill.book import Shelf",
    ],
)
def test_a_way_around_would_be_seen(line):
    assert fetched(line)


def test_what_is_for_the_type_checker_alone_is_no_way_around():
    assert not fetched("if TYPE_CHECKING:\n    from goodwill.book import Book")


@pytest.mark.parametrize("name", reports.names())
def test_every_report_names_its_readers(name):
    readers = reports.readers(name)
    assert readers, name
    assert set(readers) <= set(ROLES)
    assert "owner" in readers


def test_a_report_that_names_nobody_is_for_nobody():
    silent = [
        module.name for module in pkgutil.iter_modules(goodwill.reports.__path__)
        if not reports.readers(module.name)
    ]  # fmt: skip
    assert {"faces", "cells", "charts"} <= set(silent)
    assert not set(silent) & set(reports.names())
