"""The moments of one case, or of one kind with one customer, in the order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.moments.moment import KINDS
from goodwill.problems import InputError, Problem
from goodwill.reports.faces import say
from goodwill.reports.parts import case_said, kind_said
from goodwill.reports.report import Pages, Report, Table
from goodwill.reports.timeline import counted, time_line, whose
from goodwill.reports.verdicts import day_of, listed
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed

PARAMETERS = ("case", "party", "kind", "purpose", "from", "to", "limit", "offset")
READERS = ("owner", "manager", "person")
PAGE = 100


def draw(
    closed: Closed,
    case: str | None = None,
    party: str | None = None,
    kind: str | None = None,
    purpose: str | None = None,
    limit: int = PAGE,
    offset: int = 0,
    **between: str,
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
    days = {name: day_of(between, name) for name in ("from", "to") if between.get(name)}
    wanted = {"about": case, "party": party, "kind": kind, "purpose": purpose, **days}
    total = counted(closed, wanted)
    return Report(
        name="moments",
        title=case_said(case) if case else _title(closed, party, kind, purpose),
        lead=_lead(closed, case, total),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(
            *(_judged(closed, case) if case and not int(offset) else ()),
            time_line(
                closed, wanted, _("What happened"), order="ASC" if case else "DESC",
                limit=int(limit), offset=int(offset),
            ),
        ),
        zone=closed.zone,
        pages=Pages(total, int(offset), int(limit)),
    )  # fmt: skip


def _title(closed: Closed, party: str | None, kind: str | None, purpose: str | None) -> str:
    parts = [kind_said(kind, purpose)] if kind else []
    parts += [closed.names([party]).get(party, party)] if party else []
    return ": ".join(parts) or _("Moments")


def _lead(closed: Closed, case: str | None, total: int) -> str:
    """Say how much happened, and for a case with whom, by when it was promised, and how it went."""
    said = ngettext("{number} moment.", "{number} moments.", total)
    if not case:
        return said
    party = whose(closed, case)
    row = closed.con.execute(
        "SELECT party, opened_at, answered_at, due_at, delivered_at, resolved_at"
        f" FROM cases WHERE case_id = $case {'AND party = $party' if party else ''}",
        {"case": case, **({"party": party} if party else {})},
    ).fetchone()
    if row is None:
        return said
    party, *instants = row
    words = (
        _("opened {when}"), _("answered {when}"), _("promised by {when}"),
        _("delivered {when}"), _("settled {when}"),
    )  # fmt: skip
    parts = [
        sentence.format(when=say(instant, "instant", "", None, closed.zone))
        for sentence, instant in zip(words, instants, strict=True)
        if instant is not None
    ]
    who = closed.names([party]).get(party, party) if party else ""
    return f"{': '.join(part for part in (who, '; '.join(parts)) if part)}. {said}"


def _judged(closed: Closed, case: str) -> tuple[Table, ...]:
    """Lay out what was judged of a case: breaches and graces of both sides, the dearest first."""
    found = listed(closed, _("What was judged"), {"case": case})
    place = [column.name for column in found.columns].index("standard")
    order = [place, *(each for each in range(len(found.columns)) if each != place)]
    columns = tuple(found.columns[each] for each in order)
    rows = tuple(
        row._replace(values=tuple(row.values[each] for each in order)) for row in found.rows
    )
    return (Table("judged", found.title, columns, rows),) if rows else ()
