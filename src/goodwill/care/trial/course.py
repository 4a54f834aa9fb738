"""A trial's sums laid out by look: what was known at the end of each day on which more was."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from goodwill.care.trial.statistics import Row
    from goodwill.care.trial.terms import Terms
    from goodwill.pricing.rows import Floats
    from goodwill.pricing.trials.amounts import Sums

PACE_WEEKS = 8
"""The rate at which parties are drawn now is that of so many weeks back."""


class Course(NamedTuple):
    """One play and outcome over R looks: days on which more parties had been followed through."""

    days: Sequence[dt.date]
    """(R,) the first days on which it was known."""
    sums: dict[str, Sums]
    """Of each arm, all that was known by each look."""
    drawn: dict[str, int]
    """Of each arm, the parties drawn by now, whether followed to the end or not."""
    pace: dict[str, float]
    """Of each arm, the parties drawn in a week."""

    def counts(self, arm: str, held_out: str) -> Floats:
        """Give (R, 4): happened and not in the play, happened and not held out."""
        import numpy as np

        one, other = self.sums[arm], self.sums[held_out]
        return np.column_stack([one.y, one.n - one.y, other.y, other.n - other.y])


def course(terms: Terms, rows: Iterable[Row], day: dt.date) -> Course:
    """Lay out the rows of one trial, as they were counted on a day."""
    from datetime import timedelta

    own = [row for row in rows if (row.play, row.outcome) == (terms.play, terms.outcome)]
    known = sorted({row.day for row in own if row.ripe})
    looks = [each + timedelta(days=terms.days) for each in known]
    arms = {name: [row for row in own if row.arm == name] for name in terms.shares}
    return Course(
        looks,
        {name: _sums(rows_of, known) for name, rows_of in arms.items()},
        {name: sum(row.n for row in rows_of) for name, rows_of in arms.items()},
        {name: _pace(rows_of, own, day) for name, rows_of in arms.items()},
    )


def _sums(rows: Iterable[Row], days: Sequence[dt.date]) -> Sums:
    import numpy as np

    from goodwill.pricing.trials.amounts import Sums

    place = {each: number for number, each in enumerate(days)}
    table = np.zeros((len(days), 7))
    for row in rows:
        if row.ripe:
            table[place[row.day]] += (row.n, row.some, row.y, row.yy, row.x, row.xx, row.xy)
    return Sums(*table.cumsum(axis=0).T)


def _pace(rows: Iterable[Row], all_rows: Sequence[Row], day: dt.date) -> float:
    """Give the parties drawn a week of late; of a young trial, since its first day."""
    from datetime import timedelta

    first = min((row.day for row in all_rows), default=day)
    since = max(first, day - timedelta(weeks=PACE_WEEKS) + timedelta(days=1))
    weeks = ((day - since).days + 1) / 7
    return sum(row.n for row in rows if row.day >= since) / weeks
