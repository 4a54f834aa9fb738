"""The pages of reports: filled, linked, in four languages, and calm about odd addresses."""

from __future__ import annotations

import html
import json
import re

import pytest

from goodwill.words import LANGUAGES

MAIN = ("statement", "costs", "parties", "standards", "portfolio", "quality")
LINK = re.compile(r'href="(/report/[a-z_]+(?:\?[^"]*)?)"')  # pages, not their files


def _text(answer) -> str:
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MAIN)
def test_a_page_is_filled_in_every_language(office, name, language):
    client = office.alice()
    client.cookies["django_language"] = language
    answer = client.get(f"/report/{name}")
    assert answer.status_code == 200
    text = _text(answer)
    assert f'<html lang="{language}">' in text
    assert text.count("<tr") > 3
    assert "{" not in re.sub(r"<[^>]*>", "", text)


def test_links_lead_from_the_statement_down_to_single_records(office):
    client = office.alice()
    seen, following = set(), ["/"]
    depth_reached = set()
    for _depth in range(5):
        found = []
        for path in following:
            answer = client.get(path)
            assert answer.status_code == 200, path
            found += [link for link in map(html.unescape, LINK.findall(answer.content.decode()))
                      if link.partition("?")[0] not in seen]  # fmt: skip
        by_page = {link.partition("?")[0]: link for link in found}
        seen |= set(by_page)
        depth_reached |= {name.rpartition("/")[2] for name in by_page}
        following = list(by_page.values())
    assert {"verdicts", "moments", "moment", "party", "standard"} <= depth_reached


def test_the_companys_own_period_is_shown_as_chosen(office):
    text = _text(office.alice().get("/"))
    assert re.search(r'href="\?period=quarter" aria-current="true"', text)
    text = _text(office.alice().get("/?period=year"))
    assert re.search(r'href="\?period=year" aria-current="true"', text)


def test_headline_money_has_no_small_change_and_no_empty_interval(office):
    text = _text(office.alice().get("/"))
    values = re.findall(r'<p class="value">.*?</p>', text, re.DOTALL)
    assert len(values) == 8  # four of the owner and four of the company
    assert not any(re.search(r"\.\d\d\b", re.sub(r"<[^>]*>", "", value)) for value in values)
    assert "€0 to €0" not in text


def test_code_in_notes_is_set_as_code(office):
    text = _text(office.alice().get("/"))
    assert "`" not in text


def test_customers_are_found_by_name_and_by_number(office):
    client = office.alice()
    first = client.get("/report/parties.json").json()["tables"]["parties"][0]["party"]
    found = client.get("/report/parties.json", {"search": first[:8].upper()}).json()
    assert first in [row["party"] for row in found["tables"]["parties"]]
    assert client.get("/report/parties", {"search": "C-0000"}).status_code == 200
    none = client.get("/report/parties", {"search": "nobody of that name"})
    assert "0 customers are found" in _text(none)


def test_a_list_is_shown_page_by_page(office):
    client = office.alice()
    pages = [
        client.get("/report/parties.json", {"offset": offset, "limit": 20}).json()
        for offset in (0, 20)
    ]
    names = [[(row["party"], row["worth"]) for row in page["tables"]["parties"]] for page in pages]
    assert len(names[0]) == len(names[1]) == 20
    assert not set(names[0]) & set(names[1])
    text = _text(client.get("/report/parties", {"limit": 20}))
    assert 'rel="next"' in text
    assert 'rel="prev"' not in text


def test_customers_are_sorted_and_filtered(office):
    client = office.alice()
    business = client.get("/report/parties.json", {"segment": "business", "limit": 500}).json()
    assert {row["segment"] for row in business["tables"]["parties"]} == {"business"}
    fallen = client.get("/report/parties.json", {"order": "fell"}).json()["tables"]["parties"]
    changes = [row["change"] for row in fallen if row["change"] is not None]
    assert changes == sorted(changes)


def test_instants_are_told_by_the_clock_of_the_company(office):
    client = office.alice()
    party = _first_party(client)
    stored = client.get("/report/party.json", {"party": party}).json()["tables"]["moments"]
    assert all(row["when"].endswith("Z") for row in stored)
    timed = next(row for row in stored if not row["when"].endswith((":00:00Z", ":59:59Z")))
    shown = _text(client.get("/report/party", {"party": party}))
    hour = int(timed["when"][11:13])
    minute = timed["when"][14:16]
    assert any(f"{(hour + shift) % 24:02}:{minute}" in shown for shift in (1, 2))  # Warsaw


