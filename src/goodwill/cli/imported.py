"""What an import did, for people and for programs: how it read the file, and where lines went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.words import _, grouped, mark, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goodwill.book.importing import Outcome
    from goodwill.moments.manifest import Batch

ORIGINS = {
    "given": mark("given"),
    "saved": mark("as last time"),
    "automatic": mark("by its header"),
}
MARGIN = 14
SIGNS = {"\t": mark("tab"), " ": mark("space")}


def said(outcome: Outcome) -> str:
    """Say what an import did: how the file was read, where every line went, what is new."""
    head = f"{outcome.file}: {outcome.source}"
    return "\n".join(
        [head, *_read_as(outcome), *_columns(outcome), *_lines(outcome), *_came(outcome)]
    )


def _entry(title: str, words: str) -> str:
    return f"  {title:<{MARGIN}}{words}"


def _read_as(outcome: Outcome) -> Iterator[str]:
    facts = outcome.reading
    told = [str(facts["format"])] if facts.get("format") else []
    told += [str(facts["encoding"])] if facts.get("encoding") else []
    if sign := facts.get("delimiter"):
        shown = _(SIGNS[str(sign)]) if sign in SIGNS else f"'{sign}'"
        told.append(_("columns separated by {sign}", sign=shown))
    told += [f"{name} {facts[name]}" for name in ("sheet", "table") if facts.get(name)]
    if told:
        yield _entry(_("read as"), ", ".join(told))
    notes = facts.get("notes")
    for note in notes if isinstance(notes, list | tuple) else ():
        yield _entry("", str(note))


def _columns(outcome: Outcome) -> Iterator[str]:
    """Say which column was taken for which field, why, and how its values are written."""
    mapping, written = outcome.mapping, dict(outcome.seen)
    title = _("columns")
    width = max((len(column) for column in mapping.columns.values()), default=0)
    fields = max((len(field) for field in mapping.columns), default=0)
    for field, column in mapping.columns.items():
        why = _(ORIGINS.get(mapping.origin.get(field, ""), ""))
        how = f"; {written[column]}" if column in written else ""
        yield _entry(title, f"{column:<{width}}  ->  {field:<{fields}}  {why}{how}".rstrip())
        title = ""
    if outcome.unused:
        yield _entry(title, _("not used: {columns}", columns=", ".join(outcome.unused)))


def _lines(outcome: Outcome) -> Iterator[str]:
    """Account for every line."""
    from goodwill.reports.quality import FATES

    total = sum(outcome.fates.values())
    yield _entry(_("lines"), f"{grouped(total):>11}")
    for fate, number in sorted(outcome.fates.items(), key=lambda pair: (-pair[1], pair[0])):
        silent = fate == "used" and not outcome.batch.moments
        told = "who" if silent else fate
        yield _entry("", f"{grouped(number):>11}  {_(FATES.get(told, told))}")


def _came(outcome: Outcome) -> Iterator[str]:
    batch = outcome.batch
    told = [
        ngettext("{number} new", "{number} new", batch.new),
        ngettext("{number} corrected", "{number} corrected", batch.corrected),
        ngettext("{number} known already", "{number} known already", batch.repeated),
    ]
    yield _entry(_("moments"), ", ".join(told))
    for change in outcome.corrections:
        yield _entry("", f"{change.record} {change.column}: {change.old} -> {change.new}")
    if batch.parties or batch.lines or batch.merges:
        yield _entry(_("who is who"), ", ".join(_who(batch)))
    if outcome.rejected:
        yield _entry(_("bad lines"), _("kept in {path}", path=outcome.rejected))
    if outcome.written:
        yield _entry(_("import"), _("{name} (take it back with `goodwill undo {name}`)",
                                    name=batch.name))  # fmt: skip
    elif not batch.brings:
        yield _entry(_("import"), _("nothing new, so nothing was written"))


def _who(batch: Batch) -> Iterator[str]:
    if batch.parties:
        yield ngettext("{number} party new or changed", "{number} parties new or changed",
                       batch.parties)  # fmt: skip
    if batch.lines:
        yield ngettext("{number} post", "{number} posts", batch.lines)
    if batch.merges:
        yield ngettext("{number} merged", "{number} merged", batch.merges)


def as_data(outcome: Outcome) -> dict[str, Any]:
    """Give an import's outcome as plain data."""
    batch = outcome.batch
    return {
        "file": outcome.file,
        "source": outcome.source,
        "reading": {name: str(value) for name, value in outcome.reading.items()},
        "columns": dict(outcome.mapping.columns),
        "origin": dict(outcome.mapping.origin),
        "written_as": dict(outcome.seen),
        "unused": list(outcome.unused),
        "fates": dict(outcome.fates),
        "batch": batch.name or None,
        "written": outcome.written,
        "new": batch.new,
        "corrected": batch.corrected,
        "repeated": batch.repeated,
        "corrections": [change._asdict() for change in outcome.corrections],
        "rejected": str(outcome.rejected) if outcome.rejected else None,
        "problems": [problem._asdict() for problem in outcome.problems],
    }
