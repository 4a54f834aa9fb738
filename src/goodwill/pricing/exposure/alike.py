"""Customers whose lives are equal, merged into one weighted row, which changes no figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from goodwill.pricing.exposure.terms import Names
    from goodwill.pricing.kernel.panel import Panel
    from goodwill.pricing.rows import Floats


def merge_alike(panel: Panel, names: Names) -> tuple[Panel, Names]:
    """Merge customers to whom nothing changed, one piece each, and who bought and called alike.

    Others are hardly ever alike, so to compare them costs more than it saves.
    """
    still = np.diff(panel.start) == 1
    place = np.arange(len(panel.x))
    quiet = np.flatnonzero(still)
    if not len(quiet):
        return panel, names
    _, first, group = np.unique(
        _lives(panel)[quiet], axis=0, return_index=True, return_inverse=True
    )
    place[quiet] = quiet[first][group.reshape(-1)]
    kept, row = np.unique(place, return_inverse=True)
    pieces = np.diff(panel.start)[kept]
    taken = np.repeat(np.isin(place, kept) & (place == np.arange(len(place))), np.diff(panel.start))
    merged = panel._replace(
        start=np.concatenate([[0], np.cumsum(pieces)]),
        length=panel.length[taken],
        buying=panel.buying[taken],
        leaving=panel.leaving[taken],
        calling=panel.calling[taken],
        x=panel.x[kept],
        bought=panel.bought[kept],
        n=None if panel.n is None else panel.n[kept],
        called=panel.called[kept],
        last=panel.last[kept],
        weight=np.bincount(row, panel.weight).astype(np.float64),
        left=None if panel.left is None else panel.left[kept],
    )
    return merged, names._replace(row=row)


def _lives(panel: Panel) -> Floats:
    """All that the likelihood knows of each customer's first piece and events, shape (N, .)."""
    piece = panel.start[:-1]
    known = (panel.x, panel.n, panel.left, panel.last, panel.length[piece])
    columns = [np.asarray(each, dtype=np.float64) for each in known if each is not None]
    tables = (panel.buying[piece], panel.leaving[piece], panel.calling[piece])
    return np.column_stack([*columns, *tables, panel.bought, panel.called])