def test_time_lines_say_purposes_and_cases_as_people_do(office):
    client = office.alice()
    party = _first_party(client)
    text = _text(client.get("/report/party", {"party": party}))
    assert "Order " in text
    assert "order:" not in re.sub(r'href="[^"]*"', "", text)


def _first_party(client) -> str:
    text = html.unescape(client.get("/report/parties").content.decode())
    found = re.search(r"/report/party\?party=([^\"&]+)", text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    "path",
    [
        "/report/nothing",
        "/report/__init__",
        "/report/faces",
        "/report/party",
        "/report/party?party=nobody",
        "/report/standard?standard=nothing",
        "/report/moment?moment=1",
        "/report/verdicts?from=yesterday",
        "/report/verdicts?level=x&limit=1",
        "/report/parties?limit=many",
        "/report/statement/nothing.csv",
        "/picture/statement/nothing.svg",
        "/picture/nothing/waterfall.svg",
        "/?closed=2020-01-01",
        "/?closed=../../etc/passwd",
        "/import/0123456789abcdef",
        "/import/..%2f..%2fetc",
        "/errand/4711",
        "/undo/nothing",
    ],
)
def test_an_odd_address_finds_nothing(office, path):
    answer = office.alice().get(path)
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"period": "century"},
        {"search": "'; DROP TABLE worths; --"},
        {"search": "<script>alert(1)</script>"},
        {"segment": "\x00"},
        {"order": "1; DELETE FROM worths"},
        {"offset": "99999999999999999999"},
        {"offset": "-5", "limit": "0"},
        {"only": "c"},
        {"unknown": "x" * 3000},
    ],
)
def test_an_odd_parameter_harms_nothing(office, query):
    answer = office.alice().get("/report/parties", query)
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_a_table_comes_as_csv_that_no_spreadsheet_runs(office):
    answer = office.alice().get("/report/parties/parties.csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    head, first, *_rest = answer.content.decode().splitlines()
    assert head.startswith("party,segment,worth,low,high")
    assert first[0] not in "=+@"


def test_json_is_json_and_keeps_minor_units(office):
    data = json.loads(office.alice().get("/report/statement.json").content)
    rows = data["tables"]["statement"]
    assert all(isinstance(row["amount"], int) for row in rows)
    changes = sum(
        row["amount"] for row in rows if row["line"] in
        {"Lost by our breaches", "Won by grace", "New customers", "Customers who buy on",
         "Customers who fall silent"}
    )  # fmt: skip
    assert rows[0]["amount"] + changes == rows[-1]["amount"]


@pytest.mark.parametrize("wanted", ["", "dark=1", "narrow=1", "narrow=1&dark=1"])
def test_a_picture_tells_its_title_and_holds_nothing_foreign(office, wanted):
    answer = office.alice().get(f"/picture/statement/waterfall.svg?{wanted}")
    assert answer["Content-Type"] == "image/svg+xml"
    svg = answer.content.decode()
    assert "<title>What changed our goodwill</title>" in svg
    assert "<script" not in svg
    assert "http://" not in svg.replace("http://www.w3.org", "")


def test_an_older_closed_book_can_be_read(own, office):
    from django.test import override_settings

    path = own.book.close(None, lambda _sentence: None)
    with override_settings(GOODWILL_BOOK=own.book.folder):
        client = office.alice()
        text = _text(client.get("/"))
        older = re.search(r'href="/\?closed=([^"]+)"', text)
        assert older
        assert older[1] != path.stem
        then = _text(client.get("/", {"closed": older[1]}))
        assert "You are reading the book as it stood on" in then
        assert f"/report/parties?closed={older[1]}" in then
        assert f"closed={older[1]}" in LINK.findall(then)[-1]


def test_an_empty_book_begins_with_importing(empty):
    client = empty.alice()
    assert client.get("/")["Location"] == "/import"
    assert client.get("/report/parties")["Location"] == "/import"
    assert client.get("/report/parties.json").status_code == 404
    text = _text(client.get("/import"))
    assert "Nothing yet." in text
    assert "Close the book" not in text


def test_our_own_failure_is_owned_up_to(office, monkeypatch):
    from goodwill.web import files

    def fail(*_arguments):
        raise RuntimeError("planted")

    monkeypatch.setattr(files, "report_for", fail)
    client = office.alice(raise_request_exception=False)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "This is our fault" in answer.content.decode()
    assert "planted" not in answer.content.decode()
