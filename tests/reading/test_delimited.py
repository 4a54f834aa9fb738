from __future__ import annotations

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.sources.reading import Limits, open_records
from tests.reading.opened import opened, opened_bytes


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", ":"])
def test_each_delimiter_is_found(con, tmp_path, mark):
    text = mark.join(["order", "name"]) + "\n" + mark.join(["1", "acme"]) + "\n"
    records, rows, problems = opened_bytes(con, tmp_path, text.encode())
    assert (records.columns, rows, problems) == (("order", "name"), [(2, "1", "acme")], [])
    assert records.facts["delimiter"] == mark


def test_commas_in_numbers_do_not_make_columns(con, tmp_path):
    _, rows, _ = opened_bytes(con, tmp_path, b"a;b;c\n1,5;2,5;3,5\n1,25;2;3\n")
    assert rows == [(2, "1,5", "2,5", "3,5"), (3, "1,25", "2", "3")]


def test_times_in_a_single_column_do_not_make_columns(con, tmp_path):
    records, rows, _ = opened_bytes(con, tmp_path, b"time\n10:30\n11:45\n12:00\n")
    assert records.columns == ("time",)
    assert rows == [(2, "10:30"), (3, "11:45"), (4, "12:00")]


def test_lines_are_right_after_quoted_line_breaks_and_blank_lines(con, tmp_path):
    text = b'a;b\n1;"x\ny"\n\n3;4\n5;"6;\n\n"\n7;8'
    _, rows, problems = opened_bytes(con, tmp_path, text)
    assert rows == [(2, "1", "x\ny"), (5, "3", "4"), (6, "5", "6;\n\n"), (9, "7", "8")]
    assert problems == []


def test_lines_are_right_across_many_pieces_of_a_large_file(con, tmp_path):
    count = 60_000
    body = "".join(f'{n};"{"x" * 90}\n{n}"\n' for n in range(count))
    _, rows, problems = opened_bytes(con, tmp_path, ("a;b\n" + body).encode())
    assert problems == []
    assert [row[0] for row in rows] == [2 + 2 * n for n in range(count)]
    assert all(row[1] == str(n) and row[2].endswith(f"\n{n}") for n, row in enumerate(rows))


def test_a_regular_file_and_one_with_a_bad_line_give_the_same_rows(con, tmp_path):
    good = "a;b\n" + "".join(f'{n};"t {n}"\n' for n in range(5_000))
    _, fast, _ = opened_bytes(con, tmp_path, good.encode(), "good.csv")
    records, slow, problems = opened_bytes(con, tmp_path, (good + "1;2;3\n").encode(), "bad.csv")
    assert slow == fast
    assert [problem.where for problem in problems] == ["bad.csv:5002"]
    assert records.rejected == 1
    left = con.execute(f"SELECT line, text FROM {records.rejects}").fetchall()
    assert left == [(5002, "1;2;3")]


def test_of_very_many_bad_lines_the_first_are_named_and_the_others_counted(con, tmp_path):
    text = b"a;b\n" + b"1;2\n" * 300 + b"1\n" * 500
    records, rows, problems = opened_bytes(con, tmp_path, text)
    assert (len(rows), records.rejected, len(problems)) == (300, 500, Limits().problems + 1)
    assert "400" in problems[-1].what


def test_a_mark_inside_a_text_opens_no_quote(con, tmp_path):
    _, rows, problems = opened_bytes(con, tmp_path, b'a;b\n1;12" pipe\n2;6" pipe\n3;x\n')
    assert problems == []
    assert rows == [(2, "1", '12" pipe'), (3, "2", '6" pipe'), (4, "3", "x")]


def test_empty_fields_behind_the_header_are_forgiven(con, tmp_path):
    _, rows, problems = opened_bytes(con, tmp_path, b"a;b\n1;2;\n3;4;;\n5;6\n")
    assert problems == []
    assert [row[1:] for row in rows] == [("1", "2"), ("3", "4"), ("5", "6")]


def test_a_return_within_a_text_ends_no_record(con, tmp_path):
    _, rows, problems = opened_bytes(con, tmp_path, b"a,b,c\n1,x \r y,2\n3,z,4\n")
    assert problems == []
    assert [row[0] for row in rows] == [2, 3]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_every_way_to_end_a_line_is_read(con, tmp_path, end):
    _, rows, problems = opened_bytes(con, tmp_path, end.join([b"a;b", b"1;2", b"3;4", b""]))
    assert (rows, problems) == ([(2, "1", "2"), (3, "3", "4")], [])


