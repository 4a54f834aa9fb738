"""The fitted models of a closed book, kept so that any one price can be reckoned again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger.histories import build_spans, histories

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

    from goodwill.ledger.closed import Closed
    from goodwill.ledger.worths import Pricing
    from goodwill.pricing.rows import Floats

WEEKS_IN_A_YEAR = 365.2425 / 7


class Customer(NamedTuple):
    """What was known of one customer on a day, and what the models make of it."""

    purchases: int
    """Days with a repeat purchase."""
    silent: float
    """Weeks since the last purchase."""
    age: float
    """Weeks since the first purchase."""
    alive: float
    """The probability that the customer has not left."""
    rate: float
    """Purchases in a year, while the customer has not left."""
    spend: float
    """Money expected of one purchase, in major units."""
    worth: float
    """Money expected within the horizon, discounted, times the margin, in major units."""


def write_models(con: DuckDBPyConnection, pricing: Pricing | None) -> None:
    """Create `models`: the logs of the parameters of buying and of spending, if they are fitted."""
    con.execute(
        "CREATE OR REPLACE TABLE models (model VARCHAR, place INTEGER, parameter VARCHAR,"
        " logged DOUBLE)"
    )
    if pricing is None:
        return
    for model, fit in (("buying", pricing.buying), ("spending", pricing.spending)):
        con.executemany(
            "INSERT INTO models VALUES (?, ?, ?, ?)",
            [
                [model, place, name, value]
                for place, (name, value) in enumerate(
                    zip(fit.names, fit.theta.tolist(), strict=True)
                )
            ],
        )


def customer_on(closed: Closed, party: str, day: dt.date) -> Customer | None:
    """Reckon again how a customer stood on a day; None where the book cannot tell."""
    from goodwill.pricing import spend
    from goodwill.pricing.attrition import state
    from goodwill.pricing.rows import merge
    from goodwill.pricing.worth import Terms, value_of

    buying, spending = _logged(closed, "buying"), _logged(closed, "spending")
    if buying is None or spending is None:
        return None
    build_spans(closed.con, closed.currency, party)
    closed.con.execute(
        "CREATE OR REPLACE TEMP TABLE asked AS SELECT 0 AS key, ? AS party, ?::DATE AS day",
        [party, day],
    )
    past = histories(closed.con, "asked")
    if not past.known[0]:
        return None
    rows = merge(past.x, past.t_x, past.T)
    now = state(buying, rows)
    each = float(spend.expected(spending, past.x, past.spend)[0])
    terms = Terms(closed.horizon_years, float(closed.facts["discount"]), closed.margin)
    return Customer(
        int(past.x[0]),
        float(past.T[0] - past.t_x[0]),
        float(past.T[0]),
        float(now.alive[0]),
        float(now.shape[0] / now.p[0]) * WEEKS_IN_A_YEAR,
        each,
        closed.margin * each * float(value_of(buying, rows, terms)[0]),
    )


def _logged(closed: Closed, model: str) -> Floats | None:
    import numpy as np

    known = closed.con.execute(
        "SELECT count(*) FROM information_schema.tables WHERE table_name = 'models'"
    ).fetchone()
    if not known or not known[0]:
        return None
    rows = closed.con.execute(
        "SELECT logged FROM models WHERE model = ? ORDER BY place", [model]
    ).fetchall()
    return np.array([value for (value,) in rows], dtype=np.float64) if rows else None
