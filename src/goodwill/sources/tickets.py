"""Tickets, a row for each: opened, answered, handed over, reopened, resolved, rated."""

from __future__ import annotations

from goodwill.sources.source import Check, Emit, Field, Source, spoken
from goodwill.sources.vocabulary import (
    AGENT,
    CHANNEL,
    CUSTOMER,
    CUSTOMER_NAME,
    DESK,
    EMAIL,
    PRIORITY,
    SCORE,
    SEGMENT,
    TEXT,
    ZONE,
    also,
    choice,
    instant,
    key,
)
from goodwill.words import mark

CASE = "'ticket:' || coalesce(number, record)"
KINDS = {
    "question": "question|query|inquiry|enquiry|incident|information|pytanie|zapytanie|вопрос"
    "|запрос информации"
    "|питання|запитання",
    "complaint": "complaint|grievance|skarga|жалоба|скарга",
    "claim": "claim|warranty claim|reklamacja|roszczenie|претензия|рекламация|претензія|рекламація",
    "request": "request|service request|change request|task|prośba|wniosek|zlecenie|просьба|заявка"
    "|прохання|заявка",
}

WISHES = {
    "change": "change request|order change|zmiana|zmiana zamówienia|изменение|изменение заказа"
    "|зміна|зміна замовлення",
    "private": "private favour|personal|personal favour|prywatne|prywatna przysługa|личное"
    "|личная просьба|особисте|особисте прохання",
    "out_of_scope": "out of scope|beyond the contract|poza zakresem|сверх договора|понад договір",
    "callback": "call back|oddzwonienie|перезвонить|передзвонити",
    "papers": "documents|dokumenty|документы|документи",
    "end": "cancellation|termination|rezygnacja|wypowiedzenie|расторжение|розірвання",
}

PURPOSE_OF = {"question": "urgency", "request": "coalesce(urgency, wish)"}
"""Where the purpose of the opening comes from, by its kind."""


def _counted(name: str, sentence: str, **headers: str) -> Field:
    return Field(name, "number", sentence, spoken(**headers), lenient=True)


