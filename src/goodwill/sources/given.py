"""Promises that we wrote down in the office, a row for each as it stands now."""

from __future__ import annotations

from goodwill.sources.source import Check, Emit, Field, Source, spoken
from goodwill.sources.vocabulary import AGENT, CHANNEL, CUSTOMER, TEXT, choice, instant, key
from goodwill.words import mark

SOURCE = Source(
    "given",
    mark("Promises that we wrote down in the office, a row for each."),
    (
        key(
            "number",
            mark("The number of the promise in the office."),
            en="number of our word|our promise number",
            pl="nr danego słowa|numer danego słowa",
            ru="номер данного слова",
            uk="номер даного слова",
        ),
        CUSTOMER,
        instant(
            "happened_at",
            mark("When we gave our word."),
            required=True,
            en="gave our word at|word given at",
            pl="dano słowo",
            ru="дали слово",
            uk="дали слово",
        ),
        Field(
            "word_due",
            "day_end",
            mark("Until when, as was last agreed; a day ends at 23:59:59 of the customer's time."),
            spoken(
                en="our word holds until",
                pl="słowo do kiedy",
                ru="слово до какого срока",
                uk="слово до якого строку",
            ),
            required=True,
            future=True,
        ),
        instant(
            "word_kept_at",
            mark("When we kept it."),
            en="kept our word at|word kept at",
            pl="dotrzymano słowa",
            ru="сдержали слово",
            uk="дотримали слова",
        ),
        choice(
            "word_kind",
            mark("What was promised: to call back, papers, a delivery, a repair, anything else."),
            {
                "callback": "call back|oddzwonienie|перезвонить|передзвонити",
                "papers": "documents|dokumenty|документы|документи",
                "delivery": "deliver|dostawa|доставка|доставлення",
                "repair": "fix|naprawa|ремонт|лагодження",
                "other": "inne|другое|інше",
            },
            lenient=True,
            en="what our word was about",
            pl="czego dotyczyło słowo",
            ru="о чём слово",
            uk="про що слово",
        ),
        instant(
            "withdrawn_at",
            mark("When we took it back, or they let us off it."),
            en="took our word back at",
            pl="cofnięto słowo",
            ru="взяли слово назад",
            uk="взяли слово назад",
        ),
        Field(
            "released",
            "flag",
            mark("Whether they let us off it."),
            spoken(
                en="let us off our word",
                pl="zwolniono nas ze słowa",
                ru="освободили нас от слова",
                uk="звільнили нас від слова",
            ),
            lenient=True,
        ),
        AGENT, CHANNEL, TEXT,
        Field(
            "reply",
            "sealed",
            mark("What we said when we took it back; it is kept apart like every text."),
            spoken(
                en="said when our word was taken back",
                pl="słowa przy cofnięciu",
                ru="что сказали, взяв слово назад",
                uk="що сказали, взявши слово назад",
            ),
        ),
    ),
    record="number",
    identity=("customer", "happened_at"),
    checks=(
        Check("word_kept_at", "word_kept_at < happened_at",
              mark("it was kept before it was given")),
        Check("word_due", "word_due < happened_at - INTERVAL 1 DAY",
              mark("it was due before it was given")),
    ),
    moments=(
        # whoever was let off has nothing due any more, and no clock of ours goes on
        Emit(
            "promise",
            "out",
            about="'promise:' || record",
            purpose="CASE WHEN coalesce(released, FALSE) THEN 'other'"
            " ELSE coalesce(word_kind, 'other') END",
            due_at="CASE WHEN NOT coalesce(released, FALSE) THEN word_due END",
            text="text",
        ),
        Emit(
            "fulfilment",
            "out",
            happened_at="word_kept_at",
            about="'promise:' || record",
            purpose="coalesce(word_kind, 'other')",
        ),
        Emit(
            "news",
            "out",
            part="withdrawn",
            happened_at="withdrawn_at",
            where="NOT coalesce(released, FALSE)",
            about="'promise:' || record",
            text="reply",
        ),
    ),
)  # fmt: skip
