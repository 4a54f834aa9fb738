"""The lots of a book: a salt for each play, drawn once, in `lots.json`.

Whoever knows a salt can foresee who is held out, so the file is its owner's alone. It is written
before the close that needs it is published: a close that is killed leaves lots that nobody has
used yet, and the next one uses them.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from goodwill.care.occasions import served
from goodwill.care.trial.assignment import draw, two_arms
from goodwill.moments import disk
from goodwill.problems import ConfigurationError, InputError, Problem
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from goodwill.book.book import Book
    from goodwill.care.play import Play
    from goodwill.care.trial.assignment import Drawn

NAME: Final = "lots.json"


class Lot(NamedTuple):
    """The lot of one play, and what was usual here before it was drawn."""

    salt: str
    begun: dt.datetime
    """From this instant (UTC) on the play is played."""
    held_out: float
    """The share for which it was drawn; another share is another trial, with a lot of its own."""
    expected: Mapping[str, float]
    """By measure, what is expected of those held out: fixed before anybody is drawn."""
    caps: Mapping[str, float]
    """By measure, from where on an amount counts no more."""


def read(folder: Path) -> dict[str, Lot]:
    """Read the lots of a book by play; none are there before its first close."""
    path = folder / NAME
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: _lot(told) for name, told in found.items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        hint = _("Take it from a backup: other lots would mix up who was held out.")
        what = _("The lots of the plays cannot be read.")
        raise ConfigurationError(Problem(str(path), what, hint)) from error


def keep(folder: Path, drawn: Mapping[str, Lot]) -> dict[str, Lot]:
    """Write down lots that are new, and give all; what somebody else was quicker to draw stays."""
    with disk.locked(folder / "lots.lock"):
        known = read(folder)
        new = {name: lot for name, lot in drawn.items() if not holds(known.get(name), lot.held_out)}
        if new:
            _write(folder, known | new)
        return known | new


def drawn(book: Book, play: Play) -> list[Drawn]:
    """Draw everybody whom a play may be for, whether it has come up for them or not."""
    known = read(book.folder).get(play.name)
    if known is None or not holds(known, play.held_out):
        what = _("The lot of this play has not been drawn yet.")
        raise InputError(Problem(play.name, what, _("Close the book: `goodwill close`.")))
    with book.engine() as con:
        book.journal.attach(con)
        rows = con.execute(
            f"SELECT party FROM parties WHERE {served('party')} ORDER BY party"
        ).fetchall()
    shares = two_arms(play.held_out)
    return draw(play.name, known.salt, (party for (party,) in rows), shares)


def holds(lot: Lot | None, held_out: float) -> bool:
    """Tell whether a lot is the one of a play that holds out so much."""
    return lot is not None and lot.held_out == held_out


def _lot(told: Mapping[str, Any]) -> Lot:
    begun = dt.datetime.fromisoformat(told["begun"])
    return Lot(str(told["salt"]), begun, float(told["held_out"]), told["expected"], told["caps"])


def _write(folder: Path, lots: Mapping[str, Lot]) -> None:
    told = {
        name: {**lot._asdict(), "begun": lot.begun.isoformat()}
        for name, lot in sorted(lots.items())
    }
    with disk.rewriting(folder / NAME) as aside:
        aside.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
