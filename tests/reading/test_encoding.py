from __future__ import annotations

import pytest

from tests.reading.opened import opened_bytes

POLISH = "zamówienie;uwagi\n1;Łódź – proszę o zwrot pieniędzy\n2;Kraśnik, ulica Źródlana\n"
RUSSIAN = "заказ;клиент\n1;ООО «Ромашка»\n2;Ещё не получили, № 17\n"
UKRAINIAN = "замовлення;відповідь\n1;Ні\n2;Її ґанок у Києві\n"
WESTERN = "Bestellung;Kunde\n1;Müller, Große Straße\n2;Café crème brûlée\n3;El niño – £12\n"


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        (POLISH, "utf-8", "utf-8"),
        (POLISH, "utf-8-sig", "utf-8-sig"),
        (POLISH, "utf-16", "utf-16"),
        (POLISH, "utf-16-le", "utf-16-le"),
        (RUSSIAN, "utf-16-be", "utf-16-be"),
        (RUSSIAN, "utf-32", "utf-32"),
        (POLISH, "cp1250", "cp1250"),
        (POLISH.replace("–", "-"), "iso-8859-2", "iso-8859-2"),
        (RUSSIAN, "cp1251", "cp1251"),
        (UKRAINIAN, "cp1251", "cp1251"),
        (WESTERN, "cp1252", "cp1252"),
    ],
)
def test_each_alphabet_is_found_and_read(con, tmp_path, text, encoding, said):
    records, rows, problems = opened_bytes(con, tmp_path, text.encode(encoding))
    assert problems == []
    assert records.facts["encoding"] == said
    expected = [tuple(line.split(";")) for line in text.splitlines()]
    assert [records.columns, *(row[1:] for row in rows)] == expected


@pytest.mark.parametrize("word", ["Café", "España", "naïve", "Zürich", "São Paulo", "Malmö", "£12"])
def test_one_western_word_is_enough(con, tmp_path, word):
    _, rows, _ = opened_bytes(con, tmp_path, f"order;name\n1;{word}\n".encode("cp1252"))
    assert rows == [(2, "1", word)]


@pytest.mark.parametrize("word", ["łódka", "Gdańsk", "Wałbrzych", "Kraśnik", "proszę", "ąę"])
def test_one_polish_word_is_enough(con, tmp_path, word):
    _, rows, _ = opened_bytes(con, tmp_path, f"order;name\n1;{word}\n".encode("cp1250"))
    assert rows == [(2, "1", word)]


def test_a_large_old_text_is_transcoded_in_pieces(con, tmp_path):
    body = "".join(f"{n};Łódź {n}\n" for n in range(200_000))
    records, rows, problems = opened_bytes(con, tmp_path, ("a;b\n" + body).encode("cp1250"))
    assert problems == []
    assert records.facts["encoding"] == "cp1250"
    assert rows[-1] == (200_001, "199999", "Łódź 199999")


def test_a_letter_split_between_two_pieces_is_still_one(con, tmp_path):
    header = "a;b\n"
    line = "1;" + "я" * 400 + "\n"
    text = header + line * 2_500
    _, rows, _ = opened_bytes(con, tmp_path, text.encode("utf-16"))
    assert {row[2] for row in rows} == {"я" * 400}
