"""The message catalogues: collect every sentence of code and pages, compile what is translated.

`make words` runs it. New sentences come into the catalogues untranslated, those that the code no
longer has leave them, and translations stay as they are. Places in files are not kept: they would
change with every line added anywhere.
"""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).parent.parent / "src" / "goodwill"
LANGUAGES = ("pl", "ru", "uk")
FOLDERS = {"goodwill": SOURCE / "locale", "django": SOURCE / "web" / "locale"}
"""Each catalogue and its folder: that of the code, and that of the office's pages and forms."""

KEYWORDS = {
    "_": None,
    "mark": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "nmark": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = r"""# {native}. Kept by `make words`; translations are written by hand.
msgid ""
msgstr ""
"Project-Id-Version: Goodwill\n"
"PO-Revision-Date: 2026-11-21 00:00+0000\n"
"Last-Translator: Goodwill\n"
"Language-Team: Goodwill\n"
"Language: {code}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: {plurals}\n"

"""
TEXT = r"""[uU]?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({TEXT}(?:\s*,\s*{TEXT})*)")


def collected(name: str) -> Catalog:
    """Collect the sentences of one catalogue from the code and the pages as they are now."""
    catalogue = Catalog()
    for path in sorted(SOURCE.rglob("*.py")):
        if _catalogue_of(path) == name:
            for sentence, context in _in_code(path):
                catalogue.add(sentence, context=context)
    if name == "django":
        for path in sorted(SOURCE.rglob("templates/**/*.html")):
            for sentence, context in _in_page(path):
                catalogue.add(sentence, context=context)
    return catalogue


def _catalogue_of(path: Path) -> str:
    """Tell from what a module imports which catalogue its sentences belong to."""
    text = path.read_text(encoding="utf-8")
    if list(_said_of_itself(path)):
        return "goodwill"
    ours = re.search(
        r"^\s*from goodwill\.words import .*\b(_|n?p?gettext|mark)\b", text, re.MULTILINE
    )
    theirs = re.search(r"^\s*from django\.utils\.translation import .*gettext", text, re.MULTILINE)
    if ours and theirs:
        raise SystemExit(f"{path}: takes sentences from two catalogues; choose one")
    return "django" if theirs else "goodwill"


def _in_code(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    with path.open("rb") as file:
        for _line, sentence, _comments, context in extract("python", file, KEYWORDS):
            yield sentence, context
    for sentence in _said_of_itself(path):
        yield sentence, None


def _said_of_itself(path: Path) -> Iterator[str]:
    """Take the docstrings that users read: those of commands, of reports and of the interface."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if path.parent.name == "reports" and "PARAMETERS" in _names(tree):
        yield ast.get_docstring(tree) or ""
    if decorator := _told_where(path):
        for node in ast.walk(tree):
            called = isinstance(node, ast.FunctionDef) and any(
                re.search(decorator, ast.unparse(one)) for one in node.decorator_list
            )
            if called and (told := ast.get_docstring(node)):
                yield " ".join(told.split())


def _told_where(path: Path) -> str:
    """Give what decorates the functions of a module whose docstrings are read; mostly nothing."""
    if "cli" in path.relative_to(SOURCE).parts:
        return r"\b(command|group)\("
    return r"^router\." if path.parent.name == "api" else ""


def _names(tree: ast.Module) -> set[str]:
    """Name what a module assigns at its top."""
    plain = [node for node in tree.body if isinstance(node, ast.Assign)]
    typed = [node for node in tree.body if isinstance(node, ast.AnnAssign)]
    targets = [*(each for node in plain for each in node.targets), *(node.target for node in typed)]
    return {each.id for each in targets if isinstance(each, ast.Name)}


def _in_page(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Let Django turn a template into calls, and read these."""
    from django.utils.translation.template import templatize

    for call in CALL.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        words = ast.literal_eval(f"({call[2]},)")
        context, *said = words if "pget" in call[1] else (None, *words)
        yield (tuple(said[:2]) if call[1].startswith("n") else said[0]), context


def path_of(name: str, language: str, ending: str = "po") -> Path:
    """Say where a catalogue of a language is."""
    return FOLDERS[name] / language / "LC_MESSAGES" / f"{name}.{ending}"


def existing(name: str, language: str) -> Catalog:
    """Read a catalogue with its translations; an empty one where there is none yet."""
    path = path_of(name, language)
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(name: str, language: str) -> Catalog:
    """Give a catalogue with exactly the sentences there are now, and the translations known."""
    catalogue = existing(name, language)
    catalogue.update(collected(name), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def as_po(catalogue: Catalog, language: str) -> str:
    """Write a catalogue as text, in the order of its sentences."""
    for message in catalogue:
        if "%(" not in str(message.id):  # "95 % intervals" is no place to be filled
            message.flags.discard("python-format")
    out = io.BytesIO()
    write_po(out, catalogue, width=100, no_location=True, omit_header=True, sort_output=True)
    native = Locale.parse(language).get_display_name(language)
    plurals = get_plural(language).plural_forms
    head = HEADER.format(native=native.capitalize(), code=language, plurals=plurals)
    return head + out.getvalue().decode("utf-8")


def as_mo(name: str, language: str) -> bytes:
    """Compile a catalogue from its text."""
    catalogue = existing(name, language)
    catalogue.creation_date = catalogue.revision_date  # the same text gives the same bytes always
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main() -> None:
    """Bring every catalogue up to date, compile it, and say what is still to be translated."""
    for name in FOLDERS:
        for language in LANGUAGES:
            catalogue = updated(name, language)
            path = path_of(name, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(as_po(catalogue, language), encoding="utf-8")
            path_of(name, language, "mo").write_bytes(as_mo(name, language))
            open_ones = sum(1 for message in catalogue if message.id and not _whole(message.string))
            print(f"{name} {language}: {len(catalogue)} sentences, {open_ones} to translate")  # noqa: T201


def _whole(said: str | tuple[str, ...] | list[str]) -> bool:
    return all(said) if isinstance(said, tuple | list) else bool(said)


if __name__ == "__main__":
    main()
