"""The truth of the simulated firm, for tests and for whoever wants to check; never imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from goodwill.example import owner, plan
from goodwill.example.causes import CAUSES
from goodwill.example.clock import DAY, HOLIDAYS, HOURS, day_of, minute_of
from goodwill.example.customers import BIG, OVERREACHER, number
from goodwill.example.desk import EMERGENCY_LIMIT, FIRST_LIMIT, NEXT_LIMIT, OVERREACH, RESOLVE_LIMIT
from goodwill.example.phone import HUMAN_LIMIT
from goodwill.example.sales_records import second_number
from goodwill.example.staff import LEVELS, MISSING_MANAGER, MISSING_SINCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.example.causes import Fault
    from goodwill.example.firm import Firm
    from goodwill.example.playing import Lots


def truth(
    firm: Firm, files: Mapping[str, Any], expected: Mapping[str, int], seed: int
) -> dict[str, Any]:
    """Say everything that is planted: parameters, facts, faults by cause, lines of every file."""
    return {
        "simulated": True,
        "seed": seed,
        "period": [str(day_of(firm.span[0])), str(day_of(firm.span[1] - 1))],
        "parameters": _parameters(),
        "planted": _planted(firm),
        "faults": faults(firm),
        "breaches at the close": dict(expected),
        "customers": _customers(firm),
        "files": dict(files),
        **({"plays": [_tried(lots) for lots in firm.lots]} if firm.lots else {}),
    }


def _tried(lots: Lots) -> dict[str, Any]:
    """Tell what a play truly does, and how many it was drawn for and done to."""
    return {
        **lots.tried._asdict(),
        "acts": "on the logs of the rates of buying and leaving, from the week after it was done",
        "salt": lots.salt,
        "drawn": len(lots.customer),
        "played": int(lots.played.sum()),
        "done": int((~np.isnan(lots.done)).sum()),
    }


def _parameters() -> dict[str, Any]:
    return {
        "unit of time": "week of seven days, beginning on Monday",
        "each breach counts": 1,
        "a breach acts from": "the week after it happened",
        "effects": {family: effect._asdict() for family, effect in plan.EFFECTS.items()},
        "family of fault": plan.FAMILY_OF,
        "segments": {name: segment._asdict() for name, segment in plan.SEGMENTS.items()},
        "base chances": plan.BASE,
        "excess chances": [
            {**excess._asdict(), "since": str(excess.since)} for excess in plan.EXCESSES
        ],
        "limits in working minutes": {
            "first_answer": FIRST_LIMIT, "next_answer": NEXT_LIMIT,
            "resolved_in_time": RESOLVE_LIMIT, "emergency_first": EMERGENCY_LIMIT,
            "person_on_the_phone": HUMAN_LIMIT,
        },
        "hours": HOURS,
        "holidays": [str(day) for day in HOLIDAYS],
        "levels": LEVELS,
    }  # fmt: skip


def _planted(firm: Firm) -> dict[str, Any]:
    return {
        "bad team": plan.BAD_TEAM,
        "bad people": plan.BAD_PEOPLE,
        "gracious people": plan.GRACIOUS,
        "refusing policy": "returns",
        "switchboard": str(plan.SWITCHBOARD),
        "price list": {
            "date": str(plan.PRICE_LIST), "effect on buying": plan.PRICE_LIST_EFFECT,
            "weeks": plan.PRICE_LIST_WEEKS, "segment": "business",
        },
        "late payer": {
            "customer": number(BIG), "since": str(plan.LATE_PAYER_SINCE),
            "days late before": plan.LATE_PAYER_BEFORE, "days late after": plan.LATE_PAYER_AFTER,
            "share of sales": _share(firm), "invoices paid late": _paid_late(firm),
        },
        "overreacher": {
            "customer": number(OVERREACHER), "requests": _overreach(firm),
            "calls at night": _night_calls(firm),
        },
        "merged": {second_number(place): number(place) for place in firm.merged},
        "missing manager": {"number": MISSING_MANAGER, "since": str(MISSING_SINCE)},
        "defects come from": "Production",
        "outside the procedure in the customer's favour": _graces(firm),
        "words": _sorts(firm),
        "what is wrong with the words": _wrong(firm),
        "the owner's conduct": owner.planted(firm.conduct, day_of(firm.span[1] - 1)),
        "outside the model": [number(BIG), number(OVERREACHER)],
    }  # fmt: skip


def _share(firm: Firm) -> float:
    total = sum(bill.amount for bill in firm.invoices)
    big = sum(bill.amount for bill in firm.invoices if bill.customer == BIG)
    return round(big / total, 6)


def _paid_late(firm: Firm) -> int:
    """Count the settled invoices of the late payer that fell due after he changed his ways."""
    return sum(
        bill.customer == BIG and bill.due >= plan.LATE_PAYER_SINCE and bill.paid is not None
        for bill in firm.invoices
    )


def _night_calls(firm: Firm) -> int:
    calls = firm.calls_in
    return int(((calls.customer == OVERREACHER) & (calls.started % DAY >= 22 * 60)).sum())


def _overreach(firm: Firm) -> dict[str, int]:
    topics = firm.tickets.topic[firm.tickets.customer == OVERREACHER]
    return {topic: int((topics == topic).sum()) for topic in OVERREACH}


def _graces(firm: Firm) -> dict[str, int]:
    tickets = firm.tickets
    logged = (tickets.opened >= minute_of(plan.NEW_DESK_SYSTEM)) & ~np.isin(
        tickets.topic, OVERREACH
    )
    grace = tickets.flags["grace"]
    return {"number": int(grace.sum()), "told by some record": int((grace & logged).sum())}


def _sorts(firm: Firm) -> dict[str, int]:
    sorts = [letter.sort for letter in firm.letters]
    return {sort: sorts.count(sort) for sort in sorted(set(sorts))}


def _wrong(firm: Firm) -> dict[str, dict[str, int]]:
    """Count the texts by language and by what may be remarked on them."""
    told: dict[str, dict[str, int]] = {}
    for letter in firm.letters:
        for concern in letter.wrong:
            counts = told.setdefault(letter.language, {})
            counts[concern] = counts.get(concern, 0) + 1
    return {language: dict(sorted(told[language].items())) for language in sorted(told)}


def faults(firm: Firm) -> dict[str, Any]:
    """Count the faults that came about before the records end, by cause, team, person, policy."""
    grouped: dict[str, list[Fault]] = {fault: [] for fault in plan.FAMILY_OF}
    for part in firm.faults:
        grouped[part.fault].append(part)
    return {
        fault: _counted(fault, parts, firm.span[1]) for fault, parts in grouped.items() if parts
    }


def _counted(fault: str, parts: list[Fault], end: float) -> dict[str, Any]:
    told = {
        key: np.concatenate([getattr(part, key) for part in parts])
        for key in ("minute", "cause", "team", "person", "policy", "shown")
    }
    over = told["minute"] < end
    return {
        "family": plan.FAMILY_OF[fault],
        "number": int(over.sum()),
        "told by some record": int((over & told["shown"]).sum()),
        "still running at the end": int((~over).sum()),
        "cause": {word: int((told["cause"][over] == n).sum()) for n, word in enumerate(CAUSES)},
        **{key: _tally(told[key][over]) for key in ("team", "person", "policy")},
    }


def _tally(words: Any) -> dict[str, int]:
    names, numbers = np.unique(words, return_counts=True)
    return {str(n): int(c) for n, c in zip(names, numbers, strict=True) if n}


def _customers(firm: Firm) -> list[dict[str, Any]]:
    """Give every customer's hidden rates, and the day on which the customer left."""
    people, left = firm.people, firm.lives.left
    return [
        {
            "customer": number(place),
            "buying": round(float(people.buying[place]), 6),
            "leaving": round(float(people.leaving[place]), 6),
            "spend": round(float(people.spend_scale[place]), 4),
            "contacts": round(float(people.contacts[place]), 6),
            "born": round(float(people.born[place]), 4),
            "left": None if np.isnan(left[place]) else round(float(left[place]), 4),
        }
        for place in range(len(people))
    ]
