"""Today: at most seven things to do, each with its reason, until when, and what hangs on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.care import told
from goodwill.care.contact import contact_of
from goodwill.ledger import listing, today
from goodwill.ledger.reach import HANDED
from goodwill.reports.evidence import has
from goodwill.reports.faces import headline
from goodwill.reports.reasons import carried, here, put_off, what, why
from goodwill.reports.report import Column, Report, Row, Table
from goodwill.words import LANGUAGES, _, language, ngettext

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    from goodwill.book import Closed
    from goodwill.care.contact import Contact
    from goodwill.care.guard import Decision
    from goodwill.care.told import Told
    from goodwill.ledger.reach import Given, Reach
    from goodwill.ledger.today import Plea, Thing

    Asking = Callable[[str, Contact], Decision]

PARAMETERS: tuple[str, ...] = ()
READERS = ("owner", "manager", "person")
FROM_OFFICE = ("resting", "pleas", "reach", "handed", "put_off", "asking")
"""What no address may name, because the office knows it of the reader."""
MOST = 7
"""More than seven things are no list for one day."""
ASKED = 28
"""For a place on the list the guard is asked about so many contacts at most."""


class Placed(NamedTuple):
    """A thing that has a place on the list, and until when the guard puts it off."""

    thing: Thing
    decision: Decision | None = None

    @property
    def waits(self) -> bool:
        """Whether it cannot be done yet."""
        return self.decision is not None and not self.decision.allowed


def draw(
    closed: Closed,
    resting: Iterable[str] = (),
    pleas: Iterable[Plea] = (),
    reach: Reach | None = None,
    handed: Mapping[str, Given] | None = None,
    put_off: Mapping[str, dt.date] | None = None,
    asking: Asking | None = None,
) -> Report:
    """Draw what one reader is to do today, without what rests.

    `handed` are the keys of things that colleagues gave to the reader, each with the giver's name;
    `put_off` since when the reader puts things off; `asking` asks the guard.
    """
    given = handed or {}
    plays = told.plays(closed)
    found, left = _found(closed, tuple(resting), tuple(pleas), reach, given)
    placed, refused = _placed(found, plays, asking)
    return Report(
        name="today",
        title=_("Today"),
        lead=_lead(placed, left - refused),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        tables=(_table(closed, placed, plays, given, put_off or {}),),
        notes=_notes(),
        zone=closed.zone,
    )


def _found(
    closed: Closed,
    resting: tuple[str, ...],
    pleas: tuple[Plea, ...],
    reach: Reach | None,
    handed: Mapping[str, Given],
) -> tuple[list[Thing], int]:
    """Find what comes to a reader, and count all of it."""
    if not has(closed, "things"):
        return [], 0
    found = listing.things(closed, resting, pleas, reach, handed)
    beside = sum(thing.kind == today.PLEA or thing.here == HANDED for thing in found)
    return found, listing.waiting(closed, {*resting, *handed}, reach) + beside


def _placed(
    found: list[Thing], plays: Mapping[str, Told], asking: Asking | None
) -> tuple[list[Placed], int]:
    """Fill the places of the list, and count what the guard refuses.

    What it puts off stands behind what can be done now.
    """
    ready: list[Placed] = []
    later: list[Placed] = []
    refused = asked = 0
    for thing in listing.in_turn(found):
        if len(ready) == MOST or asked == ASKED:
            break
        contact = contact_of(thing, plays) if asking else None
        decision = asking(thing.party, contact) if asking and contact else None
        asked += decision is not None
        if decision is not None and not decision.allowed and decision.until is None:
            refused += 1
        elif decision is not None and not decision.allowed:
            later.append(Placed(thing, decision))
        else:
            ready.append(Placed(thing, decision))
    places = {each.key: at for at, each in enumerate(listing.ranked(found))}
    ready.sort(key=lambda each: places[each.thing.key])
    return [*ready, *later][:MOST], refused


def _lead(placed: list[Placed], left: int) -> str:
    if not placed:
        return _("Nothing waits for you today.")
    said = ngettext("{number} thing for today.", "{number} things for today.", len(placed))
    if left <= len(placed):
        return said
    left -= len(placed)
    return f"{said} " + ngettext("{number} more can wait.", "{number} more can wait.", left)


def _table(
    closed: Closed,
    placed: list[Placed],
    plays: Mapping[str, Told],
    givers: Mapping[str, Given],
    since: Mapping[str, dt.date],
) -> Table:
    speaking = _languages(closed, [each.thing for each in placed])
    return Table(
        "things",
        _("To do"),
        (
            Column("what", _("What")),
            Column("party", _("Whom"), "party"),
            Column("why", _("Why"), "sentence"),
            Column("how", _("How"), "sentence"),
            Column("say", _("Words for it"), "sentence"),
            Column("due", _("Until"), "instant"),
            Column("stake", _("What hangs on it"), "estimate"),
            Column("cost", _("What it costs")),
            Column("wait", _("Not yet"), "sentence"),
            Column("note", _("Note"), "sentence"),
        ),
        tuple(
            _row(closed, each, plays, givers, since, speaking.get(each.thing.party, language()))
            for each in placed
        ),
    )


def _row(
    closed: Closed,
    placed: Placed,
    plays: Mapping[str, Told],
    givers: Mapping[str, Given],
    since: Mapping[str, dt.date],
    spoken: str,
) -> Row:
    thing, decision = placed
    play = plays.get(thing.play or "")
    notes = [here(closed, thing, givers)]
    if thing.key in since:
        notes.append(carried(since[thing.key], closed.as_of))
    return Row(
        (
            what(thing, plays),
            thing.party,
            why(closed, thing, plays),
            (play and play.sentence(thing.figures)) or None,
            (play and play.say(thing.figures, spoken)) or None,
            thing.due,
            thing.stake or None,
            (play and _cost(closed, play)) or None,
            put_off(decision, closed.zone) if decision is not None and placed.waits else None,
            " ".join(note for note in notes if note) or None,
        ),
        _opens(thing),
        key=thing.key,
        strong=thing.late,
    )


def _cost(closed: Closed, play: Told) -> str:
    """Say what one playing takes: money at most, and minutes."""
    said = []
    if play.money:
        amount = headline(round(play.money * closed.scale), "money", closed.currency)
        said.append(_("up to {amount}", amount=amount))
    if play.minutes:
        said.append(ngettext("{number} minute", "{number} minutes", round(play.minutes)))
    return ", ".join(said)


def _languages(closed: Closed, things: list[Thing]) -> dict[str, str]:
    """Tell in which language we write to customers, where that is known."""
    parties = sorted({thing.party for thing in things if thing.play})
    if not parties or not has(closed, "texts"):
        return {}
    marks = ", ".join("?" * len(parties))
    rows = closed.con.execute(
        f"SELECT party, language FROM texts WHERE party IN ({marks}) AND sort = 'out'"
        " AND language IS NOT NULL GROUP BY party, language ORDER BY count(*), language",
        parties,
    ).fetchall()
    return {party: spoken for party, spoken in rows if spoken in LANGUAGES}


def _opens(thing: Thing) -> tuple[str, dict[str, str]]:
    if thing.case:
        return ("moments", {"case": thing.case})
    return ("party", {"party": thing.party})


def _notes() -> tuple[str, ...]:
    return (
        _(
            "Ranked by what hangs on it and by how much of that one more day of waiting puts at"
            " risk; urgent help always comes first, and no kind of thing fills the list alone."
        ),
        _(
            "What is yours comes first to you. What is a working day overdue also goes to whoever"
            " stands above, and what nobody has goes there at once. The guard holds back what a"
            " customer does not want now."
        ),
        _(
            "As of the close of the book. What was done since then goes with the next close, or"
            " when you say that it is done."
        ),
    )
