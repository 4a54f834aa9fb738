"""Short messages in four languages: what customers ask, and how clerks answer, well and badly."""

from __future__ import annotations

from typing import NamedTuple


class Phrases(NamedTuple):
    """The sentences of one language; {n} is an order's number, {d} a day, {p} a person."""

    questions: tuple[str, ...]
    decent: tuple[str, ...]
    indecent: tuple[str, ...]
    receipt: str
    offers: tuple[str, ...]
    pressing: tuple[str, ...]
    notes: tuple[str, ...]
    """What a clerk leaves for colleagues; the last two speak of the customer with contempt."""


INDECENT = (
    ("apology",), ("procedure", "refusal"), ("runaround",), ("blame",), ("blame", "runaround"),
)  # fmt: skip
"""What is wrong with each of the indecent answers, in all languages alike."""
OFFERS = (("self_praise",), ())
PRESSING = (("pressure",),)
NOTES = ((), (), ("contempt",), ("contempt",))


PHRASES: dict[str, Phrases] = {
    "en": Phrases(
        questions=(
            "Hello, where is order {n}? It should have come by {d}.",
            "Can I change the delivery address of order {n}?",
            "The invoice for order {n} shows a different price than the offer. Could you check?",
            "Do you have a spare blade for the vegetable cutter?",
            "I have been in hospital and could not collect order {n}. What can we do?",
        ),
        decent=(
            "Hello, order {n} leaves our warehouse today and will be with you by {d}. {p}",
            "You are right, the price was wrong. I have corrected the invoice for order {n}. {p}",
            "I am sorry to hear that. I will keep order {n} for you until {d}. {p}",
            "We have the part here; I can send it today at no cost. {p}",
            "I do not know yet. I will ask the workshop and write to you by {d}. {p}",
        ),
        indecent=(
            "Your inquiry is important to us. It will be processed in the order received.",
            "As per our policy this is not possible. Please read the terms and conditions.",
            "This is not our department. You must contact the branch where you bought it.",
            "You should have read the manual before ordering {n}.",
            "We already told you that. Please send the order number, the invoice and photos again.",
        ),
        receipt="We have received your message and will answer as soon as we can.",
        offers=(
            "We are proud to announce our new showroom and record growth this year!",
            "Only for you: 10 % off garden benches this week.",
        ),
        pressing=("Sign by Friday, please, I need this order to close my quarter. {p}",),
        notes=(
            "Rang back about {n}; the parcel is at the depot until {d}. {p}",
            "Asks for the second time; the label of {n} was wrong. {p}",
            "Whining again about {n}. {p}",
            "Same idiot as last week, order {n}. {p}",
        ),
    ),
    "pl": Phrases(
        questions=(
            "Dzień dobry, gdzie jest zamówienie {n}? Miało przyjść do {d}.",
            "Czy mogę zmienić adres dostawy zamówienia {n}?",
            "Na fakturze do zamówienia {n} jest inna cena niż w ofercie. Proszę o sprawdzenie.",
            "Czy jest zapasowe ostrze do szatkownicy?",
            "Byłam w szpitalu i nie odebrałam zamówienia {n}. Co możemy zrobić?",
        ),
        decent=(
            "Dzień dobry, zamówienie {n} dziś wychodzi z magazynu i będzie u Państwa do {d}. {p}",
            "Ma Pani rację, cena była błędna. Poprawiłem fakturę do zamówienia {n}. {p}",
            "Bardzo mi przykro. Zatrzymam zamówienie {n} dla Pani do {d}. {p}",
            "Mamy tę część na miejscu, mogę ją dziś wysłać bezpłatnie. {p}",
            "Jeszcze nie wiem. Zapytam warsztat i napiszę do {d}. {p}",
        ),
        indecent=(
            "Państwa zapytanie jest dla nas ważne. Zostanie rozpatrzone w kolejności zgłoszeń.",
            "Zgodnie z regulaminem nie ma takiej możliwości.",
            "To nie nasz dział. Proszę się zgłosić do oddziału, w którym dokonano zakupu.",
            "Trzeba było przeczytać instrukcję przed zamówieniem {n}.",
            "Już o tym pisaliśmy. Proszę ponownie przesłać numer zamówienia, fakturę i zdjęcia.",
        ),
        receipt="Otrzymaliśmy Państwa wiadomość i odpowiemy najszybciej, jak to możliwe.",
        offers=(
            "Z dumą informujemy o naszym nowym salonie i rekordowym wzroście w tym roku!",
            "Tylko dla Państwa: w tym tygodniu ławki ogrodowe 10 % taniej.",
        ),
        pressing=("Proszę podpisać do piątku, potrzebuję tego do premii za kwartał. {p}",),
        notes=(
            "Oddzwoniłem w sprawie {n}; paczka czeka do {d}. {p}",
            "Pyta drugi raz; etykieta {n} była błędna. {p}",
            "Znowu marudzi o {n}. {p}",
            "Ten sam idiota co tydzień temu, zamówienie {n}. {p}",
        ),
    ),
    "ru": Phrases(
        questions=(
            "Здравствуйте, где заказ {n}? Он должен был прийти до {d}.",
            "Можно изменить адрес доставки заказа {n}?",
            "В счёте к заказу {n} другая цена, не та, что в предложении. Проверьте, пожалуйста.",
            "Есть ли запасной нож для овощерезки?",
            "Я лежала в больнице и не забрала заказ {n}. Что можно сделать?",
        ),
        decent=(
            "Здравствуйте, заказ {n} сегодня отправим со склада, он будет у вас до {d}. {p}",
            "Вы правы, цена была неверной. Я исправил счёт к заказу {n}. {p}",
            "Очень сочувствую. Я придержу заказ {n} для вас до {d}. {p}",
            "Эта деталь у нас есть, могу сегодня отправить её бесплатно. {p}",
            "Пока не знаю. Спрошу в мастерской и напишу вам до {d}. {p}",
        ),
        indecent=(
            "Ваше обращение очень важно для нас. Оно будет рассмотрено в порядке очереди.",
            "Согласно правилам компании это невозможно.",
            "Это не наш отдел. Обратитесь туда, где покупали.",
            "Надо было читать инструкцию, прежде чем заказывать {n}.",
            "Мы вам уже писали. Пришлите ещё раз номер заказа, счёт и фотографии.",
        ),
        receipt="Мы получили ваше сообщение и ответим, как только сможем.",
        offers=(
            "С гордостью сообщаем об открытии нового салона и рекордном росте в этом году!",
            "Только для вас: на этой неделе садовые скамейки на 10 % дешевле.",
        ),
        pressing=("Подпишите, пожалуйста, до пятницы, иначе я останусь без премии. {p}",),
        notes=(
            "Перезвонил насчёт {n}; посылка ждёт до {d}. {p}",
            "Спрашивает второй раз; ярлык {n} был неверный. {p}",
            "Опять ноет из-за {n}. {p}",
            "Тот же идиот, что на той неделе, заказ {n}. {p}",
        ),
    ),
    "uk": Phrases(
        questions=(
            "Добрий день, де замовлення {n}? Воно мало прийти до {d}.",
            "Чи можна змінити адресу доставки замовлення {n}?",
            "У рахунку до замовлення {n} інша ціна, ніж у пропозиції. Перевірте, будь ласка.",
            "Чи є запасний ніж до овочерізки?",
            "Я була в лікарні й не забрала замовлення {n}. Що можна зробити?",
        ),
        decent=(
            "Добрий день, замовлення {n} сьогодні вирушає зі складу й буде у вас до {d}. {p}",
            "Ви маєте рацію, ціна була хибна. Я виправив рахунок до замовлення {n}. {p}",
            "Дуже співчуваю. Я притримаю замовлення {n} для вас до {d}. {p}",
            "Ця деталь у нас є, можу сьогодні надіслати її безкоштовно. {p}",
            "Поки що не знаю. Запитаю в майстерні й напишу вам до {d}. {p}",
        ),
        indecent=(
            "Ваше звернення дуже важливе для нас. Його буде розглянуто в порядку черги.",
            "Згідно з правилами компанії це неможливо.",
            "Це не наш відділ. Зверніться туди, де купували.",
            "Треба було читати інструкцію, перш ніж замовляти {n}.",
            "Ми вам уже писали. Надішліть ще раз номер замовлення, рахунок і фотографії.",
        ),
        receipt="Ми отримали ваше повідомлення й відповімо, щойно зможемо.",
        offers=(
            "З гордістю повідомляємо про новий салон і рекордне зростання цього року!",
            "Тільки для вас: цього тижня садові лавки на 10 % дешевші.",
        ),
        pressing=("Підпишіть, будь ласка, до п'ятниці, бо я залишуся без премії. {p}",),
        notes=(
            "Передзвонив щодо {n}; посилка чекає до {d}. {p}",
            "Питає вдруге; етикетка {n} була хибна. {p}",
            "Знову ниє через {n}. {p}",
            "Той самий ідіот, що минулого тижня, замовлення {n}. {p}",
        ),
    ),
}
