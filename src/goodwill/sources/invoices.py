"""Invoices, a row for each invoice or for each of its lines."""

from __future__ import annotations

from goodwill.sources.source import Emit, Source
from goodwill.sources.vocabulary import (
    AGENT,
    AMOUNT,
    CURRENCY,
    CUSTOMER,
    CUSTOMER_NAME,
    DESK,
    DUE,
    EMAIL,
    SEGMENT,
    ZONE,
    instant,
    key,
)
from goodwill.words import mark

SOURCE = Source(
    "invoices",
    mark("Invoices, a row for each invoice or for each of its lines."),
    (
        key(
            "number",
            mark("The number of the invoice."),
            required=True,
            en="invoice number|invoice no|invoiceno|invoice id|invoice|bill number|bill no"
            "|document no",
            pl="nr faktury|numer faktury|faktura|nr dokumentu",
            ru="номер счёта|счёт|номер счёта-фактуры|счёт-фактура|номер накладной|номер документа",
            uk="номер рахунку|рахунок|номер рахунка-фактури|рахунок-фактура|номер накладної"
            "|номер документа",
        ),
        CUSTOMER,
        instant(
            "happened_at",
            mark("When it was issued."),
            required=True,
            en="invoice date|invoiced at|issued at|issue date|issued|date of issue|billing date"
            "|date|document date",
            pl="data wystawienia|data faktury|wystawiono|data dokumentu|data",
            ru="дата счёта|дата выставления|выставлен|дата документа|дата",
            uk="дата рахунку|дата виставлення|виставлено|дата документа|дата",
        ),
        AMOUNT,
        CURRENCY,
        DUE,
        instant(
            "paid_at",
            mark("When it was paid, if the list says so."),
            en="paid at|paid on|payment date|date paid|paid|settled at",
            pl="data zapłaty|zapłacono|data wpłaty|opłacono",
            ru="дата оплаты|оплачен|оплачено|дата платежа",
            uk="дата оплати|оплачено|сплачено|дата платежу",
        ),
        AGENT, DESK, CUSTOMER_NAME, EMAIL, SEGMENT, ZONE,
    ),
    by_day=True,
    record="number",
    fates={"zero": "amount = 0"},
    rolled={
        "due": "max(due)",
        "paid_at": "max(paid_at)",
        "billed": "sum(CAST(amount AS DECIMAL(38,4)))",
    },
    moments=(
        Emit(
            "invoice",
            "out",
            where="billed > 0",
            about="'invoice:' || number",
            amount="billed",
            due_at="due",
        ),
        Emit(
            "refund",
            "out",
            part="credit",
            where="billed < 0",
            about="'credit:' || number",
            purpose="'credit'",
            amount="-billed",
        ),
        Emit(
            "payment",
            where="billed > 0",
            happened_at="paid_at",
            about="'invoice:' || number",
            amount="billed",
        ),
    ),
)  # fmt: skip
