"""Where goodwill was lost: rules first, then levels from the top, then teams; persons never."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger.summed import slices
from goodwill.reports.report import Column, Row, Table
from goodwill.words import _

if TYPE_CHECKING:
    import datetime as dt

    from goodwill.book import Closed
    from goodwill.ledger.statement import Share


def behind(closed: Closed, opening: dt.date) -> dict[str, str]:
    """Give the parameters that open what is behind our own side of a period."""
    return {"from": opening.isoformat(), "to": closed.as_of.isoformat(), "side": "ours"}


def _cut_words() -> dict[str, tuple[str, str, str, str]]:
    """Give for each cut its title, its column, its sentence, and what to say of the unknown."""
    return {
        "policy": (
            _("Under which rules"),
            _("Policy"),
            _("Rules come first: people mostly do what they are told."),
            _("None of these breaches names its rule; so rules cannot be told apart."),
        ),
        "level": (
            _("From the top down"),
            _("Level"),
            _("On which level of the company the moment fell, not who is to blame."),
            _(
                "None of these breaches names a colleague on the staff list; so levels cannot be"
                " told apart."
            ),
        ),
        "team": (
            _("In which teams"),
            _("Team"),
            "",
            _("None of these breaches names a team; so teams cannot be told apart."),
        ),
    }


def cuts(closed: Closed, opening: dt.date) -> tuple[Table, ...]:
    """Cut the losses by rule, level and team, where the records can tell."""
    return tuple(
        _cut(closed, opening, by, shares)
        for by in _cut_words()
        if (shares := slices(closed, by, opening)) and _tells(shares)
    )


def _tells(shares: list[Share]) -> bool:
    return any(share.name is not None for share in shares)


def untold(closed: Closed, opening: dt.date) -> list[str]:
    """Say in a sentence what a table with the one row 'not recorded' would say."""
    return [
        words[3]
        for by, words in _cut_words().items()
        if (shares := slices(closed, by, opening)) and not _tells(shares)
    ]


def _cut(closed: Closed, opening: dt.date, by: str, shares: list[Share]) -> Table:
    title, label, sentence, _unknown = _cut_words()[by]
    whole = sum(share.amount for share in shares)
    breaches = {**behind(closed, opening), "verdict": "breach"}
    if by == "level":
        shares = sorted(shares, key=lambda share: int(share.name or 0))
    shares = sorted(shares, key=lambda share: share.name is None)  # the unknown last
    rows = tuple(
        Row(
            (
                _slice(closed, by, share.name),
                share.number,
                *share.money,
                share.amount / whole if whole and share.priced else None,
            ),
            ("verdicts", {**breaches, by: share.name or ""}),
        )
        for share in shares
    )
    columns = (
        Column(by, label),
        Column("number", _("Breaches"), "number"),
        Column("amount", _("Amount"), "money"),
        Column("low", _("from"), "money"),
        Column("high", _("to"), "money"),
        Column("part", _("Share of the loss"), "chart"),
    )
    return Table(f"by_{by}", title, columns, rows, sentence)


def _slice(closed: Closed, by: str, name: str | None) -> str:
    if name is None:
        return _("not recorded")
    return closed.level_name(int(name)) if by == "level" else name
