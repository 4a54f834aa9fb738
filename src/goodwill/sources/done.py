"""What we did of our own accord, a row for each: plays carried out, contacts, what was given."""

from __future__ import annotations

from dataclasses import replace

from goodwill.sources.source import Check, Emit, Source
from goodwill.sources.vocabulary import AGENT, AMOUNT, CURRENCY, CUSTOMER, choice, instant, key
from goodwill.words import mark

CHANNEL = """CASE contact_by WHEN 'call' THEN 'phone' WHEN 'post' THEN 'letter'
ELSE contact_by END"""
POLICY = "'play:' || play"
GIVEN = "given IS NOT NULL OR amount IS NOT NULL"
CONTACT = f"NOT ({GIVEN}) AND contact_for IS NOT NULL"

SOURCE = Source(
    "done",
    mark("What we did of our own accord, a row for each: plays, contacts, gifts."),
    (
        key(
            "number",
            mark("The number of what was done."),
            en="number of our deed|deed number",
            pl="nr naszego działania|numer działania",
            ru="номер нашего действия|номер действия",
            uk="номер нашої дії|номер дії",
        ),
        CUSTOMER,
        instant(
            "happened_at",
            mark("When it was done."),
            required=True,
            en="deed done at|did it at",
            pl="data działania|działanie wykonano",
            ru="дата действия|действие сделано",
            uk="дата дії|дію зроблено",
        ),
        key(
            "play",
            mark("The play that was carried out, by its name."),
            en="play|play name|name of the play",
            pl="zagranie|nazwa zagrania",
            ru="приём|название приёма",
            uk="прийом|назва прийому",
        ),
        choice(
            "contact_for",
            mark("For what the customer was contacted."),
            {
                "answer": "odpowiedź|ответ|відповідь",
                "service": "obsługa|обслуживание|обслуговування",
                "care": "troska|забота|турбота",
                "offer": "oferta|предложение|пропозиція",
                "survey_case": "pytanie o sprawę|вопрос о деле|питання про справу",
                "survey_year": "pytanie roczne|годовой вопрос|річне питання",
                "dunning": "przypomnienie o zapłacie|напоминание об оплате"
                "|нагадування про оплату",
                "emergency": "nagły wypadek|срочный случай|терміновий випадок",
            },
            lenient=True,
            en="contacted for|purpose of the contact",
            pl="cel kontaktu",
            ru="цель контакта",
            uk="мета контакту",
        ),
        choice(
            "contact_by",
            mark("How the customer was contacted."),
            {
                "call": "telefon|звонок|дзвінок",
                "email": "e-mail|почта|пошта",
                "sms": "sms|смс",
                "chat": "czat|чат",
                "post": "list|письмо|лист",
                "visit": "wizyta|визит|візит",
            },
            lenient=True,
            en="contacted by|way of the contact",
            pl="sposób kontaktu",
            ru="способ контакта",
            uk="спосіб контакту",
        ),
        key(
            "matter",
            mark("The case it is about, with its sort, as in ticket:4711."),
            en="about case|matter",
            pl="dotyczy sprawy",
            ru="о каком деле",
            uk="про яку справу",
        ),
        choice(
            "given",
            mark("What was given: a gift, a lower price, or something outside the procedure."),
            {
                "gift": "present|prezent|подарок|подарунок",
                "discount": "rabat|zniżka|скидка|знижка",
                "outside_procedure": "exception|wyjątek|исключение|виняток",
            },
            lenient=True,
            en="what was given|given",
            pl="co podarowano",
            ru="что подарено",
            uk="що подаровано",
        ),
        replace(AMOUNT, required=False), CURRENCY, AGENT,
    ),
    record="number",
    identity=("customer", "happened_at"),
    checks=(Check("amount", "amount < 0", mark("the amount is below zero")),),
    moments=(
        Emit(
            "concession", "out", where=GIVEN, about="matter", channel=CHANNEL, policy=POLICY,
            purpose="coalesce(given, 'gift')", amount="amount", currency="currency",
        ),
        Emit(
            "visit", "out", where=f"{CONTACT} AND contact_by = 'visit'", about="matter",
            channel=CHANNEL, policy=POLICY,
        ),
        Emit(
            "offer", "out",
            where=f"{CONTACT} AND coalesce(contact_by, '') <> 'visit' AND contact_for = 'offer'",
            about="matter", channel=CHANNEL, purpose="'sale'", policy=POLICY,
        ),
        # nothing of this asks them for a reply by which they would be judged
        Emit(
            "news", "out",
            where=f"{CONTACT} AND coalesce(contact_by, '') <> 'visit' AND contact_for <> 'offer'",
            about="matter", channel=CHANNEL, policy=POLICY,
            purpose="CASE WHEN contact_for = 'care' THEN 'care' END",
        ),
    ),
)  # fmt: skip
