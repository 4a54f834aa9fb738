"""The limits of one standard, as a form: for all customers, and for those of each segment."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goodwill.book.settling import Asis
    from goodwill.house.toml import Key
    from goodwill.standards.standard import Standard


class Cell(NamedTuple):
    """One limit of one line of the form: its field, and the key of the settings that it sets."""

    field: str
    limit: str
    key: Key


class Line(NamedTuple):
    """One line of the form: all customers, or a segment of them."""

    segment: str
    cells: tuple[Cell, ...]


def lines_of(standard: Standard, segments: Iterable[str]) -> list[Line]:
    """Lay out which limits may be set for whom."""
    everyone: Key = ("limits", standard.name)
    lines = [Line("", tuple(Cell(f"all-{n}", name, (*everyone, name))
                            for n, name in enumerate(standard.limits)))]  # fmt: skip
    for place, segment in enumerate(segments):
        inner = (*everyone, "segments", segment)
        cells = (Cell(f"seg{place}-{n}", name, (*inner, name))
                 for n, name in enumerate(standard.limits))  # fmt: skip
        lines.append(Line(segment, tuple(cells)))
    return lines


class DecimalField(forms.FloatField):
    """A number with a point or a comma before its decimals; thousands are never set apart."""

    def to_python(self, value: Any) -> Any:
        """Read both marks alike, in whatever language."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class LimitsForm(forms.Form):
    """Each limit as a number; what is left empty holds as it does for all."""

    applies = forms.BooleanField(label=gettext_lazy("We apply this standard"), required=False)

    def __init__(
        self, standard: Standard, segments: Iterable[str], now: Asis, *given: Any, **more: Any
    ) -> None:
        self.standard, self.now = standard, now
        self.lines = lines_of(standard, segments)
        super().__init__(*given, **more)
        off = now.value(("standards_off",)) or []
        self.initial.setdefault("applies", standard.name not in off)
        for line in self.lines:
            for cell in line.cells:
                self.fields[cell.field] = self._number(line, cell)

    def _number(self, line: Line, cell: Cell) -> DecimalField:
        everyone = self.now.value(("limits", self.standard.name, cell.limit))
        otherwise = self.standard.limits[cell.limit]
        if line.segment and everyone is not None:
            otherwise = everyone
        label = f"{line.segment or _('All customers')}: {words(cell.limit)}"
        attributes = {"placeholder": f"{otherwise:g}", "inputmode": "decimal", "aria-label": label}
        return DecimalField(
            label=label,
            required=False,
            initial=self.now.value(cell.key),
            widget=forms.TextInput(attributes),
        )

    def clean(self) -> dict[str, Any]:
        """Ask for numbers that can be a limit at all."""
        cleaned = super().clean() or {}
        for line in self.lines:
            for cell in line.cells:
                value = cleaned.get(cell.field)
                if value is not None and not 0 <= value < 1e6:
                    self.add_error(cell.field, _("This must be a number from 0 to a million."))
        return cleaned

    def changes(self) -> dict[Key, Any]:
        """Give what differs from the settings as they are, by key; None takes a setting away."""
        given = {
            cell.key: self.cleaned_data[cell.field] for line in self.lines for cell in line.cells
        }
        changed = {key: value for key, value in given.items() if value != self.now.value(key)}
        off = list(self.now.value(("standards_off",)) or [])
        if self.cleaned_data["applies"] == (self.standard.name in off):
            left = [name for name in off if name != self.standard.name]
            new = left if self.cleaned_data["applies"] else [*off, self.standard.name]
            changed["standards_off",] = new or None
        return changed

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Give the fields of each line, for the page."""
        return [(line.segment, [self[cell.field] for cell in line.cells]) for line in self.lines]

    def limits(self) -> list[str]:
        """Name the limits, for the heads of the columns."""
        return [words(name) for name in self.standard.limits]


NAMES = {
    "days_at_most": gettext_lazy("days at most"),
    "days_of_grace": gettext_lazy("days of grace"),
    "earliest": gettext_lazy("not before (hour)"),
    "latest": gettext_lazy("not after (hour)"),
    "early_days": gettext_lazy("days early for a grace"),
    "from_hour": gettext_lazy("from (hour)"),
    "to_hour": gettext_lazy("until (hour)"),
    "hours": gettext_lazy("working hours"),
    "quick_hours": gettext_lazy("working hours for a grace"),
    "minutes_at_most": gettext_lazy("minutes at most"),
    "quick_minutes": gettext_lazy("minutes for a grace"),
    "times": gettext_lazy("times at most"),
}
"""The limits of the standards that come with Goodwill, in words."""


def words(limit: str) -> str:
    """Write the name of a limit as words; that of a company's own as it stands."""
    return str(NAMES.get(limit) or limit.replace("_", " "))


def as_wishes(changes: Mapping[Key, Any]) -> list[list[Any]]:
    """Write changes down as plain values."""
    return [[list(key), value] for key, value in changes.items()]


def from_wishes(wishes: list[list[Any]]) -> dict[Key, Any]:
    """Read what `as_wishes` wrote."""
    return {tuple(key): value for key, value in wishes}


def mark_of(changes: Mapping[Key, Any]) -> str:
    """Give a short mark of changes, to tell whether what is saved is what was shown."""
    told = json.dumps(as_wishes(changes), sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
