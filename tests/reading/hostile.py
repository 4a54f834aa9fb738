"""The gallery: every kind of file that a reader must refuse or doubt, each made on the spot."""

from __future__ import annotations

import gzip
import os
import socket
import zipfile
from typing import TYPE_CHECKING, NamedTuple

from tests.reading import workbooks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = b"order;customer;amount\n1;acme;10\n2;bolt;20\n3;acme;30\n"
GIGABYTE = 1 << 30


class Hostile(NamedTuple):
    """One file of the gallery: what it is, how it is made, and how it is opened."""

    title: str
    make: Callable[[Path], Path | str]
    sheet: str | None = None
    table: str | None = None
    nobody: bool = False
    """To be opened by a user who owns nothing."""


def bytes_of(name: str, content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def missing(folder: Path) -> Path:
    (folder / "orders.csv").write_bytes(GOOD)
    return folder / "oders.csv"


def directory(folder: Path) -> Path:
    (folder / "exports").mkdir()
    return folder / "exports"


def fifo(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.csv")
    return folder / "pipe.csv"


def socket_file(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "s.csv"))
    return folder / "s.csv"


def device(folder: Path) -> Path:
    (folder / "zero.csv").symlink_to("/dev/zero")
    return folder / "zero.csv"


def loop(folder: Path) -> Path:
    (folder / "a.csv").symlink_to("b.csv")
    (folder / "b.csv").symlink_to("a.csv")
    return folder / "a.csv"


def locked(folder: Path) -> Path:
    (folder / "locked.csv").write_bytes(GOOD)
    (folder / "locked.csv").chmod(0)
    return folder / "locked.csv"


def long_line(folder: Path) -> Path:
    with (folder / "long.csv").open("wb") as file:
        file.write(b"order;customer\n" + b"1;" + b"a" * (8 << 20))
        file.truncate(GIGABYTE)
    return folder / "long.csv"


def long_header(folder: Path) -> Path:
    with (folder / "header.csv").open("wb") as file:
        file.write(b"order " * (2 << 20))
        file.truncate(GIGABYTE)
    return folder / "header.csv"


def gzip_bomb(folder: Path) -> Path:
    with gzip.open(folder / "bomb.csv.gz", "wb", compresslevel=6) as packed:
        packed.write(GOOD[:22])
        for _ in range(70):
            packed.write(b"1;acme;10\n" * 100_000)
    return folder / "bomb.csv.gz"


def gzip_in_gzip(folder: Path) -> Path:
    (folder / "twice.csv.gz").write_bytes(gzip.compress(gzip.compress(GOOD)))
    return folder / "twice.csv.gz"


def zip_bomb(folder: Path) -> Path:
    zeros = b" " * (1 << 20)
    with zipfile.ZipFile(folder / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", b"<workbook/>")
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(80):
                sheet.write(zeros)
    return folder / "bomb.xlsx"


def lying_zip(folder: Path) -> Path:
    """Swell to 80 MB while the directory tells of one."""
    path = zip_bomb(folder)
    content = path.read_bytes().replace(
        (80 << 20).to_bytes(4, "little"), (1 << 20).to_bytes(4, "little")
    )
    (folder / "lying.xlsx").write_bytes(content)
    return folder / "lying.xlsx"


def plain_zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "orders.zip", "w") as archive:
        archive.writestr("orders.csv", GOOD)
    return folder / "orders.zip"


def far_cells(folder: Path) -> Path:
    header = workbooks.rows_xml([["order", "customer"], [1, "acme"]])
    last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return workbooks.write(folder / "far.xlsx", {"Orders": header + last}, "A1:XFD1048576")


def empty_book(folder: Path) -> Path:
    return workbooks.write(folder / "empty.xlsx", {"Sheet1": ""})


def header_book(folder: Path) -> Path:
    return workbooks.write(folder / "header.xlsx", {"Orders": workbooks.rows_xml([["a", "b"]])})


def good_book(folder: Path) -> Path:
    rows = workbooks.rows_xml([["order", "customer"], [1, "acme"]])
    return workbooks.write(folder / "orders.xlsx", {"Orders": rows, "Notes": ""})


def cut_book(folder: Path) -> Path:
    content = good_book(folder).read_bytes()
    (folder / "cut.xlsx").write_bytes(content[: len(content) // 2])
    return folder / "cut.xlsx"


def ole(*streams: str) -> bytes:
    """Give the first bytes of an old office file with the names of its streams."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + names.ljust(1024, b"\0")


def entity_bomb() -> bytes:
    lines = [b'<!ENTITY a0 "boom">']
    lines += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)]
    return b'<?xml version="1.0"?><!DOCTYPE log [' + b"\n".join(lines) + b"]><log>&a9;</log>"


def two_tables(folder: Path) -> Path:
    import sqlite3

    with sqlite3.connect(folder / "shop.db") as db:
        db.execute("CREATE TABLE orders (id)")
        db.execute("CREATE TABLE customers (id)")
    db.close()
    return folder / "shop.db"


NUL = GOOD + b"4;a\0me;40\n" + GOOD[22:] * 9
WIDE = b";".join(b"c%d" % number for number in range(1_000_000)) + b"\n" + b";" * 999_999
WIDER_THAN_LIKELY = b";".join(b"c%d" % number for number in range(3_000)) + b"\n" + b";" * 2_999
RAGGED = GOOD + b"4;acme\n5;acme;50;extra\n"
POLISH = "order;customer\n1;Łódź\n2;Żywiec\n".encode() + "3;Kraśnik\n".encode("cp1250")
RUSSIAN = "order;customer\n1;Привет\n2;Магазин\n".encode("cp1251") + "3;Склад\n".encode()
HALF_WIDE = "order;customer\n1;acme\n2;bolt\n".encode("utf-16") + b"\x00\xd8\x0a"
WEB_PAGE = b"<html><body><table><tr><td>order</td></tr></table></body></html>"
FEED = b'<?xml version="1.0"?><orders><order/></orders>'
OUTSIDE = b'<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log>&x;</log>'
CUT_LOG = b'<log><trace><event><string key="a" value="b"/></event>'
DEEP_LOG = b"<log>" + b"<list>" * 100_000
DEEP_JSON = b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"\n"
ODD_JSON = b'{"order": 1}\n[1, 2]\n{"order": \n'
NOBODY_SERVES = "postgresql://alice:secret@127.0.0.1:1/shop"


GALLERY = (
    Hostile("An empty file", bytes_of("empty.csv", b"")),
    Hostile("Nothing but blank lines", bytes_of("blank.csv", b"\n\r\n \n")),
    Hostile("A header without records", bytes_of("header.csv", GOOD[:22])),
    Hostile("Records without a header", bytes_of("bare.csv", b"1;2;10\n2;3;20\n")),
    Hostile("A file that is not there", missing),
    Hostile("A folder", directory),
    Hostile("A pipe", fifo),
    Hostile("A socket", socket_file),
    Hostile("A device that never ends", device),
    Hostile("Links that lead in a circle", loop),
    Hostile("A file that is not yours to read", locked, nobody=True),
    Hostile("A name that no file can have", lambda _folder: "orders\0.csv"),
    Hostile("A name longer than any", lambda folder: folder / ("x" * 300)),
    Hostile("Random bytes", bytes_of("noise.csv", bytes(range(256)) * 64)),
    Hostile("A PDF called .csv", bytes_of("report.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")),
    Hostile("A picture called .xlsx", bytes_of("photo.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(99))),
    Hostile("A NUL byte in a text", bytes_of("nul.csv", NUL)),
    Hostile("One million columns", bytes_of("wide.csv", WIDE)),
    Hostile("Three thousand columns", bytes_of("columns.csv", WIDER_THAN_LIKELY)),
    Hostile("A record of one gigabyte", long_line),
    Hostile("A header of one gigabyte", long_header),
    Hostile("Records with too few and too many fields", bytes_of("ragged.csv", RAGGED)),
    Hostile("A quote that never closes", bytes_of("quote.csv", GOOD + b'4;"acme;40\n5;bolt;50\n')),
    Hostile("A line of cp1250 in UTF-8", bytes_of("joined.csv", POLISH)),
    Hostile("A line of UTF-8 in cp1251", bytes_of("joined.csv", RUSSIAN)),
    Hostile("UTF-16 that breaks off", bytes_of("half.csv", HALF_WIDE)),
    Hostile("A packed file that fills the disk", gzip_bomb),
    Hostile("A packed file in a packed file", gzip_in_gzip),
    Hostile("A packed file cut off", bytes_of("cut.csv.gz", gzip.compress(GOOD * 99)[:60])),
    Hostile("A packed archive of tables", plain_zip),
    Hostile("A workbook that fills the disk", zip_bomb),
    Hostile("A workbook that fills the disk and lies about it", lying_zip),
    Hostile("A workbook with 17 billion cells", far_cells),
    Hostile("A workbook with nothing in it", empty_book),
    Hostile("A workbook with a header only", header_book),
    Hostile("A workbook cut off", cut_book),
    Hostile("A workbook under a password", bytes_of("secret.xlsx", ole("EncryptedPackage"))),
    Hostile("An old workbook that is damaged", bytes_of("old.xls", ole("Workbook"))),
    Hostile("A letter, not a workbook", bytes_of("letter.xls", ole("WordDocument"))),
    Hostile("A sheet that is not there", good_book, sheet="Order"),
    Hostile("A web page saved as .xls", bytes_of("export.xls", WEB_PAGE)),
    Hostile("XML that is no event log", bytes_of("feed.xml", FEED)),
    Hostile("An event log full of entities", bytes_of("bomb.xes", entity_bomb())),
    Hostile("An event log that reads another file", bytes_of("outside.xes", OUTSIDE)),
    Hostile("An event log cut off", bytes_of("cut.xes", CUT_LOG)),
    Hostile("An event log nested beyond reason", bytes_of("deep.xes", DEEP_LOG)),
    Hostile("An event log without events", bytes_of("idle.xes", b"<log></log>")),
    Hostile("JSON nested beyond reason", bytes_of("deep.jsonl", DEEP_JSON)),
    Hostile("JSON lines that are no objects", bytes_of("odd.jsonl", ODD_JSON)),
    Hostile("A JSON list that is cut off", bytes_of("cut.json", b'[{"order": 1}, {"order"')),
    Hostile("A Parquet file cut off", bytes_of("cut.parquet", b"PAR1" + bytes(range(256)))),
    Hostile(
        "An SQLite file that is damaged", bytes_of("bad.db", b"SQLite format 3\0" + b"\xff" * 500)
    ),
    Hostile("A database with several tables", two_tables),
    Hostile("A table that is not there", two_tables, table="order"),
    Hostile("An address of an unknown kind", lambda _folder: "postgre://alice:secret@host/shop"),
    Hostile("An address of a file elsewhere", lambda _folder: "https://example.org/orders.csv"),
    Hostile("A database that nobody serves", lambda _folder: NOBODY_SERVES),
)
"""Every hostile file, in the order of the page docs/errors.md."""
