from __future__ import annotations

import pytest

from tests.reading.opened import opened


def test_typed_columns_become_unmistakable_text(con, tmp_path):
    path = tmp_path / "typed.parquet"
    con.execute(
        f"""COPY (SELECT 1 AS id, 17850.0::DOUBLE AS customer, 0.1::DOUBLE AS rate,
            TIMESTAMPTZ '2026-03-02 10:00+01' AS zoned, TIMESTAMP '2026-03-02 10:00' AS local,
            DATE '2026-03-02' AS day, true AS paid, 12.50::DECIMAL(9,2) AS amount,
            'inf'::DOUBLE AS endless, NULL::VARCHAR AS nothing, 5 AS line) TO '{path}'"""
    )
    records, rows, problems = opened(con, path)
    assert problems == []
    assert records.columns[-1] == "line (2)"
    assert rows == [
        (1, "1", "17850", "0.1", "2026-03-02 09:00:00Z", "2026-03-02 10:00:00", "2026-03-02",
         "true", "12.50", None, None, "5"),
    ]  # fmt: skip


def test_the_line_is_the_number_of_the_record(con, tmp_path):
    path = tmp_path / "many.parquet"
    con.execute(f"COPY (SELECT i FROM range(300000) AS t(i) ORDER BY i) TO '{path}'")
    _, rows, _ = opened(con, path)
    assert all(line == int(value) + 1 for line, value in rows)


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "lines", "columns"),
    [
        ("online_retail_uci/online_retail.parquet", 541_909, 8),
        ("uci_incident_log/incident_event_log.parquet", 141_712, None),
        ("hotel_bookings/hotel_bookings.parquet", 119_390, None),
        ("oss_contributions/git.parquet", 60_751, 4),
    ],
)
def test_the_real_records_are_all_there(con, real, name, lines, columns):
    records, rows, problems = opened(con, real / name)
    assert (records.lines, problems) == (lines, [])
    assert columns is None or len(records.columns) == columns
    assert rows[-1][0] == lines
