"""Event logs and audit trails: a row for each update of a case, as desks and XES keep them."""

from __future__ import annotations

from goodwill.sources.source import Check, Emit, Field, Source, spoken
from goodwill.sources.vocabulary import (
    AGENT,
    CHANNEL,
    CUSTOMER,
    DESK,
    PRIORITY,
    TEXT,
    choice,
    instant,
    key,
    optional,
)
from goodwill.words import mark

ORDER = "(PARTITION BY number ORDER BY happened_at, version, line)"
CASE = "'ticket:' || number"

ACTIVITIES = {
    "opened": "open|new|created|create|registered|register request|submitted|reported|received"
    "|question"
    "|zgłoszono|otwarto|utworzono|zarejestrowano|wpłynęło|открыто|создано|зарегистрировано"
    "|поступило|новое"
    "|відкрито|створено|зареєстровано|надійшло|нове",
    "replied": "customer replied|customer reply|client replied|reply received|customer answered"
    "|customer update"
    "|klient odpowiedział|odpowiedź klienta|клиент ответил|ответ клиента|клієнт відповів"
    "|відповідь клієнта",
    "receipt": "auto reply|automatic reply|autoresponse|acknowledged|acknowledgement sent"
    "|potwierdzenie odbioru"
    "|automatyczna odpowiedź|автоответ|подтверждение получения|автовідповідь"
    "|підтвердження отримання",
    "answered": "answer|replied to customer|responded|reply sent|agent replied|contacted customer"
    "|odpowiedziano"
    "|udzielono odpowiedzi|odpowiedź|ответ|отвечено|ответ отправлен|відповідь|надано відповідь"
    "|відповідь надіслано",
    "elsewhere": "sent elsewhere|redirected|referred elsewhere|wrong department"
    "|odesłano gdzie indziej|przekierowano"
    "|отправлен в другое место|перенаправлено|направлено до іншого відділу|переспрямовано",
    "alternative": "alternative offered|another way shown|zaproponowano inne rozwiązanie"
    "|предложен другой вариант"
    "|запропоновано інший варіант",
    "refused": "refusal|rejected|denied|declined|odmówiono|odmowa|odrzucono|отказано|отказ"
    "|отклонено"
    "|відмовлено|відмова|відхилено",
    "asked_again": "asked again|information requested again|zapytano ponownie|ponowna prośba o dane"
    "|запрошено повторно|запитано повторно",
    "waiting": "waiting for customer|awaiting user info|pending customer|awaiting customer"
    "|information requested"
    "|oczekiwanie na klienta|ожидание клиента|ждём клиента|ожидание ответа клиента"
    "|очікування клієнта"
    "|очікування відповіді клієнта",
    "resumed": "resume|work resumed|unpaused|wznowiono|возобновлено|відновлено",
    "handed_over": "handed over|reassigned|transferred|escalated|forwarded|assignment changed"
    "|handover"
    "|przekazano|eskalowano|przepisano|передано|эскалировано|переназначено|ескальовано"
    "|перепризначено",
    "resolved": "resolution|solved|fixed|completed|done|rozwiązano|załatwiono|zakończono|решено"
    "|исполнено"
    "|завершено|вирішено|виконано",
    "closed": "close|case closed|archived|zamknięto|закрыто|закрито",
    "reopened": "reopen|case reopened|otwarto ponownie|wznowiono sprawę|открыто повторно"
    "|переоткрыто"
    "|відкрито повторно|перевідкрито",
    "complained": "complaint|complaint received|skarga|złożono skargę|жалоба|поступила жалоба"
    "|скарга|надійшла скарга",
    "claimed": "claim|claim received|reklamacja|претензия|претензія",
    "approved": "decision|decided|approval|accepted|granted|zatwierdzono|decyzja|одобрено|решение"
    "|схвалено|рішення",
    "conceded": "exception granted|concession|goodwill gesture|wyjątek|przyznano wyjątek"
    "|сделано исключение"
    "|зроблено виняток",
    "visited": "visit|site visit|wizyta|визит|выезд|візит|виїзд",
    "prioritised": "priority changed|reprioritised|reprioritized|zmieniono priorytet"
    "|изменён приоритет"
    "|змінено пріоритет",
    "nothing": "updated|update|note|comment|internal note|assigned|in progress|work started"
    "|notatka|komentarz"
    "|przypisano|w toku|заметка|комментарий|назначено|в работе|примітка|коментар|призначено"
    "|в роботі",
}
STATES = {
    "new": "open|opened|created|submitted|nowe|nowy|otwarte|zgłoszone|новый|новое|открыт|открыто"
    "|нове|новий|відкрито",
    "active": "in progress|work in progress|assigned|w toku|w realizacji|przypisane|aktywne"
    "|активно|в работе"
    "|назначено|активне|в роботі|призначено",
    "waiting": "awaiting user info|awaiting caller|awaiting customer|pending customer"
    "|waiting for customer|pending"
    "|oczekuje na klienta|ожидает клиента|ожидание клиента|очікує клієнта|очікування клієнта",
    "held": "on hold|awaiting vendor|awaiting problem|awaiting evidence|awaiting change"
    "|awaiting third party"
    "|wstrzymane|приостановлено|ожидает поставщика|призупинено|очікує постачальника",
    "resolved": "solved|fixed|completed|done|rozwiązane|załatwione|решено|решён|вирішено|вирішений",
    "closed": "close|cancelled|canceled|archived|zamknięte|anulowane|закрыто|закрыт|отменено"
    "|закрито|скасовано",
}


