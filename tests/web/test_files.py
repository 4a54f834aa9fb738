"""Tables and charts as files: whole lists, their own kinds of cells, and nothing that runs."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from python_calamine import load_workbook

from goodwill.words import LANGUAGES

TAKE = re.compile(r'href="([^"]+)"[^>]* download')
KINDS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
}


def _sheets(answer) -> dict[str, list]:
    book = load_workbook(io.BytesIO(answer.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def _ends(path: str) -> str:
    return path.partition("?")[0].rpartition(".")[2]


@pytest.mark.parametrize("name", ["statement", "standards", "portfolio"])
def test_every_file_that_a_page_offers_is_there(office, name):
    client = office.alice()
    found = [html.unescape(path) for path in TAKE.findall(_text(client, f"/report/{name}"))]
    assert {_ends(path) for path in found} >= set(KINDS)
    for path in [path for path in found if _ends(path) in KINDS]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer["Content-Type"].startswith(KINDS[_ends(path)])


def _text(client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_workbook_of_a_report_has_a_sheet_for_each_table(office):
    client = office.alice()
    data = client.get("/report/statement.json").json()
    sheets = _sheets(client.get("/report/statement.xlsx"))
    assert len(sheets) == len(data["tables"]) + 1
    about = [cell for line in sheets["About this report"] for cell in line]
    assert data["title"] in about
    assert data["lead"] in about
    assert data["as_of"] in about
    for note in data["notes"]:
        assert note in about


@pytest.mark.parametrize("language", LANGUAGES)
def test_amounts_of_a_workbook_are_numbers_in_units_in_every_language(office, language):
    client = office.alice()
    client.cookies["django_language"] = language
    rows = client.get("/report/statement.json").json()["tables"]["statement"]
    sheets = list(_sheets(client.get("/report/statement/statement.xlsx")).values())
    assert [line[2] for line in sheets[1][1:]] == [row["amount"] / 100 for row in rows]


def test_a_file_holds_the_whole_list_and_a_page_a_part_of_it(office):
    client = office.alice()
    total = client.get("/report/parties.json").json()["pages"]["total"]
    assert total > 100
    answer = client.get("/report/parties/parties.csv", {"limit": "5", "offset": "40"})
    assert len(list(csv.reader(io.StringIO(answer.content.decode())))) == total + 1
    assert len(client.get("/report/parties/parties.json").json()["rows"]) == total
    assert len(_sheets(client.get("/report/parties.xlsx"))["Customers"]) == total + 1


def test_a_file_says_of_which_book_it_is(office):
    answer = office.alice().get("/report/statement/statement.xlsx")
    assert re.search(
        r'filename="statement-statement-\d{4}-\d\d-\d\d(\.\d+)?\.xlsx"',
        answer["Content-Disposition"],
    )


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_a_table_that_is_not_there_is_no_file(office, form):
    client = office.alice()
    assert client.get(f"/report/statement/nothing.{form}").status_code == 404
    assert client.get(f"/report/nothing/statement.{form}").status_code == 404


def test_a_picture_to_take_away_tells_its_title_without_our_page(office):
    client = office.alice()
    title = "What changed our goodwill"
    alone = client.get("/picture/statement/waterfall.svg?alone=1").content.decode()
    within = client.get("/picture/statement/waterfall.svg").content.decode()
    assert title in "".join(re.findall(r"<text[^>]*>([^<]*)", alone))
    assert title not in "".join(re.findall(r"<text[^>]*>([^<]*)", within))
    png = client.get("/picture/statement/waterfall.png").content
    assert png.startswith(b"\x89PNG\r\n")
    assert title.encode() in png
    assert client.get("/picture/statement/nothing.png").status_code == 404


def test_what_was_taken_is_kept_on_record_without_what_was_searched_for(office):
    from goodwill.web.models import Deed

    office.alice().get("/report/parties/parties.xlsx", {"search": "Kowalska", "segment": "b"})
    deed = Deed.objects.latest("pk")
    assert (deed.what, deed.about) == ("took xlsx", "parties")
    assert deed.detail["asked"]["segment"] == "b"
    assert "Kowalska" not in str(deed.detail)