SOURCE = Source(
    "tickets",
    mark("Tickets, a row for each: opened, answered, handed over, reopened, resolved, rated."),
    (
        key(
            "number",
            mark("The number of the ticket."),
            en="ticket id|ticket number|ticket no|ticket|case number|case id|case no|number"
            "|incident|request id"
            "|issue|issue id|key|id",
            pl="nr zgłoszenia|numer zgłoszenia|zgłoszenie|id zgłoszenia|nr sprawy|sprawa",
            ru="номер обращения|обращение|номер заявки|заявка|номер тикета|тикет|номер инцидента",
            uk="номер звернення|звернення|номер заявки|заявка|номер тікета|тікет|номер інциденту",
        ),
        also(CUSTOMER, en="contributor|reporter|author"),
        instant(
            "opened_at",
            mark("When they turned to us."),
            required=True,
            en="opened at|opened|created at|created|open date|created date|date opened"
            "|submitted at|reported at"
            "|sent at|received at|creation date|request date",
            pl="data zgłoszenia|utworzono|data utworzenia|otwarto|data otwarcia|wpłynęło"
            "|data wpływu",
            ru="дата обращения|создано|дата создания|открыто|дата открытия|поступило"
            "|зарегистрировано",
            uk="дата звернення|створено|дата створення|відкрито|дата відкриття|надійшло"
            "|зареєстровано",
        ),
        instant(
            "answered_at",
            mark("When we first answered."),
            en="first response at|first answered at|answered at|first reply at|first response"
            "|responded at|first reply",
            pl="pierwsza odpowiedź|data odpowiedzi|data pierwszej odpowiedzi|odpowiedziano",
            ru="первый ответ|дата ответа|дата первого ответа|отвечено",
            uk="перша відповідь|дата відповіді|дата першої відповіді|відповіли",
        ),
        instant(
            "resolved_at",
            mark("When we settled it."),
            en="resolved at|resolved|solved at|resolution date|date resolved|completed at"
            "|accepted at|finished at"
            "|closed at|closed|close date|date closed",
            pl="data rozwiązania|rozwiązano|data zakończenia|zakończono|zamknięto|data zamknięcia",
            ru="дата решения|решено|дата завершения|завершено|закрыто|дата закрытия",
            uk="дата вирішення|вирішено|дата завершення|завершено|закрито|дата закриття",
        ),
        instant(
            "reopened_at",
            mark("When they said that it is not settled."),
            en="reopened at|reopened on|date reopened",
            pl="data ponownego otwarcia|otwarto ponownie",
            ru="дата повторного открытия|открыто повторно",
            uk="дата повторного відкриття|відкрито повторно",
        ),
        _counted(
            "reopenings",
            mark("How often they said so."),
            en="reopen count|reopens|reopened|reopenings|times reopened",
            pl="liczba ponownych otwarć|ponowne otwarcia",
            ru="число повторных открытий|повторные открытия",
            uk="кількість повторних відкриттів|повторні відкриття",
        ),
        _counted(
            "handovers",
            mark("How often it was handed over."),
            en="reassignment count|reassignments|handovers|hand-overs|transfers|times reassigned"
            "|escalations",
            pl="liczba przekazań|przekazania|liczba przypisań",
            ru="число передач|передачи|число переназначений",
            uk="кількість передач|передачі|кількість перепризначень",
        ),
        also(AGENT, en="maintainer|resolved by"),
        DESK,
        CHANNEL,
        PRIORITY,
        choice(
            "kind",
            mark("What it is: a question, a complaint, a claim or a request."),
            KINDS,
            lenient=True,
            en="ticket type|type|kind|case type|request type|record type",
            pl="rodzaj|typ|rodzaj zgłoszenia|typ zgłoszenia",
            ru="тип|вид|тип обращения|вид обращения",
            uk="тип|вид|тип звернення|вид звернення",
        ),
        choice(
            "wish",
            mark("What a request is for: a change, a private favour, more than was agreed."),
            WISHES,
            lenient=True,
            en="category|request category|purpose|wish",
            pl="kategoria|kategoria prośby|cel",
            ru="категория|категория просьбы|цель",
            uk="категорія|категорія прохання|мета",
        ),
        key(
            "policy",
            mark("The rule of ours under which it was dealt with."),
            en="policy|rule|procedure",
            pl="zasada|reguła|procedura|regulamin",
            ru="правило|процедура|регламент",
            uk="правило|процедура|регламент",
        ),
        SCORE,
        instant(
            "rated_at",
            mark("When they gave the score."),
            en="rated at|rated on|rating date|survey date",
            pl="data oceny|oceniono",
            ru="дата оценки|оценено",
            uk="дата оцінки|оцінено",
        ),
        TEXT, CUSTOMER_NAME, EMAIL, SEGMENT, ZONE,
    ),
    record="number",
    identity=("customer", "opened_at"),
    checks=(
        Check("answered_at", "answered_at < opened_at", mark("the answer is before the question")),
        Check("resolved_at", "resolved_at < opened_at",
              mark("it was settled before it was opened")),
        Check("reopened_at", "reopened_at < opened_at",
              mark("it was opened again before it was opened")),
        Check("handovers", "handovers < 0", mark("this cannot be less than nothing")),
        Check("reopenings", "reopenings < 0", mark("this cannot be less than nothing")),
    ),
    derived={
        # A mere count says that it happened, not when: it is put just before the end of the case.
        "ended_at": "coalesce(resolved_at, answered_at, opened_at)",
        "again_at": "coalesce(reopened_at, greatest(opened_at, ended_at - INTERVAL 1 SECOND))",
        "times_reopened": "greatest(coalesce(reopenings, 0), CASE WHEN reopened_at IS NULL THEN 0 "
        "ELSE 1 END)",
        "urgency": "CASE WHEN priority = 'urgent' THEN 'emergency' END",
    },
    moments=(
        *(
            Emit(
                kind,
                part="opening",
                where=f"coalesce(kind, 'question') = '{kind}'",
                happened_at="opened_at",
                about=CASE,
                purpose=PURPOSE_OF.get(kind, "NULL"),
                policy="policy",
                text="text",
            )
            for kind in KINDS
        ),
        Emit("answer", "out", happened_at="answered_at", about=CASE, policy="policy"),
        Emit(
            "handover",
            "inside",
            from_party="{us}",
            to_party="ours",
            happened_at="ended_at",
            about=CASE,
            policy="policy",
            times="coalesce(handovers, 0)",
        ),
        Emit(
            "reopening",
            happened_at="again_at",
            about=CASE,
            policy="policy",
            times="times_reopened",
        ),
        Emit(
            "resolution",
            "out",
            happened_at="resolved_at",
            about=CASE,
            policy="policy",
        ),
        Emit(
            "rating",
            where="score IS NOT NULL",
            happened_at="coalesce(rated_at, ended_at)",
            about=CASE,
            quantity="score",
            policy="policy",
        ),
    ),
)  # fmt: skip
