"""A process of its own that turns one sheet of a workbook into CSV, within hard limits.

It is run as a script, apart from the package, so that a hostile workbook can at worst end it.
Usage: sheet_process.py WORKBOOK SHEET TARGET MEMORY_BYTES CPU_SECONDS
"""

from __future__ import annotations

import csv
import json
import math
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any


def as_text(cell: object) -> str | None:
    """Write a cell as text: ISO dates, whole numbers without '.0'."""
    if isinstance(cell, str):
        return cell.replace("\0", "")
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if math.isfinite(cell) and cell == int(cell) else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return None if cell is None else str(cell)


def address_space() -> int:
    """Tell how much address space this process has now; a guess where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as sizes:  # noqa: PTH123 - no package here
            return int(sizes.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 30


def chosen_sheet(book: Any, wanted: str) -> tuple[Any, list[str]]:
    """Give the sheet wanted, or the visible one with the most rows, and all names."""
    names = [sheet.name for sheet in book.sheets_metadata]
    if wanted:
        found = book.get_sheet_by_name(wanted) if wanted in names else None
        return found, names
    seen = [
        s.name for s in book.sheets_metadata if "isible" in str(s.visible) and "Work" in str(s.typ)
    ]
    best = None
    for name in seen or names:
        sheet = book.get_sheet_by_name(name)
        if best is None or sheet.height > best.height:
            best = sheet
    return best, names


def main(workbook: str, wanted: str, target: str, memory: str, seconds: str) -> dict[str, object]:
    """Write the rows that are not blank, each after its number; tell the sheet and its rows."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import python_calamine

    most = address_space() + int(memory)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    try:
        book = python_calamine.CalamineWorkbook.from_path(workbook)
        sheet, names = chosen_sheet(book, wanted)
    except python_calamine.PasswordError:
        return {"fault": "password"}
    except (python_calamine.CalamineError, OSError, ValueError):
        return {"fault": "damaged"}
    if sheet is None:
        return {"fault": "no such sheet" if wanted else "empty", "sheets": names}
    rows = 0
    with open(target, "w", encoding="utf-8", newline="") as out:  # noqa: PTH123
        add = csv.writer(out, lineterminator="\n").writerow
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            texts = [as_text(cell) for cell in cells]
            if any(texts):
                add([number, *texts])
                rows += 1
    return {"sheet": sheet.name, "sheets": names, "rows": rows}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))  # noqa: T201 - the answer to the process that asked
