"""The plain settings as a form: a text, a number, a day, a yes or no, or a list by lines."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django import forms

from goodwill.house.settings import PERIODS, Settings
from goodwill.web.limits import DecimalField
from goodwill.words import LANGUAGES, _, mark

if TYPE_CHECKING:
    from dataclasses import Field

    from goodwill.book.settling import Asis
    from goodwill.house.toml import Key

ELSEWHERE = ("standards_off", "limits", "segment_limits")
"""Settings that are changed on the pages of the standards."""
CHOICES = {
    "language": tuple(LANGUAGES.items()),
    "period": tuple(zip(PERIODS, (mark("Month"), mark("Quarter"), mark("Year")), strict=True)),
}


def _is_plain(declared: Field[Any]) -> bool:
    return str(declared.type) in _FIELDS and declared.name not in ELSEWHERE


def _text(**given: Any) -> forms.Field:
    return forms.CharField(max_length=500, **given)


def _lines(**given: Any) -> forms.Field:
    return forms.CharField(max_length=5000, widget=forms.Textarea({"rows": 4}), **given)


def _day(**given: Any) -> forms.Field:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **given)


def _decimal(**given: Any) -> forms.Field:
    return DecimalField(widget=forms.TextInput({"inputmode": "decimal"}), **given)


_FIELDS: dict[str, Any] = {
    "str": _text,
    "str | None": _text,
    "float": _decimal,
    "int": forms.IntegerField,
    "bool": forms.BooleanField,
    "date | None": _day,
    "tuple[str, ...]": _lines,
}

PLAIN = tuple(declared for declared in fields(Settings) if _is_plain(declared))
FILE_ONLY = tuple(
    (declared.name, declared.metadata["sentence"])
    for declared in fields(Settings)
    if not _is_plain(declared) and declared.name not in ELSEWHERE
)
"""What has parts of its own, and is changed in the file."""


class PlainForm(forms.Form):
    """Every plain setting under its sentence, with what holds now."""

    def __init__(self, now: Asis, settings: Settings, *given: Any, **more: Any) -> None:
        self.now, self.holding = now, settings
        super().__init__(*given, **more)
        for declared in PLAIN:
            self.fields[declared.name] = _field(declared, getattr(settings, declared.name))

    def changes(self) -> dict[Key, Any]:
        """Give what differs from the settings as they hold, by key; None takes one away."""
        changed: dict[Key, Any] = {}
        for declared in PLAIN:
            value = _value(declared, self.cleaned_data[declared.name])
            holds = getattr(self.holding, declared.name)
            if value != (list(holds) if isinstance(holds, tuple) else holds):
                changed[declared.name,] = value
        return changed


def _field(declared: Field[Any], value: Any) -> forms.Field:
    given: dict[str, Any] = {
        "label": _(declared.metadata["sentence"]),
        "help_text": declared.name,
        "required": declared.name == "name",
    }
    if declared.name in CHOICES:
        choices = [(each, _(words)) for each, words in CHOICES[declared.name]]
        return forms.ChoiceField(initial=value, choices=choices, **given)
    shown = "\n".join(value) if isinstance(value, tuple) else value
    field: forms.Field = _FIELDS[str(declared.type)](initial=shown, **given)
    return field


def _value(declared: Field[Any], given: Any) -> Any:
    """Give what stands in the form as a value of the file; None where nothing stands there."""
    if str(declared.type).startswith("tuple"):
        return [line.strip() for line in given.splitlines() if line.strip()]
    return None if given == "" else given
