"""My mirror: my own last dealings as the customers saw them, and where I stand beside others."""

# A manager opens the same page of somebody below as an evidence sheet: only where there are cases
# enough, and never before the baseline has ended.

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.ledger import dealt
from goodwill.ledger.rates import wilson
from goodwill.ledger.shrinkage import of_person
from goodwill.problems import InputError, Problem
from goodwill.reports import people
from goodwill.reports.evidence import has
from goodwill.reports.faces import say
from goodwill.reports.parts import kind_said, verdict_said
from goodwill.reports.report import Choice, Column, Figure, Report, Row, Table
from goodwill.reports.standards import title_of
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed
    from goodwill.ledger.shrinkage import Standing

PARAMETERS = ("person",)
READERS = ("owner", "manager", "person")
HOUR = 60


def draw(closed: Closed, person: str = "") -> Report:
    """Draw the mirror of the reader, or the evidence sheet of somebody in the reader's sight."""
    own = sorted(closed.sight.own) if closed.sight else []
    if not person and not own:
        return _of_nobody(closed)
    whom, mine = _whom(closed, person or own[0])
    newest = _newest(closed, whom)
    learning = people.learning(closed)
    told = newest if newest and people.enough(closed, newest) and not learning else None
    if not mine and told is None:
        raise InputError(
            Problem(whom, learning or people.too_few(closed, newest.judged if newest else 0))
        )
    name = closed.names([whom]).get(whom, whom)
    return Report(
        name="mirror",
        title=_("My mirror") if mine else _("Evidence sheet: {name}", name=name),
        lead=_lead(closed, newest, told, learning),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(told) if told else (),
        tables=_tables(closed, whom, told, mine=mine),
        notes=_notes(told, mine=mine),
        zone=closed.zone,
        choices=_choices(closed, own, whom) if mine else (),
    )


def _of_nobody(closed: Closed) -> Report:
    """Say that nobody on the staff list is known to be the reader."""
    return Report(
        name="mirror",
        title=_("My mirror"),
        lead=_(
            "Nobody on the staff list is known to be you. An owner can enter who you are under"
            " Members."
        ),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
    )


def _choices(closed: Closed, own: list[str], whom: str) -> tuple[Choice, ...]:
    """Let whoever stands in for others choose between their mirrors."""
    if len(own) < 2:
        return ()
    names = closed.names(own)
    options = tuple((each, names.get(each, each)) for each in own)
    return (Choice("person", _("Whose"), options, whom),)


def _whom(closed: Closed, asked: str) -> tuple[str, bool]:
    """Say whose mirror is asked for, and whether it is the reader's own; else there is none."""
    sight = closed.sight
    if sight is not None and asked in sight.own:
        return asked, True
    if sight is not None and not sight.whole and asked not in sight.below:
        raise InputError(Problem(asked, _("There is nobody of that name in your sight.")))
    return asked, False


def _newest(closed: Closed, person: str) -> Standing | None:
    """Give how a person stands in the newest team in which there are cases enough, else at all."""
    if not has(closed, "standings"):
        return None
    found = of_person(closed.con, person)
    full = (each for each in found if people.enough(closed, each))
    return next(full, found[0] if found else None)


def _lead(closed: Closed, newest: Standing | None, told: Standing | None, learning: str) -> str:
    if learning:
        return learning
    if told is None:
        return people.too_few(closed, newest.judged if newest else 0)
    kept = ngettext(
        "Kept in {share} of {number} judged case",
        "Kept in {share} of {number} judged cases",
        told.judged,
        share=say(1 - told.breached / told.judged, "share", ""),
    )
    said = {
        people.ALIKE: _("about what the same work of colleagues comes to"),
        people.WORSE: _("markedly less than the same work of colleagues comes to"),
        people.BETTER: _("markedly more than the same work of colleagues comes to"),
        people.UNTOLD: _("and nobody else does such work"),
    }
    return f"{kept}: {said[people.beside(told)]}."


def _figures(told: Standing) -> tuple[Figure, ...]:
    share = 1 - told.breached / told.judged
    figures = [
        Figure("kept", _("Kept"), share, "share",
               sentence=_("Since the week of {day}.", day=say(told.since, "day", ""))),
        Figure("shrunk", _("Kept, chance taken out"), _kept(told.shrunk), "share",
               _kept(told.high), _kept(told.low),
               sentence=_("Drawn towards comparable work as far as chance goes.")),
        Figure("expected", _("Comparable work of colleagues"), _kept(told.expected), "share",
               sentence=_("The same standards under the same rules in the same months.")),
    ]  # fmt: skip
    others = told.others_share
    if others:
        figures.append(
            Figure("team", _("The others of the team"), 1 - others[0], "share", 1 - others[2],
                   1 - others[1],
                   sentence=ngettext("{number} colleague.", "{number} colleagues.", told.others))
        )  # fmt: skip
    figures.append(_load(told))
    return (*figures, Figure("graces", _("Graces"), told.graces, "number",
                             sentence=_("Times that more was done than was owed.")))  # fmt: skip


