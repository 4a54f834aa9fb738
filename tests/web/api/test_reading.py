"""What a program reads: the same reports as everybody, and moments page by page."""

from __future__ import annotations

import json
import shutil

import pytest

from goodwill.reports import faces


def _closed(made):
    from goodwill.book import Book

    return Book.open(made.book.folder).closed()


def test_reports_are_listed_with_what_they_take(program):
    listed = {each["name"]: each for each in program.get("/reports").json()["reports"]}
    assert {"statement", "parties", "party", "standards"} <= set(listed)
    assert listed["party"]["needed"] == ["party"]
    assert "segment" in listed["parties"]["parameters"]
    assert all(each["sentence"].endswith(".") for each in listed.values())
    assert all("owner" in each["readers"] for each in listed.values())


def test_a_report_is_what_the_command_line_prints(program, made):
    from goodwill import reports
    from goodwill.reports.parts import parties_of

    with _closed(made) as closed:
        drawn = reports.draw("standards", closed, period="year")
        printed = json.loads(faces.as_json(drawn, closed.names(parties_of(drawn))))
    assert program.get("/reports/standards", period="year").json() == printed


def test_a_table_of_a_report_comes_alone(program):
    whole = program.get("/reports/parties", limit=7).json()
    alone = program.get("/reports/parties/tables/parties", limit=7).json()
    assert len(alone["rows"]) == 7
    assert alone["rows"] == whole["tables"]["parties"]
    assert alone["columns"] == whole["columns"]["parties"]
    assert alone["pages"]["total"] > 100
    assert program.get("/reports/parties/tables/nothing").status_code == 404


@pytest.mark.parametrize(
    ("path", "asked", "status", "where"),
    [
        ("/reports/parties", {"colour": "red"}, 422, "query.colour"),
        ("/reports/party", {}, 422, "query.party"),
        ("/reports/parties", {"limit": "many"}, 422, "query.limit"),
        ("/reports/parties", {"limit": "501"}, 422, "query.limit"),
        ("/reports/parties", {"closed": "yesterday"}, 422, "query.closed"),
        ("/reports/parties", {"lost_over": "much"}, 404, "lost_over"),
        ("/reports/party", {"party": "nobody"}, 404, "nobody"),
        ("/moments", {"first": "0"}, 422, "query.first"),
        ("/moments", {"kind": "rain"}, 422, "query.kind"),
        ("/moments", {"cursor": "abc"}, 422, "query.cursor"),
    ],
)
def test_what_is_wrong_is_told_as_data_with_its_place(program, path, asked, status, where):
    answer = program.get(path, **asked)
    assert answer.status_code == status
    told = answer.json()
    assert told["status"] == status
    assert told["problems"][0]["where"] == where
    assert told["problems"][0]["what"]
    assert answer["Content-Type"] == "application/problem+json"


def test_closed_books_and_standards_are_told(program):
    books = program.get("/books").json()["books"]
    assert [each["newest"] for each in books] == [True] + [False] * (len(books) - 1)
    told = program.get("/standards", closed=books[0]["name"]).json()
    assert told["closed"] == books[0]["name"]
    assert {each["side"] for each in told["standards"]} == {"ours", "theirs"}
    assert program.get("/standards", closed="2001-01-01").status_code == 404


def test_moments_come_page_by_page_each_once_in_order_of_time(program, made):
    with _closed(made) as closed:
        row = closed.con.execute(
            "SELECT local_date, count(*) FROM moments GROUP BY 1 ORDER BY 2 DESC LIMIT 1"
        ).fetchone()
        day, number = row
    asked = {"first": day.isoformat(), "last": day.isoformat(), "limit": 7}
    seen, cursor = [], None
    while True:
        page = program.get("/moments", **asked, **({"cursor": cursor} if cursor else {})).json()
        seen += page["moments"]
        cursor = page["next"]
        if cursor is None:
            break
        assert len(page["moments"]) == 7
    assert len(seen) == number > 14
    assert len({each["id"] for each in seen}) == number
    places = [(each["happened_at"], int(each["id"])) for each in seen]
    assert places == sorted(places)


def test_a_cursor_stays_in_its_closed_book(own_book, own):
    first = own_book.get("/moments", limit=5).json()
    path = own.book.closed_path()
    shutil.copy(path, path.with_name(f"{path.stem}.2.duckdb"))
    assert own_book.get("/moments", limit=5).json()["closed"] != first["closed"]
    following = own_book.get("/moments", limit=5, cursor=first["next"]).json()
    assert following["closed"] == first["closed"]


def test_moments_are_filtered_by_party_case_and_kind(program):
    one = next(each for each in program.get("/moments", limit=50).json()["moments"] if each["case"])
    of_case = program.get("/moments", case=one["case"]).json()["moments"]
    assert one["id"] in {each["id"] for each in of_case}
    assert {each["case"] for each in of_case} == {one["case"]}
    of_party = program.get("/moments", party=one["party"], kind="purchase", limit=1000).json()
    assert {(each["party"], each["kind"]) for each in of_party["moments"]} == {
        (one["party"], "purchase")
    }


def test_amounts_of_moments_are_minor_units(program, made):
    paid = program.get("/moments", kind="payment", limit=20).json()["moments"]
    with _closed(made) as closed:
        for each in paid:
            row = closed.con.execute(
                "SELECT amount FROM moments WHERE id = ?", [int(each["id"])]
            ).fetchone()
            assert each["amount"] == row[0] * 100
    assert paid


def test_what_was_read_is_kept_on_record(program):
    from goodwill.web.models import Deed

    program.get("/reports/standards")
    program.get("/moments", limit=1)
    program.get("/moments", limit=1, kind="purchase", first="2026-01-01")
    assert {"took json", "took moments"} <= set(Deed.objects.values_list("what", flat=True))
    alice = program.office.alice()
    for address in ("/members/deeds", "/members/deeds.csv"):
        shown = alice.get(address)
        assert shown.status_code == 200
        assert "first: 2026-01-01; kind: purchase" in shown.content.decode()


def test_an_empty_book_is_not_ready(program, tmp_path):
    from django.test import override_settings

    from goodwill.book import Book

    Book.create(tmp_path / "empty", "Bolt")
    with override_settings(GOODWILL_BOOK=tmp_path / "empty"):
        assert program.get("/health").json()["newest"] is None
        for path in ("/reports/statement", "/moments", "/standards"):
            answer = program.get(path)
            assert answer.status_code == 409
            assert answer.json()["problems"][0]["what"] == "This book has not been closed yet."
