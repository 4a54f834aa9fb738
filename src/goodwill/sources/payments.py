"""Payments received, a row for each."""

from __future__ import annotations

from goodwill.sources.source import Emit, Source
from goodwill.sources.vocabulary import (
    AMOUNT,
    CURRENCY,
    CUSTOMER,
    CUSTOMER_NAME,
    instant,
    key,
)
from goodwill.words import mark

SOURCE = Source(
    "payments",
    mark("Payments received, a row for each."),
    (
        key(
            "number",
            mark("The number of the payment."),
            en="payment number|payment no|payment id|payment|transaction id|transaction no"
            "|receipt no",
            pl="nr płatności|numer płatności|id płatności|nr wpłaty|nr transakcji",
            ru="номер платежа|платёж|id платежа|номер транзакции|номер платёжного поручения",
            uk="номер платежу|платіж|id платежу|номер транзакції|номер платіжного доручення",
        ),
        CUSTOMER,
        instant(
            "happened_at",
            mark("When the money came."),
            required=True,
            en="paid at|paid on|payment date|date paid|paid|received at|booking date|value date"
            "|posted at",
            pl="data wpłaty|data płatności|data zapłaty|zapłacono|data księgowania|data operacji",
            ru="дата платежа|дата оплаты|оплачено|дата поступления|дата проводки",
            uk="дата платежу|дата оплати|сплачено|дата надходження|дата проведення",
        ),
        AMOUNT,
        CURRENCY,
        key(
            "invoice",
            mark("The invoice that is paid."),
            en="invoice number|invoice no|invoice id|invoice|invoiceno|bill number|for invoice"
            "|reference",
            pl="nr faktury|numer faktury|faktura|za fakturę",
            ru="номер счёта|счёт|номер счёта-фактуры|за счёт|назначение",
            uk="номер рахунку|рахунок|номер рахунка-фактури|за рахунок|призначення",
        ),
        CUSTOMER_NAME,
    ),
    by_day=True,
    record="number",
    identity=("customer", "happened_at", "invoice", "amount"),
    fates={"zero": "amount = 0"},
    moments=(
        Emit("payment", where="amount > 0", about="'invoice:' || invoice", amount="amount"),
        Emit(
            "refund", "out", part="back", where="amount < 0", about="'invoice:' || invoice",
            amount="-amount",
        ),
    ),
)  # fmt: skip
