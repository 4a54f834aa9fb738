"""Columns that several kinds of record share, with their headers in four languages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from goodwill.sources.source import Field, spoken
from goodwill.words import mark

if TYPE_CHECKING:
    from collections.abc import Mapping

YES = spoken(
    en="yes|y|true|t|1|x|on", pl="tak|prawda", ru="да|истина|есть", uk="так|істина|є",
)  # fmt: skip
NO = spoken(
    en="no|n|false|f|0|off", pl="nie|fałsz", ru="нет|ложь", uk="ні|хибність",
)  # fmt: skip


def values_of(**texts: str) -> Mapping[str, tuple[str, ...]]:
    """Write the words for each value of a choice, separated by bars."""
    return {value: tuple(text.split("|")) for value, text in texts.items()}


CHANNEL_VALUES = values_of(
    phone="phone|telephone|call|tel|ivr|voice|telefon|telefonicznie|телефон|звонок|дзвінок"
    "|по телефону|телефоном",
    email="email|e-mail|mail|mejl|poczta elektroniczna|почта|электронная почта|пошта"
    "|електронна пошта",
    chat="chat|live chat|messenger|whatsapp|telegram|viber|czat|чат|мессенджер|месенджер",
    web="web|website|web form|form|portal|online|internet|self service|self-service|direct opening"
    "|www|formularz|сайт|форма|интернет|інтернет|вебформа",
    visit="visit|in person|walk-in|branch|office|wizyta|osobiście|oddział|визит|лично|отделение"
    "|візит|особисто|відділення",
    letter="letter|post|fax|list|poczta|письмо|лист|факс",
    sms="sms|text message|смс",
    app="app|mobile app|mobile|aplikacja|приложение|додаток|застосунок",
    shop="shop|store|pos|in store|sklep|магазин|крамниця",
)

URGENT_VALUES = values_of(
    urgent="1|p1|1 - critical|critical|urgent|emergency|highest|blocker|krytyczny|pilny|pilne"
    "|awaria"
    "|критический|срочно|срочный|авария|критичний|терміново|терміновий|аварія",
)

DIRECTION_VALUES = values_of(
    **{
        "in": "inbound|incoming|received|from customer|customer|przychodzące|przychodzący|wejściowe"
        "|odebrane|входящий|входящее|входящая|полученное|вхідний|вхідне|отримане",
        "out": "outbound|outgoing|sent|to customer|agent|wychodzące|wychodzący|wysłane|исходящий"
        "|исходящее|исходящая|отправленное|вихідний|вихідне|надіслане",
    }
)

CUSTOMER = Field(
    "customer",
    "party",
    mark("The number or name by which you know the customer."),
    spoken(
        en="customer id|customer number|customer no|customer|customer ref|client id|client number"
        "|client|account id|account number|account|buyer|buyer id|caller id|caller|requester"
        "|requester id|user id|contact id|member id|subscriber|debtor|debtor no",
        pl="nr klienta|numer klienta|id klienta|klient|kod klienta|kontrahent|nr kontrahenta"
        "|nabywca"
        "|odbiorca|zgłaszający|abonent|identyfikator klienta",
        ru="номер клиента|код клиента|id клиента|ид клиента|клиент|покупатель|контрагент|заказчик"
        "|заявитель|абонент|лицевой счёт",
        uk="номер клієнта|код клієнта|id клієнта|ід клієнта|клієнт|покупець|контрагент|замовник"
        "|заявник|абонент|особовий рахунок",
    ),
    required=True,
    sort="customer",
)
CUSTOMER_NAME = Field(
    "customer_name",
    "sealed",
    mark("The customer's name; it is kept apart from the journal, under the customer's own key."),
    spoken(
        en="customer name|client name|company name|company|contact name|account name|buyer name",
        pl="nazwa klienta|imię i nazwisko klienta|nazwa firmy|firma|nazwa kontrahenta",
        ru="имя клиента|название клиента|наименование клиента|фио клиента|наименование контрагента"
        "|компания",
        uk="ім'я клієнта|назва клієнта|найменування клієнта|піб клієнта|назва контрагента|компанія",
    ),
    of="customer",
    item="name",
)
EMAIL = Field(
    "email",
    "sealed",
    mark("The customer's e-mail address, kept apart like the name."),
    spoken(
        en="email|e-mail|email address|customer email|client email|mail",
        pl="adres e-mail|adres email|mejl|e-mail klienta|poczta elektroniczna",
        ru="электронная почта|почта|эл. почта|e-mail клиента|адрес электронной почты",
        uk="електронна пошта|пошта|ел. пошта|e-mail клієнта|адреса електронної пошти",
    ),
    of="customer",
    item="email",
)
PHONE = Field(
    "phone",
    "sealed",
    mark("The customer's telephone number, kept apart like the name."),
    spoken(
        en="phone|phone number|telephone|mobile|mobile number|customer phone",
        pl="telefon|numer telefonu|nr telefonu|telefon klienta|komórka",
        ru="телефон|номер телефона|мобильный|телефон клиента|мобильный телефон",
        uk="телефон|номер телефону|мобільний|телефон клієнта|мобільний телефон",
    ),
    of="customer",
    item="phone",
)
SEGMENT = Field(
    "segment",
    "text",
    mark("The group of customers: business or private, a country, a price class."),
    spoken(
        en="segment|customer segment|customer type|customer group|client type|category of customer"
        "|tier|country",
        pl="segment|segment klienta|typ klienta|grupa klientów|rodzaj klienta|kraj",
        ru="сегмент|сегмент клиента|тип клиента|группа клиентов|вид клиента|страна",
        uk="сегмент|сегмент клієнта|тип клієнта|група клієнтів|вид клієнта|країна",
    ),
    of="customer",
    item="segment",
)
ZONE = Field(
    "zone",
    "zone",
    mark("The customer's time zone, such as Europe/Warsaw."),
    spoken(
        en="time zone|timezone|customer time zone|tz",
        pl="strefa czasowa|strefa",
        ru="часовой пояс|зона",
        uk="часовий пояс|зона",
    ),
    of="customer",
    item="zone",
)
AGENT = Field(
    "agent",
    "party",
    mark("The colleague who dealt with it."),
    spoken(
        en="agent|agent id|agent name|assigned to|assignee|owner|handled by|employee|employee id"
        "|employee number|operator|clerk|staff|user|sales rep|salesperson|representative|served by"
        "|manager name",
        pl="pracownik|agent|opiekun|konsultant|obsługujący|przypisany do|handlowiec|operator"
        "|nr pracownika|prowadzący|sprzedawca",
        ru="сотрудник|исполнитель|ответственный|оператор|агент|специалист|менеджер|табельный номер"
        "|продавец",
        uk="працівник|виконавець|відповідальний|оператор|агент|фахівець|менеджер|табельний номер"
        "|продавець|співробітник",
    ),
    sort="colleague",
)
DESK = Field(
    "desk",
    "party",
    mark("The team or queue that dealt with it."),
    spoken(
        en="team|group|queue|assignment group|support group|desk|department|skill|org group"
        "|org:group",
        pl="zespół|grupa|kolejka|grupa wsparcia|dział|grupa przypisania",
        ru="команда|группа|очередь|группа поддержки|отдел|рабочая группа",
        uk="команда|група|черга|група підтримки|відділ|робоча група",
    ),
    sort="unit",
)
CHANNEL = Field(
    "channel",
    "choice",
    mark("How it came: phone, e-mail, chat, web, visit, letter, SMS, app or shop."),
    spoken(
        en="channel|contact type|source|via|medium|contact channel|origin|sales channel",
        pl="kanał|kanał kontaktu|sposób kontaktu|źródło|forma kontaktu|kanał sprzedaży",
        ru="канал|канал связи|способ связи|источник|вид обращения|канал продаж",
        uk="канал|канал зв'язку|спосіб зв'язку|джерело|вид звернення|канал продажів",
    ),
    values=CHANNEL_VALUES,
    lenient=True,
)
PRIORITY = Field(
    "priority",
    "choice",
    mark("How urgent it is; the highest priority is taken as an emergency."),
    spoken(
        en="priority|urgency|severity|ticket priority",
        pl="priorytet|pilność|ważność",
        ru="приоритет|срочность|важность",
        uk="пріоритет|терміновість|важливість",
    ),
    values=URGENT_VALUES,
    lenient=True,
)
DIRECTION = Field(
    "direction",
    "choice",
    mark("Whether they turned to us (in) or we to them (out)."),
    spoken(
        en="direction|call direction|type of call|inbound outbound|in out|call type|folder",
        pl="kierunek|kierunek połączenia|rodzaj połączenia|typ połączenia",
        ru="направление|тип звонка|направление звонка|вид вызова",
        uk="напрямок|напрям|тип дзвінка|напрямок дзвінка|вид виклику",
    ),
    values=DIRECTION_VALUES,
)
CURRENCY = Field(
    "currency",
    "currency",
    mark("The currency as three letters; without it, the company's own."),
    spoken(
        en="currency|currency code|ccy|curr",
        pl="waluta|kod waluty",
        ru="валюта|код валюты",
        uk="валюта|код валюти",
    ),
)
AMOUNT = Field(
    "amount",
    "money",
    mark("The sum of money."),
    spoken(
        en="amount|total|total amount|sum|gross amount|gross|invoice amount|invoice total"
        "|net amount|net|value"
        "|amount due|grand total",
        pl="kwota|suma|wartość|kwota brutto|wartość brutto|brutto|razem|kwota netto|wartość netto"
        "|do zapłaty|należność",
        ru="сумма|итого|сумма с ндс|всего|сумма счёта|стоимость|к оплате",
        uk="сума|разом|сума з пдв|усього|сума рахунку|вартість|до сплати",
    ),
    required=True,
)
DUE = Field(
    "due",
    "day_end",
    mark("Until when; a day ends at 23:59:59 of the customer's local time."),
    spoken(
        en="due|due date|due at|deadline|promised for|promised date|promised delivery|delivery due"
        "|expected delivery|requested delivery date|payment due|pay by|needed by",
        pl="termin|termin płatności|termin realizacji|termin dostawy|data płatności|do kiedy"
        "|obiecany termin"
        "|planowana data dostawy",
        ru="срок|срок оплаты|срок исполнения|срок поставки|оплатить до|обещанный срок"
        "|дата поставки план"
        "|плановая дата доставки",
        uk="термін|строк|термін оплати|строк оплати|термін виконання|термін постачання|сплатити до"
        "|обіцяний термін|планова дата доставки",
    ),
    future=True,
)
TEXT = Field(
    "text",
    "sealed",
    mark("What was written; it is kept apart from the journal, under the customer's own key."),
    spoken(
        en="text|message|body|subject|description|content|comment|note|summary|message text",
        pl="treść|wiadomość|temat|opis|komentarz|uwagi|tytuł|treść wiadomości",
        ru="текст|сообщение|тема|описание|комментарий|примечание|содержание|текст сообщения",
        uk="текст|повідомлення|тема|опис|коментар|примітка|зміст|текст повідомлення",
    ),
)
SCORE = Field(
    "score",
    "number",
    mark("The score that they gave."),
    spoken(
        en="score|rating|stars|nps|csat|satisfaction|mark|satisfaction score|satisfaction rating",
        pl="ocena|wynik|gwiazdki|zadowolenie|satysfakcja|punkty",
        ru="оценка|балл|звёзды|рейтинг|удовлетворённость|баллы",
        uk="оцінка|бал|зірки|рейтинг|задоволеність|бали",
    ),
)


def instant(name: str, sentence: str, *, required: bool = False, **headers: str) -> Field:
    """Declare the column of an instant that has passed."""
    return Field(name, "instant", sentence, spoken(**headers), required=required)


def key(name: str, sentence: str, *, required: bool = False, **headers: str) -> Field:
    """Declare the column of a number or name by which the source knows something."""
    return Field(name, "text", sentence, spoken(**headers), required=required)


def also(one: Field, **headers: str) -> Field:
    """Give the same column under further headers too."""
    more = {language: tuple(text.split("|")) for language, text in headers.items()}
    words = {code: (*known, *more.get(code, ())) for code, known in one.words.items()}
    return replace(one, words=words)


def needed(one: Field) -> Field:
    """Give the same column as one that cannot be absent."""
    return replace(one, required=True)


def optional(one: Field) -> Field:
    """Give the same column as one that may be absent."""
    return replace(one, required=False)


def choice(
    name: str, sentence: str, values: Mapping[str, str], *, required: bool = False,
    lenient: bool = False, **headers: str,
) -> Field:  # fmt: skip
    """Declare a column that holds one of a few words, given in any language, split by bars."""
    known = {value: tuple(text.split("|")) for value, text in values.items()}
    return Field(
        name,
        "choice",
        sentence,
        spoken(**headers),
        required=required,
        values=known,
        lenient=lenient,
    )
