from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.sources.reading import date_order, instant_sql


def put(con, values):
    con.execute("CREATE OR REPLACE TABLE t (x VARCHAR)")
    for value in values:
        con.execute("INSERT INTO t VALUES (?)", [value])


def read(con, text, order="dmy", zone="UTC"):
    put(con, [text])
    found = con.execute(f"SELECT {instant_sql('x', order, zone)} FROM t").fetchone()[0]
    return found.isoformat(" ") if found else None


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["29/2/2016 01:16", "1/2/2016"], "dmy"),
        (["1/2/2016", "2/28/26 5:03 PM"], "mdy"),
        (["01.02.2026"], "dmy"),
        (["01/02/2026", "02/03/2026"], "ambiguous"),
        (["13/02/2026", "02/13/2026"], "ambiguous"),
        (["1/1/2026", "5/5/2026"], "dmy"),
        (["2026-01-02", "2026-01-13"], "ymd"),
        (["3 March 2026"], "ymd"),
        (["45000.5", "1456708565"], "ymd"),
        ([], "ymd"),
    ],
)
def test_the_order_of_dates_is_told_from_all_values(con, values, order):
    put(con, values)
    assert date_order(con, "t", "x") == order


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2016-02-29", "2016-02-29 00:00:00"),
        ("2016-02-29 1:16", "2016-02-29 01:16:00"),
        ("2016-02-29T01:16:05.123Z", "2016-02-29 01:16:05.123000"),
        ("2016-02-29 01:16:05+0200", "2016-02-28 23:16:05"),
        ("2016-02-29 01:16:05+02", "2016-02-28 23:16:05"),
        ("2016/02/29 10:00", "2016-02-29 10:00:00"),
        ("2016.02.29", "2016-02-29 00:00:00"),
        ("20160229", "2016-02-29 00:00:00"),
        ("20160229T011605", "2016-02-29 01:16:05"),
        ("29/2/2016 01:16", "2016-02-29 01:16:00"),
        ("29.02.16 1:16:05", "2016-02-29 01:16:05"),
        ("29-02-2016, 14:05", "2016-02-29 14:05:00"),
        ("1/2/2016 5:03PM", "2016-02-01 17:03:00"),
        ("01/02/99", "1999-02-01 00:00:00"),
        ("3 March 2026", "2026-03-03 00:00:00"),
        ("Tuesday, 3 March 2026", "2026-03-03 00:00:00"),
        ("March 3rd, 2026", "2026-03-03 00:00:00"),
        ("Mar 3, 2026 5:03 pm", "2026-03-03 17:03:00"),
        ("3-Mar-26", "2026-03-03 00:00:00"),
        ("3 marca 2026 r. 14:05", "2026-03-03 14:05:00"),
        ("17 października 2025 o 9:30", "2025-10-17 09:30:00"),
        ("3 марта 2026 г., 14:05", "2026-03-03 14:05:00"),
        ("17 октября 2025 года в 9:30", "2025-10-17 09:30:00"),
        ("5 мая 2026", "2026-05-05 00:00:00"),
        ("3 березня 2026 року о 14:05", "2026-03-03 14:05:00"),
        ("1 грудня 2025 р.", "2025-12-01 00:00:00"),
        ("Tue Oct 31 22:10:47 +0000 2017", "2017-10-31 22:10:47"),
        ("Tue, 31 Oct 2017 22:10:47 +0100", "2017-10-31 21:10:47"),
        ("42429.5", "2016-02-29 12:00:00"),
        ("42429,5", "2016-02-29 12:00:00"),
        ("1456708565", "2016-02-29 01:16:05"),
        ("1456708565123", "2016-02-29 01:16:05.123000"),
        ("30/2/2016", None), ("2016-13-01", None), ("2016-02-30", None), ("17", None),
        ("31 foobar 2017", None), ("yesterday", None), ("", None), (None, None), ("?", None),
        ("0000-00-00", None), ("12345678", None), ("29/2/2016 25:00", None), ("99/99/9999", None),
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it_or_not_at_all(con, text, instant):
    assert read(con, text) == instant


def test_the_order_given_decides_and_an_ambiguous_one_reads_nothing(con):
    assert read(con, "1/2/2026", "dmy") == "2026-02-01 00:00:00"
    assert read(con, "1/2/2026", "mdy") == "2026-01-02 00:00:00"
    assert read(con, "1/2/2026", "ambiguous") is None
    assert read(con, "2026-02-01", "ambiguous") == "2026-02-01 00:00:00"


def test_local_times_become_utc_and_those_with_an_offset_keep_theirs(con):
    assert read(con, "1.7.2026 12:00", zone="Europe/Warsaw") == "2026-07-01 10:00:00"
    assert read(con, "3 marca 2026 12:00", zone="Europe/Warsaw") == "2026-03-03 11:00:00"
    assert read(con, "2026-07-01T12:00:00Z", zone="Europe/Warsaw") == "2026-07-01 12:00:00"
    assert read(con, "1456708565", zone="Europe/Warsaw") == "2016-02-29 01:16:05"


FIRST, LAST = datetime(1970, 1, 1), datetime(2068, 1, 1)  # noqa: DTZ001 - clocks show no zone
FORMS = {
    "dmy": ["%d/%m/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d-%m-%Y, %H:%M:%S", "%d/%m/%Y %I:%M:%S %p"],
    "mdy": ["%m/%d/%Y %H:%M:%S", "%m-%d-%Y %I:%M:%S %p", "%B %d, %Y %H:%M:%S"],
    "ymd": [
        "%Y-%m-%d %H:%M:%S",
        "%Y%m%d%H%M%S",
        "%d %B %Y %H:%M:%S",
        "%a, %d %b %Y %H:%M:%S +0000",
    ],
}


@given(st.datetimes(FIRST, LAST), st.data())
@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)
def test_what_a_clock_prints_is_read_back(con, moment, data):
    order = data.draw(st.sampled_from(sorted(FORMS)))
    form = data.draw(st.sampled_from(FORMS[order]))
    moment = moment.replace(microsecond=0)
    assert read(con, moment.strftime(form), order) == moment.isoformat(" ")
