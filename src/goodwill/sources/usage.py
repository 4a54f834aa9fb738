"""Usage of what customers pay for, a row for each customer and period."""

from __future__ import annotations

from goodwill.sources.source import Check, Emit, Field, Source, spoken
from goodwill.sources.vocabulary import (
    AMOUNT,
    CURRENCY,
    CUSTOMER,
    CUSTOMER_NAME,
    SEGMENT,
    instant,
    key,
    optional,
)
from goodwill.words import mark

SOURCE = Source(
    "usage",
    mark("Usage of what customers pay for, a row for each customer and period."),
    (
        CUSTOMER,
        instant(
            "happened_at",
            mark("When it was used, or the first day of the period."),
            required=True,
            en="used at|used on|period|month|usage date|usage month|period start|week|day|date",
            pl="okres|miesiąc|data użycia|początek okresu|dzień|data",
            ru="период|месяц|дата использования|начало периода|день|дата",
            uk="період|місяць|дата використання|початок періоду|день|дата",
        ),
        Field(
            "quantity",
            "number",
            mark("How much was used."),
            spoken(
                en="used|usage|consumption|quantity|units used|minutes|logins|volume|hours used",
                pl="zużycie|użycie|wykorzystano|ilość|zużyto|wykorzystanie",
                ru="использовано|потребление|расход|использование|количество",
                uk="використано|споживання|витрата|використання|кількість",
            ),
            required=True,
        ),
        key(
            "contract",
            mark("The contract under which it is used."),
            en="contract number|contract no|contract id|contract|subscription|subscription id",
            pl="nr umowy|numer umowy|umowa|abonament",
            ru="номер договора|договор|подписка",
            uk="номер договору|договір|підписка",
        ),
        key(
            "service",
            mark("What is used."),
            en="service|product|feature|meter|item",
            pl="usługa|produkt|funkcja|licznik",
            ru="услуга|продукт|счётчик",
            uk="послуга|продукт|лічильник",
        ),
        optional(AMOUNT), CURRENCY, CUSTOMER_NAME, SEGMENT,
    ),
    record="NULL",
    identity=("customer", "contract", "service", "happened_at"),
    checks=(Check("quantity", "quantity < 0", mark("this cannot be less than nothing")),),
    moments=(
        Emit(
            "usage",
            about="'contract:' || contract",
            quantity="quantity",
            amount="CASE WHEN amount >= 0 THEN amount END",
        ),
    ),
)  # fmt: skip
