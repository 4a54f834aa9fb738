"""What each customer is worth at the close and at the opening of each period."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger.histories import build_spans, histories
from goodwill.ledger.models import write_models
from goodwill.words import mark

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection
    from numpy import float64
    from numpy.typing import NDArray

    from goodwill.house.settings import Settings
    from goodwill.ledger.histories import Histories
    from goodwill.pricing.evidence.finding import Finding
    from goodwill.pricing.fit import Fit
    from goodwill.pricing.price import Price
    from goodwill.pricing.worth import Interval, Terms, Worth

    Sizes = NDArray[float64]

FEWEST_CUSTOMERS = 30
"""Of customers who came back: below this no spread over them can be told from chance."""

TOO_FEW = mark(
    "Too few customers have bought twice to tell what a customer is worth; there must be 30."
)
FAR_AHEAD = mark(
    "Your records reach back less than half as far as worths look ahead: what lies beyond is"
    " extrapolated. A shorter `horizon_years` in goodwill.toml extrapolates less."
)
CAUTIONS = {
    "few": mark("Fewer than a hundred customers: their worth is known only roughly."),
    "no_repeats": mark("Nobody has bought twice: no worth can be told."),
    "alike": mark("Customers seem to differ too little to tell one's habits from another's."),
    "nobody_leaves": mark("The records show no sign that anybody has left for good."),
    "starts_disagree": mark("Two searches for the model ended apart: take worths with care."),
    "not_settled": mark("The search for the model did not settle: take worths with care."),
    "flat": mark("The records do not determine the model: worths come without intervals."),
}
"""What each caution of a fit means to the owner."""


class Pricing(NamedTuple):
    """The fitted models with which a close prices what customers are worth and what hurts them."""

    buying: Fit
    spending: Fit
    terms: Terms

    def worth(self, past: Histories) -> Worth:
        """Value customers by what they had bought."""
        from goodwill.pricing.worth import worth

        return worth(self.buying, self.spending, past.x, past.t_x, past.T, past.spend, self.terms)

    def price(self, past: Histories, sizes: Sizes, finding: Finding) -> Price:
        """Price breaches or graces by what was found of their kind."""
        import numpy as np

        from goodwill.pricing.price import price
        from goodwill.pricing.treatment import dose

        given: Sizes = np.ma.filled(np.ma.asarray(sizes, dtype=float), np.nan)
        return price(
            self.buying, self.spending, past.x, past.t_x, past.T, past.spend,
            np.ones_like(given) if finding.verdict == "grace" else dose(given),
            finding, self.terms,
        )  # fmt: skip


class Appraisal(NamedTuple):
    """The outcome of valuing a book: the models, if there are any, and what to be careful of."""

    pricing: Pricing | None
    warnings: list[str]


def appraise(
    con: DuckDBPyConnection, settings: Settings, days: Sequence[dt.date], scale: int
) -> Appraisal:
    """Create `worths` and `totals`: every customer on each of the days, the last being the close.

    One model, fitted to all that is known at the close, values every day, so that the difference
    between two days is what customers did and not what we learnt.
    """
    build_spans(con, settings.currency)
    con.execute(_WORTHS)
    con.execute("CREATE OR REPLACE TABLE totals (day DATE, worth BIGINT, low BIGINT, high BIGINT)")
    asked = _ask(con, days[-1])
    pricing, warnings = _fitted(asked, settings)
    write_models(con, pricing)
    if pricing is not None:
        for day in days:
            valued = pricing.worth(_ask(con, day))
            _store(con, day, valued, scale)
            _store_total(con, day, valued.total, scale)
    return Appraisal(pricing, warnings)


_WORTHS = """
CREATE OR REPLACE TABLE worths (
  party VARCHAR, day DATE, purchases INTEGER, first_at DATE, last_at DATE, alive DOUBLE,
  expected DOUBLE, spend DOUBLE, next_purchase DOUBLE,
  worth BIGINT, worth_low BIGINT, worth_high BIGINT)
"""


def _ask(con: DuckDBPyConnection, day: dt.date) -> Histories:
    """Ask about every customer who had bought by a day, in the order of their pseudonyms."""
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE valued AS
        SELECT row_number() OVER (ORDER BY party) - 1 AS key, party, $day::DATE AS day
        FROM (SELECT DISTINCT party FROM purchase_spans WHERE first_day <= $day)
        """,
        {"day": day},
    )
    return histories(con, "valued")


def _fitted(past: Histories, settings: Settings) -> tuple[Pricing | None, list[str]]:
    from goodwill.pricing import buying, spend
    from goodwill.pricing.rows import merge
    from goodwill.pricing.worth import Terms

    if int((past.x > 0).sum()) < FEWEST_CUSTOMERS:
        return None, [TOO_FEW]
    spenders = spend.spenders(past.x, past.spend)
    if not len(spenders.x):
        return None, [TOO_FEW]
    bought = buying.fit(merge(past.x, past.t_x, past.T))
    spent = spend.fit(spenders)
    terms = Terms(settings.horizon_years, settings.discount, settings.margin)
    cautions = dict.fromkeys([*bought.cautions, *spent.cautions])
    warnings = [CAUTIONS[str(each)] for each in cautions]
    if past.T.max() < terms.weeks / 2:
        warnings.append(FAR_AHEAD)
    return Pricing(bought, spent, terms), warnings


def _store(con: DuckDBPyConnection, day: dt.date, valued: Worth, scale: int) -> None:
    import numpy as np

    columns = {
        "key": np.arange(len(valued.worth)),
        "alive": valued.alive,
        "expected": valued.expected,
        "spend": valued.spend,
        "next_purchase": valued.next_purchase,
        "worth": valued.worth * scale,
        "low": valued.low * scale,
        "high": valued.high * scale,
    }
    con.register("told", columns)
    con.execute(
        """
        INSERT INTO worths
        SELECT v.party, $day, s.x, s.first_day, s.day, t.alive, t.expected, t.spend,
               t.next_purchase,
               round(t.worth)::BIGINT, round(t.low)::BIGINT, round(t.high)::BIGINT
        FROM told t JOIN valued v USING (key)
        JOIN purchase_spans s ON s.party = v.party AND $day >= s.day AND $day < s.next_day
        """,
        {"day": day},
    )
    con.unregister("told")


def _store_total(con: DuckDBPyConnection, day: dt.date, total: Interval, scale: int) -> None:
    import math

    money = [
        round(value * scale) if math.isfinite(value) else None
        for value in (total.mid, total.low, total.high)
    ]
    con.execute("INSERT INTO totals VALUES (?, ?, ?, ?)", [day, *money])
