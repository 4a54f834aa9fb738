"""The page of the documentation that lists every standard, written from their own files."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from goodwill.standards.columns import COLUMNS
from goodwill.standards.expression import FUNCTIONS
from goodwill.standards.standard import CONVENIENCE, FALLS_ON, FAMILIES, load
from goodwill.standards.terms import say
from goodwill.words import LANGUAGES, speaking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goodwill.standards.standard import Standard

_SIDES = {"ours": "What we owe them", "theirs": "What they owe us"}

_INTRODUCTION = """\
# Standards

Written by `python -m goodwill.standards.page` from the files in `src/goodwill/standards`.

A standard is one duty of one side. It is one TOML file; the name of the file is its name, and the
folder, `ours` or `theirs`, says whose duty it is. A file of the same name in the folder
`standards/ours` or `standards/theirs` of a book replaces the one that comes with Goodwill, and any
other file there adds a standard. `goodwill.toml` switches standards off (`standards_off`) and sets
their limits otherwise, for all (`[limits.first_answer]`) or for a segment
(`[limits.first_answer.segments.business]`). `goodwill standards test` judges the story of each.

## The keys of a standard

| key | what it says |
|---|---|
| `title`, `sentence` | what it is called, and what it says to a reader; `{name}` puts a limit in |
| `family` | which standards are priced together: of ours FAMILIES_OURS; of theirs FAMILIES_THEIRS |
| `of` | `case` or `moment`: of what each row is judged |
| `whose_convenience` | whom it serves: CONVENIENCE |
| `where` | which rows it concerns |
| `breach`, `grace` | when it is broken, and when exceeded; one of them may be left out |
| `open` | when nothing can be said yet; by itself it is open while a clock in `breach` has no end |
| `size` | how far it is broken: 1 is just at the limit |
| `limits` | numbers with names that a company may set otherwise |
| `falls_on` | on which moment of its case a verdict falls, and so on whom: FALLS_ON |
| `exempt`, `reasons` | when it does not count, by the name of the reason; and the reason in words |
| `benchmark` | the share kept elsewhere, with its source and date |
| `[story]` | its test in the notation; `!` is a breach, `+` a grace, `~` an exemption, `?` open |
| `[words.pl]` and so on | title, sentence and reasons in another language |

For each row the first that holds gives the verdict: exempt, breach, open, grace, kept. A row of
which neither `breach` nor its contrary is true (a column that it needs is empty) is not judged.

## The language of expressions

Columns, limits, numbers, 'texts', `and`, `or`, `not`, `=`, `<>`, `<`, `<=`, `>`, `>=`, `between`,
`in`, `is null`, `+`, `-`, `*`, `/`, and the functions FUNCTIONS.

- `worked(a, b)` are the company's working minutes from one instant of a case to another. Until
  `answered_at`, `human_at` and `resolved_at` what was paused does not count.
- `minutes(a, b)` are minutes by the clock on the wall, day and night.
- `days(a, b)` are days of the calendar where the party lives.

In `breach` and `size` a clock that has no end runs to the close; elsewhere it has no value.

A standard cannot see money, nor who somebody is: what is owed never depends on what anybody is
worth.
"""


def page() -> str:
    """Write the page, in English."""
    with speaking("en"):
        return "\n".join(_lines())


def _lines() -> Iterator[str]:
    standards, _problems = load()
    yield _filled(_INTRODUCTION)
    for of, table in (("case", "cases"), ("moment", "moments")):
        yield f"### Columns of {table}\n"
        columns = sorted(COLUMNS[of].items())
        for sort in sorted(set(COLUMNS[of].values())):
            names = ", ".join(f"`{name}`" for name, kind in columns if kind == sort)
            yield f"- {say(sort)}: {names}"
        yield ""
    for side, title in _SIDES.items():
        yield f"## {title}\n"
        for standard in standards:
            if standard.side == side:
                yield from _standard(standard)


def _filled(text: str) -> str:
    listed = {
        "FAMILIES_OURS": FAMILIES["ours"],
        "FAMILIES_THEIRS": FAMILIES["theirs"],
        "CONVENIENCE": CONVENIENCE,
        "FALLS_ON": FALLS_ON,
        "FUNCTIONS": FUNCTIONS,
    }
    for name, words in listed.items():
        text = text.replace(name, ", ".join(f"`{word}`" for word in words))
    return text


def _standard(standard: Standard) -> Iterator[str]:
    yield f"### {standard.name}\n"
    yield f"**{standard.title}.** {standard.sentence()}\n"
    yield f"Family `{standard.family}`, of each {standard.of}; it serves {_serves(standard)}.\n"
    if standard.benchmark:
        kept, source, date = standard.benchmark
        yield f"Elsewhere {kept:.1%} are kept: {source}, {date}.\n"
    yield "```toml"
    yield from _declared(standard)
    yield "```\n"
    yield "```"
    yield standard.story.strip()
    yield "```\n"
    for spoken, name in LANGUAGES.items():
        if spoken != "en" and spoken in standard.words:
            with speaking(spoken):
                yield f"- {name}: **{standard.title}.** {standard.sentence()}"
    yield ""


def _serves(standard: Standard) -> str:
    return {"theirs": "them", "ours": "us alone", "both": "both"}[standard.whose_convenience]


def _declared(standard: Standard) -> Iterator[str]:
    for key in ("where", "breach", "grace", "open", "size"):
        text = getattr(standard, key)
        if text:
            yield f'{key} = "{" ".join(text.split())}"'
    if standard.limits:
        limits = ", ".join(f"{name} = {value:g}" for name, value in standard.limits.items())
        yield f"limits = {{ {limits} }}"
    if standard.of == "case":
        yield f'falls_on = "{standard.falls_on}"'
    for reason, text in standard.exempt.items():
        yield f'exempt.{reason} = "{" ".join(text.split())}"  # {standard.reason(reason)}'


if __name__ == "__main__":
    sys.stdout.write(page())
