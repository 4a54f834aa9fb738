"""What is said, in more than one place, about files that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.problems import Problem
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from goodwill.sources.reading.records import Task


def too_many_columns(task: Task, number: int) -> Problem:
    """Say that no table of records has so many columns."""
    return Problem(
        task.name,
        ngettext("it has {number} column.", "it has {number} columns.", number),
        _("At most {most} are read; check the delimiter, or export only what is needed.",
          most=task.limits.columns),
    )  # fmt: skip


def empty(name: str) -> Problem:
    """Say that there is nothing in the file."""
    return Problem(name, _("the file is empty."), _("Export it again; nothing was written to it."))


def header_only(name: str) -> Problem:
    """Say that there are no records below the header."""
    return Problem(
        name,
        _("there is a header, but no record below it."),
        _("Check the filter or the period of the export."),
    )


def nothing(name: str) -> Problem:
    """Say that there is no record."""
    return Problem(
        name, _("there is no record in it."), _("Check the filter or period of the export.")
    )


def no_permission(name: str) -> Problem:
    """Say that the file may not be read."""
    return Problem(
        name,
        _("this file may not be read by you."),
        _("Ask its owner, or copy it to where you may read it."),
    )


def password(name: str) -> Problem:
    """Say that a workbook is locked."""
    return Problem(
        name,
        _("this workbook is protected by a password."),
        _("Open it, remove the password, and save a copy."),
    )


def bomb(name: str) -> Problem:
    """Say that a packed file would fill the disk."""
    return Problem(
        name,
        _("unpacked, this file would be hundreds of times larger; it was made to fill the disk."),
        _("If you trust it, unpack it yourself and import what comes out."),
    )


def damaged_book(name: str) -> Problem:
    """Say that a workbook cannot be read."""
    return Problem(
        name,
        _("this workbook is damaged or incomplete."),
        _("Open it in a spreadsheet program, and save it again or as CSV."),
    )
