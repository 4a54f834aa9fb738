"""Visits of the workshop to those who have a service contract: kept, or missed by either side."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.example import causes
from goodwill.example.clock import instant_of
from goodwill.example.customers import number
from goodwill.example.desk import at_hours, opening_times
from goodwill.example.files import PLAIN, File
from goodwill.example.phone import is_open

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from goodwill.example.causes import Fault
    from goodwill.example.clock import Minutes
    from goodwill.example.customers import Customers
    from goodwill.example.files import Row
    from goodwill.example.staff import Staff

EVERY_WEEKS = 9
ABSENT = 0.04
"""How often the customer is not there."""


class Visits(NamedTuple):
    """One value per appointment; `came` is NaN where the visit did not take place."""

    customer: NDArray[np.int64]
    planned: Minutes
    came: Minutes
    outcome: NDArray[np.str_]
    person: NDArray[np.str_]


def draw(
    rng: np.random.Generator, people: Customers, staff: Staff, span: tuple[float, float]
) -> tuple[Visits, list[Fault]]:
    """Draw the appointments; the workshop travels within its own time zone only."""
    near = people.contract & np.isin(people.zone, ("Europe/Warsaw", "Europe/Berlin"))
    customer, minute = opening_times(rng, people, np.where(near, 1 / EVERY_WEEKS, 0.0), span)
    working = is_open(minute)
    customer, minute = customer[working], minute[working]
    planned = np.floor(at_hours(rng, minute, 9, 15) / 30) * 30
    size = len(customer)
    team = np.full(size, "Workshop")
    person = np.array(staff.people())[staff.serve(rng, team, planned)]
    where = {"team": team, "person": person}
    drawn = causes.draw(rng, "missed_visit_ours", planned, where)
    absent = ~drawn.wrong & (rng.random(size) < ABSENT)
    late = planned + np.floor(rng.uniform(0, 20, size))
    outcome = np.where(drawn.wrong, "missed by us", np.where(absent, "customer absent", "done"))
    came = np.where(drawn.wrong | absent, np.nan, late)
    visits = Visits(customer, planned, came, outcome, person)
    return visits, [causes.gather("missed_visit_ours", drawn, customer, planned, where)]


def visit_file(visits: Visits) -> File:
    """Write the diary of the workshop."""
    columns = (
        "Visit No", "Customer No", "Employee", "Team", "Planned At", "Arrived At", "Outcome",
    )  # fmt: skip
    order = np.lexsort((visits.customer, visits.planned))
    rows: list[Row] = [
        (f"W{n + 4001}", number(int(visits.customer[place])), str(visits.person[place]),
         "Workshop", instant_of(visits.planned[place]),
         None if np.isnan(visits.came[place]) else instant_of(visits.came[place]),
         str(visits.outcome[place]))
        for n, place in enumerate(order)
    ]  # fmt: skip
    return File("visits.csv", "visits", columns, rows, PLAIN)
