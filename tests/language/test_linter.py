"""The linter: what is remarked on, where, in which language, and what silences it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.house.dictionary import Words
from goodwill.language.linter import Facts, Linter, Message
from goodwill.language.pack import load, read_all
from goodwill.problems import ConfigurationError
from goodwill.words import speaking
from tests.language.written import linter, rule

PACKS, _PROBLEMS = read_all()
EVERY = Linter.of(PACKS, everything=True)


def spoken(body, text, theme="refusal", language="en", **message):
    made = linter(rule(body, theme, language))
    return [each.excerpt for each in made.remarks(Message(text, language, **message))]


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_its_excerpts_stand_where_they_say(text):
    for each in EVERY.remarks(Message(text)):
        assert text[each.start : each.end] == each.excerpt != ""


@given(st.lists(st.sampled_from(
    [example.text for pack in PACKS for rule in pack.rules for example in rule.bad]
    + ["😀", "\n\n", "> quoted\n", "thank you", "\u00a0", "е\u0308", "-- \n", "«", "https://a.b"]
), max_size=8))  # fmt: skip
def test_places_are_told_in_three_ways_that_agree(parts):
    text = " ".join(parts)
    found = EVERY.remarks(Message(text))
    assert found == EVERY.remarks(Message(text)), "the same text, the same remarks"
    assert [each.start for each in found] == sorted(each.start for each in found)
    for each in found:
        lines = text.split("\n")
        assert sum(len(line) + 1 for line in lines[: each.line - 1]) + each.column - 1 == each.start
        units = text.encode("utf-16-le")
        assert units[2 * each.utf16_start : 2 * each.utf16_end].decode("utf-16-le") == each.excerpt


def test_a_guard_of_a_sentence_reaches_to_its_end_and_that_of_a_message_everywhere():
    body = "any: [{re: we can't}]\nunless: [{re: we'll send}]\n"
    said = "Sorry, we can't. Tomorrow we'll send another."
    assert spoken("scope: sentence\n" + body, said) == ["we can't"]
    assert spoken("scope: message\n" + body, said) == []
    assert spoken("scope: sentence\n" + body, "Sorry, we can't, e.g. today, but we'll send.") == []


def test_in_a_thread_a_guard_must_stand_before_and_the_message_answered_be_known():
    body = """
    scope: thread
    any: [{re: order number}]
    when_customer: [{re: in hospital}]
    unless: [{re: i'm sorry}]
    """
    ill = "I am in hospital."
    asked = "What is your order number? I'm sorry to hear it."
    assert spoken(body, asked, "acknowledge", answers=ill) == ["order number"]
    first = "I'm sorry to hear it. What is your order number?"
    assert spoken(body, first, "acknowledge", answers=ill) == []
    assert spoken(body, asked, "acknowledge", answers="I am well.") == []
    assert spoken(body, asked, "acknowledge") == [], "unknown is not no"


def test_habits_are_asked_for_apart():
    made = linter(rule("scope: habit\nany: [{re: have a nice day}]", "scripted"))
    message = Message("Have a nice day!", "en")
    assert made.remarks(message) == []
    assert [each.rule for each in made.habits(message)] == ["scripted.test"]


@pytest.mark.parametrize(
    ("only", "heard"), [("out", {"out", "letter"}), ("letter", {"letter"}), ("note", {"note"})]
)
def test_rules_listen_to_their_sort_of_text(only, heard):
    made = linter(rule(f"only: {only}\nany: [{{re: whining}}]", "contempt"))
    spoke = {sort for sort in ("out", "letter", "note")
             if made.remarks(Message("whining", "en", sort=sort))}  # fmt: skip
    assert spoke == heard


@pytest.mark.parametrize(
    ("item", "text", "found"),
    [
        ("{re: we can}", "We can't, we can.", ["we can"]),
        ("{re: п'ят}", "п'ять", []),
        ("{re: ят}", "п'ять", []),
        ("{re: 'п\\.'}", "см. п. 5", ["п."]),
        ("{re: '!!!'}", "now!!! and", ["!!!"]),
        ("see below", "SEE  BELOW", ["SEE  BELOW"]),
        ("{words: [not, {gap: 2}, possible]}", "not at all possible", ["not at all possible"]),
        ("{words: [not, {gap: 1}, possible]}", "not at all possible", []),
        ("{lemma: guest}", "Guests", ["Guests"]),
        ("{lemma: [guest, friend], gap: 1}", "guests and friends", ["guests and friends"]),
        ("{re: '(?-i:NOT) now'}", "not now, NOT NOW", ["NOT NOW"]),
    ],
)  # fmt: skip
def test_items_find_words_between_edges(item, text, found):
    assert spoken(f"any:\n- {item}", text) == found


def test_of_two_remarks_of_one_concern_at_one_place_the_graver_stays():
    hint = rule("level: hint\nany: [{re: sorry we can't do}]")
    warning = rule("level: warn\nany: [{re: we can't}]")._replace(id="refusal.other")
    elsewhere = rule("any: [{re: sorry we}]", "apology")
    made = linter(hint, warning, elsewhere)
    found = made.remarks(Message("Sorry we can't do it", "en"))
    assert [each.rule for each in found] == ["apology.test", "refusal.other"]


def test_what_a_comment_switches_off_is_not_remarked_on():
    made = linter(rule("any: [{re: we can't}]"))
    off = "<!-- goodwill: off {} -->"
    for name, left in (("refusal.test", 1), ("refusal", 1), ("", 1), ("blame", 3)):
        text = f"We can't. {off.format(name)} We can't. We can't. <!-- goodwill: on --> "
        assert len(made.remarks(Message(text, "en"))) == left
    text = f"{off.format('refusal')} We can't. <!-- goodwill: on refusal --> We can't."
    assert [each.start for each in made.remarks(Message(text, "en"))] == [text.rindex("We can't")]


@pytest.mark.parametrize(
    ("text", "prior", "languages"),
    [
        ("We will look into it and tell you", None, ("en",)),
        ("Sprawdzimy to i damy znać jeszcze dziś", None, ("pl",)),
        ("Мы проверим это и напишем вам сегодня", None, ("ru",)),
        ("Ми перевіримо це й напишемо вам сьогодні", None, ("uk",)),
        ("Передзвоню о 15:00", "uk", ("uk",)),
        ("Ok, done", "pl", ("pl",)),
        ("Добрый вечер", None, ("ru",)),
        ("на не", None, ("ru", "uk")),
        ("", None, ("en", "pl", "ru", "uk")),
        ("Ми перевіримо це й напишемо вам сьогодні", "ru", ("uk",)),
    ],
)
def test_the_language_is_told_by_thread_then_letters(text, prior, languages):
    assert EVERY.languages(Message(text, prior=prior)) == languages
    assert EVERY.languages(Message(text, "pl", prior=prior)) == ("pl",)


def test_the_message_answered_tells_the_language_of_a_short_answer():
    answered = "Ми чекаємо на відповідь уже три дні, будь ласка"
    assert EVERY.languages(Message("Готово", answers=answered)) == ("uk",)


def test_where_two_languages_are_possible_both_packs_speak():
    russian = rule("any: [{re: завтра}]", language="ru")
    ukrainian = rule("any: [{re: завтра}]", "blame", language="uk")
    found = linter(russian, ukrainian).remarks(Message("завтра"))
    assert {each.language for each in found} == {"ru", "uk"}


NOON = dt.datetime(2026, 11, 20, 12, 0)  # noqa: DTZ001  # the customer's own clock
NIGHT = NOON.replace(hour=23)


@pytest.mark.parametrize(
    ("facts", "answers", "rules"),
    [
        (Facts(), None, []),
        (Facts(promised=True), None, ["promise.no_date"]),
        (Facts(promised=True, promised_at=NOON), None, []),
        (Facts(promised=False), None, []),
        (Facts(owner=""), None, ["owner.unnamed"]),
        (Facts(owner="Kate"), None, []),
        (Facts(sent_at=NIGHT), None, ["hour.late"]),
        (Facts(sent_at=NIGHT), "Are you there?", []),
        (Facts(sent_at=NOON), None, []),
        (Facts(sent_at=NOON, absent_until=dt.date(2026, 11, 21)), None, ["absence.away"]),
        (Facts(sent_at=NOON, absent_until=dt.date(2026, 11, 20)), None, []),
        (Facts(absent_until=dt.date(2026, 11, 21)), None, []),
    ],
)
def test_facts_are_remarked_on_when_they_are_known_and_only_then(facts, answers, rules):
    text = "Good news, dear Anna. We shall see."
    found = linter().remarks(Message(text, "en", answers, facts))
    assert [each.rule for each in found] == rules
    assert all(each.excerpt == "Good news, dear Anna." for each in found)
    assert linter().remarks(Message(text, "en", answers, facts, sort="note")) == []


def test_a_rule_may_need_facts():
    body = "when_facts: {repeated: 20}\n"
    assert spoken(body, "Hello all.", "scripted", facts=Facts(repeated=20)) == ["Hello all."]
    assert spoken(body, "Hello all.", "scripted", facts=Facts(repeated=19)) == []
    assert spoken(body, "Hello all.", "scripted") == []
    body = "when_facts: {first_contact: true}\nany: [{re: hello}]"
    assert spoken(body, "Hello all.", facts=Facts(first_contact=True)) == ["Hello"]
    assert spoken(body, "Hello all.", facts=Facts(first_contact=False)) == []


HOUSE = Words(
    {
        "patient": "guest",
        "pacjent": "gość",
        "пациент": "гость",
        "пацієнт": "гість",
        "end user": "guest",
    },
    jargon=("RMA",),
    allow=("verification",),
)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("The patient called", "en", [("patient", "guest")]),
        ("Two patients called", "en", [("patients", "guests")]),
        ("Our end user called", "en", [("end user", "guest")]),
        ("Мы позвонили пациентам", "ru", [("пациентам", "")]),
        ("Пациент ждёт", "ru", [("Пациент", "гость")]),
        ("Z naszymi pacjentami", "pl", [("pacjentami", "")]),
        ("Pacjent czeka na pacjenta", "pl", [("Pacjent", "gość"), ("pacjenta", "")]),
        ("Бачили пацієнтів і пацієнтові", "uk", [("пацієнтів", ""), ("пацієнтові", "")]),
        ("Пацієнт чекає", "uk", [("Пацієнт", "гість")]),
        ("Your RMA is here", "en", [("RMA", "")]),
        ("Your rma is here", "en", [("rma", "")]),
        ("The impatient called", "en", []),
    ],
)
def test_the_house_dictionary_knows_all_forms(text, language, found):
    made = Linter.of([], HOUSE)
    assert [(each.excerpt, each.instead) for each in made.remarks(Message(text, language))] == found


def test_words_that_the_house_allows_are_left_alone():
    jargon = rule("any: [{re: verifications?}, {re: ticket}]", "jargon")
    packs = [PACKS[0]._replace(rules=(jargon,))]
    text = "The verification of your ticket; verifications."
    found = Linter.of(packs, HOUSE).remarks(Message(text, "en"))
    assert [each.excerpt for each in found] == ["ticket"]


def test_stock_phrases_can_be_switched_off():
    packs = [PACKS[0]._replace(rules=(rule("any: [{re: rest assured}]", "mass"),))]
    for phrases, number in ((True, 1), (False, 0)):
        house = Words(stock_phrases=phrases)
        assert len(Linter.of(packs, house).remarks(Message("Rest assured.", "en"))) == number


OWN = """
rules:
- id: refusal.bare
  on: false
- id: refusal.house
  level: warn
  say: Say what we can do.
  why: We are friends.
  any: [{re: that is not our way}]
  bad: [That is not our way.]
"""


def test_a_company_overrides_rules_by_name_and_adds_its_own(tmp_path):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "refusal.yml").write_text(OWN, encoding="utf-8")
    text = "Unfortunately we cannot refund this order. That is not our way."
    everything = Linter.opened(everything=True).remarks(Message(text, "en"))
    assert "refusal.bare" in {each.rule for each in everything}
    mine = Linter.opened(tmp_path).remarks(Message(text, "en"))
    assert "refusal.house" in {each.rule for each in mine}
    assert "refusal.bare" not in {each.rule for each in mine}
    again = Linter.opened(tmp_path).remarks(Message(text, "en"))
    assert again == mine, "what was kept for a quick start says the same"
    of_packs = Linter.of(load(tmp_path)).remarks(Message(text, "en"))
    assert of_packs == mine


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("rules: [", 2, "is not valid YAML"),
        ("rules:\n- id: blame.x\n", 2, "the id must begin with refusal."),
        ("rules:\n- id: refusal.x\n  say: s\n  why: w\n", 2, "any is missing"),
        ("rules:\n- id: refusal.x\n  any: [a b]\n", 2, "say is missing"),
        ("rules:\n- id: refusal.x\n  sya: s\n", 2, '"sya" is not known in a rule.'),
        ("rules:\n- id: refusal.x\n  say: s\n  why: w\n  any: [{re: '('}]\n", 5, "cannot be read"),
        ("rules:\n- id: refusal.x\n  say: s\n  why: w\n  any: [{set: x}]\n", 5, 'no set "x"'),
        ("rules:\n- id: refusal.x\n  say: s\n  why: w\n  any: [5]\n", 2, "An item is a text"),
        ("rules:\n- {id: refusal.x, level: loud, say: s, why: w, any: [a]}\n", 2, "level must be"),
        ("rulez: []\n", 1, '"rulez" is not known here'),
        ("- a\n", None, "must be a table"),
        ("a: &a [x]\nb: [*a, *a]\na: 1\n", 3, "a stands twice"),
    ],
)  # fmt: skip
def test_a_wrong_pack_of_a_company_is_told_with_its_line(tmp_path, text, line, what):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "refusal.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, ["en"])
    where = str(tmp_path / "en" / "refusal.yml") + (f":{line}" if line else "")
    assert any(each.where == where and what in each.what for each in caught.value.problems), (
        caught.value
    )


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("refusal.yml", "{re: '(?:o+)+ way'}", "slow on purpose"),
        ("refusal.yml", "{re: never ever}", "dead branch"),
        ("refusal.yml", "{re: that isn\u2019t}", "curly apostrophe"),
        ("sets.yml", "mine: [{re: '(?:o+)+ way'}]", "slow on purpose"),
        ("sets.yml", "mine: [never ever]", "dead branch"),
    ],
)
def test_a_company_s_own_pack_is_held_to_the_checks_when_it_is_read(tmp_path, name, text, what):
    (tmp_path / "en").mkdir()
    written = text if name == "sets.yml" else OWN.replace("any: [", f"any: [{text}, ")
    (tmp_path / "en" / name).write_text(written, encoding="utf-8")
    for read in (load, lambda own: Linter.opened(own).remarks(Message("No way.", "en"))):
        with pytest.raises(ConfigurationError, match=what):
            read(tmp_path)


def test_references_that_grow_without_end_are_refused(tmp_path):
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join(f'*a{n - 1}' for _ in range(9))}]" for n in range(1, 9)]
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "refusal.yml").write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="too deep or too large"):
        load(tmp_path, ["en"])


def test_fact_remarks_are_in_the_language_now_spoken():
    message = Message("Ok.", "en", facts=Facts(owner=""))
    with speaking("en"):
        (found,) = linter().remarks(message)
    assert found.language == "en"
    assert found.say.startswith("Say who sees this through")
