"""Ratings that customers gave, a row for each."""

from __future__ import annotations

from goodwill.sources.source import Emit, Source
from goodwill.sources.vocabulary import (
    AGENT,
    CHANNEL,
    CUSTOMER,
    CUSTOMER_NAME,
    DESK,
    SCORE,
    SEGMENT,
    TEXT,
    instant,
    key,
    needed,
)
from goodwill.words import mark

SOURCE = Source(
    "ratings",
    mark("Ratings that customers gave, a row for each."),
    (
        key(
            "number",
            mark("The number of the rating."),
            en="rating number|rating no|rating id|survey id|response id|review id|feedback id",
            pl="nr oceny|numer oceny|id oceny|id ankiety|nr ankiety",
            ru="номер оценки|id оценки|id анкеты|номер анкеты|id отзыва",
            uk="номер оцінки|id оцінки|id анкети|номер анкети|id відгуку",
        ),
        CUSTOMER,
        instant(
            "happened_at",
            mark("When it was given."),
            required=True,
            en="rated at|rated on|rating date|survey date|response date|responded at|answered at"
            "|date|submitted at",
            pl="data oceny|oceniono|data ankiety|data",
            ru="дата оценки|оценено|дата анкеты|дата",
            uk="дата оцінки|оцінено|дата анкети|дата",
        ),
        needed(SCORE),
        key(
            "ticket",
            mark("The ticket that is judged."),
            en="ticket id|ticket number|ticket no|ticket|case id|case number|case",
            pl="nr zgłoszenia|numer zgłoszenia|zgłoszenie|sprawa",
            ru="номер обращения|обращение|номер заявки|заявка",
            uk="номер звернення|звернення|номер заявки|заявка",
        ),
        key(
            "order_no",
            mark("The order that is judged."),
            en="order number|order no|order id|order",
            pl="nr zamówienia|numer zamówienia|zamówienie",
            ru="номер заказа|заказ",
            uk="номер замовлення|замовлення",
        ),
        AGENT, DESK, CHANNEL, TEXT, CUSTOMER_NAME, SEGMENT,
    ),
    record="number",
    identity=("customer", "happened_at", "ticket", "order_no"),
    moments=(
        Emit(
            "rating",
            about="coalesce('ticket:' || ticket, 'order:' || order_no)",
            quantity="score",
            text="text",
        ),
    ),
)  # fmt: skip
