"""Changes of ours that touch many: a price list, a switchboard, a clerk, a rule."""

from __future__ import annotations

from goodwill.sources.source import Emit, Field, Source, spoken
from goodwill.sources.vocabulary import DESK, TEXT, choice, instant, key
from goodwill.words import mark

SOURCE = Source(
    "changes",
    mark("Changes of ours that touch many: a price list, a switchboard, a clerk, a rule."),
    (
        key(
            "number",
            mark("The number of the change."),
            en="change number|change no|change id",
            pl="nr zmiany|numer zmiany|id zmiany",
            ru="номер изменения|id изменения",
            uk="номер зміни|id зміни",
        ),
        instant(
            "happened_at",
            mark("When it took effect."),
            required=True,
            en="changed on|changed at|effective date|effective from|change date|valid from|date"
            "|since",
            pl="zmieniono|data zmiany|obowiązuje od|wchodzi w życie|data",
            ru="изменено|дата изменения|действует с|вступает в силу|дата",
            uk="змінено|дата зміни|діє з|набирає чинності|дата",
        ),
        choice(
            "kind",
            mark("What changed: price, switchboard, clerk or rule."),
            {
                "price": "prices|price list|tariff|cennik|cena|ceny|taryfa|цена|цены|прайс|тариф"
                "|ціна|ціни|прейскурант",
                "switchboard": "phone system|menu|ivr|hotline|reachability|centrala|infolinia"
                "|menu telefoniczne"
                "|телефонная станция|горячая линия|меню|телефонна станція|гаряча лінія",
                "clerk": "contact person|account manager|agent|staff|opiekun|pracownik"
                "|osoba kontaktowa"
                "|менеджер|сотрудник|контактное лицо|працівник|контактна особа",
                "rule": "policy|procedure|terms|process|zasada|regulamin|procedura|правило|условия"
                "|процедура"
                "|умови|порядок",
            },
            required=True,
            en="kind|change kind|what|what changed|type|change type|change",
            pl="rodzaj|rodzaj zmiany|co zmieniono|typ",
            ru="вид|вид изменения|что изменилось|тип",
            uk="вид|вид зміни|що змінилося|тип",
        ),
        key(
            "policy",
            mark("The rule of ours that came or went."),
            en="policy|rule|procedure name",
            pl="nazwa zasady|nazwa procedury",
            ru="название правила|регламент",
            uk="назва правила|регламент",
        ),
        Field(
            "agent",
            "party",
            mark("The colleague who decided it."),
            spoken(
                en="decided by|changed by|approved by|owner|author",
                pl="zdecydował|zmienił|zatwierdził|autor",
                ru="кто решил|кем решено|утвердил|автор",
                uk="хто вирішив|ким вирішено|затвердив|автор",
            ),
            sort="colleague",
        ),
        DESK, TEXT,
    ),
    record="number",
    identity=("happened_at", "kind", "policy"),
    moments=(
        Emit(
            "change",
            "inside",
            from_party="ours",
            to_party="{us}",
            purpose="kind",
            policy="policy",
            text="text",
        ),
    ),
)  # fmt: skip
