"""What a standard may look at: the columns of cases and of moments, each with its sort of value.

Money is not among them: what is owed to somebody never depends on what they are worth. Nor is any
person or party: a standard holds for everybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goodwill.moments.case import CASES
from goodwill.moments.moment import CHANNELS, DIRECTIONS, FACTS, KINDS, PURPOSES, STAMPS
from goodwill.moments.wording import COUNTED

if TYPE_CHECKING:
    from collections.abc import Mapping

NUMBER, TEXT, INSTANT, DAY, TRUTH, ID = "number", "text", "instant", "day", "truth", "id"
"""The sorts of value; an id can only be compared with another id, or be absent."""

_OF_TYPE: Final = {
    "DOUBLE": NUMBER,
    "INTEGER": NUMBER,
    "VARCHAR": TEXT,
    "TIMESTAMP": INSTANT,
    "DATE": DAY,
    "BOOLEAN": TRUTH,
    "BIGINT": ID,
}

MONEY: Final = ("amount", "paid", "refunded", "credited", "currency", "worth", "spend", "value")
"""What nobody may look at in a standard, so that it can be refused with its reason."""

_NOT_OURS: Final = (
    *("party", "person", "manager", "from_party", "to_party", "text_id"),
    *("source", "record", "part", "batch", "version", "digest"),
)


def _may_be_named(columns: Mapping[str, str]) -> dict[str, str]:
    return {
        name: _OF_TYPE[kind]
        for name, kind in columns.items()
        if name not in {*MONEY, *_NOT_OURS} and kind in _OF_TYPE
    }


ADDED: Final = {
    "case": {"closed_at": INSTANT, "closed_worked": NUMBER, "zone": TEXT},
    "moment": {
        "closed_at": INSTANT,
        "segment": TEXT,
        "zone": TEXT,
        "personal": TRUTH,
        "asked_ago": NUMBER,
        **dict.fromkeys(COUNTED, NUMBER),
    },
}
"""What the judge adds: the close; the party's segment and zone; whether a person of ours took part
and not a machine or the company as such; and how many minutes ago the party last turned to us (at
most an hour; this may stand in an exemption only); and how many remarks of each concern the text
drew (nothing where no text was read)."""

COLUMNS: Final = {
    "case": _may_be_named(CASES) | ADDED["case"],
    "moment": _may_be_named(FACTS | STAMPS) | ADDED["moment"],
}
"""Every column that may be named, by what is judged."""

CLOSED: Final = {
    "kind": tuple(KINDS),
    "opened_by": tuple(KINDS),
    "direction": DIRECTIONS,
    "opened_direction": DIRECTIONS,
    "channel": CHANNELS,
    "purpose": tuple(sorted({purpose for known in PURPOSES.values() for purpose in known})),
}
"""The columns with a closed list of values: any other word can only be a slip."""

PAUSES: Final = {
    "answered_at": "answer_paused",
    "human_at": "answer_paused",
    "resolved_at": "resolve_paused",
}
"""The working minutes that do not count, by the instant at which the clock stops."""

CLOCKS: Final = {
    "case": {
        name: name.removesuffix("_at") + "_worked"
        for name in CASES
        if name.endswith("_at") and name.removesuffix("_at") + "_worked" in CASES
    },
    "moment": {"happened_at": "worked", "due_at": "due_worked"},
}
"""The column with the company's working minutes at an instant, by the instant's own column."""
