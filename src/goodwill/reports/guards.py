"""The words of the guards: what each asks, what it answers, and what would help where it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.reports.faces import say
from goodwill.words import _, mark, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goodwill.reports.evidence import Guard


class Words(NamedTuple):
    """What is said of one guard; sentences are marked here and translated where they are said."""

    asks: str
    passed: str
    failed: str
    untold: str
    helps: str
    """What the owner can do where it fails."""


ASK_AGAIN = mark("Ask your records again when they are a year longer.")
BY_LOT = mark(
    "Let a lot decide for some customers who is treated better, and compare: that alone can tell."
)

WORDS = {
    "recording": Words(
        mark("Are these events recorded whether or not the customer is still there?"),
        mark("Yes, or their being recorded is allowed for: it is read as a sign of life."),
        mark(
            "No: they are recorded almost only while a customer is still there, so that they look"
            " like a sign of loyalty."
        ),
        mark("It cannot be told: too few customers have gone."),
        mark(
            "Import what customers do besides buying (calls, tickets, messages), so that somebody"
            " who is still there can be told from somebody who has gone."
        ),
    ),
    "exposure": Words(
        mark("Are they let down more often only because they deal with us more often?"),
        mark("No: the figure stays when customers with as many dealings are compared."),
        mark(
            "Yes: the figure moves a good deal once the number of dealings is allowed for; who"
            " deals more is hurt more, and the two cannot be kept apart."
        ),
        mark("It cannot be told: your records hold too few dealings that went well."),
        mark(
            "Import all dealings, also those that went well, and not only the complaints and the"
            " delays."
        ),
    ),
    "placebo": Words(
        mark("Does the figure vanish when the events are given to other customers by lot?"),
        mark("Yes, as it should: what is found belongs to those who were treated so."),
        mark(
            "No: as much is found when the events are given to other customers by lot, so it is"
            " not the treatment that is seen."
        ),
        mark("It cannot be told with so few events."),
        ASK_AGAIN,
    ),
    "old_recent": Words(
        mark("Do older events tell the same as those of the last weeks?"),
        mark("Yes: older and recent events agree."),
        mark(
            "No: only events of the last weeks before somebody leaves matter. That is what a"
            " customer who has already decided to go looks like: the record follows the decision."
        ),
        mark("It cannot be told: too few events are old enough."),
        mark(
            "Trust here only what clocks measure (waits, days late), not what leaving customers"
            " say; or let a lot decide for some customers who is treated better."
        ),
    ),
}


def _words(name: str) -> Words | None:
    return WORDS.get(name)


def asks(name: str) -> str:
    """Give the question of a guard."""
    words = _words(name)
    return _(words.asks) if words else name


def answers(guard: Guard) -> str:
    """Give its answer."""
    words = _words(guard.name)
    said = {"passed": 1, "failed": 2}.get(guard.outcome, 3)
    return _(words[said]) if words else ""


def reason(name: str) -> str:
    """Say why a guard withholds the company's own figure."""
    words = _words(name)
    return _(words.failed) if words else _("A check of it failed: {name}.", name=name)


def helps(name: str) -> str:
    """Say what would help."""
    words = _words(name)
    return _(words.helps if words else ASK_AGAIN)


def outcome_said(outcome: str) -> str:
    """Say how a guard ended, in a word or two."""
    said = {"passed": _("passed"), "failed": _("failed")}
    return said.get(outcome, _("cannot tell"))


def counted(found: Iterable[Guard]) -> str:
    """Say how the guards of one figure ended, in few words."""
    told = [guard.outcome for guard in found]
    if not told:
        return ""
    failed = told.count("failed")
    if failed:
        return ngettext("{number} failed", "{number} failed", failed)
    passed = told.count("passed")
    return _("{passed} of {all} passed", passed=passed, all=len(told))


def figures_said(guard: Guard) -> str:
    """Write out the figures by which a guard decided."""
    return "; ".join(
        f"{name.replace('_', ' ')} {say(value, 'number', '')}"
        for name, value in guard.figures.items()
    )


def power_said(guard: Guard) -> str:
    """Say what a firm with as many customers can find at all."""
    return "" if guard.name != "power" else answers(guard)
