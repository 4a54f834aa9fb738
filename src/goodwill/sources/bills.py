"""Bills that we received from suppliers, a row for each: when they were due and when we paid."""

from __future__ import annotations

from goodwill.sources.source import Emit, Field, Source, spoken
from goodwill.sources.vocabulary import AMOUNT, CURRENCY, DUE, instant, key
from goodwill.words import mark

SOURCE = Source(
    "bills",
    mark("Bills that we received: from whom, when they were due, and when we paid them."),
    (
        key(
            "number",
            mark("The number of the bill."),
            en="bill no|bill number|supplier invoice no|supplier invoice|purchase invoice no"
            "|purchase invoice|vendor invoice no|invoice number|invoice no|document no",
            pl="nr faktury zakupu|faktura zakupu|nr faktury kosztowej|numer faktury|nr faktury"
            "|nr dokumentu",
            ru="номер входящего счёта|входящий счёт|номер счёта поставщика|номер счёта"
            "|номер документа",
            uk="номер вхідного рахунку|вхідний рахунок|номер рахунку постачальника|номер рахунку"
            "|номер документа",
        ),
        Field(
            "supplier",
            "party",
            mark("Who billed us."),
            spoken(
                en="supplier no|supplier id|supplier|vendor no|vendor id|vendor|creditor"
                "|creditor no|seller|payee",
                pl="nr dostawcy|dostawca|id dostawcy|wierzyciel|sprzedawca",
                ru="номер поставщика|поставщик|код поставщика|кредитор",
                uk="номер постачальника|постачальник|код постачальника|кредитор",
            ),
            required=True,
            sort="supplier",
        ),
        instant(
            "happened_at",
            mark("When it was issued or came."),
            required=True,
            en="bill date|received on|received at|invoice date|issued on|date of issue"
            "|document date|date",
            pl="data faktury|data wpływu|data wystawienia|otrzymano|data dokumentu|data",
            ru="дата счёта|получен|дата получения|дата документа|дата",
            uk="дата рахунку|отримано|дата отримання|дата документа|дата",
        ),
        DUE,
        instant(
            "paid_at",
            mark("When we paid it; empty means not yet."),
            en="paid on|paid at|date paid|payment date|paid|settled at",
            pl="data zapłaty|zapłacono|zapłacono dnia|opłacono",
            ru="дата оплаты|оплачен|оплачено|дата платежа",
            uk="дата оплати|сплачено|оплачено|дата платежу",
        ),
        AMOUNT,
        CURRENCY,
        Field(
            "supplier_name",
            "sealed",
            mark("The supplier's name, kept apart from the journal."),
            spoken(
                en="supplier name|vendor name|creditor name",
                pl="nazwa dostawcy",
                ru="название поставщика|наименование поставщика",
                uk="назва постачальника|найменування постачальника",
            ),
            of="supplier",
            item="name",
        ),
    ),
    by_day=True,
    record="supplier_ref || '/' || number",
    identity=("supplier", "happened_at", "amount"),
    fates={"zero": "amount = 0"},
    moments=(
        Emit(
            "invoice",
            from_party="supplier",
            to_party="{us}",
            where="coalesce(amount, 1) > 0",
            about="'bill:' || record",
            amount="amount",
            due_at="due",
        ),
        Emit(
            "refund",
            from_party="supplier",
            to_party="{us}",
            part="credit",
            where="amount < 0",
            about="'bill:' || record",
            amount="-amount",
        ),
        Emit(
            "payment",
            "out",
            from_party="{us}",
            to_party="supplier",
            where="coalesce(amount, 1) > 0",
            happened_at="paid_at",
            about="'bill:' || record",
            amount="amount",
        ),
    ),
)
