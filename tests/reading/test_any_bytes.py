"""Whatever bytes a file holds, a reader answers; it never breaks."""

from __future__ import annotations

import gzip

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.sources.reading import Records, open_records
from goodwill.sources.reading.records import engine_error
from tests.reading.opened import rows_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOG = b"<log><trace><event>"
BEGINNINGS = (
    b"", b"PAR1", b"PK\x03\x04", b"\x1f\x8b\x08\x00", OLE, b"{", b"[{", LOG, b"SQLite format 3\0",
    b"<?xml version='1.0' encoding='utf-7'?><log>", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf",
    b"a;b\n", b'a,"b\n', b"'a','b'\n", b"a\tb\r",
)  # fmt: skip
PIECES = st.sampled_from([bytes([byte]) for byte in b"\";,\n\r'\0a1\xb3"] + ["ł".encode()])
CONTENT = st.tuples(
    st.sampled_from(BEGINNINGS),
    st.binary(max_size=200) | st.lists(PIECES, max_size=60).map(b"".join),
).map(b"".join)


@given(CONTENT, st.booleans(), st.sampled_from(["x.csv", "x.xlsx", "x.json", "x.xes.gz"]))
@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_bytes_are_answered(con, tmp_path, content, packed, name):
    (tmp_path / name).write_bytes(gzip.compress(content) if packed else content)
    records, problems = open_records(con, tmp_path / name)
    if records is None:
        assert problems
        return
    assert isinstance(records, Records)
    assert len(rows_of(con, records)) == records.lines
    con.execute(f"DROP TABLE {records.table}")


@given(st.text(max_size=60) | st.from_regex(r"(postgres|sqlite|mysql|http|x)://[^\n]{0,30}"))
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_name_is_answered(con, tmp_path, name):
    if "://" in name and name.startswith(("postgres", "mysql")):
        name = "postgresql://127.0.0.1:1/" + name.split("://")[1].replace("@", "").replace("?", "")
    records, problems = open_records(con, name if "://" in name else tmp_path / name)
    assert records is None
    assert problems


def test_the_error_of_the_engine_is_known(con):
    assert issubclass(engine_error(con), Exception)
