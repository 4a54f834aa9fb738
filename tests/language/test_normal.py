"""Whatever is evened out, every place found is a place in the text as it was given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.language.normal import Origin, plain

ODD = st.lists(
    st.sampled_from(
        [
            *("ё", "Ё", "й", "и\u0306", "é", "e\u0301", "’", "ʼ", "\u00a0", "\u00ad", "\u200b"),
            *("😀", "«", "»", "“", "”", "please", "thank you", ":)", "https://a.b/c"),
            *("x@y.example", "> quoted\n", "-- \n", "<b>", "</p>", "дякую", "İ", "ß"),
            *"abcYZ .,!?:;)(-\n\t\"'`<>&@/…",
        ]
    ),
    max_size=60,
).map("".join)


@pytest.mark.parametrize(
    ("given_text", "seen"),
    [
        ("We can\u2019t, \u00a0sorry", "We can't, sorry"),
        ("не\u0301 можемо", "не\u0301 можемо"),
        ("йе\u0308", "йе"),
        ("нажаль\u00ad но", "нажаль но"),
        ("one\n\n\ntwo", "one\ntwo"),
        ("a line that was broken by its width and not by its writer,\nsee", None),
        ("see https://a.example/b?c, or kate@acme.example.", "see ￼, or ￼."),
        ('He said "no refunds" and «никогда» and “never”.', "He said ￼ and ￼ and ￼."),
        ('five inches: 5" or 6"', 'five inches: 5" or 6"'),
        ("Run `rm -rf` now", "Run ￼ now"),
        ("We <b>cannot</b> help&nbsp;you<br>Kate", "We cannot help you\nKate"),
        ("x" * 101 + " y", "￼ y"),
    ],
)
def test_what_rules_see(given_text, seen):
    assert plain(given_text).text == (given_text.replace("\n", " ") if seen is None else seen)


@pytest.mark.parametrize(
    "reply",
    [
        "> We cannot.\n> Never.\nWe can.",
        "We can.\n\nOn Mon, 2 Mar 2026 at 10:00, Kate <k@acme.example> wrote:\n\nWe cannot.",
        "We can.\n\nOn 2 March Kate wrote:\n> We cannot.\n",
        "We can.\n\nW dniu 2.03.2026 o 10:00 Anna pisze:\nNie możemy, cannot.",
        "We can.\n\n2 марта 2026 г., 10:00 Анна написала:\nWe cannot.",
        "We can.\n\nпн, 2 бер. 2026 о 10:00 Анна пише:\nWe cannot.",
        "We can.\n-----Original Message-----\nFrom: a\nWe cannot.",
        "We can.\n\nFrom: Kate Cannot\nSent: Monday\nTo: you\n",
        "We can.\n-- \nKate, who cannot",
        "We can.\nBest regards,\nKate\nHome of the cannot",
        "We can.\nЗ повагою,\nКатя cannot",
        "We can.\n```\ncannot\n```\n",
        "We can.\nSent from my cannot",
    ],
)
def test_what_is_not_the_writers_own_is_not_seen(reply):
    seen = plain(reply).text
    assert "We can." in seen
    assert "annot" not in seen


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("Please, we cannot help. Thank you. Go.", "we cannot help. Go."),
        ("We please cannot, thank you, help :)", "We cannot help"),
        ("Displease us, thanks 🙂 🚚", "Displease us 🚚"),
        ("Thank you for your patience!", "for your patience!"),
        ("Proszę czekać, dziękuję!", "czekać!"),
        ("Пожалуйста, ждите. Спасибо!", "ждите."),
        ("Будь ласка, зачекайте. Дякую 😊", "зачекайте."),
        ("Ok.\nPlease\nwait", "Ok.\nwait"),
        ("as follows: (see below)", "as follows: (see below)"),
    ],
)
def test_politeness_is_taken_out(said, seen):
    assert plain(said).text == seen


@given(ODD)
def test_every_letter_seen_stands_in_the_text_given(text):
    even = plain(text)
    origin = Origin(even)
    last = 0
    for place, letter in enumerate(even.text):
        start, end = origin.span(place, place + 1)
        assert last <= start < end <= len(text)
        if letter not in " \n\ufffc'":
            assert letter.casefold()[0] in plain(text[start:end]).text.casefold() + text[start:end]
        last = start
    if even.text:
        start, end = origin.span(0, len(even.text))
        assert plain(text[start:end]).text != ""
