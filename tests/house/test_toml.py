"""Every fault in a TOML file is told with its line."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.house.toml import key_lines, load

EXAMPLE = '''\
name = "acme"  # [not.a.table] = 1
long = """
zone = "not a key" \\"""
other = 'nor this'
""""
list = [  # ] = 1
  "a]",
  "b",
]
1st."dotted key".x = { inline = 1 }
literal = \'\'\'
k = 1
\'\'\'

[ calendars . default ]
mon = "9-17"
[[many]]
x = 1
[[many]]
x = 2
y = 3
'''


def test_each_key_is_found_on_its_line():
    assert tomllib.loads(EXAMPLE)["long"].endswith('"')
    assert key_lines(EXAMPLE) == {
        ("name",): 1,
        ("long",): 2,
        ("list",): 6,
        ("1st",): 10,
        ("1st", "dotted key"): 10,
        ("1st", "dotted key", "x"): 10,
        ("literal",): 11,
        ("calendars",): 15,
        ("calendars", "default"): 15,
        ("calendars", "default", "mon"): 16,
        ("many",): 17,
        ("many", "x"): 18,
        ("many", "y"): 21,
    }


def test_a_value_without_a_line_of_its_own_stands_where_its_table_does(tmp_path):
    path = tmp_path / "some.toml"
    path.write_text(EXAMPLE)
    reading, problems = load(path)
    assert problems == []
    assert reading.place(("1st", "dotted key", "x", "inline")) == "some.toml:10"
    assert reading.place(("nowhere",)) == "some.toml"


def test_an_unknown_key_is_told_with_the_nearest_known_one(tmp_path):
    path = tmp_path / "some.toml"
    path.write_text("\nzoen = 1\nqqq = 2\n")
    reading, _ = load(path)
    reading.unknown(("zoen",), ["zone", "name"])
    reading.unknown(("qqq",), ["zone", "name"])
    assert [str(problem) for problem in reading.problems] == [
        'some.toml:2: "zoen" is not a setting.\n    Did you mean "zone"?',
        'some.toml:3: "qqq" is not a setting.\n    Known here: name, zone.',
    ]


@pytest.mark.parametrize(
    ("content", "where", "what"),
    [
        (b"a = 1\nb = ", "some.toml", "not valid TOML"),
        (b"a = 1\nb = $\n", "some.toml:2", "not valid TOML"),
        (b"a = 1\na = 2\n", "some.toml:2", "not valid TOML"),
        ("name = 'Łódź'".encode("cp1250"), "some.toml", "not written in UTF-8 (byte 9)"),
        (b"\x00\x01\x02", "some.toml:1", "not valid TOML"),
        (b"a = " + b"[" * 100_000, "some.toml", "brackets within brackets"),
        (b"a = " + b"9" * 10_000, "some.toml", "not valid TOML"),
        (b"a = 2026-02-30", "some.toml", "not valid TOML"),
        (b"# " + b"x" * 2_000_000, "some.toml", "too large"),
    ],
)
def test_what_is_not_toml_is_told(tmp_path, content, where, what):
    path = tmp_path / "some.toml"
    path.write_bytes(content)
    reading, (problem,) = load(path)
    assert reading is None
    assert problem.where.startswith(where)
    assert what in problem.what
    assert problem.hint


def test_a_file_that_is_not_there_is_told(tmp_path):
    for path in (tmp_path / "none.toml", tmp_path):
        reading, (problem,) = load(path)
        assert reading is None
        assert problem.where == path.name
        assert "cannot be read" in problem.what


def test_a_byte_order_mark_does_no_harm(tmp_path):
    path = tmp_path / "some.toml"
    path.write_bytes("\ufeffname = 'acme'\r\nzone = 'UTC'\r\n".encode())
    reading, problems = load(path)
    assert problems == []
    assert reading.table == {"name": "acme", "zone": "UTC"}
    assert reading.place(("zone",)) == "some.toml:2"


VALUES = st.one_of(
    st.integers(-5, 5).map(str),
    st.text("ab\"'=[]{}#\\ \n", max_size=8).map(json.dumps),
    st.text('ab"=[]{}# ', max_size=8).map("'{}'".format),
    st.text("ab'=[]{}#\n", max_size=8).map('"""{}"""'.format),
    st.just('[\n"]",\n1]'),
    st.just('{ x = "}" }'),
)
NAMES = st.lists(
    st.sampled_from(["a", "b-1", '"c.d"', "'e = 1'", '"#"', "1"]), min_size=1, max_size=2
)


@given(st.dictionaries(NAMES.map(".".join), VALUES, max_size=6))
def test_every_key_of_every_file_is_found(values):
    text, expected = "", {}
    for name, value in values.items():
        expected[name] = text.count("\n") + 1
        text += f"{name} = {value}\n"
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return  # the same key twice
    found = key_lines(text)
    assert set(expected.values()) == set(found.values())
