"""A moment: one dealing at one instant, of one of the kinds of this closed list."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from goodwill.problems import Problem, nearest
from goodwill.words import _, mark

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

KINDS: dict[str, str] = {
    "purchase": mark(
        "They buy from us, or we buy from them: fills amount, currency and quantity; "
        "due_at is the delivery agreed."
    ),
    "invoice": mark(
        "The seller bills the buyer: fills amount and currency; due_at is the day to pay."
    ),
    "payment": mark("The buyer pays the seller: fills amount and currency."),
    "refund": mark(
        "We give money back or take it off a bill: fills amount and currency; "
        "the purpose says what had gone wrong."
    ),
    "delivery": mark(
        "The seller hands over goods, work or papers: fills quantity; "
        "purpose partial while something is still missing."
    ),
    "usage": mark("They use what they pay for: fills quantity, and amount where it is charged."),
    "question": mark("One side asks the other something: fills channel and the text."),
    "answer": mark(
        "One side replies to the other: fills channel and the text; "
        "purpose receipt for an automatic note that the question arrived."
    ),
    "refusal": mark("One side says no to the other: fills policy where a rule stands behind it."),
    "handover": mark(
        "A colleague, or the company, passes the case on to another colleague or team."
    ),
    "resolution": mark("One side declares the case settled."),
    "reopening": mark("One side says that a settled case is not settled."),
    "promise": mark("One side gives its word to the other: fills due_at."),
    "fulfilment": mark("One side keeps a promise: the matter promised is done."),
    "complaint": mark("One side says that the other has treated it badly: fills the text."),
    "claim": mark("They ask us to make good a loss: fills amount and currency."),
    "decision": mark(
        "We decide on a claim or request; due_at is when it will be carried out. "
        "Purpose priority only puts the case into another order."
    ),
    "request": mark(
        "One side asks the other to do or give something; "
        "ours with purpose waiting stops the clock until they reply."
    ),
    "offer": mark("One side proposes something to the other: fills amount where it has a price."),
    "news": mark("One side tells the other something without being asked."),
    "call_attempt": mark("One side rings the other, who does not answer."),
    "visit": mark(
        "One side comes to the other; due_at where it was agreed before, "
        "purpose missed when whoever should have come or been there was not."
    ),
    "rating": mark("They judge us: fills quantity with the score."),
    "concession": mark(
        "One side yields to the other beyond what it owes: fills amount if it costs."
    ),
    "absence": mark("They ask not to be disturbed, or are away: due_at is until when."),
    "change": mark("We change something that touches many: a price list, a switchboard, a clerk."),
}
"""Each kind of moment, with the sentence that says who does what to whom and what it fills."""

KIND_NAMES: dict[str, str] = {
    "purchase": mark("purchase"),
    "invoice": mark("invoice"),
    "payment": mark("payment"),
    "refund": mark("refund"),
    "delivery": mark("delivery"),
    "usage": mark("usage"),
    "question": mark("question"),
    "answer": mark("answer"),
    "refusal": mark("refusal"),
    "handover": mark("handover"),
    "resolution": mark("resolution"),
    "reopening": mark("reopening"),
    "promise": mark("promise"),
    "fulfilment": mark("fulfilment"),
    "complaint": mark("complaint"),
    "claim": mark("claim"),
    "decision": mark("decision"),
    "request": mark("request"),
    "offer": mark("offer"),
    "news": mark("news"),
    "call_attempt": mark("call attempt"),
    "visit": mark("visit"),
    "rating": mark("rating"),
    "concession": mark("concession"),
    "absence": mark("absence"),
    "change": mark("change of ours"),
}
"""Each kind as a screen names it, in English; `say_kind` says it in the reader's language."""

_WORDS_GIVEN: dict[str, str] = {
    "callback": mark("to call back"),
    "papers": mark("to send papers"),
    "delivery": mark("to deliver"),
    "repair": mark("to repair"),
    "other": mark("for anything else"),
}

