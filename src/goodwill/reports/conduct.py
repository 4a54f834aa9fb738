"""The owner's own conduct: it comes before anything that is said of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger import conduct
from goodwill.ledger.conduct import Span
from goodwill.reports import families
from goodwill.reports.evidence import has
from goodwill.reports.faces import say
from goodwill.reports.parts import channel_said, days, kind_said, period_choice
from goodwill.reports.report import Column, Figure, Report, Row, Section, Table
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    from goodwill.book import Closed
    from goodwill.ledger.conduct import Cause, Complaints, Late, Payments, Top, Way

PARAMETERS = ("period",)
READERS = ("owner",)
_NO_WAY = (conduct.Calls(0, 0), conduct.Way(0, None, None))
LONG_AGO = 30
"""Days without a customer from which on the page says so in its first sentence."""


class Conduct(NamedTuple):
    """All that the records tell of the owners, over one period."""

    top: Top
    span: Span
    own: conduct.Dealings
    calls: conduct.Calls
    way: Way
    suppliers: Payments
    staff: Payments
    complaints: Complaints


def draw(closed: Closed, period: str | None = None) -> Report:
    """Draw the owners' own conduct over a period."""
    found = told(closed, period)
    return Report(
        name="conduct",
        title=_("Your own conduct"),
        lead=_lead(closed, found) if found else nobody(),
        currency=closed.currency,
        as_of=closed.as_of.isoformat(),
        figures=_figures(closed, found) if found else (),
        tables=_tables(closed, found) if found else (),
        notes=_notes(found) if found else (),
        zone=closed.zone,
        choices=(period_choice(closed, period),),
    )


def told(closed: Closed, period: str | None = None, *, brief: bool = False) -> Conduct | None:
    """Gather what the records tell of the owners; None where no staff list says who they are.

    In brief without the calls and the way to the owners, of which the statement says nothing.
    """
    own = sorted(closed.sight.own) if closed.sight and closed.sight.role == "owner" else []
    me = own[0] if own else ""
    found = closed.once(("top", me), lambda: conduct.top(closed.con, closed.as_of, me))
    if found is None or not has(closed, "led"):
        return None
    span = Span(closed.opening(period), closed.as_of)
    conduct.lay_out(closed.con, found, span)
    return closed.once(
        ("conduct", found, span, brief), lambda: _gathered(closed, found, span, brief)
    )


def _gathered(closed: Closed, found: Top, span: Span, brief: bool) -> Conduct:
    con = closed.con
    return Conduct(
        found, span, conduct.dealings(con),
        *(_NO_WAY if brief else (conduct.direct_line(con), conduct.way(con))),
        conduct.payments(con, closed.scale), conduct.payments(con, closed.scale, to_staff=True),
        conduct.complaints(con),
    )  # fmt: skip


def section(closed: Closed, period: str | None = None) -> Section:
    """Give the few figures with which the statement begins."""
    found = told(closed, period, brief=True)
    opens = ("conduct", {"period": period} if period else {})
    title = _("First, your own conduct")
    if found is None:
        return Section(title, nobody(), (), opens)
    chosen = ("since", "own", "suppliers", "complaints")
    figures = tuple(each for each in _figures(closed, found) if each.name in chosen)
    return Section(title, _lead(closed, found), figures, opens)


def nobody() -> str:
    """Say that no record tells who the owner is, and which would."""
    return _(
        "Cannot tell: no staff list says who the owner is. Import one in which everybody but the"
        " owner has a manager."
    )


def _lead(closed: Closed, found: Conduct) -> str:
    if found.own.last is None:
        return _("No record of yours shows you with a customer.")
    gone = (closed.as_of - found.own.last).days
    if gone > LONG_AGO:
        return ngettext(
            "For {number} day no record shows you with a customer.",
            "For {number} days no record shows you with a customer.",
            gone,
        )
    said = ngettext(
        "{days}: {number} dealing of your own with customers.",
        "{days}: {number} dealings of your own with customers.",
        found.own.number,
        days=days(found.span.opening, found.span.closing),
    )
    late = [
        ngettext("{number} bill was paid late or not yet.",
                 "{number} bills were paid late or not yet.", found.suppliers.late),
        ngettext("{number} time a colleague was paid late.",
                 "{number} times colleagues were paid late.", found.staff.late),
    ]  # fmt: skip
    numbers = (found.suppliers.late, found.staff.late)
    return " ".join([said, *(each for each, n in zip(late, numbers, strict=True) if n)])


def _figures(closed: Closed, found: Conduct) -> tuple[Figure, ...]:
    return (
        *_presence(closed, found),
        _on_time("suppliers", _("Suppliers paid in time"), found.suppliers),
        _on_time("staff", _("Colleagues paid in time"), found.staff),
        *_access(found),
        _heard(found.complaints),
    )


def _presence(closed: Closed, found: Conduct) -> tuple[Figure, ...]:
    last = found.own.last
    customers = ngettext("With {number} customer.", "With {number} customers.", found.own.customers)
    return (
        Figure(
            "since",
            _("Since you last dealt with a customer"),
            (closed.as_of - last).days if last else None,
            "days",
            sentence=_("On {day}.", day=say(last, "day", "")) if last else _owner_unseen(),
        ),
        Figure("own", _("Your own dealings"), found.own.number, "number", sentence=customers),
    )


def _owner_unseen() -> str:
    return _("Cannot tell: no call, visit, ticket or letter names you.")


