"""Visits and appointments, at theirs or at ours, a row for each."""

from __future__ import annotations

from goodwill.sources.source import Emit, Field, Source, spoken
from goodwill.sources.vocabulary import (
    AGENT,
    CUSTOMER,
    CUSTOMER_NAME,
    DESK,
    SEGMENT,
    ZONE,
    choice,
    instant,
    key,
)
from goodwill.words import mark

VISIT = "'visit:' || record"

SOURCE = Source(
    "visits",
    mark("Visits and appointments, at theirs or at ours, a row for each."),
    (
        key(
            "number",
            mark("The number of the appointment."),
            en="visit number|visit no|visit id|visit|appointment number|appointment no"
            "|appointment id|appointment"
            "|booking id",
            pl="nr wizyty|numer wizyty|wizyta|id wizyty|nr spotkania|spotkanie",
            ru="номер визита|визит|id визита|номер встречи|встреча|номер записи",
            uk="номер візиту|візит|id візиту|номер зустрічі|зустріч|номер запису",
        ),
        CUSTOMER,
        Field(
            "planned_at",
            "day_end",
            mark("For when it was agreed."),
            spoken(
                en="planned at|planned for|scheduled at|scheduled for|appointment at"
                "|appointment time|agreed for"
                "|visit date|appointment date|date",
                pl="planowana data|zaplanowano na|termin wizyty|data wizyty|umówiono na|data",
                ru="запланировано на|назначено на|дата визита|время визита|дата",
                uk="заплановано на|призначено на|дата візиту|час візиту|дата",
            ),
            required=True,
            future=True,
        ),
        instant(
            "came_at",
            mark("When whoever should come came."),
            en="arrived at|came at|started at|arrival|checked in at|actual time|visited at",
            pl="przybyto|godzina przybycia|rozpoczęto|przyjazd",
            ru="прибыл|время прибытия|прибытие|начато",
            uk="прибув|час прибуття|прибуття|розпочато",
        ),
        choice(
            "outcome",
            mark("Whether it took place, and who missed it."),
            {
                "held": "done|completed|took place|ok|attended|odbyta|odbyła się|zrealizowana"
                "|состоялся|выполнен|відбувся"
                "|виконано",
                "missed by them": "no show|no-show|customer absent|missed by customer"
                "|customer missed|nobody home"
                "|klient nieobecny|nieobecność klienta|клиент не пришёл|клиента не было"
                "|клієнт не прийшов"
                "|клієнта не було",
                "missed by us": "missed by us|missed|technician absent|we missed|nie dojechano"
                "|nasza nieobecność"
                "|мы не приехали|не приехали|ми не приїхали|не приїхали",
            },
            en="outcome|status|result|visit status|appointment status",
            pl="wynik|status|wynik wizyty",
            ru="итог|статус|результат",
            uk="підсумок|статус|результат",
        ),
        AGENT, DESK, CUSTOMER_NAME, SEGMENT, ZONE,
    ),
    record="number",
    identity=("customer", "planned_at"),
    moments=(
        Emit(
            "visit",
            "out",
            where="came_at IS NOT NULL OR outcome = 'held'",
            happened_at="coalesce(came_at, planned_at)",
            about=VISIT,
            channel="'visit'",
            purpose="'appointment'",
            due_at="planned_at",
        ),
        Emit(
            "visit",
            part="missed by them",
            where="outcome = 'missed by them'",
            happened_at="planned_at",
            about=VISIT,
            channel="'visit'",
            purpose="'missed'",
            due_at="planned_at",
        ),
        Emit(
            "visit",
            "out",
            part="missed by us",
            where="outcome = 'missed by us'",
            happened_at="planned_at",
            about=VISIT,
            channel="'visit'",
            purpose="'missed'",
            due_at="planned_at",
        ),
    ),
)  # fmt: skip
