"""Promises given to customers, a row for each or for each of its lines."""

from __future__ import annotations

from dataclasses import replace

from goodwill.sources.source import Check, Emit, Source
from goodwill.sources.vocabulary import (
    AGENT,
    CHANNEL,
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

SOURCE = Source(
    "promises",
    mark("Promises given to customers, a row for each or for each of its lines."),
    (
        key(
            "number",
            mark("The number of the promise; it is due when the latest of its lines is."),
            en="promise number|promise no|promise id|promise|task id|task no|commitment id",
            pl="nr obietnicy|numer obietnicy|obietnica|nr zadania|zobowiązanie",
            ru="номер обещания|обещание|id обещания|номер задачи|обязательство",
            uk="номер обіцянки|обіцянка|id обіцянки|номер завдання|зобов'язання",
        ),
        CUSTOMER,
        instant(
            "happened_at",
            mark("When it was given."),
            required=True,
            en="promised at|promised on|given at|given on|promise date|date given|made at"
            "|committed at|promised",
            pl="data obietnicy|obiecano|obiecano dnia|data złożenia",
            ru="дата обещания|обещано|дано",
            uk="дата обіцянки|обіцяно|дано",
        ),
        replace(DUE, required=True),
        instant(
            "fulfilled_at",
            mark("When it was kept."),
            en="fulfilled at|fulfilled on|fulfilled|kept at|kept on|done at|done on|done"
            "|completed at|completed on"
            "|completed|actual date",
            pl="spełniono|data spełnienia|wykonano|data wykonania|zrealizowano",
            ru="исполнено|дата исполнения|выполнено|дата выполнения",
            uk="виконано|дата виконання|здійснено|дата здійснення",
        ),
        choice(
            "purpose",
            mark("What was promised: to call back, papers, a delivery, a repair, anything else."),
            {
                "callback": "call back|call|phone call|oddzwonienie|telefon|перезвонить|звонок"
                "|передзвонити|дзвінок",
                "papers": "paper|documents|document|certificate|quote|dokumenty|dokument"
                "|zaświadczenie|документы|справка"
                "|документи|довідка",
                "delivery": "deliver|shipment|goods|dostawa|wysyłka|доставка|поставка|доставлення"
                "|постачання",
                "repair": "fix|service|installation|naprawa|serwis|ремонт|починка|лагодження",
                "other": "inne|miscellaneous|другое|прочее|інше",
            },
            lenient=True,
            en="what|promised what|kind|type|promise type|subject|purpose",
            pl="co obiecano|rodzaj|typ|przedmiot",
            ru="что обещано|вид|тип|предмет",
            uk="що обіцяно|вид|тип|предмет",
        ),
        AGENT, DESK, CHANNEL, CUSTOMER_NAME, SEGMENT, ZONE,
    ),
    record="number",
    identity=("customer", "happened_at", "purpose"),
    checks=(
        Check("fulfilled_at", "fulfilled_at < happened_at",
              mark("it was kept before it was given")),
        Check("due", "due < happened_at - INTERVAL 1 DAY",
              mark("it was due before it was given")),
    ),
    rolled={
        "due": "max(due)",
        # A promise of several lines is kept when the last of them is.
        "fulfilled_at": "CASE WHEN count(*) = count(fulfilled_at) THEN max(fulfilled_at) END",
    },
    moments=(
        Emit(
            "promise",
            "out",
            about="'promise:' || record",
            purpose="coalesce(purpose, 'other')",
            due_at="due",
        ),
        Emit(
            "fulfilment",
            "out",
            happened_at="fulfilled_at",
            about="'promise:' || record",
            purpose="coalesce(purpose, 'other')",
        ),
    ),
)  # fmt: skip
