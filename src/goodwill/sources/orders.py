"""Orders and credits, a row for each line of goods."""

from __future__ import annotations

from goodwill.sources.source import Check, Emit, Field, Source, spoken
from goodwill.sources.vocabulary import (
    AGENT,
    AMOUNT,
    CHANNEL,
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
    optional,
)
from goodwill.words import mark

NUMBER = key(
    "number",
    mark("The number of the order; its lines become one purchase."),
    required=True,
    en="order number|order no|order id|order|invoiceno|invoice no|invoice|sales order|document no"
    "|transaction id|receipt no|order ref",
    pl="nr zamówienia|numer zamówienia|zamówienie|id zamówienia|nr dokumentu|nr faktury"
    "|nr paragonu",
    ru="номер заказа|заказ|№ заказа|id заказа|номер документа|номер чека",
    uk="номер замовлення|замовлення|№ замовлення|id замовлення|номер документа|номер чека",
)
HAPPENED_AT = instant(
    "happened_at",
    mark("When it was ordered."),
    required=True,
    en="order date|ordered at|ordered|order time|invoicedate|invoice date|purchase date"
    "|purchased at"
    "|date|created at|transaction date|sale date",
    pl="data zamówienia|zamówiono|data sprzedaży|data zakupu|data|data faktury|data dokumentu",
    ru="дата заказа|заказано|дата продажи|дата покупки|дата|дата документа",
    uk="дата замовлення|замовлено|дата продажу|дата покупки|дата|дата документа",
)
ARTICLE = key(
    "article",
    mark("The code of the goods; some codes, such as POST, are not goods (setting not_goods)."),
    en="stockcode|stock code|article|article no|item|item code|sku|product code|product id|product"
    "|code",
    pl="kod towaru|towar|indeks|sku|kod produktu|produkt|symbol",
    ru="артикул|код товара|товар|номенклатура|код номенклатуры",
    uk="артикул|код товару|товар|номенклатура|код номенклатури",
)
QUANTITY = Field(
    "quantity",
    "number",
    mark("How many; fewer than none means that they came back."),
    spoken(
        en="quantity|qty|units|pieces|pcs|count",
        pl="ilość|liczba|szt|sztuk",
        ru="количество|кол-во|штук|число",
        uk="кількість|к-сть|штук|число",
    ),
)
PRICE = Field(
    "price",
    "money",
    mark("The price of one."),
    spoken(
        en="unitprice|unit price|price|price each|item price",
        pl="cena|cena jednostkowa|cena netto|cena brutto",
        ru="цена|цена за единицу|цена за штуку",
        uk="ціна|ціна за одиницю|ціна за штуку",
    ),
)

SOURCE = Source(
    "orders",
    mark("Orders and credits, a row for each line of goods."),
    (
        NUMBER, CUSTOMER, HAPPENED_AT, ARTICLE, QUANTITY, PRICE,
        optional(AMOUNT), CURRENCY, DUE, AGENT, DESK, CHANNEL,
        CUSTOMER_NAME, EMAIL, SEGMENT, ZONE,
    ),
    by_day=True,
    record="number",
    any_of=(("price", "amount"),),
    checks=(
        Check(
            "price",
            # Corrections of the books that go by a code of their own are passed over as such.
            "price < 0 AND NOT coalesce(upper(article) IN ({not_goods}), FALSE)",
            mark("a price below zero is a correction of the books, not a dealing with a customer"),
        ),
    ),
    fates={
        "not_goods": "upper(article) IN ({not_goods})",
        "zero": "price = 0 OR quantity = 0 OR (price IS NULL AND amount = 0)",
    },
    derived={
        "units": "CAST(coalesce(quantity, 1) AS DECIMAL(18,4))",
        # Fixed point, so that the sum does not depend on the order in which lines are added.
        "worth": "CASE WHEN price IS NULL THEN CAST(amount AS DECIMAL(38,8)) ELSE "
        "CAST(units * price AS DECIMAL(38,8)) END",
        "back": "worth < 0 OR starts_with(upper(number), 'C')",
    },
    rolled={
        "due": "max(due)",
        "bought": "sum(worth) FILTER (NOT back)",
        "units_bought": "sum(units) FILTER (NOT back)",
        "credited": "sum(abs(worth)) FILTER (back)",
        "units_back": "sum(abs(units)) FILTER (back)",
        "only_back": "bool_and(back)",
    },
    moments=(
        Emit(
            "purchase",
            where="bought > 0",
            about="'order:' || number",
            amount="bought",
            quantity="units_bought",
            due_at="due",
        ),
        Emit(
            "refund",
            "out",
            part="credit",
            where="credited > 0",
            about="CASE WHEN only_back THEN 'credit:' ELSE 'order:' END || number",
            purpose="'credit'",
            amount="credited",
            quantity="units_back",
        ),
    ),
)  # fmt: skip
