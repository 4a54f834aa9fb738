"""Print the table of sizes that the house style asks for, and fail where a habit is broken."""

from __future__ import annotations

import ast
import statistics
import sys
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "goodwill"


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function below its docstring, which is meant to be read, not run."""
    first = node.body[0]
    told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    start = first.end_lineno if told and len(node.body) > 1 else node.lineno
    return node.end_lineno - (start or node.lineno)


def public(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Take the functions and methods that others may call; not those inside other functions."""
    classes = [node.body for node in tree.body if isinstance(node, ast.ClassDef)]
    named = [node for body in (tree.body, *classes) for node in body]
    return [
        node
        for node in named
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
    ]


def at(values: list[int], share: float) -> int:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure() -> dict[str, tuple[float, float]]:
    """Give each measure with its limit."""
    paths = [path for path in sorted(SOURCE.rglob("*.py")) if path.parent.name != "migrations"]
    trees = {path: ast.parse(path.read_text()) for path in paths}
    files = [len(path.read_text().splitlines()) for path in trees if path.name != "__init__.py"]
    found = [node for tree in trees.values() for node in functions(tree)]
    lengths = [length(node) for node in found]
    named = [node for tree in trees.values() for node in public(tree)]
    undocumented = [node for node in named if not ast.get_docstring(node)]
    unannotated = [node for node in found if node.returns is None]
    silent = [path for path, tree in trees.items() if not ast.get_docstring(tree)]
    return {
        "lines of a file, median": (statistics.median(files), 150),
        "lines of a file, most": (max(files), 500),
        "lines of a function, median": (statistics.median(lengths), 8),
        "lines of a function, 90th percentile": (at(lengths, 0.9), 30),
        "functions over 60 lines, share": (sum(n > 60 for n in lengths) / len(lengths), 0.01),
        "functions without a return annotation": (len(unannotated), 0),
        "public functions without a sentence": (len(undocumented), 0),
        "modules without a sentence": (len(silent), 0),
    }


def main() -> int:
    broken = 0
    for name, (value, limit) in measure().items():
        verdict = "" if value <= limit else "  <- over the limit"
        broken += value > limit
        print(f"{name:<42}{value:>10.4g}{limit:>10g}{verdict}")  # noqa: T201  # its purpose
    return min(broken, 1)


if __name__ == "__main__":
    sys.exit(main())
