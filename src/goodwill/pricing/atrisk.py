"""Who was waiting when something ended: the sets at risk, stratum by stratum, with ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Flags, Floats, Integers


class Waits(NamedTuple):
    """N waits for an event; those of one stratum are compared with one another alone."""

    length: Floats  # (N,) to the event or to the end of the records, in any unit
    ended: Flags  # (N,) the event was seen
    z: Floats  # (N, K) covariates
    stratum: Integers  # (N,) each stratum has a baseline of its own
    cluster: Integers  # (N,) whose waits hang together, for the robust covariance
    entry: Floats | None = None  # (N,) from when on it was watched, below its length; None: from 0

    def those(self, rows: Integers | Flags) -> Waits:
        """Take some of the waits, in the order of the rows."""
        return Waits._make(None if column is None else column[rows] for column in self)


class AtRisk(NamedTuple):
    """N waits by stratum and falling length, and D events with the sets at risk that they met."""

    waits: Waits
    first: Integers  # (S,) where each stratum begins
    last: Integers  # (N,) the last wait of the same stratum and length
    event: Integers  # (D,) waits that ended
    tie: Integers  # (D,) the number of its tie, 0 .. G - 1
    share: Floats  # (D,) l / d for the l-th of the d events of a tie, l = 0 .. d - 1
    by_entry: Integers  # (N,) rows by stratum and falling entry; empty where all enter at 0
    not_entered: Integers  # (D,) place in by_entry of the last who had not entered yet, or -1
    before: Integers  # (N,) the first row of the stratum that was over when this one entered, or N

    @property
    def ties(self) -> int:
        """How many different instants, each in its stratum, had events."""
        return int(self.tie.max(initial=-1)) + 1

    def sums(self, values: Floats) -> Floats:
        """Sum N rows (N, C) over the set at risk of each event, less the share gone: (D, C)."""
        stratum = self.waits.stratum
        at = _running(values, stratum)[self.last[self.event]]
        if len(self.by_entry):
            waiting = _running(values[self.by_entry], stratum[self.by_entry])
            outside = self.not_entered >= 0
            at[outside] -= waiting[self.not_entered[outside]]
        gone = np.zeros((self.ties, values.shape[1]))
        np.add.at(gone, self.tie, values[self.event])
        return np.asarray(at - self.share[:, None] * gone[self.tie], dtype=np.float64)

    def met(self, values: Floats) -> Floats:
        """Sum over each of N waits the values (D, C) of the events that it was at risk of: (N, C).

        In Efron's manner an event of a tie is at risk of its tie less the share gone.
        """
        stratum = self.waits.stratum
        here = np.zeros((len(stratum), values.shape[1]))
        np.add.at(here, self.last[self.event], values)
        since = _running(here[::-1], -stratum[::-1])[::-1]
        total = since[self.last]
        early = self.before < len(stratum)
        total[early] -= since[self.before[early]]
        gone = np.zeros((self.ties, values.shape[1]))
        np.add.at(gone, self.tie, self.share[:, None] * values)
        total[self.event] -= gone[self.tie]
        return np.asarray(total, dtype=np.float64)


def at_risk(waits: Waits) -> AtRisk:
    """Sort the waits of the strata that say something, their covariates centred there."""
    waits = _telling(waits)
    waits = waits.those(np.lexsort((-waits.length, waits.stratum)))
    size = len(waits.length)
    new = np.append(True, np.diff(waits.stratum) != 0)[:size]
    apart = new | np.append(True, np.diff(waits.length) != 0)[:size]
    ending = np.append(np.flatnonzero(apart)[1:], size) - 1
    last = ending[np.cumsum(apart) - 1]
    event = np.flatnonzero(waits.ended)
    _, begins, tie, number = np.unique(
        last[event], return_index=True, return_inverse=True, return_counts=True
    )
    share = (np.arange(len(event)) - begins[tie]) / number[tie]
    entering = _entering(waits, event)
    return AtRisk(waits, np.flatnonzero(new), last, event, tie, share, *entering)


def _telling(waits: Waits) -> Waits:
    """Keep the strata in which something ended and somebody else waited; centre covariates."""
    _, stratum = np.unique(waits.stratum, return_inverse=True)
    rows = np.bincount(stratum)
    ends = np.bincount(stratum, waits.ended)
    kept = waits.those(((rows > 1) & (ends > 0))[stratum])
    _, stratum = np.unique(kept.stratum, return_inverse=True)
    rows = np.maximum(np.bincount(stratum), 1)
    means = [np.bincount(stratum, column)[stratum] / rows[stratum] for column in kept.z.T]
    return kept._replace(z=kept.z - np.column_stack(means), stratum=stratum)


def _entering(waits: Waits, event: Integers) -> tuple[Integers, Integers, Integers]:
    """Find who had not entered at each event, and what was over when each wait entered."""
    size = len(waits.length)
    if waits.entry is None or not size:
        nobody = np.full(len(event), -1, dtype=np.int64)
        return np.empty(0, dtype=np.int64), nobody, np.full(size, size, dtype=np.int64)
    rank = np.unique(np.concatenate([-waits.length, -waits.entry]), return_inverse=True)[1]
    width = np.int64(2 * size + 1)
    exits = waits.stratum * width + rank[:size]
    entries = waits.stratum * width + rank[size:]
    order = np.argsort(entries, kind="stable")
    place = np.searchsorted(entries[order], exits[event], side="right") - 1
    same = (place >= 0) & (waits.stratum[order[place]] == waits.stratum[event])
    over = np.searchsorted(exits, entries, side="left")
    here = np.append(waits.stratum, -1)[over] == waits.stratum
    return order, np.where(same, place, -1), np.where(here, over, size)


def _running(values: Floats, stratum: Integers) -> Floats:
    """Sum rows from the start of their stratum by doubling: no stratum's size blurs another's."""
    rows = np.arange(len(stratum))
    new = np.append(True, np.diff(stratum) != 0)[: len(stratum)]
    place = rows - np.maximum.accumulate(np.where(new, rows, 0))
    total, step, furthest = values.copy(), 1, int(place.max(initial=0))
    while step <= furthest:
        far = np.flatnonzero(place >= step)
        total[far] += total[far - step]
        step *= 2
    return total
