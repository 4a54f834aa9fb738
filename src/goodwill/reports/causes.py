"""What lies behind a standard's broken cases: rules first, then the way of working, people last."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger.drill import begin_with
from goodwill.reports.evidence import has
from goodwill.reports.faces import say
from goodwill.reports.parts import channel_said
from goodwill.reports.report import Column, Figure, Row, Table
from goodwill.words import _, mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.book import Closed
    from goodwill.ledger.drill import First

    Opens = tuple[str, Mapping[str, str]]

CAUSES = {
    "policy": mark("Rules of ours"),
    "process": mark("The way we work: channels, certain weeks"),
    "team": mark("Teams"),
    "person": mark("Single persons"),
    "common": mark("What all have in common"),
}
UNTOLD = {
    "one": mark("There is only one, so nothing can be compared."),
    "unnamed": mark("Cannot tell: broken cases name it, kept ones do not."),
    "wide": mark("Cannot tell yet: there are too few cases."),
}
BESIDE = {
    "policy": mark("Together with the rules; the two cannot be told apart."),
    "process": mark("Together with the way we work; the two cannot be told apart."),
    "team": mark("Together with the teams; the two cannot be told apart."),
    "person": mark("Together with single persons; the two cannot be told apart."),
}
FACTORS = {"policy": "policy", "channel": "process", "team": "team"}
"""Under which cause the names of a factor stand."""
LEAST = 0.01
"""A name is shown where it lies behind more than so much for sure."""
LITTLE = 0.15
"""Where persons are behind no more than this, manners are not the problem."""


class Excess(NamedTuple):
    """One rule, channel or team, and the share of broken cases that it is behind."""

    factor: str
    name: str
    broken: int
    share: float
    low: float
    high: float


def table(closed: Closed, standard: str, behind: Mapping[str, str]) -> Table | None:
    """Lay the causes out, each with the names behind which most lies; None where untold."""
    if not has(closed, "causes"):
        return None
    found = closed.con.execute(
        "SELECT cause, share, low, high, untold, beside FROM causes WHERE standard = ?", [standard]
    ).fetchall()
    if not found:
        return None
    by_cause = {row[0]: row[1:] for row in found}
    named = _named(closed, standard)
    rows: list[Row] = []
    for cause, title in CAUSES.items():
        share, low, high, untold, beside = by_cause[cause]
        said = _(BESIDE[beside]) if beside else _(UNTOLD[untold]) if untold else ""
        if cause == "person" and not said and high <= LITTLE:
            said = _("Manners are not the problem here.")
        rows.append(Row((_(title), share, low, high, said)))
        rows += [
            _row(one, behind)
            for one in named
            if FACTORS[one.factor] == cause and not beside and one.low > LEAST
        ]
    return Table(
        "causes",
        _("What lies behind it"),
        (
            Column("cause", _("Cause")),
            Column("share", _("Of all broken cases"), "chart"),
            Column("low", _("from"), "share"),
            Column("high", _("to"), "share"),
            Column("said", _("What that says"), "sentence"),
        ),
        tuple(rows),
        _(
            "The company before the person. Over the last year: how many of the broken cases there"
            " would not have been, had every rule been as good as the best of them, and every"
            " channel, week, team and person as good as usual."
        ),
    )


def _named(closed: Closed, standard: str) -> list[Excess]:
    if not has(closed, "excesses"):
        return []
    rows = closed.con.execute(
        "SELECT factor, name, broken, share, low, high FROM excesses WHERE standard = ?"
        " ORDER BY share DESC, name",
        [standard],
    ).fetchall()
    return [Excess(*row) for row in rows]


def _row(one: Excess, behind: Mapping[str, str]) -> Row:
    opens = ("verdicts", {**behind, "verdict": "breach", one.factor: one.name})
    share, low, high = (min(max(each, 0.0), 1.0) for each in (one.share, one.low, one.high))
    return Row((_called(one.factor, one.name), share, low, high, ""), opens, depth=1)


def _called(factor: str, name: str) -> str:
    return channel_said(name) if factor == "channel" else name


def begin(closed: Closed, standard: str) -> tuple[Figure, ...]:
    """Say where to begin: the rule, channel, weeks or team behind which most lies."""
    if not has(closed, "causes"):
        return ()
    first = begin_with(closed.con, standard)
    if first is None:
        return ()
    range_ = _("Behind {low} to {high} of the broken cases of a year.",
               low=say(first.low, "share", closed.currency),
               high=say(first.high, "share", closed.currency))  # fmt: skip
    return (Figure("begin", _("Where to begin"), _first(first), "text", sentence=range_),)


def _first(first: First) -> str:
    """Name what is to be looked at first."""
    return {
        "policy": _("The rule “{name}”", name=first.name),
        "channel": _("How we work {channel}", channel=channel_said(first.name)),
        "local_week": _("Certain weeks of the year"),
        "team": _("The team “{name}”", name=first.name),
        "person": _("Single persons"),
        "common": _("What all have in common"),
    }[first.factor]


def drill(closed: Closed, behind: Mapping[str, str], standard: str) -> Table | None:
    """For refusals: each rule, how often it left no way out, and who set it."""
    if not has(closed, "rules"):
        return None
    rows = closed.con.execute(_DRILL, {"standard": standard, **_since(behind)}).fetchall()
    if not rows:
        return None
    return Table(
        "refusals",
        _("Which rule said no"),
        (
            Column("policy", _("Rule")),
            Column("refused", _("Said no, and no more"), "number"),
            Column("share", _("Of all such cases"), "chart"),
            Column("set_by", _("Who set it")),
            Column("set_at", _("When"), "instant"),
        ),
        tuple(_drilled(closed, behind, *row) for row in rows),
        _(
            "A small refusal is the tip of something larger. Ask whoever set the rule which target"
            " or which saving it serves, and what the front line would need to help without asking."
        ),
    )


_DRILL = """
SELECT v.policy, v.number, v.number / sum(v.number) OVER () AS share,
       r.team, r.department, r.level, r.set_at, r.moment
FROM (SELECT policy, count(*) AS number FROM verdicts
      WHERE standard = $standard AND verdict = 'breach' AND local_week >= CAST($since AS DATE)
      GROUP BY policy) v
LEFT JOIN rules r ON r.policy = v.policy
ORDER BY v.number DESC, v.policy NULLS LAST
"""


def _since(behind: Mapping[str, str]) -> dict[str, str]:
    return {"since": behind["since"]}


def _drilled(
    closed: Closed,
    behind: Mapping[str, str],
    policy: str | None,
    number: int,
    share: float,
    *who: object,
) -> Row:
    team, department, level, set_at, moment = who
    places = [team, department, closed.level_name(int(str(level))) if level is not None else None]
    by = ", ".join(str(place) for place in places if place)
    opens = {"refused": ("verdicts", {**behind, "verdict": "breach", "policy": policy or ""})}
    if moment is not None:
        opens["set_by"] = ("moment", {"moment": str(moment)})
    elif policy:
        by = _("nobody is recorded; name who answers for it")
    return Row(
        (policy or _("no rule recorded"), number, share, by, set_at),
        opens["refused"],
        behind=opens,
    )