PURPOSES: dict[str, dict[str, str]] = {
    "question": {
        "emergency": mark("it cannot wait"),
        "repeat": mark("they ask the same again"),
    },
    "answer": {
        "receipt": mark("an automatic note that the question arrived"),
        "elsewhere": mark("they are sent to someone else"),
        "alternative": mark("another way is shown"),
    },
    "refusal": {"elsewhere": mark("they are sent to someone else")},
    "request": {
        "emergency": mark("it cannot wait"),
        "change": mark("what was agreed shall be changed"),
        "private": mark("a private favour"),
        "out_of_scope": mark("more than was agreed"),
        "callback": mark("to be called back"),
        "papers": mark("papers are needed"),
        "end": mark("they want to leave"),
        "waiting": mark("we need something from them and wait for it"),
        "repeat": mark("we ask for what was given already"),
    },
    "promise": _WORDS_GIVEN,
    "fulfilment": _WORDS_GIVEN,
    "offer": {
        "sale": mark("to sell"),
        "alternative": mark("another way is shown"),
        "news": mark("something new of ours"),
    },
    "call_attempt": {
        "callback": mark("to call back"),
        "sale": mark("to sell"),
        "service": mark("to serve"),
    },
    "visit": {
        "appointment": mark("it was agreed before"),
        "missed": mark("somebody did not come or was not there"),
    },
    "refund": {
        "credit": mark("a credit note"),
        "defect": mark("the goods or the work were faulty"),
        "wrong_invoice": mark("the invoice was wrong"),
        "short": mark("less was delivered than paid for"),
        "goodwill": mark("out of kindness"),
    },
    "delivery": {
        "partial": mark("something is still missing"),
        "papers": mark("papers"),
    },
    "decision": {
        "priority": mark("only the order of work is changed"),
        "approval": mark("it is allowed"),
    },
    "complaint": {
        "defect": mark("about faulty goods or work"),
        "wait": mark("about waiting"),
        "manner": mark("about how they were treated"),
        "invoice": mark("about an invoice"),
        "other": mark("about anything else"),
    },
    "concession": {
        "outside_procedure": mark("outside the procedure, in their favour"),
        "gift": mark("a gift"),
        "discount": mark("a lower price"),
    },
    "news": {
        "resumed": mark("work on the case goes on"),
        "own": mark("about ourselves"),
        "care": mark("to hear how they are"),
    },
    "change": {
        "price": mark("prices"),
        "switchboard": mark("how we are reached"),
        "clerk": mark("who serves them"),
        "rule": mark("a rule"),
    },
}
"""The closed list of purposes of each kind; a kind that is not here has none."""

CHANNELS = ("phone", "email", "chat", "web", "visit", "letter", "sms", "app", "shop")
"""How a moment came about."""

DIRECTIONS = ("in", "out", "inside")
"""They act, we act, or it stays between colleagues."""

CONCERNS = (
    *("refusal", "runaround", "procedure", "blame", "apology", "mass", "jargon", "self_praise"),
    *("pressure", "dunning", "contempt", "shouting", "acknowledge", "scripted"),
)
"""What a remark on a text may be about."""

READ = "read"
"""In a story: the text was read, and drew no remark."""

FACTS: dict[str, str] = {
    "id": "BIGINT",
    "version": "INTEGER",
    "digest": "BIGINT",
    "happened_at": "TIMESTAMP",
    "kind": "VARCHAR",
    "from_party": "VARCHAR",
    "to_party": "VARCHAR",
    "about": "VARCHAR",
    "channel": "VARCHAR",
    "purpose": "VARCHAR",
    "amount": "DECIMAL(18,2)",
    "currency": "VARCHAR",
    "quantity": "DOUBLE",
    "due_at": "TIMESTAMP",
    "policy": "VARCHAR",
    "desk": "VARCHAR",
    "text_id": "VARCHAR",
    "source": "VARCHAR",
    "record": "VARCHAR",
    "part": "VARCHAR",
    "batch": "VARCHAR",
}
"""The columns that never change, each with its SQL type, in the order of docs/tables.md."""

STAMPS: dict[str, str] = {
    "party": "VARCHAR",
    "person": "VARCHAR",
    "direction": "VARCHAR",
    "local_date": "DATE",
    "local_hour": "INTEGER",
    "local_minute": "INTEGER",
    "local_weekday": "INTEGER",
    "local_week": "DATE",
    "worked": "DOUBLE",
    "due_worked": "DOUBLE",
    "team": "VARCHAR",
    "department": "VARCHAR",
    "level": "INTEGER",
    "manager": "VARCHAR",
}
"""The columns derived from settings and reporting lines, each with its SQL type, in order."""


