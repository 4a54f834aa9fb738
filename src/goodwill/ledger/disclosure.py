"""What may be published of counts without telling anything of a few: cells and sums withheld.

Of a count from 1 to k - 1 only that is told. A sum over cells is published only where every hidden
cell could still have any value from 1 to k - 1, whatever else is published; so nothing is had by
taking what is shown from a sum (Cox 1980, JASA 75, 377-385: complementary suppression; here sums
give way and cells stay).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Cell(NamedTuple):
    """One count as it may be published: the value, or the least and the most that it may be."""

    value: int | None
    low: int
    high: int

    @property
    def hidden(self) -> bool:
        """Whether the value is withheld."""
        return self.value is None


def cell(value: int, k: int, *, of: int | None = None) -> Cell:
    """Publish a count, unless it tells of fewer than k; of a part, the rest counts as well.

    `of` is the whole, published beside it: 97 of 100 tell of 3. Of a whole so small that part and
    rest cannot both be k or more, a mixed part is hidden without telling which of them is few.
    Errors: a part beyond its whole.
    """
    if of is None:
        return Cell(None, 1, k - 1) if 0 < value < k else Cell(value, value, value)
    if not 0 <= value <= of:
        message = f"{value} is no part of {of}"
        raise ValueError(message)
    if value in {0, of} or (value >= k and of - value >= k):
        return Cell(value, value, value)
    if of < 2 * k - 1:
        return Cell(None, 1, of - 1)
    return Cell(None, 1, k - 1) if value < k else Cell(None, of - k + 1, of - 1)


def safe(hidden: Sequence[Cell], rest: int) -> bool:
    """Tell whether hidden cells that sum to `rest` could each have any value in their range."""
    low, high = sum(one.low for one in hidden), sum(one.high for one in hidden)
    return all(
        rest - (high - one.high) <= one.low and rest - (low - one.low) >= one.high for one in hidden
    )


class Sums(NamedTuple):
    """The sums that may be published over cells in groups; None stands for one withheld."""

    groups: Mapping[str, int | None]
    total: int | None


def sums(cells: Mapping[str, Sequence[Cell]], values: Mapping[str, Sequence[int]]) -> Sums:
    """Publish the sums of groups and their total, as far as they give no hidden cell away.

    `cells` are what is published of `values`, group by group. A group's sum is withheld where it
    would narrow a hidden cell; the total then must not give away those of all such groups
    together, else further groups, and in the end the total itself, are withheld.
    """
    truth = {group: sum(numbers) for group, numbers in values.items()}
    hidden = {group: [one for one in row if one.hidden] for group, row in cells.items()}
    behind = {
        group: truth[group] - sum(one.value for one in row if one.value is not None)
        for group, row in cells.items()
    }
    shut = {group for group in cells if hidden[group] and not safe(hidden[group], behind[group])}
    further = sorted((g for g in cells if hidden[g] and g not in shut), key=lambda g: truth[g])
    while not _safe_together(shut, hidden, behind):
        if not further:
            return Sums({g: None if g in shut else truth[g] for g in cells}, None)
        shut.add(further.pop(0))
    return Sums({g: None if g in shut else truth[g] for g in cells}, sum(truth.values()))


def _safe_together(
    shut: Iterable[str], hidden: Mapping[str, Sequence[Cell]], behind: Mapping[str, int]
) -> bool:
    """Tell whether the total gives nothing away of the groups whose own sums are withheld."""
    groups = list(shut)
    together = [one for group in groups for one in hidden[group]]
    return safe(together, sum(behind[group] for group in groups))
