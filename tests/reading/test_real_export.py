"""The order lines of a real shop, exported as an accountant's program would."""

from __future__ import annotations

import pytest

from goodwill.sources.reading import date_order, decimal_mark, instant_sql, number_sql, open_records


@pytest.mark.real
def test_a_real_export_gives_back_every_line_date_and_sum(con, real, tmp_path):
    source = f"read_parquet('{real}/online_retail_uci/online_retail.parquet', file_row_number=true)"
    export = tmp_path / "export.csv"
    con.execute("SET preserve_insertion_order = true")
    con.execute(
        f"""COPY (SELECT InvoiceNo, StockCode, Description || ' £' AS Description, Quantity,
            strftime(InvoiceDate, '%-d/%-m/%Y %H:%M') AS InvoiceDate,
            replace(CAST(UnitPrice AS VARCHAR), '.', ',') AS UnitPrice, CustomerID, Country
            FROM {source} ORDER BY file_row_number) TO '{export}' (DELIMITER ';')"""
    )
    con.execute("SET preserve_insertion_order = false")
    export.write_bytes(export.read_bytes().decode().encode("cp1252"))
    records, problems = open_records(con, export)
    assert problems == []
    assert records is not None
    assert records.lines == 541_909
    assert (records.facts["encoding"], records.facts["delimiter"]) == ("cp1252", ";")
    assert date_order(con, records.table, "InvoiceDate") == "dmy"
    assert decimal_mark(con, records.table, "UnitPrice") == ","
    when, price = instant_sql("InvoiceDate", "dmy"), number_sql("UnitPrice", ",")
    unequal = con.execute(
        f"""WITH r AS (SELECT *, {when} AS ordered, {price} AS price FROM {records.table})
            SELECT count(*) FROM r JOIN {source} AS s ON r.line = s.file_row_number + 2
            WHERE ordered IS DISTINCT FROM date_trunc('minute', s.InvoiceDate)
            OR price IS DISTINCT FROM CAST(s.UnitPrice AS DOUBLE)
            OR r.StockCode IS DISTINCT FROM s.StockCode
            OR r.Description IS DISTINCT FROM nullif(s.Description || ' £', '')"""
    ).fetchone()
    assert unequal == (0,)
