"""Words: how we write to customers, what was remarked on it, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger import written
from goodwill.ledger.rates import wilson
from goodwill.reports import charts, people, said_of_words
from goodwill.reports.evidence import has
from goodwill.reports.faces import say
from goodwill.reports.parts import period_choice, weeks
from goodwill.reports.report import Chart, Column, Figure, Report, Row, Table
from goodwill.reports.standards import title_of
from goodwill.words import _, language, ngettext

if TYPE_CHECKING:
    import datetime as dt

    from goodwill.book import Closed
    from goodwill.ledger.written import Part

PARAMETERS = ("period",)
READERS = ("owner", "manager", "person")


def draw(closed: Closed, period: str | None = None) -> Report:
    """Draw how the texts in sight were written over a period; once for a closed book."""
    own = closed.sight.own if closed.sight else frozenset()
    stricter = (closed.minimum_count, closed.baseline_until)  # settings of today, not of the close
    asked = ("words", period, language(), own, stricter)
    return closed.once(asked, lambda: _draw(closed, period))


def _draw(closed: Closed, period: str | None) -> Report:
    opening = closed.opening(period)
    if not has(closed, "texts"):
        return _bare(closed, period, _("This book was closed before texts were read."))
    all_texts = written.whole(closed.con, opening, closed.as_of)
    if not all_texts.texts:
        lead = _("No text that people of yours sent is in the records of this period.")
        return _bare(closed, period, lead)
    tables = _tables(closed, opening)
    return Report(
        name="words",
        title=_("How we write"),
        lead=_lead(all_texts),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(closed, opening, all_texts),
        tables=tuple(table for table in tables if table.rows),
        charts=_picture(closed, opening),
        notes=(*said_of_words.untold(tables), *said_of_words.notes(), weeks(opening)),
        zone=closed.zone,
        choices=(period_choice(closed, period),),
    )


def _bare(closed: Closed, period: str | None, lead: str) -> Report:
    return Report(
        name="words",
        title=_("How we write"),
        lead=lead,
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        zone=closed.zone,
        choices=(period_choice(closed, period),),
    )


def _lead(texts: Part) -> str:
    share, low, high = texts.share
    return ngettext(
        "{remarked} of {number} text drew a remark that counts: {share} (from {low} to {high}).",
        "{remarked} of {number} texts drew a remark that counts: {share} (from {low} to {high}).",
        texts.texts,
        remarked=say(texts.remarked, "number", ""),
        share=say(share, "share", ""),
        low=say(low, "share", ""),
        high=say(high, "share", ""),
    )


def _figures(closed: Closed, opening: dt.date, texts: Part) -> tuple[Figure, ...]:
    contacts = (
        written.contacts(closed.con, opening, closed.as_of)
        if closed.has("texts", "kind")
        else written.Contacts(0, 0, 0)
    )
    share, low, high = texts.share
    found = [
        Figure("remarked", _("Texts with a remark that counts"), share, "share", low, high),
        Figure("hinted", _("Texts with nothing but a hint"), texts.hinted / texts.texts, "share"),
    ]
    if contacts.unasked:
        low, high = wilson(contacts.about_us, contacts.unasked)
        found.append(
            Figure(
                "about_us", _("Unasked texts about ourselves"),
                contacts.about_us / contacts.unasked, "share", low, high,
                sentence=_(
                    "Of what we write unasked: our own news, praise and offers, and not something"
                    " that the customer needs to know."
                ),
            )
        )  # fmt: skip
    return tuple(found)


def _tables(closed: Closed, opening: dt.date) -> tuple[Table, ...]:
    return (
        _by_standard(closed, opening),
        said_of_words.concerns(closed, opening),
        *_by_team(closed, opening),
        *_by_level(closed, opening),
        _own(closed, opening),
        said_of_words.notes_of_teams(closed, opening),
        *([said_of_words.outcomes(closed, opening)] if closed.has("texts", "case_id") else []),
        said_of_words.drift(closed, opening),
        said_of_words.house_words(closed),
    )


def _columns(name: str, label: str, kind: str = "text") -> tuple[Column, ...]:
    return (
        Column(name, label, kind),
        Column("texts", _("Texts"), "number"),
        Column("share", _("With a remark"), "chart"),
        Column("low", _("from"), "share"),
        Column("high", _("to"), "share"),
        Column("hinted", _("Only a hint"), "number"),
    )


def _values(part: Part) -> tuple[object, ...]:
    return (part.texts, *part.share, part.hinted)


def _by_standard(closed: Closed, opening: dt.date) -> Table:
    from goodwill.ledger.rates import rates

    words = closed.standards()
    ours = [
        each
        for each in rates(closed.con, opening, closed.as_of)
        if each.standard.startswith("written_")
    ]
    behind = {"from": opening.isoformat(), "to": closed.as_of.isoformat(), "verdict": "breach"}
    return Table(
        "standards",
        _("What is judged"),
        (
            Column("standard", _("Standard")),
            Column("kept", _("Kept"), "chart"),
            Column("low", _("from"), "share"),
            Column("high", _("to"), "share"),
        ),
        tuple(
            Row(
                (title_of(words, each.standard), each.share, each.low, each.high),
                ("verdicts", {**behind, "standard": each.standard}),
            )
            for each in sorted(ours, key=lambda each: (each.share, each.standard))
        ),
        _("Remarks that count become breaches of these standards, and so get a price."),
    )


def _by_team(closed: Closed, opening: dt.date) -> tuple[Table, ...]:
    """Part the texts by team; a team of few texts, or of one colleague, is left out."""
    found = _teams(closed, opening)
    if not found:
        return ()
    return (
        Table(
            "teams",
            _("By team"),
            _columns("team", _("Team")),
            tuple(Row((part.name or _("no team recorded"), *_values(part))) for part in found),
            _(
                "Look for templates and rules before people: the same sentence is often"
                " everybody's."
            ),
        ),
    )


def _teams(closed: Closed, opening: dt.date) -> list[Part]:
    if people.learning(closed):
        return []
    found = written.parts(closed.con, "team", opening, closed.as_of)
    return [part for part in found if part.texts >= closed.minimum_count]


def _by_level(closed: Closed, opening: dt.date) -> tuple[Table, ...]:
    if people.learning(closed):
        return ()
    found = written.parts(closed.con, "level", opening, closed.as_of)
    told = sorted(
        (int(part.name), part)
        for part in found
        if part.name is not None and part.texts >= closed.minimum_count
    )
    if len(told) < 2:
        return ()
    rows = tuple(Row((closed.level_name(level), *_values(part))) for level, part in told)
    return (Table("levels", _("By level"), _columns("level", _("Level")), rows),)


def _own(closed: Closed, opening: dt.date) -> Table:
    """Tell the reader about the reader alone: how one person writes is nobody else's to read."""
    own = closed.sight.own if closed.sight else frozenset()
    found = [
        part
        for part in written.parts(closed.con, "person", opening, closed.as_of)
        if part.name in own and part.texts >= closed.minimum_count
    ]
    return Table(
        "own",
        _("My own texts"),
        _columns("person", _("Colleague"), "party"),
        tuple(Row((part.name, *_values(part))) for part in found),
        _("Nobody else sees this line."),
    )


def _picture(closed: Closed, opening: dt.date) -> tuple[Chart, ...]:
    rows = [charts.Span(part.name or "–", *part.share, None) for part in _teams(closed, opening)]
    if len(rows) < 2:
        return ()
    return (
        Chart(
            "teams",
            _("How many texts of each team drew a remark that counts"),
            _("Dots are the share of texts, lines the 95 % intervals."),
            "teams",
            charts.intervals(rows),
            charts.intervals(rows, narrow=True),
        ),
    )
