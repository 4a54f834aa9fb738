"""Messages in both directions, a row for each: e-mails, chats, letters."""

from __future__ import annotations

from dataclasses import replace

from goodwill.sources.source import Emit, Field, Source, spoken
from goodwill.sources.vocabulary import (
    AGENT,
    CHANNEL,
    CUSTOMER,
    CUSTOMER_NAME,
    DESK,
    DIRECTION,
    DIRECTION_VALUES,
    EMAIL,
    SEGMENT,
    TEXT,
    ZONE,
    instant,
    key,
    values_of,
)
from goodwill.words import mark

THREAD = "'ticket:' || thread"
NOTE_VALUES = values_of(
    note="internal|internal note|private note|private|comment|notatka|notatka wewnętrzna|wewnętrzna"
    "|заметка|внутренняя заметка|внутренний|нотатка|внутрішня нотатка|внутрішній"
)
"""How a note is marked that no customer reads."""

SOURCE = Source(
    "messages",
    mark("Messages in both directions, a row for each: e-mails, chats, letters."),
    (
        key(
            "number",
            mark("The number of the message."),
            en="message id|message number|message no|msg id|mail id",
            pl="id wiadomości|nr wiadomości|numer wiadomości",
            ru="номер сообщения|id сообщения|№ сообщения",
            uk="номер повідомлення|id повідомлення|№ повідомлення",
        ),
        CUSTOMER,
        instant(
            "happened_at",
            mark("When it was sent."),
            required=True,
            en="sent at|sent|date sent|sent on|message date|received at|date|timestamp|created at"
            "|time",
            pl="wysłano|data wysłania|data wiadomości|data|otrzymano",
            ru="отправлено|дата отправки|дата сообщения|дата|получено",
            uk="надіслано|дата надсилання|дата повідомлення|дата|отримано",
        ),
        replace(
            DIRECTION,
            required=True,
            sentence=mark(
                "Whether they wrote to us (in), we to them (out), or we to each other (note)."
            ),
            values={**DIRECTION_VALUES, **NOTE_VALUES},
        ),
        key(
            "thread",
            mark("The conversation or ticket that it belongs to."),
            en="thread id|thread|conversation id|conversation|ticket id|ticket number|ticket"
            "|case id|case",
            pl="wątek|id wątku|rozmowa|nr zgłoszenia|zgłoszenie|sprawa",
            ru="цепочка|переписка|беседа|номер обращения|обращение|диалог",
            uk="ланцюжок|листування|бесіда|номер звернення|звернення|діалог",
        ),
        Field(
            "automatic",
            "flag",
            mark("It was sent by a machine."),
            spoken(
                en="automatic|auto reply|is auto|auto|autoresponse|automated|auto submitted",
                pl="automatyczna|automatyczny|autoodpowiedź|automat",
                ru="автоматическое|автоответ|автоматически",
                uk="автоматичне|автовідповідь|автоматично",
            ),
        ),
        AGENT, DESK, CHANNEL, TEXT, CUSTOMER_NAME, EMAIL, SEGMENT, ZONE,
    ),
    record="number",
    identity=("customer", "happened_at", "direction", "thread"),
    moments=(
        Emit("question", where="direction = 'in'", about=THREAD, text="text"),
        Emit(
            "answer",
            "out",
            where="direction = 'out'",
            about=THREAD,
            purpose="CASE WHEN automatic THEN 'receipt' END",
            text="text",
        ),
        Emit(
            "news",
            "inside",
            part="note",
            where="direction = 'note'",
            from_party="ours",
            to_party="{us}",
            about=THREAD,
            text="text",
        ),
    ),
)  # fmt: skip
