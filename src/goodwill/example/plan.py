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
    "quality": Effect(-0.15, 0.40, 10.0),
    "billing": Effect(-0.10, 0.30, 8.0),
}
"""The true effect of one breach, by family; each breach counts one, whatever its size."""

FAMILIES = tuple(EFFECTS)

FAMILY_OF: dict[str, str] = {
    "first_answer": "waiting",
    "next_answer": "waiting",
    "to_human": "waiting",
    "resolved": "waiting",
    "emergency": "waiting",
    "handovers": "runaround",
    "elsewhere": "runaround",
    "asked_again": "runaround",
    "refused": "refusal",
    "delivery": "promise",
    "callback": "promise",
    "promise": "promise",
    "papers": "billing",
    "defect": "quality",
    "short": "quality",
    "wrong_invoice": "billing",
    "quiet_hours": "pressure",
}
"""Each planted fault, and the family whose effect it has on the customer."""


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
LATE_PAYER_SHARE = 0.2
NEW_DESK_SYSTEM = date(2025, 7, 1)

BASE: dict[str, float] = {
    "first_answer": 0.07,
    "next_answer": 0.06,
    "to_human": 0.02,
    "resolved": 0.05,
    "emergency": 0.10,
    "handovers": 0.04,
    "elsewhere": 0.02,
    "asked_again": 0.03,
    "refused": 0.02,
    "delivery": 0.05,
    "callback": 0.08,
    "promise": 0.06,
    "papers": 0.04,
    "defect": 0.01,
    "short": 0.008,
    "wrong_invoice": 0.015,
    "quiet_hours": 0.02,
}
"""The chance of each fault where nothing is wrong in particular."""

EXCESSES: tuple[Excess, ...] = (
    Excess("refused", "policy", "returns", 0.40),
    Excess("asked_again", "policy", "warranty", 0.15),
    Excess("elsewhere", "policy", "warranty", 0.05),
    Excess("to_human", "process", "switchboard", 0.60, SWITCHBOARD),
    Excess("papers", "process", "quarter end", 0.50),
    Excess("delivery", "process", "Christmas", 0.20),
    Excess("defect", "process", "assembly", 0.06),
    Excess("quiet_hours", "process", "home zone", 0.90),
    *(
        Excess(fault, "team", BAD_TEAM, chance)
        for fault, chance in (
            ("first_answer", 0.15),
            ("next_answer", 0.10),
            ("resolved", 0.12),
            ("handovers", 0.08),
            ("elsewhere", 0.06),
            ("asked_again", 0.05),
            ("callback", 0.15),
        )
    ),
    *(
        Excess(fault, "person", person, chance)
        for person in BAD_PEOPLE
        for fault, chance in (
            ("first_answer", 0.15),
            ("resolved", 0.10),
            ("refused", 0.10),
            ("elsewhere", 0.10),
            ("callback", 0.20),
        )
    ),
)
"""The planted causes; several at one moment add up, and one of them is then drawn as the cause."""

GRACE_SHARE = 0.10
"""In how many of their tickets the good people step outside the procedure for the customer."""