class Moment(NamedTuple):
    """One dealing at one instant (UTC), with the columns that a person would write down."""

    happened_at: datetime
    from_party: str
    to_party: str
    kind: str
    about: str | None = None
    purpose: str | None = None
    channel: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    quantity: float | None = None
    due_at: datetime | None = None
    desk: str | None = None
    policy: str | None = None
    text: str | None = None
    words: tuple[str, ...] = ()
    """In a story: which remarks its text draws; a record never says so."""


def say_kind(kind: str) -> str:
    """Name a kind of moment in the language now spoken."""
    return _(KIND_NAMES[kind])


def say_purpose(kind: str, purpose: str) -> str:
    """Say a purpose of this kind of moment in the language now spoken."""
    return _(PURPOSES[kind][purpose])


def problems_of(moment: Moment) -> list[Problem]:
    """Find everything that is wrong with a moment, before it is believed."""
    found = [_problem_of_kind(moment.kind), _problem_of_purpose(moment.kind, moment.purpose)]
    found += [_problem_of_channel(moment.channel), _problem_of_about(moment.about)]
    found += [_problem_of_sides(moment), _problem_of_money(moment), _problem_of_quantity(moment)]
    found += [_problem_of_words(concern) for concern in moment.words]
    return [problem for problem in found if problem is not None]


def _advice(word: str, known: tuple[str, ...]) -> str:
    like = nearest(word, known)
    if like:
        return _("Did you mean '{word}'?", word=like)
    return _("It may be one of: {words}.", words=", ".join(known)) if known else ""


def _problem_of_kind(kind: str) -> Problem | None:
    if kind in KINDS:
        return None
    what = _("'{word}' is not a kind of moment.", word=kind)
    return Problem("", what, _advice(kind, tuple(KINDS)))


def _problem_of_purpose(kind: str, purpose: str | None) -> Problem | None:
    if purpose is None or kind not in KINDS:
        return None
    known = tuple(PURPOSES.get(kind, ()))
    if purpose in known:
        return None
    what = _("A moment of kind '{kind}' has no purpose '{word}'.", kind=kind, word=purpose)
    return Problem("", what, _advice(purpose, known) or _("Leave the purpose out."))


def _problem_of_channel(channel: str | None) -> Problem | None:
    if channel is None or channel in CHANNELS:
        return None
    what = _("'{word}' is not a channel.", word=channel)
    return Problem("", what, _advice(channel, CHANNELS))


def _problem_of_words(concern: str) -> Problem | None:
    if concern in CONCERNS or concern == READ:
        return None
    what = _("'{word}' is nothing that a remark is about.", word=concern)
    return Problem("", what, _advice(concern, (*CONCERNS, READ)))


def _problem_of_about(about: str | None) -> Problem | None:
    if about is None or (about.partition(":")[0] and about.partition(":")[2]):
        return None
    what = _("'{word}' does not name a case.", word=about)
    return Problem("", what, _("Write its sort and its number, such as 'order:17'."))


def _problem_of_sides(moment: Moment) -> Problem | None:
    if not moment.from_party or not moment.to_party:
        return Problem("", _("A moment needs one who acts and one who is acted upon."))
    if moment.from_party == moment.to_party:
        return Problem("", _("'{name}' deals with itself.", name=moment.from_party))
    return None


def _problem_of_money(moment: Moment) -> Problem | None:
    if moment.amount is None:
        return None
    if not moment.amount.is_finite() or moment.amount < 0:
        hint = _("Money that goes back is a moment of kind 'refund'.")
        return Problem("", _("An amount of money is never negative."), hint)
    if not moment.currency:
        return Problem(
            "", _("The amount has no currency."), _("Write it behind, such as '120 EUR'.")
        )
    return None


def _problem_of_quantity(moment: Moment) -> Problem | None:
    if moment.quantity is None or math.isfinite(moment.quantity):
        return None
    return Problem("", _("A quantity must be a number."))
