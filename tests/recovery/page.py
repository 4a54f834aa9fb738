"""The table of the recovery suite in docs/recovery.md, between its markers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from tests.recovery.plants import PLANTS, nothing
from tests.recovery.verdict import Line, Row, line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.recovery.plants import Plant

PAGE = Path(__file__).parents[2] / "docs" / "recovery.md"
MARK = "<!-- {name}: {edge} -->"
HEAD = (
    "plant",
    "effect",
    "truth",
    "runs",
    "mean",
    "SD",
    "mean SE",
    "covers",
    "shown",
    "covers, shown",
    "withheld",
    "observed",
    "judged",
)


def lines(rows: Mapping[str, list[Row]]) -> list[Line]:
    """Judge every plant that was run, in all that it is looked at for."""
    return [
        line(name, effect, rows[name], must_withhold=kind.bad)
        for name, kind in PLANTS.items()
        if rows.get(name)
        for effect in effects(kind)
    ]


def effects(kind: Plant) -> list[str]:
    """The figures that a plant is looked at for."""
    believed = ["loss, believed", "lull, believed"] if kind.drawn else []
    return ["loss", "lull", *believed, *(["price"] if kind.priced else [])]


def table(found: list[Line]) -> str:
    """Lay the lines out as a Markdown table."""
    body = [
        (
            one.plant,
            one.effect,
            f"{one.truth:.3g}",
            str(one.replications),
            f"{one.mean:.3f}",
            f"{one.sd:.3f}",
            f"{one.error:.3f}",
            f"{one.covered:.3f}",
            str(one.shown),
            "" if one.shown == 0 else f"{one.covered_shown:.3f}",
            f"{one.withheld:.1%}" + (f" ({one.by})" if one.by else ""),
            f"{one.observed:.1%}",
            one.judged,
        )
        for one in found
    ]
    rows = [HEAD, ("---",) * len(HEAD), *body]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def write(rows: Mapping[str, list[Row]]) -> None:
    """Put the table on the page, with its date and sizes."""
    sizes = sorted({row["customers"] for part in rows.values() for row in part})
    seconds = sum(row["seconds"] for part in rows.values() for row in part)
    said = (
        f"Run on {dt.datetime.now(tz=dt.UTC).date()} with "
        f"{', '.join(f'{size:,}' for size in sizes)} customers a company; "
        f"{sum(map(len, rows.values())):,} companies in {seconds / 60:.0f} CPU minutes.\n"
        f"{claims(rows)}"
    )
    page = PAGE.read_text(encoding="utf-8")
    page = between(page, "recovery", f"{said}\n\n{table(lines(rows))}")
    PAGE.write_text(between(page, "plants", listed()), encoding="utf-8")


def claims(rows: Mapping[str, list[Row]]) -> str:
    """How often something was claimed where there is nothing."""
    idle = [row for name, kind in PLANTS.items() if nothing(kind) for row in rows.get(name, [])]
    if not idle:
        return "No company without an effect was looked at."
    observed = sum(row["grade"] == "observed" for row in idle) / len(idle)
    return f"Of {len(idle):,} companies in which breaches do nothing, {observed:.1%} heard a claim."


def listed() -> str:
    """Every plant with its sentence."""
    return "\n".join(f"- `{name}`: {kind.note}" for name, kind in PLANTS.items())


def between(page: str, name: str, text: str) -> str:
    """Put a text between the marks of this name."""
    start, end = (MARK.format(name=name, edge=edge) for edge in ("start", "end"))
    before, rest = page.split(start)
    return f"{before}{start}\n{text}\n{end}{rest.split(end)[1]}"
