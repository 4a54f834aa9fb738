"""What the purse says, in sentences and as data for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.care.purse.asking import ALLOWED, BACKING
from goodwill.care.purse.journal import ACCOUNTS, KINDS
from goodwill.house import money
from goodwill.words import _, mark, pgettext

if TYPE_CHECKING:
    from goodwill.care.purse.asking import Decision, Hurdle
    from goodwill.care.purse.journal import Entry

LEVELS = {
    "person": mark("staff"),
    "manager": mark("managers"),
    "director": mark("managers of managers"),
    "owner": mark("owners"),
}
"""Each level as a sentence names it."""

ACCOUNT_NAMES = {
    "source": mark("from the company"),
    "reserve": mark("reserve"),
    "promised": mark("promised"),
    "welcome": mark("welcome"),
    "load": mark("charged for others"),
    "advertising": mark("advertising"),
    "shelf": mark("on the shelf"),
    "lent": mark("lent"),
}
KIND_NAMES = {
    "fill": mark("reserve of the period"),
    "fund": mark("put into the reserve"),
    "promise": mark("set aside"),
    "give": mark("given to a customer"),
    "back": mark("given back"),
    "lapse": mark("lapsed"),
    "charge": mark("charged for others' work"),
    "reverse": mark("reversed"),
    "advertise": mark("spent on advertising"),
    "ask": mark("backing asked for"),
    "refuse": mark("backing refused"),
    "stock": mark("unit added"),
    "retire": mark("unit given up"),
    "return": mark("unit returned"),
    "told": mark("a team was told why"),
}
assert tuple(ACCOUNT_NAMES) == ACCOUNTS, "each account has its words"
assert tuple(KIND_NAMES) == KINDS, "each kind of entry has its words"


def say_level(level: str) -> str:
    """Name a level in the language now spoken."""
    return _(LEVELS[level])


def say_minutes(minutes: int) -> str:
    """Say minutes as hours and minutes.

    >>> say_minutes(95)
    '1 h 35 min'
    """
    hours, left = divmod(abs(minutes), 60)
    parts = [_("{number} h", number=hours)] if hours else []
    parts += [_("{number} min", number=left)] if left or not hours else []
    return ("−" if minutes < 0 else "") + " ".join(parts)


def hurdle(one: Hurdle, currency: str) -> str:
    """Say in the language now spoken what stands in the way."""
    facts = dict(one.facts)
    name = one.name
    if name in {"hours", "play_hours", "reserve_minutes", "stop_minutes"}:
        told = {key: say_minutes(facts[key]) for key in ("limit", "left") if key in facts}
    else:
        told = {
            key: money.say(facts[key], currency)
            for key in ("limit", "left")
            if facts.get(key) is not None
        }
    if name == "loans":
        return _("At one time {limit} may be out at most.", limit=facts["limit"])
    if name == "level":
        return _("This play is for {level} to give.", level=say_level(facts["level"]))
    if name == "unit":
        return _unit(facts)
    return _(_SENTENCES[name], **told)


_SENTENCES = {
    "most": mark("One playing may cost {limit} at most."),
    "each": mark("{limit} may be given at one time."),
    "money": mark("{limit} may be given in this period; {left} is left."),
    "hours": mark("{limit} of time may be given in this period; {left} is left."),
    "play_each": mark("In this play {limit} may be given at one time."),
    "play_money": mark("In this play {limit} may be given in this period; {left} is left."),
    "play_hours": mark("In this play {limit} of time may be given in this period; {left} is left."),
    "reserve_money": mark("The reserve holds no more than {left}."),
    "reserve_minutes": mark("The reserve of time holds no more than {left}."),
    "stop_money": mark(
        "The reserve would fall below {limit}; until it is filled up, only what makes good a"
        " breach of ours is given."
    ),
    "stop_minutes": mark(
        "The reserve of time would fall below {limit}; until it is filled up, only what makes good"
        " a breach of ours is given."
    ),
}


def _unit(facts: dict[str, Any]) -> str:
    if facts["back"] is None:
        return _("There is no free unit: {kind}.", kind=facts["loan"])
    return _("There is no free unit: {kind}. The first should be back on {day}.",
             kind=facts["loan"], day=facts["back"].date())  # fmt: skip


def lines(decision: Decision, currency: str) -> list[str]:
    """Say a decision: the answer first, then what stands in the way."""
    if decision.verdict == ALLOWED:
        first = pgettext("purse", "You may give this.")
    elif decision.verdict == BACKING and decision.backing:
        first = _("This needs backing: {level} may give it.", level=say_level(decision.backing))
    else:
        first = _("This cannot be given now.")
    return [first, *(hurdle(each, currency) for each in decision.hurdles)]


def as_json(decision: Decision, currency: str) -> dict[str, Any]:
    """Lay a decision out for other programs."""
    ask = decision.ask
    return {
        "verdict": decision.verdict,
        "backing": decision.backing,
        "giver": ask.giver,
        "bearer": ask.bearer,
        "party": ask.party,
        "play": ask.play,
        "money": str(money.major(ask.money, currency)),
        "currency": currency,
        "minutes": ask.minutes,
        "loan": ask.loan,
        "unit": decision.unit,
        "reservation": decision.reservation,
        "hurdles": [
            {"name": each.name, "sentence": hurdle(each, currency)} for each in decision.hurdles
        ],
    }


def entry_json(entry: Entry, currency: str) -> dict[str, Any]:
    """Lay an entry out for other programs; instants in UTC, money in the currency."""
    told = {
        name: value.isoformat(timespec="seconds") + "Z" if hasattr(value, "isoformat") else value
        for name, value in entry._asdict().items()
    }
    return {**told, "money": str(money.major(entry.money, currency)), "currency": currency}
