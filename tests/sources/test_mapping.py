from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from goodwill.sources.mapping import (
    Mapping,
    fingerprint,
    map_columns,
    mapping_from_toml,
    mapping_to_toml,
)
from goodwill.sources.source import recognise, sources

ORDERS = sources()["orders"]
COLUMNS = ("Order No", "Kunde", "Order Date", "Price")


def test_a_column_given_by_hand_wins_over_its_header():
    mapping, problems = map_columns(ORDERS, (*COLUMNS, "Customer No"), {"Kunde": "customer"})
    assert problems == []
    assert mapping.columns["customer"] == "Kunde"
    assert mapping.origin["customer"] == "given"
    assert mapping.origin["price"] == "automatic"


def test_a_missing_column_is_told_with_those_there_are_and_the_nearest():
    _mapping, problems = map_columns(ORDERS, ("Order No", "Custmer No", "Order Date", "Price"))
    assert len(problems) == 1
    said = str(problems[0])
    assert "'customer'" in said
    assert "'Order No', 'Custmer No'" in said
    assert "--map 'Custmer No=customer'" in said


def test_one_of_several_fields_is_enough():
    _mapping, problems = map_columns(ORDERS, ("Order No", "Customer No", "Order Date", "Amount"))
    assert problems == []
    _mapping, problems = map_columns(ORDERS, ("Order No", "Customer No", "Order Date", "Colour"))
    assert ["'price'" in problem.what for problem in problems] == [True]


def test_unknown_columns_and_fields_are_told_with_the_nearest():
    given = {"Kundee": "customer", "Kunde": "custmer", "Order No": "number"}
    _mapping, problems = map_columns(ORDERS, COLUMNS, given)
    hints = [problem.hint for problem in problems]
    assert "Did you mean 'Kunde'?" in hints
    assert "Did you mean 'customer'?" in hints


def test_a_saved_mapping_is_read_back_as_it_was_written():
    made, _problems = map_columns(ORDERS, COLUMNS, {"Kunde": "customer"})
    made = replace(
        made, zone="Europe/Kyiv", date_order="dmy", decimal_mark=",", missing=("?", 'b"\\')
    )
    log = replace(
        made, source="event_log", columns={"state": "Stan"}, values={"state": {"-100": "active"}}
    )
    for mapping in (made, log):
        read, problems = mapping_from_toml(mapping_to_toml(mapping))
        assert problems == []
        assert read == replace(mapping, origin={})
    assert made.name == f"orders-{fingerprint(COLUMNS)}"


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8"), max_size=8), st.just("active"), max_size=4
    )
)
def test_any_word_of_a_file_survives_saving(words: dict[str, str]):
    mapping = Mapping("event_log", "f", {"state": "S"}, values={"state": words} if words else {})
    assert mapping_from_toml(mapping_to_toml(mapping)) == (mapping, [])


def test_a_saved_mapping_serves_files_with_the_same_headers_in_any_order():
    saved, _problems = map_columns(ORDERS, COLUMNS, {"Kunde": "customer"})
    again, problems = map_columns(ORDERS, COLUMNS[::-1], saved=saved)
    assert problems == []
    assert again.columns == saved.columns
    assert set(again.origin.values()) == {"saved"}
    assert fingerprint(COLUMNS) == fingerprint(["PRICE", "order_date", "kunde", "Order-No"])


def test_a_saved_mapping_that_was_spoilt_is_told_at_every_place():
    text = """
    source = "orders"
    zon = "UTC"
    zone = "Europe/Kyi"
    date_order = "ddd"
    [columns]
    custmer = "Kunde"
    [values.colour]
    a = "b"
    """
    mapping, problems = mapping_from_toml(text, "orders-1.toml")
    assert mapping is None
    assert [problem.where for problem in problems] == [
        "orders-1.toml", "orders-1.toml: columns", "orders-1.toml: values",
        "orders-1.toml: date_order",
        "orders-1.toml: zone",
    ]  # fmt: skip
    assert problems[0].hint == "Did you mean 'zone'?"
    assert problems[-1].hint == "Did you mean 'Europe/Kyiv'?"
    assert mapping_from_toml("source = ")[1][0].what.startswith("This is not TOML")
    assert mapping_from_toml('source = "odrers"')[1][0].hint == "Did you mean 'orders'?"


def test_values_must_stand_for_something_known():
    text = 'source = "event_log"\n[values.state]\n"-100" = "activ"\n'
    _mapping, problems = mapping_from_toml(text)
    assert [problem.hint for problem in problems] == ["Did you mean 'active'?"]


def test_a_customer_and_a_date_alone_tell_of_no_kind_of_record():
    """A bare log of sales was once taken for calls."""
    ranked = recognise(("customer_id", "date", "n_cds", "dollar_value"))
    assert all(score < 0.5 for _source, score in ranked)