def test_lines_above_the_header_are_left_out_and_told(con, tmp_path):
    text = b"Orders of March;;\n;;\norder;customer;amount\n1;acme;10\n2;bolt;20\n"
    records, rows, _ = opened_bytes(con, tmp_path, text)
    assert records.columns == ("order", "customer", "amount")
    assert rows == [(4, "1", "acme", "10"), (5, "2", "bolt", "20")]
    assert records.facts["header_line"] == 3
    assert len(records.facts["notes"]) == 1


def test_headers_are_trimmed_and_made_unique(con, tmp_path):
    records, rows, _ = opened_bytes(con, tmp_path, b" order ;Name;name;;line\n1;a;b;c;d\n")
    assert records.columns == ("order", "Name", "name (2)", "column 4", "line (2)")
    assert rows == [(2, "1", "a", "b", "c", "d")]
    assert len(records.facts["notes"]) == 3


def test_headers_with_quotes_and_semicolons_of_sql_stay_names(con, tmp_path):
    header = 'o\'rder,"a ""b""",c); DROP TABLE x; --\n'
    records, rows, _ = opened_bytes(con, tmp_path, (header + "1,2,3\n").encode())
    assert records.columns == ("o'rder", 'a "b"', "c); DROP TABLE x; --")
    assert rows == [(2, "1", "2", "3")]


def test_apostrophes_quote_where_they_stand_around_fields(con, tmp_path):
    _, rows, _ = opened_bytes(con, tmp_path, b"'a','b'\n'1','x, y'\n'2','z'\n")
    assert rows == [(2, "1", "x, y"), (3, "2", "z")]


def test_the_content_decides_and_a_lying_name_is_told(con, tmp_path):
    records, rows, _ = opened_bytes(con, tmp_path, b"a;b\n1;2\n", "orders.xlsx")
    assert (records.facts["format"], rows) == ("csv", [(2, "1", "2")])
    assert "spreadsheet" in records.facts["notes"][0]


def test_a_name_with_signs_of_patterns_is_only_a_name(con, tmp_path):
    (tmp_path / "orders1.csv").write_bytes(b"a;b\n8;8\n")
    _, rows, _ = opened_bytes(con, tmp_path, b"a;b\n1;2\n", "orders[1]*?.csv")
    assert rows == [(2, "1", "2")]


def test_a_packed_text_is_unpacked(con, tmp_path):
    _, rows, _ = opened_bytes(con, tmp_path, gzip.compress(b"a;b\n1;2\n"), "orders.csv.gz")
    assert rows == [(2, "1", "2")]


def test_the_order_setting_of_the_engine_is_given_back(con, tmp_path):
    asked = "SELECT current_setting('preserve_insertion_order')"
    before = con.execute(asked).fetchone()
    opened_bytes(con, tmp_path, b"a;b\n1;2\n")
    assert con.execute(asked).fetchone() == before


def test_a_refused_file_leaves_no_table_behind(con, tmp_path):
    (tmp_path / "bad.csv").write_bytes(b"a;b\n1;\x002\n")
    records, problems = open_records(con, tmp_path / "bad.csv")
    assert records is None
    assert len(problems) == 1
    assert con.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (0,)


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\n"), max_size=12
)


@given(
    st.lists(st.tuples(CELL.map("x".__add__), CELL), min_size=1, max_size=20),
    st.sampled_from(",;\t|"),
)
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_a_writer_of_csv_writes_is_read_back(con, tmp_path, rows, mark):
    import csv

    with (tmp_path / "round.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=mark, quoting=csv.QUOTE_ALL)
        writer.writerows([("first", "second"), *rows])
    _, found, problems = opened(con, tmp_path / "round.csv")
    assert problems == []
    assert [row[1:] for row in found] == [(a or None, b or None) for a, b in rows]
    lines = [2]
    for a, b in rows:
        lines.append(lines[-1] + 1 + a.count("\n") + b.count("\n"))
    assert [row[0] for row in found] == lines[:-1]


def test_lines_of_nothing_but_delimiters_are_left_out_and_told(con, tmp_path):
    records, rows, problems = opened_bytes(con, tmp_path, b"a;b\n1;2\n;\n3;4\n;\n")
    assert problems == []
    assert rows == [(2, "1", "2"), (4, "3", "4")]
    assert "2 lines" in records.facts["notes"][0]


def test_a_header_that_fits_no_line_is_refused_with_the_first_of_them(con, tmp_path):
    (tmp_path / "short.csv").write_bytes(b'"a;b"\n' + b"1;2;3\n" * 400)
    records, problems = open_records(con, tmp_path / "short.csv")
    assert records is None
    assert problems
    assert len(problems) <= 3
