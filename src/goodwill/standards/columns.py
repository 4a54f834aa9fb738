"""What a standard may look at: the columns of cases and of moments, each with its sort of value.

Money is not among them: what is owed to somebody never depends on what they are worth. Nor is any
person or party: a standard holds for everybody.
"""

from __future__ import annotations

from typing import Final

from goodwill.moments.moment import CHANNELS, DIRECTIONS, KINDS, PURPOSES

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

CASE_TYPES: Final = {
    "case_id": "VARCHAR",
    "sort": "VARCHAR",
    "segment": "VARCHAR",
    "opened_at": "TIMESTAMP",
    "opened_worked": "DOUBLE",
    "opened_id": "BIGINT",
    "opened_by": "VARCHAR",
    "opened_direction": "VARCHAR",
    "channel": "VARCHAR",
    "purpose": "VARCHAR",
    "policy": "VARCHAR",
    "urgent": "BOOLEAN",
    "last_at": "TIMESTAMP",
    "last_worked": "DOUBLE",
    "last_id": "BIGINT",
    "moments": "INTEGER",
    "contacts": "INTEGER",
    "answered_at": "TIMESTAMP",
    "answered_worked": "DOUBLE",
    "answered_id": "BIGINT",
    "human_at": "TIMESTAMP",
    "human_worked": "DOUBLE",
    "human_id": "BIGINT",
    "next_wait": "DOUBLE",
    "next_open": "BOOLEAN",
    "next_id": "BIGINT",
    "resolved_at": "TIMESTAMP",
    "resolved_worked": "DOUBLE",
    "resolved_id": "BIGINT",
    "reopenings": "INTEGER",
    "handovers": "INTEGER",
    "elsewhere": "INTEGER",
    "repeats": "INTEGER",
    "refusals": "INTEGER",
    "concessions": "INTEGER",
    "complaints": "INTEGER",
    "changes": "INTEGER",
    "absences": "INTEGER",
    "refused_alone": "INTEGER",
    "refusal_id": "BIGINT",
    "handover_id": "BIGINT",
    "repeat_id": "BIGINT",
    "elsewhere_id": "BIGINT",
    "change_id": "BIGINT",
    "complaint_id": "BIGINT",
    "concession_id": "BIGINT",
    "due_at": "TIMESTAMP",
    "due_worked": "DOUBLE",
    "promised_at": "TIMESTAMP",
    "promised_id": "BIGINT",
    "fulfilled_at": "TIMESTAMP",
    "fulfilled_worked": "DOUBLE",
    "fulfilled_id": "BIGINT",
    "delivered_at": "TIMESTAMP",
    "delivered_worked": "DOUBLE",
    "delivered_id": "BIGINT",
    "credit_id": "BIGINT",
    "paid_at": "TIMESTAMP",
    "paid_id": "BIGINT",
    "days_late": "INTEGER",
    "usual_late": "DOUBLE",
    "rating": "DOUBLE",
    "rated_at": "TIMESTAMP",
    "rating_id": "BIGINT",
    "rated_id": "BIGINT",
    "answer_paused": "DOUBLE",
    "resolve_paused": "DOUBLE",
}
"""The columns of `cases` that a standard may name, with their types in docs/tables.md."""

MOMENT_TYPES: Final = {
    "id": "BIGINT",
    "happened_at": "TIMESTAMP",
    "kind": "VARCHAR",
    "about": "VARCHAR",
    "channel": "VARCHAR",
    "purpose": "VARCHAR",
    "quantity": "DOUBLE",
    "due_at": "TIMESTAMP",
    "policy": "VARCHAR",
    "desk": "VARCHAR",
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
}
"""The columns of `moments` that a standard may name, with their types in docs/tables.md."""

ADDED: Final = {
    "case": {"closed_at": INSTANT, "closed_worked": NUMBER, "zone": TEXT},
    "moment": {"closed_at": INSTANT, "segment": TEXT, "zone": TEXT, "asked_ago": NUMBER},
}
"""What the judge adds: the close, the party's segment and zone, and how many minutes ago the
party last turned to us (at most an hour; it may stand in an exemption only)."""

COLUMNS: Final = {
    "case": {name: _OF_TYPE[sql] for name, sql in CASE_TYPES.items()} | ADDED["case"],
    "moment": {name: _OF_TYPE[sql] for name, sql in MOMENT_TYPES.items()} | ADDED["moment"],
}
"""Every column that may be named, by the table judged."""

MONEY: Final = ("amount", "paid", "refunded", "credited", "currency", "worth", "spend", "value")
"""What nobody may look at in a standard, so that it can be refused with its reason."""

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
        for name in CASE_TYPES
        if name.removesuffix("_at") + "_worked" in CASE_TYPES and name.endswith("_at")
    },
    "moment": {"happened_at": "worked", "due_at": "due_worked"},
}
"""The column with the company's working minutes at an instant, by the instant's own column."""
