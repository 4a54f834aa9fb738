"""Looking through an answer for words that its reader may not see."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from tests.web.access.books import SECRET_FILE, TOTAL

if TYPE_CHECKING:
    from tests.web.access.oracle import Eyes

MARK = re.compile(r"[wcNQ]?Q?(person|client|team|case|rec|inside|text|upload)(\d{3,4})x")
_GAPS = re.compile(r"(?<=\d)[,.\s\u00a0\u202f’'](?=\d{3})")  # separators


def text_of(answer) -> str:
    """Give the words of an answer, out of workbooks too; of a picture in dots there are none."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "\n".join(packed.read(name).decode("utf-8") for name in packed.namelist())
    if body[:4] in {b"\x89PNG", b"%PDF"}:
        return ""
    return body.decode("utf-8")


class Allowed:
    """The marker words that a reader may see."""

    def __init__(self, eyes: Eyes) -> None:
        tree = eyes.tree
        moments = [] if eyes.role in {"outsider", "nobody"} else eyes.moments
        rows = [] if eyes.role in {"outsider", "nobody"} else eyes.rows
        self.owner = eyes.role == "owner"
        outside = eyes.role in {"outsider", "nobody"}
        people = set() if outside else eyes.colleagues
        teams = set() if outside else eyes.teams
        customers = set() if outside else eyes.customers
        words = [*people, *teams, *customers, *(row.record for row in moments)]
        words += [row.case for row in (*moments, *rows)]
        if eyes.reader.person:
            words.append(eyes.reader.person)
        if self.owner:
            words += [SECRET_FILE, *tree.people]
        self.marks = {match.groups() for word in words for match in MARK.finditer(word)}


def leaks(text: str, allowed: Allowed, path: str) -> list[str]:
    """Give the marker words of a text that its reader may not see; what was asked is an echo."""
    asked = {match.groups() for match in MARK.finditer(unquote_plus(path))}
    found = {
        match[0] for match in MARK.finditer(text)
        if match.groups() not in allowed.marks and match.groups() not in asked
    }  # fmt: skip
    if not allowed.owner and str(TOTAL // 100) in _GAPS.sub("", text):
        found.add("the worth of the whole")
    return sorted(found)
