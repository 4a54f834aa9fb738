"""JSON lines and event logs: records that are trees."""

from __future__ import annotations

import gzip

import pytest

from goodwill.sources.reading import Limits, open_records
from tests.reading.opened import opened, opened_bytes

LOG = b"""<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="unknown"/></global>
  <string key="source" value="desk"/>
  <trace>
    <string key="concept:name" value="ticket 1"/>
    <event>
      <string key="concept:name" value="opened"/>
      <date key="time:timestamp" value="2026-03-02T09:00:00+01:00"/>
      <string key="note" value="a &amp; b"><string key="inner" value="ignored"/></string>
    </event>
    <event>
      <string key="concept:name" value="closed"/>
      <string key="org:resource" value="Alice"/>
    </event>
  </trace>
  <trace><string key="concept:name" value="t2"/><event><int key="x" value="1"/></event></trace>
</log>"""


def test_objects_become_rows_and_their_objects_columns_with_dots(con, tmp_path):
    text = b'{"id": 1, "who": {"name": "acme", "vip": true}, "tags": ["a", "b"]}\n\n'
    text += b'{"id": 2, "x": null}\n'
    records, rows, problems = opened_bytes(con, tmp_path, text, "orders.jsonl")
    assert problems == []
    assert records.columns == ("id", "who.name", "who.vip", "tags", "x")
    assert rows == [(1, "1", "acme", "true", '["a", "b"]', None), (3, "2", None, None, None, None)]


def test_numbers_in_json_stay_as_they_are_written(con, tmp_path):
    text = b'{"a": 1e400, "b": 0.10, "c": 123456789012345678901234567890}\n'
    _, rows, _ = opened_bytes(con, tmp_path, text, "numbers.jsonl")
    assert rows == [(1, "1e400", "0.10", "123456789012345678901234567890")]


def test_a_line_that_is_no_object_is_left_out_at_its_place(con, tmp_path):
    text = '{"a": "ż\\nó"}\nnot json\n{"a": 2}\n[3]\n'.encode()
    records, rows, problems = opened_bytes(con, tmp_path, text, "odd.jsonl")
    assert rows == [(1, "ż\nó"), (3, "2")]
    assert [problem.where for problem in problems] == ["odd.jsonl:2", "odd.jsonl:4"]
    assert records.rejected == 2


def test_a_list_of_objects_is_read_and_numbered(con, tmp_path):
    _, rows, _ = opened_bytes(con, tmp_path, b'[\n {"a": 1},\n {"a": 2}\n]', "list.json")
    assert rows == [(1, "1"), (2, "2")]


def test_keys_that_differ_in_case_only_are_told_apart(con, tmp_path):
    records, rows, _ = opened_bytes(con, tmp_path, b'{"Id": 1, "id": 2, "line": 3}\n', "k.jsonl")
    assert records.columns == ("Id", "id (2)", "line (2)")
    assert rows == [(1, "1", "2", "3")]


def test_objects_with_ever_new_keys_are_refused(con, tmp_path):
    text = "".join(f'{{"k{n}": 1}}\n' for n in range(50))
    (tmp_path / "keys.jsonl").write_text(text)
    records, problems = open_records(con, tmp_path / "keys.jsonl", limits=Limits(columns=20))
    assert records is None
    assert "21" in problems[0].what


@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz"])
def test_events_become_rows_beside_what_their_trace_says(con, tmp_path, name):
    content = gzip.compress(LOG) if name.endswith("gz") else LOG
    records, rows, problems = opened_bytes(con, tmp_path, content, name)
    assert problems == []
    assert records.columns == (
        "case:concept:name", "concept:name", "time:timestamp", "note", "org:resource", "x",
    )  # fmt: skip
    assert rows == [
        (8, "ticket 1", "opened", "2026-03-02T09:00:00+01:00", "a & b", None, None),
        (13, "ticket 1", "closed", None, None, "Alice", None),
        (18, "t2", None, None, None, None, "1"),
    ]


def test_a_log_in_utf16_is_read(con, tmp_path):
    text = LOG.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    _, rows, _ = opened_bytes(con, tmp_path, text, "log.xes")
    assert len(rows) == 3


def test_an_endless_value_in_a_log_is_refused_before_it_is_held(con, tmp_path):
    path = tmp_path / "value.xes"
    with path.open("wb") as file:
        file.write(b'<log><trace><event><string key="a" value="')
        for _ in range(8):
            file.write(b"x" * (1 << 20))
    records, problems = open_records(con, path)
    assert records is None
    assert problems[0].where == "value.xes:1"


def test_a_large_log_takes_little_memory(con, tmp_path):
    path = tmp_path / "large.xes"
    event = b'<event><string key="concept:name" value="step"/></event>\n'
    with path.open("wb") as file:
        file.write(b"<log>\n<trace>\n")
        file.writelines(event for _ in range(20_000))
        file.write(b"</trace>\n</log>")
    records, rows, _ = opened(con, path)
    assert (records.lines, rows[0][0], rows[-1][0]) == (20_000, 3, 20_002)