def _on_time(name: str, label: str, paid: Payments) -> Figure:
    share = paid.on_time
    if share is None:
        said = {
            "suppliers": _("Cannot tell: import the bills you received, with the day they were due"
                           " and the day you paid."),
            "staff": _("Cannot tell: import a list of pay days, with the day it was due and the day"
                       " it was paid; no amounts are needed."),
        }  # fmt: skip
        return Figure(name, label, None, "share", sentence=said[name])
    return Figure(name, label, share[0], "share", share[1], share[2], sentence=_late_said(paid))


def _late_said(paid: Payments) -> str:
    late = ngettext("{number} payment was late", "{number} payments were late", paid.late)
    due = ngettext("{number} was due", "{number} were due", paid.due)
    said = _("{due}; {late}.", due=due, late=late)
    if paid.unpaid:
        said += " " + ngettext("{number} is still open.", "{number} are still open.", paid.unpaid)
    return said


def _access(found: Conduct) -> tuple[Figure, ...]:
    way, calls = found.way, found.calls
    reached = ngettext("In {number} case you took part.", "In {number} cases you took part.",
                       way.cases)  # fmt: skip
    return (
        Figure(
            "hops",
            _("Colleagues before you"),
            way.hops,
            "number",
            sentence=_("Whom a customer passed before reaching you, in the middle case. {cases}",
                       cases=reached) if way.cases
            else _("Cannot tell: no case of this period reached you."),
        ),
        Figure(
            "on_paper",
            _("Managers in between"),
            way.on_paper,
            "number",
            sentence=_("Between whoever first answers and you, by the staff list.")
            if way.on_paper is not None
            else _("Cannot tell: no answer names somebody on the staff list."),
        ),
        Figure(
            "direct",
            _("Calls to you answered"),
            calls.answered / calls.number if calls.number else None,
            "share",
            sentence=ngettext("{number} customer rang you.", "{number} times customers rang you.",
                              calls.number) if calls.number
            else _("Cannot tell: no call to you is recorded. Let the exchange list your own line"
                   " too."),
        ),
    )  # fmt: skip


def _heard(found: Complaints) -> Figure:
    label = _("Complaints that came before you or a director")
    if not found.number:
        return Figure("complaints", label, None, "share", sentence=_("There was none."))
    said = ngettext("{number} complaint", "{number} complaints", found.number)
    answered = ngettext(
        "{number} answered in person", "{number} answered in person", found.answered
    )
    changes = ngettext(
        "{number} change of yours or theirs in the period",
        "{number} changes of yours or theirs in the period",
        found.changes,
    )
    return Figure(
        "complaints", label, found.reached / found.number, "share",
        sentence=f"{said}; {answered}; {changes}.",
    )  # fmt: skip


def _tables(closed: Closed, found: Conduct) -> tuple[Table, ...]:
    tables = (
        _dealings(closed, found.top),
        _late(closed, "late_suppliers", _("What we paid suppliers late"), to_staff=False),
        _late(closed, "late_staff", _("What we paid colleagues late"), to_staff=True),
        _causes(
            closed.once(("causes", found.span), lambda: conduct.causes(closed.con, found.span))
        ),
    )
    return tuple(table for table in tables if table.rows)


def _dealings(closed: Closed, top: Top) -> Table:
    found = closed.once(("dealings", top), lambda: conduct.own_dealings(closed.con))
    return Table(
        "dealings",
        _("Your last dealings with customers"),
        (
            Column("when", _("When"), "instant"),
            Column("party", _("Customer"), "party"),
            Column("who", _("Who acts"), "side"),
            Column("what", _("What")),
            Column("channel", _("How")),
            Column("case", _("Case"), "case"),
        ),
        tuple(
            Row(
                (each.at, each.party, each.direction, kind_said(each.kind, each.purpose),
                 channel_said(each.channel), each.case or ""),
                ("moment", {"moment": str(each.moment)}),
            )
            for each in found
        ),
    )  # fmt: skip


def _late(closed: Closed, name: str, title: str, *, to_staff: bool) -> Table:
    found: list[Late] = conduct.late_payments(closed.con, closed.scale, to_staff=to_staff)
    amount = () if to_staff else (Column("amount", _("Amount"), "money"),)
    return Table(
        name,
        title,
        (
            Column("party", _("Colleague") if to_staff else _("Supplier"), "party"),
            Column("due", _("Due"), "instant"),
            Column("paid", _("Paid"), "instant"),
            Column("days", _("Days late"), "days", _("To the close where it is still open.")),
            *amount,
        ),
        tuple(
            Row(
                (each.party, each.due, each.paid, each.days, *(() if to_staff else (each.amount,))),
                ("moments", {"case": each.case}),
            )
            for each in found
        ),
    )


def _causes(found: list[Cause]) -> Table:
    return Table(
        "causes",
        _("What customers complained about, and whether it has become rarer"),
        (
            Column("family", _("Kind")),
            Column("complaints", _("Cases with a complaint"), "number"),
            Column("before", _("Broken before"), "share"),
            Column("now", _("Broken now"), "share"),
            Column("fell", _("Rarer")),
        ),
        tuple(
            Row((families.say(each.family), each.complaints, each.before, each.now,
                 _("yes") if each.fell else _("not told from chance")))
            for each in found
        ),
        _("Shares of judged cases; the time before is as long as the period. A cause counts as"
          " removed when it is rarer beyond what chance does."),
    )  # fmt: skip


def _notes(found: Conduct) -> tuple[str, ...]:
    director = ngettext(
        "{number} director reports to you.", "{number} directors report to you.",
        len(found.top.directors),
    )  # fmt: skip
    return (
        _(
            "You are whoever stands at the top of the staff list. What no record names you in, such"
            " as a talk in the street, is not seen here."
        ),
        director,
        _(
            "Reading leaves no record: a complaint counts as come before you when you or a director"
            " took part in its case afterwards, or it was handed to one of you."
        ),
    )
