"""Deliveries of goods, work or papers, a row for each or for each of its lines."""

from __future__ import annotations

from goodwill.sources.source import Emit, Field, Source, spoken
from goodwill.sources.vocabulary import (
    AGENT,
    CUSTOMER,
    CUSTOMER_NAME,
    DESK,
    DUE,
    SEGMENT,
    ZONE,
    choice,
    instant,
    key,
)
from goodwill.words import mark

MATTER = "coalesce('order:' || order_no, 'delivery:' || record)"

SOURCE = Source(
    "deliveries",
    mark("Deliveries of goods, work or papers, a row for each or for each of its lines."),
    (
        key(
            "number",
            mark("The number of the delivery."),
            en="delivery number|delivery no|delivery id|delivery note|delivery|shipment number"
            "|shipment no|shipment id"
            "|shipment|tracking number",
            pl="nr dostawy|numer dostawy|dostawa|nr wysyłki|nr wz|wz|nr przesyłki|przesyłka",
            ru="номер доставки|доставка|номер поставки|номер отгрузки|отгрузка|номер отправления",
            uk="номер доставки|доставка|номер постачання|номер відвантаження|відвантаження"
            "|номер відправлення",
        ),
        CUSTOMER,
        key(
            "order_no",
            mark("The order that is delivered."),
            en="order number|order no|order id|order|sales order|for order",
            pl="nr zamówienia|numer zamówienia|zamówienie|id zamówienia",
            ru="номер заказа|заказ|№ заказа|id заказа",
            uk="номер замовлення|замовлення|№ замовлення|id замовлення",
        ),
        Field(
            "happened_at",
            "instant",
            mark("When it was handed over; empty while it is under way."),
            spoken(
                en="delivered at|delivered on|delivered|delivery date|date delivered"
                "|actual delivery|shipped at|shipped"
                "|ship date|handed over at",
                pl="dostarczono|data dostawy|data dostarczenia|wydano|data wydania|doręczono"
                "|data doręczenia",
                ru="доставлено|дата доставки|вручено|дата вручения|отгружено|дата отгрузки",
                uk="доставлено|дата доставки|вручено|дата вручення|відвантажено|дата відвантаження",
            ),
        ),
        instant(
            "promised_at",
            mark("When the day of delivery was promised."),
            en="promised at|confirmed at|promise date|confirmation date",
            pl="data obietnicy|potwierdzono|data potwierdzenia",
            ru="дата обещания|подтверждено|дата подтверждения",
            uk="дата обіцянки|підтверджено|дата підтвердження",
        ),
        DUE,
        Field(
            "quantity",
            "number",
            mark("How many were handed over."),
            spoken(
                en="quantity|qty|units|pieces|delivered quantity|quantity delivered",
                pl="ilość|liczba|ilość dostarczona|szt",
                ru="количество|кол-во|доставленное количество",
                uk="кількість|к-сть|доставлена кількість",
            ),
        ),
        Field(
            "partial",
            "flag",
            mark("Something is still missing."),
            spoken(
                en="partial|partial delivery|is partial|incomplete|backorder",
                pl="częściowa|dostawa częściowa|niepełna",
                ru="частичная|частичная доставка|неполная",
                uk="часткова|часткова доставка|неповна",
            ),
        ),
        choice(
            "kind",
            mark("What was delivered; papers are told apart."),
            {
                "papers": "paper|documents|document|certificate|dokumenty|dokument|документы"
                "|документ|документи"
            },
            lenient=True,
            en="delivery type|type|kind|what",
            pl="rodzaj|typ|rodzaj dostawy",
            ru="вид|тип|вид доставки",
            uk="вид|тип|вид доставки",
        ),
        Field(
            "agent",
            "party",
            mark("The colleague who brought it."),
            {
                language: (*words, *AGENT.words[language])
                for language, words in spoken(
                    en="driver|courier|delivered by",
                    pl="kierowca|kurier|dostarczył",
                    ru="водитель|курьер|доставил",
                    uk="водій|кур'єр|доставив",
                ).items()
            },
            sort="colleague",
        ),
        DESK, CUSTOMER_NAME, SEGMENT, ZONE,
    ),
    by_day=True,
    record="number",
    identity=("customer", "order_no", "due"),
    any_of=(("happened_at", "due"),),
    rolled={
        "due": "max(due)",
        "promised_at": "min(promised_at)",
        "happened_at": "CASE WHEN count(*) = count(happened_at) THEN max(happened_at) END",
        "quantity": "sum(quantity)",
    },
    moments=(
        Emit(
            "promise",
            "out",
            where="due IS NOT NULL",
            happened_at="promised_at",
            from_party="{us}",  # whoever brings the goods did not promise the day
            about=MATTER,
            purpose="CASE WHEN kind = 'papers' THEN 'papers' ELSE 'delivery' END",
            due_at="due",
        ),
        Emit(
            "delivery",
            "out",
            about=MATTER,
            purpose="CASE WHEN partial THEN 'partial' ELSE kind END",
            quantity="quantity",
            due_at="due",
        ),
    ),
)  # fmt: skip
