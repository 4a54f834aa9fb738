"""One file per page; its name is its file name, and nothing else needs to know of it."""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

    from goodwill.book import Closed
    from goodwill.reports.report import Report

NOT_PAGES = {
    "report", "faces", "families", "charts", "cuts", "parts", "terminal", "timeline",
    "evidence", "grounds", "guards", "shapes", "planted", "unseen", "effects", "reckoning",
    "prices", "guard_words", "modifiers", "fans", "panes", "disclosed", "workbook", "cells",
    "causes", "holding", "people", "paper",
    "listing", "naming", "folding", "said_of_words", "reasons", "trials",
}  # fmt: skip


def names() -> list[str]:
    """List the reports that there are."""
    return list(_names())


@functools.cache
def _names() -> tuple[str, ...]:
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in found if name not in NOT_PAGES))


def page(name: str) -> ModuleType:
    """Give the module of a report: its PARAMETERS and its `draw`."""
    return importlib.import_module(f"goodwill.reports.{name}")


def readers(name: str) -> tuple[str, ...]:
    """List the roles that may read a report; one that names none is for nobody."""
    told: tuple[str, ...] = getattr(page(name), "READERS", ())
    return told


def needed(name: str) -> list[str]:
    """List the parameters without which a report cannot be drawn."""
    wanted = inspect.signature(page(name).draw).parameters.values()
    return [one.name for one in wanted if one.default is one.empty and one.name in _known(name)]


def _known(name: str) -> tuple[str, ...]:
    known: tuple[str, ...] = page(name).PARAMETERS
    return known


def draw(name: str, closed: Closed, **parameters: Any) -> Report:
    """Draw one report from a closed book."""
    report: Report = page(name).draw(closed, **parameters)
    return report
