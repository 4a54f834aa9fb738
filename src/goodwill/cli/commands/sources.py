"""List the kinds of record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from goodwill.cli import spoken
from goodwill.cli.columns import laid_out, print_json
from goodwill.cli.narration import narrate
from goodwill.words import LANGUAGES, _, mark

if TYPE_CHECKING:
    from goodwill.sources.source import Field, Source


@spoken.command()
@spoken.argument("name", required=False)
@spoken.option("--json", "as_json", is_flag=True, help=mark("Print JSON for other programs."))
@click.pass_context
def command(ctx: click.Context, name: str | None, as_json: bool) -> None:
    """List the kinds of record that can be imported; with NAME, its columns and their headers."""
    from goodwill.sources.source import sources

    known = sources()
    if name is not None and name not in known:
        raise spoken.NoSuch(_("There is no kind of record {name}.", name=name), name, known, ctx)
    if as_json:
        chosen = [known[name]] if name else known.values()
        print_json([_as_data(each) for each in chosen])
    elif name:
        click.echo(_said(known[name]))
    else:
        rows = [(each.name, _(each.sentence)) for each in known.values()]
        click.echo(laid_out((_("Kind"), _("What it holds")), rows))
        narrate(_("See the columns of one with `goodwill sources NAME`."))


def _said(source: Source) -> str:
    """Say what a kind of record holds, column by column, under which headers it is known."""
    lines = [f"{source.name}: {_(source.sentence)}"]
    for one in source.fields:
        name = _("{field} (needed)", field=one.name) if one.required else one.name
        lines += ["", f"{name}: {_(one.sentence)}"]
        lines += [f"    {code}  {', '.join(words)}" for code, words in _headers(one).items()]
    if source.any_of:
        groups = "; ".join(", ".join(group) for group in source.any_of)
        lines += ["", _("At least one of these is needed: {fields}", fields=groups)]
    return "\n".join(lines)


def _headers(one: Field) -> dict[str, tuple[str, ...]]:
    return {code: one.words[code] for code in LANGUAGES if one.words.get(code)}


def _as_data(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "sentence": _(source.sentence),
        "any_of": source.any_of,
        "columns": [
            {
                "field": one.name,
                "type": one.type,
                "needed": one.required,
                "sentence": _(one.sentence),
                "headers": _headers(one),
            }
            for one in source.fields
        ],
    }
