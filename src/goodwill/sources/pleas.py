"""What customers asked through their window, a row for each: complaints and calls for help."""

from __future__ import annotations

from goodwill.sources.source import Check, Emit, Field, Source, spoken
from goodwill.sources.vocabulary import (
    AGENT,
    CHANNEL,
    CUSTOMER,
    DESK,
    TEXT,
    choice,
    instant,
    key,
    needed,
)
from goodwill.words import mark

ABOUT = "coalesce(matter, 'plea:' || record)"

SOURCE = Source(
    "pleas",
    mark("What customers asked through their window, a row for each: complaints, urgent help."),
    (
        key(
            "number",
            mark("The number of the plea."),
            en="plea number|plea no|plea id|plea",
            pl="nr wołania|numer wołania|wołanie",
            ru="номер обращения через окно|обращение через окно",
            uk="номер звернення через вікно|звернення через вікно",
        ),
        CUSTOMER,
        instant(
            "happened_at",
            mark("When they asked."),
            required=True,
            en="pleaded at|asked through the window at",
            pl="data wołania|zawołano",
            ru="дата обращения через окно|обратились через окно",
            uk="дата звернення через вікно|звернулися через вікно",
        ),
        needed(
            choice(
                "kind",
                mark("What they want: to complain, or urgent help before any order."),
                {
                    "complaint": "complain|skarga|жалоба|скарга",
                    "urgent": "urgent help|emergency|pilna pomoc|срочная помощь|термінова допомога",
                },
                en="plea kind|kind of plea",
                pl="rodzaj wołania",
                ru="вид обращения через окно",
                uk="вид звернення через вікно",
            )
        ),
        key(
            "matter",
            mark("The case it is about, with its sort, as in ticket:4711."),
            en="about case|matter",
            pl="dotyczy sprawy",
            ru="о каком деле",
            uk="про яку справу",
        ),
        instant(
            "answered_at",
            mark("When a person answered."),
            en="plea answered at",
            pl="odpowiedziano na wołanie",
            ru="ответили на обращение через окно",
            uk="відповіли на звернення через вікно",
        ),
        instant(
            "settled_at",
            mark("When it was settled."),
            en="plea settled at",
            pl="załatwiono wołanie",
            ru="обращение через окно закрыто",
            uk="звернення через вікно закрито",
        ),
        AGENT, DESK, CHANNEL, TEXT,
        Field(
            "reply",
            "sealed",
            mark("What we answered; it is kept apart like every text."),
            spoken(
                en="reply text",
                pl="treść odpowiedzi",
                ru="текст ответа",
                uk="текст відповіді",
            ),
        ),
    ),
    record="number",
    identity=("customer", "happened_at"),
    checks=(
        Check("answered_at", "answered_at < happened_at",
              mark("the answer is before the question")),
        Check("settled_at", "settled_at < happened_at",
              mark("it was settled before it was opened")),
    ),
    moments=(
        # the company is asked; who answers is known only with the answer
        Emit(
            "complaint",
            part="plea",
            where="kind = 'complaint'",
            to_party="{us}",
            about=ABOUT,
            text="text",
        ),
        Emit(
            "request",
            part="plea",
            to_party="{us}",
            where="kind = 'urgent'",
            about=ABOUT,
            purpose="'emergency'",
            text="text",
        ),
        Emit("answer", "out", happened_at="answered_at", about=ABOUT, text="reply"),
        Emit("resolution", "out", happened_at="settled_at", about=ABOUT),
    ),
)  # fmt: skip