def _counter(name: str, sentence: str, **headers: str) -> Field:
    return Field(name, "number", sentence, spoken(**headers), lenient=True)


SETTLED = "('resolved', 'closed')"
FROM_STATE = f"""CASE
    WHEN state IN {SETTLED} AND coalesce(before NOT IN {SETTLED}, TRUE) THEN 'resolved'
    WHEN state = 'waiting' AND before IS DISTINCT FROM 'waiting' THEN 'waiting'
    WHEN before = 'waiting' AND state IN ('active', 'new', 'held') THEN 'resumed'
    WHEN before IN {SETTLED} AND state NOT IN {SETTLED} AND reopenings IS NULL THEN 'reopened'
    END"""
FROM_ACTIVITY = "CASE WHEN activity = 'closed' AND NOT settled THEN 'resolved' ELSE activity END"


def _on(event: str, kind: str, way: str = "out", purpose: str = "NULL", **more: str) -> Emit:
    """Declare the moment that an event of this sort is."""
    return Emit(kind, way, where=f"event = '{event}'", about=CASE, purpose=purpose,
                policy="policy", **more)  # fmt: skip


SOURCE = Source(
    "event_log",
    mark("Event logs and audit trails: a row for each update of a case."),
    (
        key(
            "number",
            mark("The number of the case."),
            required=True,
            en="case id|case|case number|number|ticket id|ticket number|ticket no|ticket|incident"
            "|incident number"
            "|case:concept:name|trace id|caseid",
            pl="nr sprawy|numer sprawy|sprawa|id sprawy|nr zgłoszenia|numer zgłoszenia|zgłoszenie",
            ru="номер дела|дело|номер обращения|обращение|номер заявки|заявка|номер инцидента",
            uk="номер справи|справа|номер звернення|звернення|номер заявки|заявка|номер інциденту",
        ),
        instant(
            "happened_at",
            mark("When the update was made."),
            required=True,
            en="timestamp|time:timestamp|sys updated at|updated at|updated|event time"
            "|complete timestamp|event date"
            "|changed at|happened at|time|date",
            pl="czas|data zdarzenia|znacznik czasu|data zmiany|zaktualizowano|czas zdarzenia",
            ru="время|дата события|метка времени|дата изменения|обновлено|время события",
            uk="час|дата події|мітка часу|дата зміни|оновлено|час події",
        ),
        choice(
            "activity",
            mark("What was done."),
            ACTIVITIES,
            en="activity|concept:name|event|action|task|event type|activity name|step",
            pl="czynność|zdarzenie|działanie|akcja|rodzaj zdarzenia|aktywność",
            ru="действие|событие|операция|активность|тип события|шаг",
            uk="дія|подія|операція|активність|тип події|крок",
        ),
        choice(
            "state",
            mark("The state of the case after the update."),
            STATES,
            en="incident state|ident state|state|status|case status|ticket status|new status",
            pl="stan|status|stan zgłoszenia|status zgłoszenia",
            ru="состояние|статус|статус обращения|статус заявки",
            uk="стан|статус|статус звернення|статус заявки",
        ),
        optional(CUSTOMER),
        Field(
            "agent",
            "party",
            mark("The colleague who holds the case or made the update."),
            {
                language: (*words, *AGENT.words[language])
                for language, words in spoken(
                    en="org:resource|resource|performer|done by",
                    pl="zasób|wykonawca",
                    ru="ресурс|кем выполнено",
                    uk="ресурс|ким виконано",
                ).items()
            },
            sort="colleague",
        ),
        DESK,
        CHANNEL,
        PRIORITY,
        key(
            "policy",
            mark("The rule of ours under which it was dealt with."),
            en="policy|rule|procedure",
            pl="zasada|reguła|procedura|regulamin",
            ru="правило|процедура|регламент",
            uk="правило|процедура|регламент",
        ),
        instant(
            "opened_at",
            mark("When the case was opened, if every row repeats it."),
            en="opened at|case opened at|created at|open date|opened",
            pl="data otwarcia|otwarto|data utworzenia",
            ru="дата открытия|дата создания",
            uk="дата відкриття|дата створення",
        ),
        instant(
            "resolved_at",
            mark("When the case was settled in the end, if every row repeats it."),
            en="resolved at|case resolved at|resolution date|resolved",
            pl="data rozwiązania|rozwiązano",
            ru="дата решения",
            uk="дата вирішення",
        ),
        _counter(
            "handovers",
            mark("How often the case was handed over so far."),
            en="reassignment count|reassignments|handovers|hand-overs",
            pl="liczba przekazań|liczba przypisań",
            ru="число передач|число переназначений",
            uk="кількість передач|кількість перепризначень",
        ),
        _counter(
            "reopenings",
            mark("How often the case was opened again so far."),
            en="reopen count|reopens|reopenings",
            pl="liczba ponownych otwarć",
            ru="число повторных открытий",
            uk="кількість повторних відкриттів",
        ),
        Field(
            "within_level",
            "flag",
            mark("Whether the case is within the service level by the source's own clock."),
            spoken(
                en="made sla|within sla|sla met|sla|within service level",
                pl="w sla|dotrzymano sla|sla dotrzymane",
                ru="в пределах sla|sla соблюдён|sla",
                uk="у межах sla|sla дотримано|sla",
            ),
        ),
        _counter(
            "version",
            mark("The number of the update within the case."),
            en="sys mod count|version|update number|event number|sequence",
            pl="nr zmiany|numer zdarzenia|wersja",
            ru="номер изменения|номер события|версия",
            uk="номер зміни|номер події|версія",
        ),
        TEXT,
    ),
    record="NULL",
    identity=("number", "happened_at"),
    any_of=(("activity", "state"),),
    checks=(
        Check("happened_at", "happened_at < opened_at",
              mark("the case is updated before it is opened")),
    ),
    derived={
        "step": f"row_number() OVER {ORDER}",
        "before": f"lag(state IGNORE NULLS) OVER {ORDER}",
        "last_agent": f"lag(agent IGNORE NULLS) OVER {ORDER}",
        # A case without a caller is somebody's: a customer of whom only this case is known.
        "nobody": "CASE WHEN max(customer) OVER (PARTITION BY number) IS NULL THEN 'case ' |"
        "| number END",
        "caller": "min_by(customer, step) OVER (PARTITION BY number)",
        "customer": "coalesce(customer, caller, {pseudonym customer nobody})",
        "customer_ref": "coalesce(customer_ref, nobody)",
        "settled": "coalesce(sum(CASE WHEN activity = 'resolved' THEN 1 WHEN activity = 'reopened' "
        "THEN -1 ELSE 0 END) OVER (PARTITION BY number ORDER BY step ROWS BETWEEN UNBOUNDED "
        "PRECEDING "
        "AND 1 PRECEDING), 0) > 0",
        "event": f"CASE WHEN activity IS NOT NULL THEN {FROM_ACTIVITY} ELSE {FROM_STATE} END",
        # The first row of a case tells no increase: what came before it lies in another file.
        "moved": f"handovers - lag(handovers) OVER {ORDER}",
        "reopened": f"reopenings - lag(reopenings) OVER {ORDER}",
        "opening": "step = min(CASE WHEN opened_at IS NOT NULL OR activity = 'opened' OR state = "
        "'new' "
        "THEN step END) OVER (PARTITION BY number)",
        "last_again": "max(CASE WHEN reopened > 0 OR event = 'reopened' THEN happened_at END) "
        "OVER (PARTITION BY number)",
        "settling": "event = 'resolved' AND step = max(CASE WHEN event = 'resolved' THEN step END) "
        "OVER (PARTITION BY number)",
        "settled_at": "CASE WHEN settling AND resolved_at >= opened_at "
        "AND resolved_at >= coalesce(last_again, resolved_at) THEN resolved_at ELSE happened_at "
        "END",
        "kept": "max_by(within_level, step) OVER (PARTITION BY number)",
        "last_close": "max(CASE WHEN state = 'closed' OR activity = 'closed' THEN step END) "
        "OVER (PARTITION BY number)",
        "first_miss": "min(CASE WHEN NOT within_level THEN step END) OVER (PARTITION BY number)",
        "urgency": "CASE WHEN priority = 'urgent' THEN 'emergency' END",
        "case_record": "'case ' || number",
    },
    otherwise="case_record",
    moments=(
        Emit(
            "question",
            part="opening",
            where="opening",
            happened_at="coalesce(opened_at, happened_at)",
            about=CASE,
            purpose="urgency",
            policy="policy",
            record="case_record",
        ),
        _on("replied", "question", "in", text="text"),
        _on("receipt", "answer", purpose="'receipt'", text="text"),
        _on("answered", "answer", text="text"),
        _on("elsewhere", "answer", purpose="'elsewhere'", part="elsewhere", text="text"),
        _on("alternative", "offer", purpose="'alternative'", text="text"),
        _on("refused", "refusal", text="text"),
        _on("asked_again", "request", purpose="'repeat'", part="repeat", text="text"),
        _on("waiting", "request", purpose="'waiting'", part="waiting"),
        _on("resumed", "news", purpose="'resumed'", part="resumed"),
        Emit(
            "handover",
            "inside",
            where="event = 'handed_over' OR moved > 0",
            times="CASE WHEN moved > 0 THEN moved ELSE 1 END",
            from_party="coalesce(last_agent, {us})",
            to_party="CASE WHEN ours = last_agent THEN coalesce(desk, {us}) ELSE ours END",
            about=CASE,
            policy="policy",
        ),
        _on("resolved", "resolution", happened_at="settled_at"),
        Emit(
            "reopening",
            where="event = 'reopened' OR reopened > 0",
            times="CASE WHEN reopened > 0 THEN reopened ELSE 1 END",
            about=CASE,
            policy="policy",
        ),
        _on("complained", "complaint", "in", text="text"),
        _on("claimed", "claim", "in", text="text"),
        _on("approved", "decision", purpose="'approval'"),
        _on("conceded", "concession", purpose="'outside_procedure'"),
        _on("visited", "visit"),
        _on("prioritised", "decision", purpose="'priority'", part="priority"),
        # The source's own verdict on its service level: said within the company, owed to nobody.
        Emit(
            "news",
            "inside",
            part="level",
            where="CASE WHEN kept THEN step = last_close ELSE step = first_miss END",
            from_party="{us}",
            to_party="ours",
            about=CASE,
            policy="CASE WHEN kept THEN 'sla_kept' ELSE 'sla_missed' END",
            record="case_record",
        ),
    ),
)  # fmt: skip
