"""A report on paper: a tagged PDF that says what the report says, in four languages."""

from __future__ import annotations

import datetime as dt
import re
import zlib

import pytest

from goodwill import reports
from goodwill.reports import paper
from goodwill.reports.parts import parties_of
from goodwill.reports.report import Chart, Column, Figure, Report, Row, Table
from goodwill.words import LANGUAGES, speaking
from tests.cli.running import run

SVG = ('<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20">'
       '<text x="2" y="12" font-family="system-ui, sans-serif">Ґ</text></svg>')  # fmt: skip


def small(**given) -> Report:
    table = Table(
        "t", "Table", (Column("what", "What"), Column("amount", "Amount", "money")),
        (Row(("one", 100)), Row(("all", 100), strong=True)),
    )  # fmt: skip
    fields = {"name": "small", "title": "Small", "lead": "A lead.", "currency": "EUR",
              "as_of": "2026-03-02", "tables": (table,)}  # fmt: skip
    return Report(**{**fields, **given})


def parts(pdf: bytes) -> bytes:
    """Unpack what can be unpacked of a PDF, to be searched."""
    found = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.DOTALL):
        try:
            found.append(zlib.decompress(packed))
        except zlib.error:
            continue
    return b"\n".join(found)


def test_it_is_tagged_has_a_title_and_a_language_and_brings_its_typeface():
    with speaking("uk"):
        pdf = parts(paper.pdf(small(title="Звіт")))
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang" in pdf
    assert b"pdfuaid" in pdf  # it says of itself that it keeps to ISO 14289
    assert b"LibertinusSerif" in pdf
    for tag in (b"/Table", b"/TH", b"/TD", b"/H1", b"/H2"):
        assert tag in pdf, tag


def test_the_same_report_gives_the_same_bytes():
    assert paper.pdf(small()) == paper.pdf(small())
    assert paper.pdf(small()) != paper.pdf(small(lead="Another."))


@pytest.mark.parametrize(
    "word",
    ["#panic()", "*bold* _slant_ `code`", "$x$", '#read("/etc/passwd")', "]", "\\", "<label>",
     "@nobody", "// no comment", '"', "= no heading", "\u202e\u0000", "株式会社 🙂 شركة"],
)  # fmt: skip
def test_no_word_of_a_record_is_a_command(word):
    report = small(title=word, lead=word, notes=(word,),
                   figures=(Figure("f", word, 1, "number", sentence=word),))  # fmt: skip
    told = paper.as_paper(report, {}, {}, word)
    assert told["title"] == word
    assert paper.pdf(report, company=word).startswith(b"%PDF-")


def test_pictures_are_drawn_and_told_to_those_who_cannot_see_them():
    chart = Chart("c", "Picture", "What it shows.", "t", {}, {})
    pdf = parts(paper.pdf(small(charts=(chart,)), pictures={"c": SVG}))
    assert b"/Figure" in pdf
    assert b"/Alt" in pdf
    without = paper.as_paper(small(charts=(chart,)), {}, {}, "")
    assert without["charts"] == []


def test_intervals_stand_below_their_figures_and_names_stand_for_pseudonyms():
    table = Table(
        "t", "T",
        (Column("party", "Who", "party"), Column("amount", "Amount", "money"),
         Column("low", "from", "money"), Column("high", "to", "money")),
        (Row(("cacme", -1000, -2000, -500)),),
    )  # fmt: skip
    told = paper.as_paper(small(tables=(table,)), {"cacme": "Acme"}, {}, "")
    (row,) = told["tables"][0]["rows"]
    assert [cell["said"] for cell in row["cells"]] == ["Acme", "-€10.00"]
    assert row["cells"][1]["below"] == "-€20 to -€5"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_report_of_the_company_goes_on_paper(made, language):
    with made.book.closed() as closed, speaking(language):
        drawn = [reports.draw(name, closed) for name in reports.names() if not reports.needed(name)]
        assert len(drawn) >= 8
        for report in drawn if language == "en" else drawn[:2]:
            pdf = paper.pdf(report, closed.names(parties_of(report)), {}, closed.company)
            assert pdf.startswith(b"%PDF-"), report.name
            assert dt.date.fromisoformat(report.as_of)


def test_the_command_writes_it_with_its_pictures(made, tmp_path):
    told = run("--book", made.book.folder, "report", "--pdf", tmp_path / "s.pdf")
    assert told.code == 0
    pdf = parts((tmp_path / "s.pdf").read_bytes())
    assert b"/Figure" in pdf
    told = run("--book", made.book.folder, "report", "--pdf", tmp_path / "no" / "s.pdf")
    assert told.code == 2
