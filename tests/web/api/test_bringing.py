"""What a program brings: records row by row and files, through the same import as everybody's."""

from __future__ import annotations

import io

import pytest

ROW = {"invoice": "F-API-1", "customer": "C-00001", "paid on": "2026-03-02", "amount": "12.50"}
COLUMNS = {"paid on": "happened_at"}
BODY = {"source": "payments", "rows": [ROW], "columns": COLUMNS}


def _batches(own):
    return [batch.name for batch in own.book.journal.batches()]


def test_the_same_rows_again_change_nothing(own_book, own):
    before = _batches(own)
    first = own_book.post("/moments", BODY).json()
    assert (first["new"], first["repeated"]) == (1, 0)
    assert first["batch"] in _batches(own)
    again = own_book.post("/moments", BODY).json()
    assert (again["new"], again["repeated"], again["batch"]) == (0, 1, None)
    assert len(_batches(own)) == len(before) + 1


def test_a_dry_run_tells_and_changes_nothing(own_book, own):
    before = _batches(own)
    told = own_book.post("/moments", {**BODY, "dry_run": True}).json()
    assert (told["dry_run"], told["new"], told["batch"]) == (True, 1, None)
    assert _batches(own) == before
    assert list((own.book.folder / "uploads").glob("*")) == []


def test_a_corrected_row_supersedes(own_book):
    own_book.post("/moments", BODY)
    mended = {**BODY, "rows": [{**ROW, "amount": "13.00"}]}
    told = own_book.post("/moments", mended).json()
    assert told["new"] + told["corrected"] == 1


def test_bad_rows_are_told_with_place_and_reason_and_nothing_is_taken(own_book, own):
    before = _batches(own)
    rows = [ROW, {**ROW, "paid on": "2026-13-77"}, {**ROW, "amount": "a lot"}]
    answer = own_book.post("/moments", {**BODY, "rows": rows})
    assert answer.status_code == 422
    problems = answer.json()["problems"]
    assert [each["where"].rpartition(":")[2] for each in problems[:2]] == ["2", "3"]
    assert "paid on" in problems[0]["what"]
    assert "a lot" in problems[1]["next"]
    assert _batches(own) == before
    kept = own_book.post("/moments", {**BODY, "rows": rows, "keep_good": True}).json()
    assert (kept["new"], kept["fates"]["rejected"]) == (1, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {**BODY, "source": "gossip"},
        {**BODY, "rows": []},
        {**BODY, "rows": [ROW] * 5001},
        {**BODY, "rows": "F-1"},
        {**BODY, "colour": "red"},
        {**BODY, "dry_run": "yes"},
        {"rows": [ROW]},
        [BODY],
        {**BODY, "rows": [{"unheard": "of"}]},
    ],
)
def test_a_body_of_another_form_is_refused_as_data(own_book, own, wrong):
    before = _batches(own)
    answer = own_book.post("/moments", wrong)
    assert answer.status_code == 422
    assert answer.json()["problems"]
    assert _batches(own) == before


@pytest.mark.parametrize("text", ['{"source": NaN}', "{", "\xff", '{"source": "\\ud800"}'])
def test_what_is_no_json_is_not_understood(program, text):
    assert program.post("/moments", text.encode("latin-1")).status_code == 400


def test_too_much_at_once_is_refused_before_it_is_read(program):
    from goodwill.web.api.bearer import LARGEST

    answer = program.post("/moments", b" " * (LARGEST + 1))
    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"


def test_a_file_is_imported_by_an_errand(own_book, own, at_once):
    file = io.BytesIO(b"invoice;customer;date paid;amount\nF-API-2;C-00001;2026-03-02;9,90\n")
    file.name = "late payments.csv"
    begun = own_book.send("/imports", file=file, source="payments")
    assert begun.status_code == 202, begun.content
    assert begun["Location"] == f"/api/v1/errands/{begun.json()['errand']}"
    told = own_book.get(begun["Location"].removeprefix("/api/v1")).json()
    assert told["state"] == "done", told
    assert told["result"]["new"] == 1
    assert told["result"]["file"] == "late payments.csv"


def test_an_errand_that_fails_says_why(own_book, at_once):
    file = io.BytesIO(b"nothing;of;use\n1;2;3\n")
    file.name = "odd.csv"
    begun = own_book.send("/imports", file=file, dry_run="true")
    told = own_book.get(f"/errands/{begun.json()['errand']}").json()
    assert (told["what"], told["state"]) == ("try", "failed")
    assert told["problems"][0]["what"]


def test_the_errand_of_somebody_else_is_not_there(program):
    from goodwill.web.models import Errand

    errand = Errand.objects.create(what="close", state=Errand.DONE)
    assert program.get(f"/errands/{errand.pk}").status_code == 404
    Errand.objects.update(member=program.key.member)
    assert program.get(f"/errands/{errand.pk}").status_code == 200


def test_too_many_errands_are_put_off(program, monkeypatch):
    from goodwill.web import errands

    monkeypatch.setattr(errands, "MOST", 0)
    answer = program.post("/books")
    assert answer.status_code == 503
    assert answer.json()["problems"][0]["what"]


def test_who_is_no_owner_brings_nothing(program):
    from goodwill.web.models import Member

    Member.objects.update(role="outsider")
    assert program.post("/moments", BODY).status_code == 404
    assert program.post("/books").status_code == 404
