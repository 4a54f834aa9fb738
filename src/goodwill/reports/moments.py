"""The moments of one case, in the order in which they happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.reports.party import time_line
from goodwill.reports.report import Report
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed

PARAMETERS = ("case", "party")


def draw(closed: Closed, case: str, party: str | None = None) -> Report:
    """Show every moment of a case, with its verdicts."""
    rows = closed.con.execute(
        f"""
        SELECT m.id, m.happened_at, m.direction, m.kind, m.purpose, m.about, m.person, m.team,
               round(m.amount * {closed.scale})::BIGINT, j.judged
        FROM moments m LEFT JOIN (
          SELECT moment, string_agg(standard || ':' || verdict, ' ' ORDER BY standard) AS judged
          FROM verdicts WHERE case_id = $case GROUP BY moment) j ON j.moment = m.id
        WHERE m.about = $case ORDER BY m.happened_at, m.id
        """,
        {"case": case},
    ).fetchall()
    return Report(
        name="moments",
        title=_("Case {case}", case=case),
        lead=ngettext("{number} moment.", "{number} moments.", len(rows)),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(time_line(closed, rows, _("What happened")),),
    )
