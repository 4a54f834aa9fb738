"""Pay days, a row for each colleague and month: when pay was due and when it was paid.

Amounts are not read: nobody's pay is anybody's business here, only whether it came in time.
"""

from __future__ import annotations

from goodwill.sources.source import Emit, Field, Source, spoken
from goodwill.sources.vocabulary import instant
from goodwill.words import mark

SOURCE = Source(
    "paydays",
    mark("Pay days: when each colleague's pay was due and when it was paid, without amounts."),
    (
        Field(
            "person",
            "party",
            mark("The colleague, as on the staff list."),
            spoken(
                en="employee no|employee number|employee id|employee|staff no|staff id"
                "|personnel number|person",
                pl="nr pracownika|numer pracownika|pracownik|id pracownika|nr kadrowy",
                ru="табельный номер|номер сотрудника|сотрудник|работник",
                uk="табельний номер|номер працівника|працівник|співробітник",
            ),
            required=True,
            sort="colleague",
        ),
        Field(
            "due",
            "day_end",
            mark("The day on which pay was due."),
            spoken(
                en="pay day|payday|pay due|wage due|salary due|due on|due",
                pl="dzień wypłaty|termin wypłaty|wypłata należna",
                ru="день зарплаты|срок выплаты|выплата положена",
                uk="день зарплати|строк виплати|виплата належна",
            ),
            required=True,
            future=True,
        ),
        instant(
            "paid_at",
            mark("When it was paid; empty means not yet."),
            en="pay sent|wage paid|salary paid|transferred on|paid on|paid at|paid",
            pl="wypłacono|data wypłaty|przelano",
            ru="выплачено|дата выплаты|перечислено",
            uk="виплачено|дата виплати|перераховано",
        ),
    ),
    by_day=True,
    record="person_ref || '@' || CAST(CAST(due AS DATE) AS VARCHAR)",
    identity=("person", "due"),
    moments=(
        # work done is a bill of the colleague's, open from the month's beginning
        Emit(
            "invoice",
            "inside",
            from_party="person",
            to_party="{us}",
            happened_at="least(date_trunc('month', due), coalesce(paid_at, due) - INTERVAL 1 DAY)",
            about="'pay:' || record",
            due_at="due",
        ),
        Emit(
            "payment",
            "inside",
            from_party="{us}",
            to_party="person",
            happened_at="paid_at",
            about="'pay:' || record",
        ),
    ),
)