def _kept(broken: float | None) -> float | None:
    return None if broken is None else 1 - broken


def _load(told: Standing) -> Figure:
    own = (told.dealings or 0) / told.weeks if told.weeks else None
    others = told.others_dealings
    sentence = (
        _("A colleague of the team: {number}.", number=say(round(others, 1), "number", ""))
        if others is not None
        else ""
    )
    return Figure("load", _("Dealings in a week"), None if own is None else round(own, 1),
                  "number", sentence=sentence)  # fmt: skip


def _tables(closed: Closed, whom: str, told: Standing | None, *, mine: bool) -> tuple[Table, ...]:
    tables = [_cases(closed, whom, mine=mine)]
    if told is not None:
        tables = [_rules(closed, whom, told), _standards(closed, whom, told), *tables]
    tables.append(_graces(closed, whom))
    return tuple(table for table in tables if table.rows)


def _rules(closed: Closed, whom: str, told: Standing) -> Table:
    return Table(
        "rules",
        _("Under which rules, before anything is said of a person"),
        (
            Column("policy", _("Policy")),
            Column("broken", _("Times broken"), "number"),
            Column("judged", _("Judged cases"), "number"),
        ),
        tuple(
            Row((policy, broken, judged))
            for policy, judged, broken in dealt.by_rule(closed.con, whom, told.team, told.since)
        ),
        _("People mostly do what they are told: a rule that is broken by all is no one's fault."),
    )


def _standards(closed: Closed, whom: str, told: Standing) -> Table:
    words = closed.standards()
    found = [
        each
        for each in dealt.by_standard(closed.con, whom, told.team, told.since)
        if each.kept + each.broken >= closed.minimum_count
    ]
    return Table(
        "standards",
        _("By standard"),
        (
            Column("standard", _("Standard")),
            Column("share", _("Kept"), "chart"),
            Column("low", _("from"), "share"),
            Column("high", _("to"), "share"),
            Column("broken", _("Times broken"), "number"),
            Column("graces", _("Graces"), "number"),
        ),
        tuple(
            Row(
                (title_of(words, each.standard), each.kept / (each.kept + each.broken),
                 *wilson(each.kept, each.kept + each.broken), each.broken, each.graces),
                ("standard", {"standard": each.standard}),
            )
            for each in found
        ),
    )  # fmt: skip


def _cases(closed: Closed, whom: str, *, mine: bool) -> Table:
    words = closed.standards()
    return Table(
        "cases",
        _("Your last cases, as the customers saw them") if mine
        else _("The last cases, as the customers saw them"),
        (
            Column("case", _("Case"), "case"),
            Column("party", _("Customer"), "party"),
            Column("opened", _("Opened"), "instant"),
            Column("what", _("What")),
            Column("waited", _("Hours until the first answer"), "number", _("Working hours.")),
            Column("handovers", _("Handed over"), "number"),
            Column("repeats", _("Asked to repeat"), "number"),
            Column("judged", _("Verdicts")),
            Column("rating", _("Rating"), "number"),
        ),
        tuple(
            Row(
                (each.case, each.party, each.opened_at, _opened(each),
                 None if each.waited is None else round(max(each.waited, 0) / HOUR, 1),
                 each.handovers, each.repeats, _judged(words, each.judged), each.rating),
                ("moments", {"case": each.case}),
            )
            for each in dealt.last_cases(closed, whom)
        ),
        _("Whoever else took part: the customer dealt with one company."),
    )  # fmt: skip


def _opened(seen: dealt.Seen) -> str:
    said = kind_said(seen.opened_by, None)
    return said if seen.direction == "in" else _("{what} of ours", what=said)


def _judged(words: dict[str, dict[str, object]], judged: str) -> str:
    pairs = (entry.rsplit(":", 1) for entry in judged.split())
    return "; ".join(f"{title_of(words, name)}: {verdict_said(verdict)}" for name, verdict in pairs)


def _graces(closed: Closed, whom: str) -> Table:
    words = closed.standards()
    return Table(
        "graces",
        _("Graces"),
        (
            Column("standard", _("Standard")),
            Column("party", _("Customer"), "party"),
            Column("when", _("When"), "instant"),
        ),
        tuple(
            Row((title_of(words, each.standard), each.party, each.at),
                ("moment", {"moment": str(each.moment)}))
            for each in dealt.graces(closed.con, whom)
        ),
    )  # fmt: skip


def _notes(told: Standing | None, *, mine: bool) -> tuple[str, ...]:
    notes = []
    if told is not None:
        notes += [
            _(
                "Comparable work is the same standard under the same rule in the same month, done"
                " by others and scaled by how the rest of the team does; standards whose kept cases"
                " do not name who served are left out. Somebody counts as markedly worse or better"
                " with a chance of nine in ten at least."
            ),
            people.error_rates(),
        ]
    if mine:
        notes.append(_("Whoever you report to sees this of you, no sooner and no more than this."))
    else:
        notes.append(
            _(
                "The person sees the same page. What follows from it a human decides, after a talk;"
                " the decision is written down with who made it."
            )
        )
    return tuple(notes)
