"""The guards of a figure, told to people: what each asks, how it ended, and what would help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.reports.effects import rise
from goodwill.reports.faces import say
from goodwill.reports.guard_words import LONGER, WORDS
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goodwill.reports.evidence import Guard


def asks(name: str) -> str:
    """Give the question of a guard."""
    return _(WORDS[name].asks) if name in WORDS else name


def answers(guard: Guard) -> str:
    """Give its answer."""
    words = WORDS.get(guard.name)
    if words is None:
        return ""
    said = {"passed": words.passed, "failed": words.failed}
    return _(said.get(guard.outcome, words.untold))


def reason(name: str) -> str:
    """Say why a guard withholds the company's own figure."""
    if name in WORDS:
        return _(WORDS[name].failed)
    return _("A check of it failed: {name}.", name=name)


def helps(name: str) -> str:
    """Say what would help."""
    return _(WORDS[name].helps if name in WORDS else LONGER)


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
    return _("{passed} of {all} passed", passed=told.count("passed"), all=len(told))


def figures_said(guard: Guard) -> str:
    """Write out the figures by which a guard decided, those that mean something to the owner."""
    words = WORDS.get(guard.name)
    given = [
        (shown, value)
        for shown in (words.figures if words else ())
        if (value := guard.figures.get(shown.name)) is not None
    ]
    if not any(value for _shown, value in given):  # nothing was seen, and noughts say nothing
        return ""
    return "; ".join(f"{_(shown.label)}: {_valued(value, shown.kind)}" for shown, value in given)


def _valued(value: float, kind: str) -> str:
    if kind == "effect":
        return say(rise(value), "share", "")
    return say(round(value, 1) if kind == "number" else value, kind, "")


def power_said(guard: Guard) -> str:
    """Say what a company with as many customers can find at all."""
    told = [guard.figures.get(name) for name in ("power_leaving", "power_buying")]
    chances = [chance for chance in told if chance is not None]
    if guard.name != "power" or not chances:
        return ""
    said = _(
        "With as many customers and cases as yours, an effect of the size that studies suggest"
        " would be found with a chance of {chance}.",
        chance=say(max(chances), "share", ""),
    )
    smallest = guard.figures.get("smallest_leaving")
    if smallest is not None:
        said += " " + _(
            "To be found four times in five, it would have to make customers leave {more} more"
            " often.",
            more=say(rise(smallest), "share", ""),
        )
    return f"{said} {_simulated(guard)}".strip()


def _simulated(guard: Guard) -> str:
    """Say how often an effect was claimed in companies simulated after this one."""
    size, power = (
        [guard.figures.get(f"simulated_{name}_{clock}") for clock in ("leaving", "buying")]
        for name in ("size", "power")
    )
    if None in {*size, *power}:
        return ""
    return _(
        "In companies simulated after yours, an effect was claimed in {size} of cases where there"
        " was none, and in {power} where there was one as large as found here.",
        size=say(max(one or 0.0 for one in size), "share", ""),
        power=say(max(one or 0.0 for one in power), "share", ""),
    )
