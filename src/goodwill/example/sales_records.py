"""The records of sales: orders, deliveries, invoices, payments and credit notes, as files."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from goodwill.example.clock import DAY, day_of, instant_of, minute_of
from goodwill.example.customers import number
from goodwill.example.files import AMERICAN, GERMAN, PLAIN, POLISH, File

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodwill.example.files import Row
    from goodwill.example.goods import Line, Orders
    from goodwill.example.money import Credit, Invoice

OVERLAP = (date(2025, 12, 1), date(2026, 1, 1))
"""The month that both exports of the orders hold; the newer one has the corrected prices."""

CORRECTED = 25
"""Every how manyth order of that month was corrected between the two exports."""

_REASONS = {
    "no_defect": "defective goods",
    "full_measure": "short delivery",
    "right_invoice": "wrong invoice",
    "goodwill": "goodwill",
}


class Sales(NamedTuple):
    """The order book in the form in which the files are cut from it."""

    orders: Orders
    baskets: list[list[Line]]
    refs: list[str]
    """The number under which the customer of each order is known at that time."""


def order_number(place: int) -> str:
    """Give the number of an order."""
    return f"Z{place + 10001}"


def references(orders: Orders, merged: Mapping[int, float]) -> list[str]:
    """Know each customer by number; one recorded twice goes by the second number from a day on."""
    pairs = zip(orders.customer.tolist(), orders.minute.tolist(), strict=True)
    return [
        second_number(customer) if minute >= merged.get(customer, minute + 1) else number(customer)
        for customer, minute in pairs
    ]


def second_number(place: int) -> str:
    """Give the number of the needless second record of a customer."""
    return f"C-{place + 90001:05}"


ORDER_COLUMNS = (
    "Order No", "Line No", "Customer No", "Order Date", "Product Code", "Description", "Quantity",
    "Unit Price", "Currency", "Promised Delivery", "Sales Rep",
)  # fmt: skip


def order_files(sales: Sales) -> tuple[list[File], dict[str, int]]:
    """Write the orders as two exports that overlap by a month, with corrections in the newer."""
    old: list[Row] = []
    new: list[Row] = []
    corrected = 0
    for place in range(len(sales.baskets)):
        day = day_of(sales.orders.minute[place])
        rows = _order_rows(sales, place)
        shared = OVERLAP[0] <= day < OVERLAP[1]
        if day < OVERLAP[1]:
            fix = shared and place % CORRECTED == 0
            corrected += len(rows) if fix else 0
            old += _order_rows(sales, place, 1.1) if fix else rows
        if day >= OVERLAP[0]:
            new += rows
    files = [
        File("orders_2024-11_2025-12.csv", "orders", ORDER_COLUMNS, old, PLAIN),
        File("orders_2025-12_2026-10.csv", "orders", ORDER_COLUMNS, new, PLAIN),
    ]
    return files, {"overlapping": _shared(old, new), "corrected": corrected}


def _shared(old: list[Row], new: list[Row]) -> int:
    keys = {row[:2] for row in old}
    return sum(row[:2] in keys for row in new)


def _order_rows(sales: Sales, place: int, dearer: float = 1.0) -> list[Row]:
    orders, basket = sales.orders, sales.baskets[place]
    due = day_of(orders.due[place])
    ordered = instant_of(orders.minute[place])
    rows: list[Row] = []
    for line_number, line in enumerate(basket, start=1):
        # all but the last line are promised a day sooner: the order is due at the latest
        sooner = 1 if line_number < len(basket) and (due - ordered.date()).days > 2 else 0
        rows.append((
            order_number(place), line_number, sales.refs[place], ordered, line.article.code,
            line.article.name, line.quantity, round(line.price * dearer, 2), "EUR",
            due - timedelta(days=sooner), str(orders.seller[place]),
        ))  # fmt: skip
    return rows


DELIVERY_COLUMNS = (
    "Delivery No", "Order No", "Line No", "Customer No", "Quantity", "Delivered At", "Driver",
)  # fmt: skip


def delivery_file(sales: Sales, end: float) -> File:
    """Write what was handed over, line by line; the last line of an order comes last."""
    rows: list[Row] = []
    orders = sales.orders
    for place, basket in enumerate(sales.baskets):
        if orders.delivered[place] >= end:
            continue
        at = instant_of(orders.delivered[place])
        for line_number, line in enumerate(basket, start=1):
            rows.append((
                f"D{place + 10001}", order_number(place), line_number,
                sales.refs[place], line.quantity, at, str(orders.driver[place]),
            ))  # fmt: skip
    return File("deliveries.csv", "deliveries", DELIVERY_COLUMNS, rows, AMERICAN)


def invoice_file(sales: Sales, bills: list[Invoice]) -> File:
    """Write the invoices as the German-made bookkeeping program exports them."""
    columns = (
        "Invoice No",
        "Order No",
        "Customer No",
        "Invoice Date",
        "Due Date",
        "Amount",
        "Currency",
    )
    rows: list[Row] = [
        (f"F{bill.order + 10001}", order_number(bill.order), sales.refs[bill.order], bill.day,
         bill.due, bill.amount, "EUR")
        for bill in bills
    ]  # fmt: skip
    return File("invoices.csv", "invoices", columns, rows, GERMAN)


def payment_file(sales: Sales, bills: list[Invoice]) -> File:
    """Write the payments as the Polish bank reports them."""
    columns = ("Nr płatności", "Nr faktury", "Nr klienta", "Data wpłaty", "Kwota", "Waluta")
    rows: list[Row] = [
        (f"P{bill.order + 10001}", f"F{bill.order + 10001}", sales.refs[bill.order], bill.paid,
         bill.amount, "EUR")
        for bill in sorted(bills, key=lambda bill: (bill.paid or date.max, bill.order))
        if bill.paid
    ]  # fmt: skip
    return File("platnosci.csv", "payments", columns, rows, POLISH)


def credit_file(sales: Sales, notes: list[Credit]) -> File:
    """Write the credit notes with the reason and the department that caused each."""
    columns = (
        "Credit Note No", "Invoice No", "Order No", "Customer No", "Credit Date", "Amount",
        "Currency", "Reason", "Department",
    )  # fmt: skip
    rows: list[Row] = [
        (f"K{n + 1001}", f"F{note.order + 10001}", order_number(note.order), sales.refs[note.order],
         note.day, note.amount, "EUR", _REASONS[note.reason], note.team)
        for n, note in enumerate(notes)
    ]  # fmt: skip
    return File("credit_notes.csv", "credit_notes", columns, rows, PLAIN)


def noon(day: date) -> datetime:
    """Give the noon of a day."""
    return instant_of(minute_of(day) + DAY / 2)
