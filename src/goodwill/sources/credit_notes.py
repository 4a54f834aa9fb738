"""Credit notes and refunds, a row for each, with what had gone wrong."""

from __future__ import annotations

from goodwill.sources.source import Emit, Source
from goodwill.sources.vocabulary import (
    AGENT,
    AMOUNT,
    CURRENCY,
    CUSTOMER,
    CUSTOMER_NAME,
    DESK,
    choice,
    instant,
    key,
)
from goodwill.words import mark

SOURCE = Source(
    "credit_notes",
    mark("Credit notes and refunds, a row for each, with what had gone wrong."),
    (
        key(
            "number",
            mark("The number of the credit note."),
            en="credit note number|credit note no|credit note|credit no|credit memo|refund id"
            "|refund no|refund number",
            pl="nr korekty|numer korekty|korekta|nr noty|nota kredytowa|nr zwrotu|numer zwrotu",
            ru="номер кредит-ноты|кредит-нота|номер возврата|возврат|корректировка"
            "|номер корректировки",
            uk="номер кредит-ноти|кредит-нота|номер повернення|повернення|коригування"
            "|номер коригування",
        ),
        CUSTOMER,
        instant(
            "happened_at",
            mark("When it was given."),
            required=True,
            en="credit date|credited at|credit note date|refund date|refunded at|refunded on"
            "|issued at|issue date|date",
            pl="data korekty|data noty|data zwrotu|zwrócono|data wystawienia|data",
            ru="дата кредит-ноты|дата возврата|возвращено|дата корректировки|дата",
            uk="дата кредит-ноти|дата повернення|повернено|дата коригування|дата",
        ),
        AMOUNT,
        CURRENCY,
        choice(
            "reason",
            mark("What had gone wrong: a defect, a wrong invoice, too little, or mere kindness."),
            {
                "credit": "credit note|return|returned|withdrawal|cancellation|zwrot|odstąpienie"
                "|anulowanie"
                "|возврат|отказ|отмена|повернення|відмова|скасування",
                "defect": "defective|faulty|damaged|broken|quality|defective goods|wada|uszkodzony"
                "|uszkodzenie"
                "|reklamacja|брак|дефект|повреждение|рекламация|дефектний|пошкодження|рекламація",
                "wrong_invoice": "wrong invoice|invoice error|billing error|wrong price"
                "|price error|overcharged"
                "|błąd na fakturze|błędna faktura|błędna cena|ошибка в счёте|неверный счёт"
                "|неверная цена"
                "|помилка в рахунку|невірний рахунок|невірна ціна",
                "short": "short delivery|short shipment|missing goods|missing|undelivered|shortage"
                "|brak towaru"
                "|niedostawa|braki|недостача|недопоставка|нехватка|нестача|недопостачання",
                "goodwill": "kindness|compensation|courtesy|apology|gest|rekompensata|przeprosiny"
                "|uznaniowo"
                "|компенсация|жест доброй воли|извинение|компенсація|жест доброї волі|вибачення",
            },
            en="reason|credit reason|refund reason|cause|type",
            pl="powód|przyczyna|powód korekty|przyczyna korekty|powód zwrotu",
            ru="причина|причина возврата|основание|причина корректировки",
            uk="причина|причина повернення|підстава|причина коригування",
        ),
        key(
            "invoice",
            mark("The invoice that is corrected."),
            en="invoice number|invoice no|invoice|original invoice|for invoice|corrected invoice",
            pl="nr faktury|numer faktury|faktura|faktura pierwotna|faktura korygowana",
            ru="номер счёта|счёт|исходный счёт|к счёту",
            uk="номер рахунку|рахунок|початковий рахунок|до рахунку",
        ),
        key(
            "order_no",
            mark("The order that it belongs to."),
            en="order number|order no|order id|order",
            pl="nr zamówienia|numer zamówienia|zamówienie",
            ru="номер заказа|заказ",
            uk="номер замовлення|замовлення",
        ),
        AGENT, DESK, CUSTOMER_NAME,
    ),
    by_day=True,
    record="number",
    identity=("customer", "happened_at", "invoice", "order_no", "amount"),
    fates={"zero": "amount = 0"},
    moments=(
        Emit(
            "refund",
            "out",
            about="coalesce('order:' || order_no, 'invoice:' || invoice, 'credit:' || record)",
            purpose="coalesce(reason, 'credit')",
            amount="abs(amount)",
        ),
    ),
)  # fmt: skip
