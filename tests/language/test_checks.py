"""Every alternative and every guard must show what it does, and what does not is caught by name."""

import pytest

from goodwill.language.checks import check_parity, check_record
from goodwill.language.rule import Seen
from tests.language.written import faults, pack, rule

GOOD = """
any:
- re: we can't
- {words: [not, {gap: 1}, possible]}
not_before: [wait]
unless:
- re: we'll send
bad:
- {text: "We can't refund it.", at: [0, 8]}
- That is not really possible.
good:
- We can't wait to see you.
- We can't refund it, but we'll send a new one.
"""


def changed(*pairs):
    text = GOOD
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def test_a_sound_rule_passes():
    assert faults(GOOD) == []


def test_a_planted_dead_branch_is_caught_by_name():
    found = faults(changed(("any:\n", "any:\n- re: out of the question\n")))
    assert found == [
        "refusal.test: dead branch: re: out of the question finds nothing in any bad example."
    ]


def test_a_planted_self_cancelling_guard_is_caught_by_name():
    bad = changed(("- re: we'll send", "- re: we'll send\n- re: we can(?:'t)?"))
    found = faults(bad)
    assert (
        "refusal.test: self-cancelling guard: re: we can(?:'t)? silences whatever re: we can't"
        " finds." in found
    )


def test_a_planted_curly_apostrophe_is_caught_by_name():
    found = faults(changed(("- re: we can't", "- re: we can\u2019t")))
    assert found == ["refusal.test: curly apostrophe in re: we can\u2019t."]


def test_a_dead_guard_is_caught_by_name():
    found = faults(changed(("- re: we'll send", "- re: we'll send\n- re: tomorrow")))
    assert found == [
        "refusal.test: dead guard: re: tomorrow under unless silences no good example."
    ]
    found = faults(changed(("[wait]", "[wait, linger]")))
    assert found == ["refusal.test: dead guard: linger under not_before silences no good example."]


def test_the_guard_of_a_single_item_must_silence_something_too():
    body = """
    any:
    - {re: out of stock, not_after: [never, rarely]}
    bad: [It is out of stock.]
    good: [It is never out of stock.]
    """
    assert faults(body) == [
        "refusal.test: dead guard: rarely beside re: out of stock silences no good example."
    ]


def test_a_slow_rule_is_caught_by_name_unless_it_says_so():
    body = "any: [{re: '[a-z] [a-z]'}]\nbad: [a b]\n"
    assert faults(body) == [
        "refusal.test: slow rule: re: [a-z] [a-z] has no piece of three letters to look for."
    ]
    assert faults("slow: true\n" + body) == []


@pytest.mark.parametrize(
    "pattern", ["(?:a+)+b cde", "(?:[a-z]+,?)*x cde", ".*cde", "cde [^.]+ f", r"(abc) \1"]
)
def test_an_evil_pattern_is_refused(pattern):
    found = faults(f"any: [{{re: '{pattern}'}}]\nbad: [x]\n")
    assert len(found) == 1
    assert found[0].startswith(f"refusal.test: slow on purpose: re: {pattern}")


def test_the_edge_of_a_word_need_not_be_marked():
    assert faults("any: [{re: '\\bsorry'}]\nbad: [sorry]\n") == [
        r"refusal.test: re: \bsorry marks the edge of a word by itself."
    ]


def test_a_polite_word_is_waited_for_in_vain():
    assert faults("any: [{re: please note}]\nbad: [please note it]\n") == [
        'refusal.test: re: please note waits for "please", which is taken out before.'
    ]


@pytest.mark.parametrize(
    ("inside", "text"),
    [("(?:sorry|see  below)", "see  below"), ("(?:sorry|see https://a\\.b)", "see https://a.b")],
)
def test_a_way_through_a_pattern_that_no_text_can_take_is_dead(inside, text):
    found = faults(f"any: [{{re: '{inside}'}}]\nbad: [I am sorry]\n")
    assert found == [f'refusal.test: dead branch: re: {inside} does not even find "{text}".']


