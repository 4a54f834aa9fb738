"""The records of people: customers (some twice), staff with dates, and the firm's changes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from goodwill.example.clock import day_of
from goodwill.example.customers import CITIES, name, number
from goodwill.example.files import PLAIN, Dialect, File
from goodwill.example.life import WEEK
from goodwill.example.plan import NEW_DESK_SYSTEM, PRICE_LIST, SWITCHBOARD
from goodwill.example.sales_records import second_number
from goodwill.example.staff import MISSING_SINCE

if TYPE_CHECKING:
    from goodwill.example.files import Row
    from goodwill.example.firm import Firm
    from goodwill.example.staff import Post

_CODES = {"PL": "48", "UA": "380", "DE": "49", "GB": "44", "US": "1"}


def customer_file(firm: Firm) -> File:
    """Write the customers; those recorded twice have a second line that points to the first."""
    columns = (
        "Customer No", "Customer Name", "E-mail", "Phone", "City", "Segment", "Time Zone",
        "Customer Since", "Merged Into",
    )  # fmt: skip
    rows: list[Row] = []
    for place in range(len(firm.people)):
        row = _customer(firm, place)
        rows.append((number(place), *row, None))
        if place in firm.merged:
            rows.append((second_number(place), *row, number(place)))
    return File("customers.csv", "customers", columns, rows, PLAIN)


def _customer(firm: Firm, place: int) -> Row:
    people = firm.people
    zone = str(people.zone[place])
    code = _CODES[CITIES[zone][1]]
    return (
        name(place, people), f"c{place + 1}@customer.example", f"+{code} 555 {place + 1:06}",
        str(people.city[place]), str(people.segment[place]), zone,
        day_of(firm.span[0] + people.born[place] * WEEK),
    )  # fmt: skip


def staff_file(firm: Firm) -> File:
    """Write who reported to whom from when until when; nobody is called by level."""
    columns = (
        "Employee No", "Name", "Manager No", "Team", "Department", "Role", "From", "Until",
    )  # fmt: skip
    rows: list[Row] = [_post(post) for post in firm.staff.posts]
    return File("staff.csv", "staff", columns, rows, Dialect(encoding="utf-8-sig"))


def _post(post: Post) -> Row:
    return (
        post.person, post.name, post.manager or None, post.team or None,
        post.department or None, post.role, post.since, post.until,
    )  # fmt: skip


def change_file(firm: Firm) -> File:
    """Write what the firm changed for many customers at once."""
    columns = ("Change No", "Changed On", "Kind", "Segment", "Description", "Decided By")
    first = day_of(firm.span[0])
    rows: list[Row] = [
        ("A1", max(NEW_DESK_SYSTEM, first), "rule", None, "New ticket system", "E003"),
        ("A2", SWITCHBOARD, "switchboard", None, "Switchboard with a menu", "E003"),
        ("A3", MISSING_SINCE, "clerk", None, "New clerks for Kyiv", "E003"),
        ("A4", PRICE_LIST, "price", "business", "Price list of spring", "E002"),
    ]
    last = day_of(firm.span[1]) - timedelta(days=1)
    rows = [row for row in rows if first <= row[1] <= last]  # type: ignore[operator]
    return File("changes.csv", "changes", columns, rows, PLAIN)
