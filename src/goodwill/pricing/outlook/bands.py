"""Bands of 50, 80 and 95 % about what is expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.rows import Floats

SHARES = (0.50, 0.80, 0.95)


class Band(NamedTuple):
    """What is expected, with the limits within which it will fall so many times in a hundred."""

    mid: float
    low50: float
    high50: float
    low80: float
    high80: float
    low95: float
    high95: float

    def holds(self, actual: float) -> tuple[bool, ...]:
        """Whether what came lies within the bands of 50, 80 and 95 %."""
        limits = self[1:]
        pairs = zip(limits[::2], limits[1::2], strict=True)
        return tuple(low <= actual <= high for low, high in pairs)


def band(middle: float, drawn: Floats) -> Band:
    """The band of draws (D,); the middle lies within. NaN limits where there are no draws."""
    if not np.all(np.isfinite(drawn)):
        return Band(middle, *(float("nan"),) * 6)
    tails = [(1 + side * share) / 2 for share in SHARES for side in (-1, 1)]
    ends = np.quantile(drawn, tails).tolist()
    held = [min(end, middle) if k % 2 == 0 else max(end, middle) for k, end in enumerate(ends)]
    return Band(middle, *held)
