"""What is planted in the simulated firm: every true parameter, and every fact to be found."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Effect(NamedTuple):
    """What one breach of a family does: log change of buying and of leaving, and its half-life."""

    buying: float
    leaving: float
    half_life_weeks: float


EFFECTS: dict[str, Effect] = {
    "waiting": Effect(-0.06, 0.15, 4.0),
    "runaround": Effect(-0.10, 0.25, 6.0),
    "promise": Effect(-0.10, 0.30, 8.0),
    "refusal": Effect(-0.20, 0.50, 12.0),
    "pressure": Effect(-0.05, 0.20, 6.0),
    "silence": Effect(-0.06, 0.20, 5.0),
    "quality": Effect(-0.15, 0.40, 10.0),
    "billing": Effect(-0.10, 0.30, 8.0),
}
"""The true effect of one breach, by family; each breach counts one, whatever its size."""

FAMILIES = tuple(EFFECTS)

FAMILY_OF: dict[str, str] = {
    "first_answer": "waiting",
    "next_answer": "waiting",
    "person_on_the_phone": "waiting",
    "resolved_in_time": "waiting",
    "emergency_first": "waiting",
    "handed_over_once": "runaround",
    "not_sent_elsewhere": "runaround",
    "not_asked_to_repeat": "runaround",
    "refusal_with_alternative": "refusal",
    "delivered_as_promised": "promise",
    "callback_kept": "promise",
    "missed_visit_ours": "promise",
    "papers_in_time": "billing",
    "no_defect": "quality",
    "full_measure": "quality",
    "right_invoice": "billing",
    "quiet_hours": "pressure",
    "picked_up": "silence",
    "reopened": "quality",
}
"""Each planted fault, by the standard that it breaks, and the family whose effect it has."""


class Segment(NamedTuple):
    """The Pareto/NBD (weeks) and Gamma-Gamma (EUR) of one segment, and its weekly contacts."""

    share: float
    r: float
    alpha: float
    s: float
    beta: float
    p: float
    q: float
    gamma: float
    contacts: float
    contact_shape: float


SEGMENTS: dict[str, Segment] = {
    "consumer": Segment(0.8, 1.0, 10.0, 0.9, 75.0, 2.0, 3.5, 90.0, 0.045, 1.2),
    "business": Segment(0.2, 1.5, 7.0, 0.7, 120.0, 1.5, 4.0, 900.0, 0.09, 1.5),
}


class Excess(NamedTuple):
    """One planted cause: by how much it raises the chance of a fault, and since when."""

    fault: str
    sort: str
    name: str
    chance: float
    since: date = date(1970, 1, 1)


BAD_TEAM = "Desk Krakow"
BAD_PEOPLE = ("E027", "E041")
GRACIOUS = ("E024", "E034", "E040")
SWITCHBOARD = date(2025, 10, 6)
PRICE_LIST = date(2026, 3, 2)
PRICE_LIST_EFFECT = -0.15
PRICE_LIST_WEEKS = 26
LATE_PAYER_SINCE = date(2026, 2, 2)
LATE_PAYER_BEFORE, LATE_PAYER_AFTER = 1.0, 26.0
NEW_DESK_SYSTEM = date(2025, 7, 1)
LIMITS = {"next_answer": 4}
"""The limits, in hours, that the firm sets otherwise than Goodwill does."""

BASE: dict[str, float] = {
    "first_answer": 0.07,
    "next_answer": 0.06,
    "person_on_the_phone": 0.02,
    "resolved_in_time": 0.05,
    "emergency_first": 0.10,
    "handed_over_once": 0.04,
    "not_sent_elsewhere": 0.02,
    "not_asked_to_repeat": 0.03,
    "refusal_with_alternative": 0.02,
    "delivered_as_promised": 0.05,
    "callback_kept": 0.08,
    "missed_visit_ours": 0.05,
    "papers_in_time": 0.04,
    "no_defect": 0.01,
    "full_measure": 0.008,
    "right_invoice": 0.015,
    "quiet_hours": 0.02,
    "picked_up": 0.03,
    "reopened": 0.015,
}
"""The chance of each fault where nothing is wrong in particular."""

EXCESSES: tuple[Excess, ...] = (
    Excess("refusal_with_alternative", "policy", "returns", 0.40),
    Excess("not_asked_to_repeat", "policy", "warranty", 0.15),
    Excess("not_sent_elsewhere", "policy", "warranty", 0.05),
    Excess("person_on_the_phone", "process", "switchboard", 0.60, SWITCHBOARD),
    Excess("papers_in_time", "process", "quarter end", 0.50),
    Excess("delivered_as_promised", "process", "Christmas", 0.20),
    Excess("no_defect", "process", "assembly", 0.06),
    Excess("quiet_hours", "process", "home zone", 0.90),
    *(
        Excess(fault, "team", BAD_TEAM, chance)
        for fault, chance in (
            ("first_answer", 0.15),
            ("next_answer", 0.10),
            ("resolved_in_time", 0.12),
            ("handed_over_once", 0.08),
            ("not_sent_elsewhere", 0.06),
            ("not_asked_to_repeat", 0.05),
            ("callback_kept", 0.15),
            ("picked_up", 0.08),
            ("reopened", 0.03),
        )
    ),
    *(
        Excess(fault, "person", person, chance)
        for person in BAD_PEOPLE
        for fault, chance in (
            ("first_answer", 0.15),
            ("resolved_in_time", 0.10),
            ("refusal_with_alternative", 0.10),
            ("not_sent_elsewhere", 0.10),
            ("callback_kept", 0.20),
        )
    ),
)
"""The planted causes; several at one moment add up, and one of them is then drawn as the cause."""

GRACE_SHARE = 0.10
"""In how many of their tickets the good people step outside the procedure for the customer."""


class Tried(NamedTuple):
    """One play that the firm tried by lot, and its truth: the log change of buying and leaving.

    It acts from the week after it was done, for so many weeks.
    """

    play: str
    sort: str
    occasion: str
    purpose: str
    channel: str
    held_out: float
    buying: float = 0.0
    leaving: float = 0.0
    weeks: float = 0.0


PLAYS: tuple[Tried, ...] = (
    Tried(
        *("welcome_call", "helpful", "three days after the first order", "care", "call"),
        *(0.3, 0.35, -0.4, 26.0),
    ),
    Tried(
        *("explain_and_help", "useless", "the first ticket in the new desk system", "care", "call"),
        0.5,
    ),
    Tried(
        *("useful_tip", "harmful", "six weeks after the first order", "care", "email"),
        *(0.3, -0.4, 0.5, 26.0),
    ),
)
"""The tip was taken for advertising, and the help came to those who could do without."""

NOT_REACHED = 0.06
"""The share of those who were to get a play and did not; the lot counts them all the same."""
