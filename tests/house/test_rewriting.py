"""A value of a TOML text is changed and every other letter of it stays."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.house.rewriting import RewritingError, rewritten
from goodwill.house.settings import template

TEXT = """\
# Our book.
name = "acme"  # as on the door
currency = "EUR"
#margin = 1.0
holidays = [
  2026-12-25,  # a comment with ] and "quotes"
  2026-12-26,
]

[limits.first_answer]
hours = 4 # agreed in March

[limits.next_answer.segments]
business = { hours = 2 }
"""


@pytest.mark.parametrize(
    ("key", "value", "old", "new"),
    [
        (("name",), 'a "b"', 'name = "acme"  # as', 'name = "a \\"b\\""  # as'),
        (("limits", "first_answer", "hours"), 2.5, "hours = 4 #", "hours = 2.5 #"),
        (("margin",), 0.3, "#margin = 1.0", "margin = 0.3"),
        (("zone",), "UTC", "2026-12-26,\n]\n", '2026-12-26,\n]\nzone = "UTC"\n'),
        (("limits", "first_answer", "quick"), 9.0, "in March\n", "in March\nquick = 9\n"),
        (
            ("limits", "next_answer", "segments", "business", "hours"), 3,
            "{ hours = 2 }", "{ hours = 3 }",
        ),
        (
            ("limits", "next_answer", "segments", "it's 1", "hours"), 3,
            "{ hours = 2 }\n",
            "{ hours = 2 }\n\n[limits.next_answer.segments.\"it's 1\"]\nhours = 3\n",
        ),
        (
            ("holidays",), [date(2026, 1, 1)],
            '[\n  2026-12-25,  # a comment with ] and "quotes"\n  2026-12-26,\n]', "[2026-01-01]",
        ),
        (("limits", "first_answer", "hours"), None, "hours = 4 # agreed in March\n", ""),
    ],
)  # fmt: skip
def test_one_value_changes_and_nothing_else(key, value, old, new):
    assert old in TEXT
    assert rewritten(TEXT, {key: value}) == TEXT.replace(old, new)


def test_dotted_keys_stay_dotted_and_tables_on_one_line_stay_so():
    text = "limits.first_answer.hours = 4\nlimits.other = { a = 1 }\n"
    assert rewritten(text, {("limits", "first_answer", "quick"): 5}) == (
        "limits.first_answer.hours = 4\nlimits.first_answer.quick = 5\nlimits.other = { a = 1 }\n"
    )
    assert rewritten(text, {("limits", "other", "b"): 2}).endswith("{ a = 1, b = 2 }\n")


def test_line_ends_of_another_system_and_a_mark_at_the_beginning_stay():
    text = '\ufeffname = "a"\r\n[limits.x]\r\nhours = 1\r\n'
    assert rewritten(text, {("limits", "x", "hours"): 2, ("zone",): "UTC"}) == (
        '\ufeffname = "a"\r\nzone = "UTC"\r\n[limits.x]\r\nhours = 2\r\n'
    )


def test_a_file_without_a_last_line_end_is_continued_on_a_new_line():
    assert rewritten('name = "a"', {("zone",): "UTC"}) == 'name = "a"\nzone = "UTC"\n'


def test_several_values_change_at_once_and_the_file_that_init_writes_keeps_its_sentences():
    text = template("acme", "EUR", "UTC", "en")
    changed = rewritten(text, {("margin",): 0.25, ("limits", "first_answer", "hours"): 8.0})
    assert tomllib.loads(changed)["margin"] == 0.25
    assert tomllib.loads(changed)["limits"] == {"first_answer": {"hours": 8}}
    assert [line for line in text.splitlines() if line.startswith("# ")] == [
        line for line in changed.splitlines() if line.startswith("# ")
    ]


def test_what_cannot_be_changed_without_harm_is_not_changed():
    with pytest.raises(RewritingError):
        rewritten('limits = "none"\n', {("limits", "x", "hours"): 1})
    with pytest.raises(RewritingError):
        rewritten("[[limits]]\na = 1\n[[limits]]\na = 2\n", {("limits", "x"): 1})


NAMES = st.text(st.sampled_from("ab c'\"#.=[]"), min_size=1, max_size=4)
VALUES = st.one_of(
    st.floats(-1e6, 1e6), st.text(max_size=8), st.lists(st.text(max_size=4), max_size=3), st.none()
)


@given(st.lists(st.tuples(st.sampled_from(["p", "q"]), NAMES, VALUES), max_size=6))
def test_whatever_is_written_is_read_again_and_comments_stay(made):
    text = '# kept\ntop = 1 # kept too\n\n[p]\nheld = "x" # and this\n'
    expected = tomllib.loads(text)
    for table, name, value in made:
        text = rewritten(text, {(table, name): value})
        inner = expected.setdefault(table, {})
        if value is None:
            inner.pop(name, None)
        else:
            inner[name] = value
    told = tomllib.loads(text)
    assert {k: v for k, v in told.items() if v} == {k: v for k, v in expected.items() if v}
    assert "# kept\n" in text
    assert "# kept too" in text
