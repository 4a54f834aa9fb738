"""A party has one pseudonym for ever, the same in Python and in SQL."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.house.parties import SORTS, pseudonym, pseudonym_sql

SECRET = b"the book's own"
# an engine's text holds neither a zero byte nor half a character
REFS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


CON = duckdb.connect()


def in_sql(sort, ref):
    sql = pseudonym_sql("sort", "ref", SECRET)
    query = f"SELECT {sql} FROM (SELECT ?::VARCHAR AS sort, ?::VARCHAR AS ref)"
    return CON.execute(query, [sort, ref]).fetchone()[0]


def in_python(sort, ref):
    try:
        return pseudonym(SECRET, sort, ref)
    except ValueError:
        return None


def test_a_pseudonym_is_twelve_letters_and_tells_the_sort():
    names = [pseudonym(SECRET, sort, "acme") for sort in SORTS]
    assert [name[0] for name in names] == ["c", "p", "r", "s", "w", "u"]
    assert {len(name) for name in names} == {12}
    assert len({name[1:] for name in names}) == len(SORTS)


# by hand: openssl dgst -sha256 -binary | head -c 9 | base64
def test_a_pseudonym_is_the_same_for_ever():
    assert pseudonym(b"secret", "customer", "acme") == "cNX736qE0XQv"
    assert pseudonym(b"secret", "colleague", "anna") == "wILNzQX4khHa"


def test_another_book_gives_another_pseudonym():
    assert pseudonym(SECRET, "customer", "acme") != pseudonym(b"other", "customer", "acme")


def test_blanks_around_a_reference_do_not_count():
    assert pseudonym(SECRET, "customer", "\ufeff acme\u00a0\n") == in_python("customer", "acme")


@pytest.mark.parametrize("ref", ["", "  ", "\t\u00a0"])
def test_an_empty_reference_names_nobody(ref):
    with pytest.raises(ValueError, match="names no party"):
        pseudonym(SECRET, "customer", ref)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(SORTS)), REFS)
def test_sql_gives_the_same_pseudonyms(sort, ref):
    assert in_sql(sort, ref) == in_python(sort, ref)


@pytest.mark.parametrize(
    ("sort", "ref"), [("customer", None), ("customer", " "), ("ghost", "acme")]
)
def test_sql_gives_null_where_nobody_is_named(sort, ref):
    assert in_sql(sort, ref) is None


def test_the_sort_may_be_a_text_in_quotes():
    sql = pseudonym_sql("'unit'", "'us'", SECRET)
    assert CON.execute(f"SELECT {sql}").fetchone() == (pseudonym(SECRET, "unit", "us"),)
