"""What may stand beside the stocks of breaches and graces, and what the columns are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from goodwill.pricing.design import Events
    from goodwill.pricing.rows import Integers

SHARES = ("pooled", "each", "past", "none")
TENURES = ("none", "weeks", "dealings")
SEASONS = ("none", "wave", "months")


class Terms(NamedTuple):
    """What else explains the rates; each switch with the reason for which it is there."""

    dealings: bool = True
    """The stock of all dealings: who deals more is hurt more, and dealing is a sign of life."""
    share: str = "pooled"
    """The customer's own mean, so that stocks are read within customers: over all families of
    breaches ("pooled"), one for each family and verdict ("each"), over all breaches but only up to
    each week ("past": a mean over the whole life knows when the life ended), or "none"."""
    tenure: str = "none"
    """The stock of breaches times the log of tenure, in "weeks" or in "dealings" had: what hurts a
    newcomer does not hurt an old customer alike."""
    constancy: bool = False
    """The spread of treatment so far: unsteady treatment drives customers away beside the mean."""
    season: str = "none"
    """The calendar on buying and calling, as a yearly "wave" or as "months": a busy season has more
    purchases and more breaches. Never on leaving, where it is not identified."""
    calling: bool = True
    """Treatment on the rate of calling too: the badly treated call more, which is no liveliness."""
    theirs: Events | None = None
    """What customers did wrong to us: with it, the breaches of ours that came after one of theirs
    get a column of their own (who broke first)."""
    alike: bool = False
    """Merge customers whose lives are equal into one weighted row; `Names.row` tells which."""


class Column(NamedTuple):
    """What a column of covariates holds."""

    kind: str  # stock | dealings | share | tenure | theirs_first | constancy | season
    family: str = ""  # of a stock or a share of one family
    verdict: str = ""
    number: int = 0  # of a season's column

    def __str__(self) -> str:
        """One word for listings, such as `stock:waiting:breach`."""
        parts = [self.kind, self.family, self.verdict, str(self.number or "")]
        return ":".join(part for part in parts if part)


class Names(NamedTuple):
    """What the columns of a panel are; the stocks come first, in the order of the families."""

    buying: tuple[Column, ...]
    leaving: tuple[Column, ...]
    calling: tuple[Column, ...]
    row: Integers  # (N,) the row of the panel in which each customer of the design stands

    def theta(self) -> tuple[str, ...]:
        """Name every coefficient in the kernel's order: buying, leaving, calling."""
        clocks = {"buying": self.buying, "leaving": self.leaving, "calling": self.calling}
        return tuple(f"{clock} {each}" for clock, columns in clocks.items() for each in columns)


def refuse_unknown(terms: Terms) -> None:
    """Raise ValueError for a switch that does not exist."""
    for given, choices in (
        (terms.share, SHARES),
        (terms.tenure, TENURES),
        (terms.season, SEASONS),
    ):
        if given not in choices:
            raise ValueError(f"{given!r} is none of {', '.join(choices)}")
