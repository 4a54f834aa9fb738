"""Mails of other systems are read as they would be sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.language.catalogues import catalogue, filled, helpdesk, tickets
from tests.language.demonstration import remarks
from tests.language.products import products

if TYPE_CHECKING:
    from pathlib import Path

MAIL = """
#: pretix/base/settings.py
msgid ""
"Hello,\\n"
"\\n"
"we are unable to cancel your order for {event}."
msgstr ""
"Dzień dobry,\\n"
"\\n"
"niestety nie możemy anulować Twojego zamówienia na {event}."

#: pretix/base/other.py
#, fuzzy
msgid "Hello, fuzzy one"
msgstr "Zgadnięte"

msgid "Cancel"
msgstr "Anuluj"
"""


def made(folder: Path) -> Path:
    """Lay out a folder as the wheels of both systems would be unpacked into it."""
    path = folder / "pretix" / "locale" / "pl" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(MAIL, encoding="utf-8")
    fixture = folder / "helpdesk" / "fixtures" / "emailtemplate.json"
    fixture.parent.mkdir(parents=True)
    text = "{% if a %}Hi {{ ticket.user_name }}{% else %}Hi{% endif %}, we reply soon."
    fields = {"locale": "en", "template_name": "new", "plain_text": text}
    fixture.write_text(json.dumps([{"fields": fields}]), encoding="utf-8")
    return folder


def test_what_is_fuzzy_is_left_out(tmp_path: Path) -> None:
    path = made(tmp_path) / "pretix" / "locale" / "pl" / "LC_MESSAGES" / "django.po"
    assert [entry.text.split("\n")[0] for entry in catalogue(path)] == ["Dzień dobry,", "Anuluj"]


def test_only_whole_mails_are_read_and_both_languages_of_a_catalogue(tmp_path: Path) -> None:
    folder = made(tmp_path)
    assert [mail.text[:5] for mail in tickets(folder, "pl")] == ["Dzień"]
    assert [mail.text[:5] for mail in tickets(folder, "en")] == ["Hello"]
    assert not list(tickets(folder, "uk"))


def test_places_are_filled_in_by_what_their_names_hold(tmp_path: Path) -> None:
    assert filled("{expire_date}, %(total)s") == "15.05.2026, 120 EUR"
    assert [mail.text for mail in helpdesk(made(tmp_path), "en")] == [
        "Hi Anna Nowak, we reply soon."
    ]


def test_the_demonstration_remarks_on_a_bare_refusal_in_both_languages(tmp_path: Path) -> None:
    found = {(seen.mail.language, seen.remark.rule) for seen in remarks(made(tmp_path))}
    assert {("en", "refusal.bare"), ("pl", "refusal.bare")} <= found


def test_names_of_buttons_are_no_sentences(tmp_path: Path) -> None:
    assert [text.set for text in products(made(tmp_path), "pl")] == ["pretix"]
