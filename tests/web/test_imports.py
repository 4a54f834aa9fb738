"""Importing in the browser: look, try, import, close, take back; bad files and bad luck."""

from __future__ import annotations

import html
import os
import re
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodwill.book import Book
from tests.reading.hostile import GALLERY

ORDERS = """Order No;Customer No;Order Date;Quantity;Unit Price;Colour
W1;C-00001;2026-10-01 10:00;2;12,50;red
W2;C-00002;2026-10-02 11:30;1;9,00;blue
"""
BAD = ORDERS + "W3;C-00003;not a date;1;7,00;green\n"
LARGEST_TRIED = 20_000_000


def _send(client, content: bytes | str, name="orders.csv"):
    data = content.encode() if isinstance(content, str) else content
    return client.post("/import", {"file": SimpleUploadedFile(name, data)})


def _parcel(client, content, name="orders.csv") -> str:
    answer = _send(client, content, name)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return answer["Location"]


def _text(answer) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode()))


def _mapped(client, look: str, do: str, **more) -> dict[str, str]:
    """Gather what the mapping form would send."""
    page = client.get(look).content.decode()
    fields = re.findall(r'<select name="(column\d+)".*?</select>', page, re.DOTALL)
    chosen = {}
    for name in fields:
        select = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
        picked = re.search(r'<option value="([^"]*)" selected', select[0])
        chosen[name] = picked[1] if picked else ""
    return {"do": do, "source": "", **chosen, **more}


def _follow(client, answer):
    while answer.status_code == 302:
        answer = client.get(answer["Location"])
    return answer


def _batches(office) -> list[str]:
    return [batch.name for batch in Book.open(office.folder).journal.batches()]


@pytest.fixture
def client(at_once):
    """Alice, in an office where errands end before the page answers."""
    yield at_once.alice()
    journal = Book.open(at_once.folder).journal
    for batch in journal.batches():
        if batch.file.startswith("orders.csv"):
            journal.undo(batch.name)


def test_a_file_is_understood_with_its_first_values(client):
    text = _text(client.get(_parcel(client, ORDERS)))
    assert "Understood as: Orders and credits." in text
    assert "W1 · W2" in text
    assert "12,50 · 9,00" in text


def test_trying_changes_nothing_and_says_what_would_happen(client, office):
    before = _batches(office)
    look = _parcel(client, ORDERS)
    answer = _follow(client, client.post(look, _mapped(client, look, "try")))
    assert "What would happen" in _text(answer)
    assert "2 new moments" in _text(answer)
    assert _batches(office) == before


def test_importing_is_told_written_down_and_taken_back(client, office):
    from goodwill.web.models import Deed

    before = _batches(office)
    look = _parcel(client, ORDERS)
    answer = _follow(client, client.post(look, _mapped(client, look, "import")))
    assert "orders.csv: 2 new moments" in _text(answer)
    (batch,) = set(_batches(office)) - set(before)
    assert client.get(look).status_code == 404  # the parcel is gone
    assert "Something has changed since the last close" in _text(answer)

    asked = client.get(f"/undo/{batch}")
    assert "Undo this import?" in _text(asked)
    assert _batches(office) != before
    assert "The import is undone" in _text(_follow(client, client.post(f"/undo/{batch}")))
    assert _batches(office) == before
    assert [deed.what for deed in Deed.objects.order_by("pk")] == ["import", "undo"]
    assert client.get(f"/undo/{batch}").status_code == 404


def test_a_bad_line_stops_all_unless_the_good_ones_are_wanted(client, office):
    before = _batches(office)
    look = _parcel(client, BAD)
    answer = _follow(client, client.post(look, _mapped(client, look, "import")))
    text = _text(answer)
    assert "orders.csv:4" in text
    assert "column 'Order Date'" in text
    assert "Nothing was imported" in text
    assert _batches(office) == before
    lines = b"".join(client.get(f"{look}/rejected.csv").streaming_content).decode()
    assert "not a date" in lines

    wishes = _mapped(client, look, "import", keep_good="on")
    answer = _follow(client, client.post(look, wishes))
    assert "2 new moments" in _text(answer)
    assert "All bad lines as CSV" in _text(answer)
    assert len(_batches(office)) == len(before) + 1


