"""Occasions: rows at which a play may fire, each with what was known at its instant and no more.

A row of a sort (a moment, a case, a verdict, a usage) carries plain columns, running ones that
count what had happened up to it, and instants of what came after it, which a play sees only as far
as they lie before its own instant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goodwill.house.parties import SORTS
from goodwill.moments.case import CASES
from goodwill.moments.moment import FACTS, STAMPS
from goodwill.standards.columns import DAY, INSTANT, NUMBER, TEXT, TRUTH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from goodwill.house.settings import Settings

SERVED: Final = tuple(SORTS[sort] for sort in ("customer", "prospect", "partner"))
"""The letters of the parties for whom plays are."""

PARTY: Final = {
    "segment": TEXT,
    "zone": TEXT,
    "worth": NUMBER,
    "alive": NUMBER,
    "habit": TEXT,
}
"""What a row of any sort may say of its party; worth and habit as at the close itself."""

_PLAIN: Final = {
    "kind": TEXT,
    "purpose": TEXT,
    "channel": TEXT,
    "direction": TEXT,
    "policy": TEXT,
    "amount": NUMBER,
    "currency": TEXT,
    "quantity": NUMBER,
    "happened_at": INSTANT,
    "due_at": INSTANT,
    "local_hour": NUMBER,
    "local_weekday": NUMBER,
}

_DAYS: Final = (30, 90, 365)
_SIDE = "PARTITION BY m.party, m.kind, m.direction"
_ALIKE = f"{_SIDE}, m.purpose"
_PARTY = "PARTITION BY m.party"
_CASE = "PARTITION BY m.about"
_SO_FAR = "ORDER BY m.happened_at, m.id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
_BEFORE = "ORDER BY m.happened_at, m.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
_AFTER = "ORDER BY m.happened_at, m.id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING"
_OURS = "m.direction = 'out' AND coalesce(m.purpose, '') <> 'receipt'"
_ANSWERS = "'answer', 'resolution', 'decision', 'visit', 'delivery'"


def _days_since(instant: str) -> str:
    return f"floor((epoch(m.happened_at) - epoch({instant})) / 86400)"


def _first_after(kind: str, over: str) -> str:
    return f"min(CASE WHEN {kind} THEN m.happened_at END) OVER ({over} {_AFTER})"


def _within(over: str, days: int) -> str:
    span = f"RANGE BETWEEN INTERVAL '{days}' DAY PRECEDING AND CURRENT ROW"
    return f"count(*) OVER ({over} ORDER BY m.happened_at {span})"


RUNNING: Final = {
    "of_kind": f"count(*) OVER ({_SIDE} {_SO_FAR})",
    "alike": f"count(*) OVER ({_ALIKE} {_SO_FAR})",
    **{f"of_kind_in_{days}": _within(_SIDE, days) for days in _DAYS},
    **{f"alike_in_{days}": _within(_ALIKE, days) for days in _DAYS},
    "since_kind": _days_since(f"max(m.happened_at) OVER ({_SIDE} {_BEFORE})"),
    "since_alike": _days_since(f"max(m.happened_at) OVER ({_ALIKE} {_BEFORE})"),
    "biggest_before": f"max(m.quantity) OVER ({_SIDE} {_BEFORE})",
    "bought": f"count(*) FILTER (m.kind = 'purchase' AND m.direction = 'in')"
    f" OVER ({_PARTY} {_SO_FAR})",
    "known_days": _days_since(f"min(m.happened_at) OVER ({_PARTY} {_SO_FAR})"),
    "owned_days": "coalesce("
    + ", ".join(
        _days_since(
            f"max(CASE WHEN m.kind IN ('purchase', 'delivery') AND {of} THEN m.happened_at END)"
            f" OVER ({over} {_SO_FAR})"
        )
        for over, of in ((_CASE, "m.about IS NOT NULL"), (_PARTY, "TRUE"))
    )
    + ")",
}
"""The running columns of a moment: what the same party had done so far, this moment included."""

FOLLOWING: Final = {
    "next_at": f"min(m.happened_at) OVER ({_PARTY} {_AFTER})",
    "next_of_kind_at": f"min(m.happened_at) OVER ({_SIDE} {_AFTER})",
    "answered_at": _first_after(
        f"{_OURS} AND m.person IS NOT NULL AND m.kind IN ({_ANSWERS})", _CASE
    ),
    "fulfilled_at": _first_after("m.kind = 'fulfilment'", _CASE),
    "delivered_at": _first_after("m.kind = 'delivery'", _CASE),
    "ordered_at": _first_after("m.kind = 'purchase'", _CASE),
    "complained_at": _first_after("m.kind = 'complaint'", _PARTY),
}
"""The instants of what came after a moment, in its case or with its party."""

_OF_CASE: Final = tuple(name for name, of in FOLLOWING.items() if _CASE in of)

_FAULTS: Final = {
    f"breaches_in_{days}": "count(*) FILTER (v.side = 'ours' AND v.verdict = 'breach')"
    " OVER (PARTITION BY v.party ORDER BY v.happened_at"
    f" RANGE BETWEEN INTERVAL '{days}' DAY PRECEDING AND CURRENT ROW)"
    for days in _DAYS
}

_CASE_INSTANTS: Final = tuple(name for name, kind in CASES.items() if kind == "TIMESTAMP")

COLUMNS: Final = {
    "moment": {
        **_PLAIN,
        "personal": TRUTH,
        **dict.fromkeys(RUNNING, NUMBER),
        **dict.fromkeys(FOLLOWING, INSTANT),
        **PARTY,
    },
    "case": {
        "sort": TEXT,
        "opened_by": TEXT,
        "opened_direction": TEXT,
        "purpose": TEXT,
        **dict.fromkeys(_CASE_INSTANTS, INSTANT),
        "days_late": NUMBER,
        "in_time_in_a_row": NUMBER,
        **PARTY,
    },
    "verdict": {
        "standard": TEXT,
        "family": TEXT,
        "side": TEXT,
        "verdict": TEXT,
        "reason": TEXT,
        "channel": TEXT,
        "policy": TEXT,
        "size": NUMBER,
        "happened_at": INSTANT,
        **dict.fromkeys(_FAULTS, NUMBER),
        **PARTY,
    },
    "usage": {
        "quantity": NUMBER,
        "happened_at": INSTANT,
        "used": NUMBER,
        "bought": NUMBER,
        "left_over": NUMBER,
        "share_used": NUMBER,
        "term": NUMBER,
        "periods": NUMBER,
        "usual": NUMBER,
        "surprise": NUMBER,
        **PARTY,
    },
}
"""Every column that a play may name, by what it looks over, with its sort of value."""

FORECAST: Final = {"runs_out": DAY, "runs_out_from": DAY, "runs_out_until": DAY}
"""The figures of a usage besides its columns: the day on which what was bought will be used up,
and the days between which that lies with four chances in five."""

LATER: Final = {
    "moment": frozenset(FOLLOWING),
    "case": frozenset({*_CASE_INSTANTS, "days_late", "in_time_in_a_row"}),
    "verdict": frozenset[str](),
    "usage": frozenset[str](),
}
"""The columns that may tell of what came later; a play sees them only up to its instant."""

KNOWN_AT: Final = {
    "days_late": "paid_at",
    "in_time_in_a_row": "paid_at",
    "due_at": "coalesce(promised_at, opened_at)",
}
"""Of a case, for what is no instant or lies ahead: the instant at which it is known."""

KNOWN_BY: Final = {
    "days_late": {"paid_at"},
    "in_time_in_a_row": {"paid_at"},
    "due_at": {"promised_at", "opened_at"},
}
"""The columns that tell those instants."""

BEGIN: Final = {
    "moment": "happened_at",
    "case": "opened_at",
    "verdict": "happened_at",
    "usage": "happened_at",
}
"""The instant before which a row says nothing."""

FEWEST: Final = 8
"""So many uses tell what is usual for a customer."""

PLACE: Final = ("moment", "case_id", "party", "team")
"""What every row carries besides what is asked for."""


def rows_of(of: str, needed: Iterable[str]) -> str:
    """Write the selection of the rows of a sort with the columns needed."""
    names = sorted(set(needed) - set(PARTY))
    return {"moment": _moments, "case": _cases, "verdict": _verdicts, "usage": _usages}[of](names)


def about_party(con: DuckDBPyConnection, needed: Iterable[str], settings: Settings) -> str:
    """Write the selection of what is known of each party, with the columns needed."""
    from goodwill.moments.parquet import quoted

    names = sorted(set(needed) & set(PARTY))
    found = con.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    tables = {name for (name,) in found}
    zones = settings.zones_of_segment.items()
    whens = " ".join(f"WHEN {quoted(segment)} THEN {quoted(zone)}" for segment, zone in zones)
    by_segment = f"CASE p.segment {whens} END, " if whens else ""
    told = {
        "segment": "p.segment",
        "zone": f"coalesce(p.zone, {by_segment}{quoted(settings.zone)})",
        "worth": "w.worth" if "worths" in tables else "CAST(NULL AS DOUBLE)",
        "alive": "w.alive" if "worths" in tables else "CAST(NULL AS DOUBLE)",
        "habit": "h.state" if "habits" in tables else "CAST(NULL AS VARCHAR)",
    }
    joins = ""
    if "worths" in tables and {"worth", "alive"} & set(names):
        newest = "SELECT max(day) FROM worths"
        joins += f" LEFT JOIN worths AS w ON w.party = p.party AND w.day = ({newest})"
    if "habits" in tables and "habit" in names:
        joins += " LEFT JOIN habits AS h ON h.party = p.party"
    chosen = ", ".join(["p.party AS owner", *(f"{told[name]} AS {name}" for name in names)])
    return f"SELECT {chosen} FROM parties AS p{joins}"


def served(party: str) -> str:
    """Write the truth that a party is one for whom plays are."""
    return f"left({party}, 1) IN ({', '.join(repr(letter) for letter in SERVED)})"


def _moments(names: list[str]) -> str:
    chosen = ["m.id AS moment", "m.about AS case_id", "m.party AS party", "m.team AS team"]
    for name in names:
        if name in FOLLOWING:
            told = FOLLOWING[name]
            told = f"CASE WHEN m.about IS NOT NULL THEN {told} END" if name in _OF_CASE else told
        elif name == "personal":
            told = "m.person IS NOT NULL"
        else:
            told = RUNNING.get(name, f"m.{name}")
        chosen.append(f"{told} AS {name}")
    assert all(name in {*RUNNING, *FOLLOWING, *FACTS, *STAMPS, "personal"} for name in names)
    return (
        f"SELECT {', '.join(chosen)} FROM moments AS m"
        f" WHERE m.direction <> 'inside' AND {served('m.party')}"
    )


def _cases(names: list[str]) -> str:
    chosen = ["k.opened_id AS moment", "k.case_id AS case_id", "k.party AS party", "o.team AS team"]
    told = {"purpose": "o.purpose", "in_time_in_a_row": "r.in_time_in_a_row"}
    chosen += [f"{told.get(name, f'k.{name}')} AS {name}" for name in names]
    joins = "JOIN moments AS o ON o.id = k.opened_id"
    if "in_time_in_a_row" in names:
        joins += f" LEFT JOIN ({_IN_A_ROW}) AS r ON r.case_id = k.case_id"
    return f"SELECT {', '.join(chosen)} FROM cases AS k {joins} WHERE {served('k.party')}"


_IN_A_ROW: Final = """
SELECT case_id, sum(CASE WHEN late THEN 0 ELSE 1 END) OVER (
    PARTITION BY party, run ORDER BY paid_at, case_id
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS in_time_in_a_row
FROM (
    SELECT case_id, party, paid_at, days_late > 0 AS late,
        sum(CASE WHEN days_late > 0 THEN 1 ELSE 0 END) OVER (
            PARTITION BY party ORDER BY paid_at, case_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run
    FROM cases
    WHERE opened_by = 'invoice' AND opened_direction = 'out' AND paid_at IS NOT NULL
) AS paid"""
"""How many bills in a row a party had paid in time when it paid one."""


def _verdicts(names: list[str]) -> str:
    """A breach whose clock still runs is no row: first what is owed is to be done."""
    chosen = ["v.moment AS moment", "v.case_id AS case_id", "v.party AS party", "v.team AS team"]
    chosen += [f"{_FAULTS.get(name, f'v.{name}')} AS {name}" for name in names]
    return (
        f"SELECT {', '.join(chosen)} FROM verdicts AS v"
        " LEFT JOIN cases AS k ON k.case_id = v.case_id"
        f" WHERE {served('v.party')} AND v.verdict IN ('breach', 'grace')"
        " AND (v.case_id IS NULL OR v.moment <> k.opened_id)"
    )


def _usages(names: list[str]) -> str:
    chosen = ", ".join(["moment", "case_id", "party", "team", *(f"u.{name}" for name in names)])
    return f"SELECT {chosen} FROM ({_USAGES}) AS u"


_RUN = "PARTITION BY about ORDER BY happened_at, place, id ROWS BETWEEN UNBOUNDED PRECEDING AND"
_DEALT: Final = f"""
SELECT id, about, party, team, kind, quantity, happened_at, local_date,
    CASE WHEN kind = 'purchase' THEN 0 ELSE 1 END AS place
FROM moments
WHERE about IS NOT NULL AND kind IN ('usage', 'purchase') AND direction = 'in'
  AND about IN (SELECT about FROM moments WHERE kind = 'usage') AND {served("party")}"""
_USAGES: Final = f"""
SELECT *, used / nullif(bought, 0) AS share_used, greatest(bought - used, 0) AS left_over,
    CASE WHEN periods >= {FEWEST} THEN apart / greatest(
        stddev_samp(apart) OVER ({_RUN} 1 PRECEDING), 1 / sqrt(usual + 0.5)) END AS surprise
FROM (
    SELECT *, off - avg(off) OVER (PARTITION BY date_trunc('month', local_date)
        ORDER BY happened_at RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS apart
    FROM (
        SELECT *, used_ever - used_before AS used,
            greatest(bought_ever - used_before, 0) AS bought,
            ln((quantity + 0.5) / (usual + 0.5)) AS off
        FROM (
            SELECT *, coalesce(max(CASE WHEN kind = 'purchase' THEN used_ever END)
                OVER ({_RUN} CURRENT ROW), 0) AS used_before
            FROM (
                SELECT *, id AS moment, about AS case_id,
                    coalesce(sum(CASE WHEN kind = 'usage' THEN quantity END)
                        OVER ({_RUN} CURRENT ROW), 0) AS used_ever,
                    coalesce(sum(CASE WHEN kind = 'purchase' THEN quantity END)
                        OVER ({_RUN} CURRENT ROW), 0) AS bought_ever,
                    count(CASE WHEN kind = 'purchase' THEN 1 END)
                        OVER ({_RUN} CURRENT ROW) AS term,
                    count(CASE WHEN kind = 'usage' THEN 1 END)
                        OVER ({_RUN} 1 PRECEDING) AS periods,
                    avg(CASE WHEN kind = 'usage' THEN quantity END)
                        OVER ({_RUN} 1 PRECEDING) AS usual
                FROM ({_DEALT}) AS dealt
            ) AS counted
        ) AS run
        WHERE kind = 'usage'
    ) AS beside
) AS told"""
"""Each use of a contract: how much of what was bought is used up by then, where a purchase begins a
new term that takes over what was left; and by how many of their own spreads the use is apart from
what this customer uses, beside what all of them use in that month."""