def test_an_example_stands_where_it_says():
    assert faults(changed(("at: [0, 8]", "at: [0, 9]"))) == [
        'refusal.test: the remark on "We can\'t refund it." stands at [0, 8], not at [0, 9].'
    ]


def test_a_good_example_that_is_remarked_on_is_told_with_the_words():
    found = faults(changed(("good:\n", "good:\n- I fear we can't.\n")))
    assert found == [
        'refusal.test: the good example "I fear we can\'t." is remarked on, at "we can\'t".'
    ]


def test_a_bad_example_without_a_remark_says_which_guard_silences_it():
    from goodwill.language.checks import check_rule

    (problem,) = check_rule(rule(changed(("bad:\n", "bad:\n- We can't, so we'll send another.\n"))))
    assert problem.what.endswith("is not remarked on.")
    assert problem.hint == "re: we'll send silences it."


def test_bad_examples_are_tried_as_others_type_them():
    body = "any: [{re: ^no refunds}]\nbad: [No refunds here.]\n"
    (found,) = faults(body)
    assert found.startswith("refusal.test: after a greeting, the bad example is not remarked on")
    body = "any: [{re: 'no refunds at all$'}]\nbad: [no refunds at all]\n"
    (found,) = faults(body)
    assert found.startswith("refusal.test: with a name behind it, the bad example")
    assert faults("any: [{re: ещё не готово}]\nbad: [Заказ ещё не готово.]", language="ru") == []
    body = "any: [{re: '(?-i:NO REFUNDS)'}]\nbad: [NO REFUNDS]\n"
    assert faults(body) == [], "capitals that are meant are not taken away"


def test_what_the_customer_wrote_is_exercised_too():
    body = """
    scope: thread
    any: [{re: 'order number'}]
    when_customer: [{re: 'in hospital'}, {re: 'funeral'}]
    unless: [{re: "i'm sorry"}]
    bad:
    - {text: "What is your order number?", answers: "I am in hospital."}
    good:
    - {text: "I'm sorry to hear it. What is your order number?", answers: "I am in hospital."}
    - {text: "What is your order number?", answers: "Where is it?"}
    """
    assert faults(body, "acknowledge") == [
        "acknowledge.test: dead branch: re: funeral finds nothing in what a bad example answers."
    ]


def test_pressure_negated_is_no_pressure():
    body = "any: [{re: торопитесь}]\nbad: [Торопитесь с ответом!]\n"
    (found,) = faults(body, "pressure", "ru")
    assert found == (
        'pressure.test: negated, the bad example is still remarked on: "Не торопитесь с ответом!"'
    )
    good = "good: [Не торопитесь.]\nnot_after: [не]\n"
    assert faults(body + good, "pressure", "ru") == []


RULES = """
rules:
- {id: refusal.a, say: s, why: w, any: [{re: we can't}], bad: [We can't.]}
- {id: refusal.b, say: s, why: w, any: [{re: we won't}], bad: [We won't.]}
"""


def test_a_rule_missing_in_a_language_is_told_unless_it_is_named_as_absent():
    english, _problems = pack(RULES)
    polish, _problems = pack(RULES.partition("- {id: refusal.b")[0], language="pl")
    (problem,) = check_parity([english, polish])
    assert problem.where == "rules/pl/refusal.yml"
    assert problem.what == "refusal.b is missing here, but there in English."
    named = polish._replace(absent={"refusal.b": "Polish says it otherwise."})
    assert check_parity([english, named]) == []


@pytest.mark.parametrize(
    ("right", "wrong", "level", "sound"),
    [
        (20, 5, "warn", False),
        (23, 3, "warn", True),
        (20, 5, "hint", True),
        (4, 4, "hint", False),
        (0, 0, "hint", False),
    ],
)
def test_no_shipped_rule_is_louder_than_its_record(right, wrong, level, sound):
    made = rule(f"level: {level}\n{GOOD}")
    seen = (Seen("made", right, wrong, 100, "2026-11-22", "nobody"),) if right + wrong else ()
    assert (check_record(made._replace(seen=seen)) == []) is sound
    assert check_record(made._replace(seen=seen, on=False)) == []