def test_a_column_is_given_another_meaning_and_remembered(client, office):
    content = ORDERS.replace("Customer No", "Whom").replace("Order No", "Which")
    look = _parcel(client, content)
    assert "Not understood yet" in _text(client.get(look))
    chosen = {"source": "orders", "do": "look"}
    assert "Understood as: Orders and credits." in _text(client.post(look, chosen))
    mapping = {"column0": "number", "column1": "customer", "column2": "happened_at",
               "column3": "quantity", "column4": "unit_price", "column5": ""}  # fmt: skip
    tried = {**chosen, **mapping, "do": "import"}
    assert "2 new moments" in _text(_follow(client, client.post(look, tried)))
    again = client.get(_parcel(client, content) + "?source=orders")
    assert again.status_code == 200
    saved = list((office.folder / "mappings").glob("orders-*.toml"))
    assert any('"Whom"' in path.read_text(encoding="utf-8") for path in saved)


def test_a_column_that_is_left_out_is_not_read(client):
    look = _parcel(client, ORDERS)
    wishes = _mapped(client, look, "try") | {"column1": ""}
    text = _text(_follow(client, client.post(look, wishes)))
    assert "No column was found for 'customer'" in text


def _uploads(folder: Path):
    """Give name and bytes of each file of the gallery that a browser could send."""
    for number, item in enumerate(GALLERY):
        place = folder / str(number)
        place.mkdir()
        target = item.make(place)
        path = Path(target)
        if item.nobody or "://" in str(target) or len(path.name) > 255 or not path.is_file():
            continue
        if path.stat().st_size < LARGEST_TRIED:
            yield item.title, path.name, path.read_bytes()


def test_hostile_uploads_are_answered_with_problems(client, office, tmp_path):
    before = _batches(office)
    told = 0
    for title, name, content in _uploads(tmp_path):
        answer = _send(client, content, name)
        if answer.status_code == 200:  # an empty file is refused by the form itself
            assert 'class="wrong"' in answer.content.decode(), title
            continue
        first = client.get(answer["Location"])
        tried = client.post(answer["Location"], {"do": "try", "source": "orders"})
        done = _follow(client, tried)
        assert (first.status_code, done.status_code) == (200, 200), title
        assert "What is wrong" in _text(first) + _text(done), title
        assert "Traceback" not in _text(done), title
        told += 1
    assert told > 25
    assert _batches(office) == before


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("..", "file"),
        ("C:\\books\\orders.csv", "orders.csv"),
        ("a\x00b.csv", "a_b.csv"),
        ("-rf *.csv", "-rf _.csv"),
        ("zamówienia 2026.csv", "zamówienia 2026.csv"),
        ("x" * 400 + ".csv", "x" * 116 + ".csv"),
        (".look.json", "look.json"),
    ],
)
def test_the_name_of_an_upload_is_made_harmless(office, name, safe):
    from goodwill.web import parcels

    assert parcels.safe(name) == safe


def test_a_file_that_is_too_large_is_refused_without_being_kept(client, office, monkeypatch):
    from goodwill.web import parcels

    monkeypatch.setattr(parcels, "LARGEST", 1000)
    answer = _send(client, "x" * 5000)
    assert answer.status_code == 200
    assert "Import it with the command line" in _text(answer)
    kept = [path for path in (office.folder / "uploads").rglob("*") if path.is_file()]
    assert not [path for path in kept if b"xxxxx" in path.read_bytes()]


def test_files_that_lie_about_do_not_fill_the_disk(client, monkeypatch):
    from goodwill.web import parcels

    _parcel(client, ORDERS)
    monkeypatch.setattr(parcels, "ROOM", 10)
    assert "Too many files lie here already" in _text(_send(client, ORDERS))


def test_a_parcel_that_nobody_came_back_for_is_swept(client, office):
    from goodwill.web import parcels

    look = _parcel(client, ORDERS)
    folder = office.folder / "uploads" / look.rpartition("/")[2]
    long_ago = time.time() - parcels.KEPT - 60
    os.utime(folder, (long_ago, long_ago))
    _parcel(client, ORDERS)
    assert not folder.exists()
    assert client.get(look).status_code == 404


def test_closing_shows_the_newest_book(client, own, office):
    from django.test import override_settings

    with override_settings(GOODWILL_BOOK=own.book.folder):
        before = own.book.closed_files()
        answer = _follow(client, client.post("/close"))
        assert "The book is closed." in _text(answer)
        assert len(own.book.closed_files()) == len(before) + 1


def test_closing_an_empty_book_says_what_to_do(empty, at_once):
    from django.test import override_settings

    from goodwill.web import office as settings

    folder = settings.book_folder()
    with override_settings(GOODWILL_BOOK=folder):
        text = _text(_follow(empty.alice(), empty.alice().post("/close")))
    assert "the journal is empty" in text


def test_getting_the_address_of_a_deed_does_nothing(client, office):
    before = Book.open(office.folder).closed_files()
    assert client.get("/close").status_code == 405
    assert Book.open(office.folder).closed_files() == before
