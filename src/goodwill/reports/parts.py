"""What a report holds that must be looked up before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goodwill.reports.report import Report


def parties_of(report: Report) -> set[str]:
    """Collect the pseudonyms in a report, so that their names are revealed once and together."""
    return {
        str(row.values[place])
        for table in report.tables
        for place, column in enumerate(table.columns)
        if column.kind == "party"
        for row in table.rows
        if row.values[place]
    }
