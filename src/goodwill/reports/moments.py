"""The moments of one case, or of one kind with one customer, in the order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.moments.moment import KINDS
from goodwill.problems import InputError, Problem
from goodwill.reports.parts import case_said, kind_said
from goodwill.reports.report import Pages, Report
from goodwill.reports.timeline import counted, time_line
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed

PARAMETERS = ("case", "party", "kind", "limit", "offset")
READERS = ("owner", "manager", "person")
PAGE = 100


def draw(
    closed: Closed,
    case: str | None = None,
    party: str | None = None,
    kind: str | None = None,
    limit: int = PAGE,
    offset: int = 0,
) -> Report:
    """Show the moments of a case with their verdicts, or those of one kind with one customer."""
    if kind and kind not in KINDS:
        raise InputError(
            Problem(
                kind,
                _("There is no such kind of moment."),
                _("There are: {names}.", names=", ".join(KINDS)),
            )
        )
    wanted = {"about": case} if case else {"party": party, "kind": kind}
    total = counted(closed, wanted)
    return Report(
        name="moments",
        title=case_said(case) if case else _title(closed, party, kind),
        lead=ngettext("{number} moment.", "{number} moments.", total),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(
            time_line(
                closed, wanted, _("What happened"), order="ASC" if case else "DESC",
                limit=int(limit), offset=int(offset),
            ),
        ),
        zone=closed.zone,
        pages=Pages(total, int(offset), int(limit)),
    )  # fmt: skip


def _title(closed: Closed, party: str | None, kind: str | None) -> str:
    parts = [kind_said(kind, None)] if kind else []
    parts += [closed.names([party]).get(party, party)] if party else []
    return ": ".join(parts) or _("Moments")
