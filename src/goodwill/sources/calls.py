"""Telephone calls, a row for each: who rang, how long they waited, who answered."""

from __future__ import annotations

from goodwill.sources.source import Emit, Field, Source, spoken
from goodwill.sources.vocabulary import (
    AGENT,
    CUSTOMER,
    CUSTOMER_NAME,
    DESK,
    DIRECTION,
    PHONE,
    SEGMENT,
    ZONE,
    choice,
    instant,
    key,
)
from goodwill.words import mark

CALL = "coalesce('ticket:' || about, 'call:' || coalesce(number, record))"
ANSWERED = "(answered_at IS NOT NULL OR (NOT coalesce(abandoned, FALSE) AND coalesce(talk, 0) > 0))"
INBOUND = "coalesce(direction, 'in') = 'in'"


def _lasting(name: str, sentence: str, **headers: str) -> Field:
    return Field(name, "duration", sentence, spoken(**headers))


def _flag(name: str, sentence: str, **headers: str) -> Field:
    return Field(name, "flag", sentence, spoken(**headers))


SOURCE = Source(
    "calls",
    mark("Telephone calls, a row for each: who rang, how long they waited, who answered."),
    (
        key(
            "number",
            mark("The number of the call."),
            en="call id|call number|call no|call|session id|unique id|uniqueid",
            pl="nr połączenia|id połączenia|numer połączenia|nr rozmowy|id rozmowy",
            ru="номер звонка|id звонка|номер вызова|№ звонка|id вызова",
            uk="номер дзвінка|id дзвінка|номер виклику|№ дзвінка|id виклику",
        ),
        CUSTOMER,
        instant(
            "happened_at",
            mark("When it began to ring."),
            required=True,
            en="started at|start|start time|call start|call time|call date|calldate|call started"
            "|begin|date|timestamp",
            pl="początek|rozpoczęto|początek połączenia|data połączenia|czas rozpoczęcia"
            "|data rozmowy",
            ru="начало|начало звонка|дата звонка|время звонка|время начала|дата и время",
            uk="початок|початок дзвінка|дата дзвінка|час дзвінка|час початку|дата і час",
        ),
        instant(
            "answered_at",
            mark("When a person answered."),
            en="answered at|answer time|call answered|picked up at|connected at",
            pl="odebrano|czas odebrania|odebrane o",
            ru="время ответа|отвечено|принят",
            uk="час відповіді|відповіли о|прийнято",
        ),
        _lasting(
            "ivr",
            mark("Seconds in the menu of the switchboard."),
            en="ivr seconds|ivr time|ivr duration|ivr|menu seconds|time in ivr|menu time",
            pl="czas w ivr|ivr s|czas menu|ivr",
            ru="время в ivr|ivr, с|время в меню|ivr",
            uk="час в ivr|ivr, с|час у меню|ivr",
        ),
        _lasting(
            "waited",
            mark("Seconds of waiting in the queue, or of ringing."),
            en="wait seconds|waited seconds|wait time|waiting time|queue time|queue seconds"
            "|hold time|ring time"
            "|time in queue|waited|wait",
            pl="czas oczekiwania|oczekiwanie|oczekiwanie, s|czas w kolejce|czas dzwonienia",
            ru="время ожидания|ожидание|ожидание, с|время в очереди",
            uk="час очікування|очікування|очікування, с|час у черзі",
        ),
        _lasting(
            "talk",
            mark("Seconds of talking."),
            en="talk seconds|talk time|duration|duration seconds|call duration|billsec|talked"
            "|length",
            pl="czas rozmowy|czas trwania|czas trwania, s|długość",
            ru="длительность|длительность, с|время разговора|продолжительность",
            uk="тривалість|тривалість, с|час розмови",
        ),
        _flag(
            "abandoned",
            mark("They hung up before anyone answered."),
            en="abandoned|hung up|missed|lost|is abandoned",
            pl="porzucone|rozłączone|nieodebrane|utracone",
            ru="потерян|сброшен|пропущен|потерянный|не дождался",
            uk="втрачений|скинутий|пропущений|не дочекався",
        ),
        _flag(
            "machine",
            mark("A machine answered."),
            en="machine|voicemail|answering machine|bot|ivr only|answered by machine",
            pl="automat|poczta głosowa|automatyczna sekretarka|bot",
            ru="автоответчик|голосовая почта|робот|бот",
            uk="автовідповідач|голосова пошта|робот|бот",
        ),
        Field(
            "transfers",
            "number",
            mark("How often they were put through to somebody else."),
            spoken(
                en="transfers|transfer count|transferred|times transferred|number of transfers",
                pl="przełączenia|liczba przełączeń|przekierowania|liczba przekazań",
                ru="переводы|число переводов|количество переводов|переадресации",
                uk="переведення|кількість переведень|число переведень|переадресації",
            ),
        ),
        Field(
            "callback_due",
            "day_end",
            mark("Until when we promised to call back."),
            spoken(
                en="callback due|call back due|callback promised|call back by|callback at"
                "|promised callback",
                pl="oddzwonić do|obiecane oddzwonienie|termin oddzwonienia",
                ru="перезвонить до|обещано перезвонить|срок перезвона",
                uk="передзвонити до|обіцяно передзвонити|термін передзвону",
            ),
            future=True,
        ),
        key(
            "callback_of",
            mark("The call that this one answers, as promised."),
            en="callback of|call back of|returns call|original call",
            pl="oddzwonienie na|dotyczy połączenia|oddzwania na",
            ru="перезвон на|ответ на звонок|исходный звонок",
            uk="передзвін на|відповідь на дзвінок|початковий дзвінок",
        ),
        choice(
            "purpose",
            mark("Why we rang: to call back, to sell or to serve."),
            {
                "callback": "call back|return call|oddzwonienie|перезвон|передзвін",
                "sale": "sales|selling|telesales|offer|sprzedaż|oferta|продажа|продажи|продаж"
                "|пропозиція",
                "service": "support|help|serwis|obsługa|обслуживание|сервис|поддержка"
                "|обслуговування|сервіс|підтримка",
            },
            lenient=True,
            en="purpose|call purpose|campaign type|reason|call reason",
            pl="cel|cel rozmowy|powód",
            ru="цель|цель звонка|причина",
            uk="мета|мета дзвінка|причина",
        ),
        DIRECTION, AGENT, DESK,
        key(
            "about",
            mark("The ticket that it is about."),
            en="ticket id|ticket number|ticket|case|case id|case number",
            pl="nr zgłoszenia|numer zgłoszenia|zgłoszenie|sprawa",
            ru="номер обращения|обращение|номер заявки|заявка",
            uk="номер звернення|звернення|номер заявки|заявка",
        ),
        PHONE, CUSTOMER_NAME, SEGMENT, ZONE,
    ),
    record="number",
    identity=("customer", "happened_at", "direction"),
    derived={
        "reached_at": "coalesce(answered_at, happened_at + to_microseconds(CAST("
        "(coalesce(ivr, 0) + coalesce(waited, 0)) * 1000000 AS BIGINT)))",
        "reached": f"{ANSWERED} AND NOT coalesce(machine, FALSE)",
    },
    moments=(
        Emit(
            "question",
            where=f"{INBOUND} AND {ANSWERED}",
            about=CALL,
            channel="'phone'",
        ),
        Emit(
            "call_attempt",
            where=f"{INBOUND} AND NOT {ANSWERED}",
            about=CALL,
            channel="'phone'",
        ),
        # The menu of the switchboard speaks first; whoever counts the wait for a person skips it.
        Emit(
            "answer",
            "out",
            part="menu",
            where=f"{INBOUND} AND (ivr > 0 OR ({ANSWERED} AND machine))",
            from_party="{us}",
            about=CALL,
            channel="'phone'",
            purpose="'receipt'",
        ),
        Emit(
            "answer",
            "out",
            where=f"{INBOUND} AND reached",
            happened_at="reached_at",
            about=CALL,
            channel="'phone'",
        ),
        Emit(
            "handover",
            "inside",
            times="coalesce(transfers, 0)",
            happened_at="reached_at",
            from_party="{us}",
            to_party="ours",
            about=CALL,
            channel="'phone'",
        ),
        Emit(
            "promise",
            "out",
            part="callback",
            where="callback_due IS NOT NULL",
            happened_at="reached_at + to_microseconds(CAST(coalesce(talk, 0) * 1000000 AS BIGINT))",
            about=CALL,
            channel="'phone'",
            purpose="'callback'",
            due_at="callback_due",
        ),
        Emit(
            "call_attempt",
            "out",
            part="ring",
            where=f"NOT ({INBOUND}) AND NOT reached",
            about=f"coalesce('call:' || callback_of, {CALL})",
            channel="'phone'",
            purpose="CASE WHEN callback_of IS NOT NULL THEN 'callback' ELSE purpose END",
        ),
        Emit(
            "fulfilment",
            "out",
            part="callback kept",
            where=f"NOT ({INBOUND}) AND reached AND (callback_of IS NOT NULL OR purpose = "
            f"'callback')",
            happened_at="reached_at",
            about=f"coalesce('call:' || callback_of, {CALL})",
            channel="'phone'",
            purpose="'callback'",
        ),
        Emit(
            "offer",
            "out",
            where=f"NOT ({INBOUND}) AND reached AND callback_of IS NULL AND purpose = 'sale'",
            happened_at="reached_at",
            about=CALL,
            channel="'phone'",
            purpose="'sale'",
        ),
        Emit(
            "news",
            "out",
            where=f"NOT ({INBOUND}) AND reached AND callback_of IS NULL "
            "AND coalesce(purpose, 'service') = 'service'",
            happened_at="reached_at",
            about=CALL,
            channel="'phone'",
        ),
    ),
)  # fmt: skip
