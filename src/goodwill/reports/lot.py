"""The lot of a play: who was drawn into which arm and when, for whoever wants to draw it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger import lots
from goodwill.reports.play import known
from goodwill.reports.report import Column, Pages, Report, Row, Table
from goodwill.words import _, grouped, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed

PARAMETERS = ("play", "limit", "offset")
READERS = ("owner",)
PAGE = 50


def draw(closed: Closed, play: str, limit: int = PAGE, offset: int = 0) -> Report:
    """List the customers drawn for a play, one page at a time."""
    told = known(closed, play)
    total, held = lots.counted(closed, play)
    rows = lots.drawn(closed, play, int(limit), int(offset))
    columns = (
        Column("party", _("Customer"), "party"),
        Column("arm", _("Lot")),
        Column("drawn_at", _("Drawn"), "instant"),
    )
    arms = {"held_out": _("held out"), "played": _("in the play")}
    drawn = tuple(
        Row((party, arms.get(arm, arm), at), ("party", {"party": party})) for party, arm, at in rows
    )
    return Report(
        name="lot",
        title=_("The lot of “{play}”", play=told.title),
        lead=ngettext(
            "{number} customer was drawn, {held} of them held out.",
            "{number} customers were drawn, {held} of them held out.",
            total,
            held=grouped(held),
        ),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(Table("lot", _("Who was drawn"), columns, drawn),),
        notes=(
            _(
                "The lot is a pure function of a secret of the play and of the customer:"
                " `goodwill plays lot {play}` draws it again.",
                play=play,
            ),
        ),
        zone=closed.zone,
        pages=Pages(total, int(offset), int(limit)),
    )
