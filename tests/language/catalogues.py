"""Mails out of other systems' translations, filled in and ready to read."""

from __future__ import annotations

import ast
import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FIELD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")$')
_PLACE = re.compile(r"\{\{-?\s*([^}]*?)\s*-?\}\}|%?\((\w+)\)s|\{(\w*)\}")
_CHOICE = re.compile(r"\{%\s*if [^%]*%\}(.*?)(?:\{%\s*else\s*%\}.*?)?\{%\s*endif\s*%\}", re.DOTALL)
_VALUES = (
    ("date|created|expire|time", "15.05.2026"),
    ("sum|amount|total|price|fee|value", "120 EUR"),
    ("url|link|site", "https://tickets.example/a1"),
    ("mail|submitter", "anna@customer.example"),
    ("name|user|assigned|owner", "Anna Nowak"),
    ("comment|description|resolution|reason|info", "A17."),
)
"""What stands in for a placeholder, by what its name holds."""


class Entry(NamedTuple):
    """One translated text: where its source stands, the English, the translation."""

    places: tuple[str, ...]
    english: str
    text: str


class Mail(NamedTuple):
    """A default mail of a system in one language, filled in."""

    system: str
    language: str
    name: str
    text: str

    @property
    def key(self) -> str:
        """Tell the mail from all others without its text."""
        return digest(self.text)


def digest(text: str) -> str:
    """Give twelve hexadecimal digits that stand for a text that may not be redistributed."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def catalogue(path: Path) -> Iterator[Entry]:
    """Read a catalogue of gettext; what is fuzzy or not translated is left out."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        if re.search(r"^#,.*\bfuzzy\b", block, re.MULTILINE):
            continue
        fields = _fields(block)
        places = tuple(re.findall(r"^#: (.+)$", block, re.MULTILINE))
        for name, text in fields.items():
            if name.startswith("msgstr") and text and fields.get("msgid"):
                yield Entry(places, fields["msgid"], text)


def _fields(block: str) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in block.split("\n"):
        field = _FIELD.match(line)
        if field:
            name, found[field[1]] = field[1], _said(field[2])
        elif name and line.startswith('"'):
            found[name] += _said(line)
    return found


def _said(written: str) -> str:
    try:
        return str(ast.literal_eval(written))
    except SyntaxError:  # some catalogues are broken; gettext would refuse them
        return written[1:-1]


def filled(text: str) -> str:
    """Fill placeholders in with something of their sort; of two ways, the first is taken."""
    text = re.sub(r"\{%[^%]*%\}", "", _CHOICE.sub(r"\1", text))
    return _PLACE.sub(lambda place: _value(next(filter(None, place.groups()), "")), text)


def _value(name: str) -> str:
    return next((value for holds, value in _VALUES if re.search(holds, name.lower())), "A17")


def tickets(folder: Path, language: str) -> Iterator[Mail]:
    """Read the default mails of pretix: whole mails of its catalogue, not words of its pages."""
    code = "pl" if language == "en" else language
    path = folder / "pretix" / "locale" / code / "LC_MESSAGES" / "django.po"
    for entry in catalogue(path) if path.exists() else ():
        if re.match(r"(?:Hello|Hi)\b", entry.english) and "\n\n" in entry.english:
            name = entry.places[0].split()[0].rpartition("/")[2] if entry.places else "mail"
            said = entry.english if language == "en" else entry.text
            yield Mail("pretix", language, name, filled(said))


def helpdesk(folder: Path, language: str) -> Iterator[Mail]:
    """Read the default mails of django-helpdesk: its fixture of templates."""
    path = folder / "helpdesk" / "fixtures" / "emailtemplate.json"
    for each in json.loads(path.read_text(encoding="utf-8")) if path.exists() else ():
        fields = each["fields"]
        if fields.get("locale") == language:
            yield Mail("django-helpdesk", language, fields["template_name"],
                       filled(fields["plain_text"]))  # fmt: skip
