"""Texts that the rules of words are measured on: found on this machine, never kept here."""

from __future__ import annotations

import csv
import hashlib
import html
import re
from typing import TYPE_CHECKING, NamedTuple

from python_calamine import CalamineWorkbook

from tests.real import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = DATA / "language"


class Text(NamedTuple):
    """One text of a set: its number there, and what it answers, if that is known."""

    set: str
    id: str
    text: str
    answers: str | None = None

    @property
    def hash(self) -> str:
        """Tell the text apart without showing it."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


def replies_en() -> Iterator[Text]:
    """Give the replies of companies in English, with the messages they answer."""
    with (FOLDER / "company_replies_en.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = {row["tweet_id"]: row["text"] for row in rows}
    for row in rows:
        if row["inbound"] == "False":
            before = row["in_response_to_tweet_id"].partition(".")[0]
            yield Text("replies_en", row["tweet_id"], row["text"], told.get(before))


def answers_ru() -> Iterator[Text]:
    """Give the answers of a Russian help desk, with the questions."""
    book = CalamineWorkbook.from_path(str(FOLDER / "support_answers_ru.xlsx"))
    for number, row in enumerate(book.get_sheet_by_index(0).to_python()[1:]):
        if len(row) > 1 and row[1]:
            yield Text("answers_ru", str(number), str(row[1]), str(row[0]) or None)


def requests(language: str) -> Iterator[Text]:
    """Give requests of people to people (TyDiP): what no company wrote."""
    for path in sorted(FOLDER.glob(f"tydip/tydip_data_all_{language}_*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file)):
                yield Text("tydip", f"{path.stem}:{number}", row["sentence"])


def paragraphs(folder: Path) -> Iterator[Text]:
    """Give the paragraphs of the plain and HTML files of a folder, each a text of its own."""
    for path in sorted(each for each in folder.rglob("*") if _is_plain(each)):
        read = path.read_text(encoding="utf-8", errors="ignore")
        for number, text in enumerate(_html(read) if path.suffix == ".html" else _plain(read)):
            if len(text) > 20:
                yield Text(folder.name, f"{path.name}:{number}", text)


SETS = {"en": replies_en, "ru": answers_ru}


def _is_plain(path: Path) -> bool:
    return (
        path.is_file()
        and not path.is_symlink()
        and path.suffix not in {".dat", ".png", ".gz", ".pdf"}
    )


def _html(read: str) -> list[str]:
    found = re.findall(r"<(?:p|div class=.para.)(?: [^>]*)?>(.*?)</(?:p|div)>", read, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", "", each)).split()) for each in found]


def _plain(read: str) -> list[str]:
    return [" ".join(each.split()) for each in re.split(r"\n%\n|\n\s*\n", read)]
