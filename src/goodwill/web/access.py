"""The one choke point: whatever is fetched of the book for anybody is fetched here.

Who a member is follows from the office (owner, staff, outsider) and from the staff list of today
(with people below: a manager). A closed book is handed out behind views that hold only what the
reader may see (`ledger.narrowed`), so that pages, files, counts, searches, charts, mails and the
API cannot show more. Whatever is not allowed is not there: 404, never 403.
"""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils import timezone

from goodwill import reports
from goodwill.book import SETTINGS, Book, Shelf, labels, linting
from goodwill.ledger import owed, panes
from goodwill.ledger.closed import called
from goodwill.ledger.sight import MANAGER, NOBODY, OUTSIDER, OWNER, PERSON, Sight
from goodwill.problems import InputError
from goodwill.reports.parts import parties_of
from goodwill.reports.report import openable
from goodwill.web import who, whose
from goodwill.web.branches import posts_of, stands
from goodwill.web.knows import known
from goodwill.web.office import book_folder
from goodwill.words import _, ngettext

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from django.contrib.auth.models import AnonymousUser

    from goodwill.book import Closed
    from goodwill.book.labels import Label
    from goodwill.book.linting import Checker
    from goodwill.house.people import Post
    from goodwill.ledger.owed import Promise
    from goodwill.ledger.reach import Reach
    from goodwill.reports.report import Report
    from goodwill.web.models import Member, Pass

    Reader = Member | AnonymousUser

NUMBERS = {"limit": (1, 500), "offset": (0, 10_000_000)}
"""Parameters that are numbers, and the range in which each is believed."""
HOMES = ("statement", "teams", "today", "standards")
"""The first of these that a member may draw is where the member arrives."""
UNTOLD = {"search"}
"""Parameters that may hold names of customers, and are not written down."""


_SHELF = Shelf()
_CHECKERS: dict[Path, tuple[object, Checker]] = {}
_OPEN: dict[Path, tuple[tuple[int, int], Book]] = {}


def _book() -> Book:
    """Give the book of this office, opened again whenever its settings have been written."""
    folder = book_folder()
    try:
        told = (folder / SETTINGS).stat()
    except FileNotFoundError:
        return Book.open(folder)  # which says what is missing
    state = (told.st_ino, told.st_mtime_ns)
    kept = _OPEN.get(folder)
    if kept is None or kept[0] != state:
        kept = _OPEN[folder] = (state, Book.open(folder))
    return kept[1]


class Drawn(NamedTuple):
    """A report with the names of the parties in it, and the closed book it was drawn from."""

    report: Report
    names: Mapping[str, str]
    closed: str


class House(NamedTuple):
    """What every member may know of the book itself: whose it is, and by which clock it goes."""

    name: str
    zone: str
    currency: str


def role_of(member: Reader) -> str:
    """Say as whom a member reads today: owner, manager, person, outsider, or nobody."""
    return sight_of(member).role


_ASKED: ContextVar[dict[int, Sight] | None] = ContextVar("sights", default=None)


@contextlib.contextmanager
def one_request() -> Iterator[None]:
    """Work out what a member may see once for a request, and anew for the next one."""
    token = _ASKED.set({})
    try:
        yield
    finally:
        _ASKED.reset(token)


def sight_of(member: Reader) -> Sight:
    """Say what a member may see today, with what those see for whom the member stands in."""
    asked = _ASKED.get()
    if asked is None or member.pk is None:
        return _sight_of(member)
    if member.pk not in asked:
        asked[member.pk] = _sight_of(member)
    return asked[member.pk]


def _sight_of(member: Reader) -> Sight:
    book = _book()
    return who.sight_of(book, member, _today(book))


def today_of(member: Reader) -> dt.date:
    """Say which day it is for the company of a member."""
    if not may_enter(member):
        raise Http404
    return _today(_book())


def today_here() -> dt.date:
    """Say which day it is by the clock of the house, which is no secret of anybody's."""
    return _today(_book())


def posts_today() -> list[Post]:
    """Give everybody who has a post today: the staff list, in which no dealing stands.

    For whom a member asks, and who may answer; what a page names is a matter of `sight_of`.
    """
    book = _book()
    return [post for post in posts_of(book) if stands(post, _today(book))]


def _today(book: Book) -> dt.date:
    return timezone.now().astimezone(ZoneInfo(book.settings.zone)).date()


def reach_of(member: Reader) -> Reach:
    """Say whose things come to a member today."""
    book = _book()
    return whose.reach_of(book, member, sight_of(member), _today(book))


def may_enter(member: Reader) -> bool:
    """Tell whether somebody has a role in this book at all."""
    return role_of(member) != NOBODY


def is_owner(member: Reader) -> bool:
    """Tell whether a member is an owner in person; a deputy sees what an owner sees, and no more.

    Importing, closing, settings and members are for owners in person.
    """
    if getattr(member, "role", "") != OWNER:
        return False
    return who.in_force(member, _today(_book()))


def may_draw(member: Reader, name: str) -> bool:
    """Tell whether a member may open a report."""
    return name in reports.names() and role_of(member) in reports.readers(name)


def openable_by(member: Reader) -> frozenset[str]:
    """Name the reports that a member may open."""
    role = role_of(member)
    return frozenset(name for name in reports.names() if role in reports.readers(name))


def home_of(member: Reader) -> str:
    """Name the report at which a member arrives."""
    role = role_of(member)
    there = [name for name in HOMES if name in reports.names() and role in reports.readers(name)]
    if not there:
        raise Http404
    return there[0]


def book_of(member: Reader) -> Book:
    """Open the book itself for an owner; for anybody else it is not there."""
    if not is_owner(member):
        raise Http404
    return _book()


def house_of(member: Reader) -> House:
    """Say whose book this is, to whoever may enter."""
    if not may_enter(member):
        raise Http404
    settings = _book().settings
    return House(settings.name, settings.zone, settings.currency)


def closed_books(member: Reader) -> list[str]:
    """Name the closed books that a member may read, the newest first."""
    if not may_enter(member):
        raise Http404
    return _closed_names(_book())


def _closed_names(book: Book) -> list[str]:
    return [path.stem for path in book.closed_files()][::-1]


@contextlib.contextmanager
def closed_for(member: Reader, name: str | None = None) -> Iterator[Closed]:
    """Open the newest closed book, or an older one, as far as a member may see it."""
    seen = sight_of(member)
    if seen.role == NOBODY:
        raise Http404
    with closed_behind(seen, name) as closed:
        yield closed


@contextlib.contextmanager
def closed_for_party(door: Pass) -> Iterator[Closed]:
    """Open the newest closed book as far as the customer of a pass may see it: their own side."""
    _let_in(door)
    with _SHELF.closed(_book(), None, None) as closed:
        yield panes.for_party(_as_of_now(_book(), closed), door.party)


@contextlib.contextmanager
def closed_for_public() -> Iterator[Closed]:
    """Open the newest closed book as far as anybody may see it: counts without anyone in them."""
    book = _book()
    if not book.settings.public_window:
        raise Http404
    with _SHELF.closed(book, None, None) as closed:
        yield panes.for_public(_as_of_now(book, closed))


@contextlib.contextmanager
def closed_behind(seen: Sight, name: str | None) -> Iterator[Closed]:
    """Open a closed book behind a sight; whoever asks for more than a reader's tells sums alone."""
    book = _book()
    if name and name not in _closed_names(book):
        raise Http404
    with _SHELF.closed(book, name or None, seen) as closed:
        yield _as_of_now(book, closed)


def _as_of_now(book: Book, closed: Closed) -> Closed:
    """Let a stricter setting of today hold for books that were closed before it."""
    until = max(
        (day for day in (closed.baseline_until, book.settings.baseline_until) if day), default=None
    )
    facts = {
        **closed.facts,
        "minimum_count": max(closed.minimum_count, book.settings.minimum_count),
        "baseline_until": until and until.isoformat(),
        "public_minimum": book.settings.public_minimum,
        "window_names": book.settings.window_names,
    }
    return replace(closed, facts=facts)


class Place(NamedTuple):
    """Where the customer of a pass looks: whose window it is, and by which clock they live."""

    company: str
    zone: str


def window_for(door: Pass) -> Drawn:
    """Draw what the customer of a pass may see."""
    try:
        with closed_for_party(door) as closed:
            drawn = reports.draw("window", closed, party=door.party)
            return Drawn(drawn, closed.names(parties_of(drawn)), closed.name)
    except InputError as error:  # nothing is closed yet, or nothing is known of them any more
        raise Http404 from error


def place_of(door: Pass) -> Place:
    """Say whose window a pass opens, and the customer's time zone."""
    try:
        with _behind(door) as closed:
            row = closed.con.execute("SELECT zone FROM parties WHERE party = ?", [door.party])
            (zone,) = row.fetchone() or (None,)
            return Place(closed.company, zone or closed.zone)
    except InputError as error:
        raise Http404 from error


def promise_for(door: Pass, case: str, *, urgent: bool) -> Promise:
    """Say by when the customer of a pass is answered who asks now."""
    now = timezone.now().replace(tzinfo=None)
    with _behind(door) as closed:
        return owed.answer_by(closed, door.party, now, case, urgent=urgent)


@contextlib.contextmanager
def _behind(door: Pass) -> Iterator[Closed]:
    """Open the newest closed book for a pass that opens; for queries of its own party alone."""
    _let_in(door)
    book = _book()
    with _SHELF.closed(book, None, Sight(OWNER)) as closed:
        yield _as_of_now(book, closed)


def _let_in(door: Pass) -> None:
    if not door.opens or not door.party or erased([door.party]):
        raise Http404


def public_for_all(asked: Mapping[str, str]) -> tuple[Drawn, str]:
    """Draw the page that everybody may see, if the company lets them."""
    try:
        with closed_for_public() as closed:
            drawn = reports.draw("public", closed, **_parameters("public", asked, 1))
            return Drawn(drawn, {}, closed.name), closed.company
    except InputError as error:
        raise Http404 from error


def sees_customers(member: Reader) -> bool:
    """Tell whether a member may see customers one by one at all; an outsider never does."""
    return role_of(member) in {OWNER, MANAGER, PERSON}


def customers_seen(member: Reader, parties: Iterable[str]) -> dict[str, str]:
    """Name those of some customers whom a member may see."""
    if not sees_customers(member):
        return {}
    wanted = sorted({party for party in parties if party[:1] not in {"w", "u", ""}})
    if not wanted:
        return {}
    marks = ", ".join("?" * len(wanted))
    with closed_for(member) as closed:
        found = closed.con.execute(f"SELECT party FROM parties WHERE party IN ({marks})", wanted)
        return closed.names([party for (party,) in found.fetchall()])


def checker_for(member: Reader) -> Checker:
    """Give the rules of the house about words to whoever writes to customers."""
    if not sees_customers(member):
        raise Http404
    book = _book()
    state = (str(book.folder), book.settings.words, linting.state_of(book))
    if _CHECKERS.get(book.folder, (None,))[0] != state:
        _CHECKERS[book.folder] = (state, linting.checker_of(book))
    return _CHECKERS[book.folder][1]


def labels_for(member: Reader) -> list[Label]:
    """Give what colleagues have said of remarks, which holds no words and no names."""
    if not sees_customers(member):
        raise Http404
    return labels.noted(_book().folder)


def label(member: Reader, said: Label) -> None:
    """Write down for the book what a member says of a remark."""
    if not sees_customers(member):
        raise Http404
    labels.note(_book().folder, said)


def texts_of(member: Reader, moments: Mapping[int, str]) -> dict[int, str]:
    """Open the texts of some moments, as far as the member may see the moments themselves.

    Each comes with its party, among whose dealings alone it is looked for.
    """
    if not moments or not sees_customers(member):
        return {}
    ids, parties = tuple(sorted(moments)), sorted(set(moments.values()))
    query = (
        f"SELECT id, text_id FROM moments WHERE party IN ({', '.join('?' * len(parties))})"
        f" AND id IN ({', '.join('?' * len(ids))}) AND text_id IS NOT NULL"
    )
    with closed_for(member) as closed:
        asked = [*parties, *ids]
        found = closed.once(("texts", ids), lambda: closed.con.execute(query, asked).fetchall())
    opened = _book().journal.texts_by_id(text for _moment, text in found)
    return {moment: opened[text] for moment, text in found if text in opened}


def erased(parties: Iterable[str]) -> set[str]:
    """Tell which of some parties have been erased: what they wrote must go as well."""
    gone: set[str] = set(_book().journal.keys.erased())
    return gone & set(parties)


def report_for(
    member: Reader,
    name: str,
    asked: Mapping[str, str],
    closed_name: str | None = None,
    *,
    how: str = "saw",
    most: int = NUMBERS["limit"][1],
) -> Drawn:
    """Draw a report for a member, with the names of the parties in it, and write that down.

    `how` is what is written down: 'saw' a page, 'took' a file (say which: 'took csv'); nothing
    where it is empty, as for the pictures of a page. Of a list at most so many lines are given.
    """
    role = role_of(member)
    if name not in reports.names() or role not in reports.readers(name):
        raise Http404
    with closed_for(member, closed_name) as closed:
        try:
            given = _parameters(name, asked, most)
            drawn = reports.draw(name, closed, **given, **known(member, name, today_of(member)))
        except (InputError, TypeError, ValueError) as error:
            raise Http404(str(error)) from error
        drawn = openable(drawn, lambda opened: role in reports.readers(opened))
        drawn = replace(drawn, notes=(*_counted(sight_of(member)), *drawn.notes))
        if how:
            _note(member, how, name, given, closed.name)
        return Drawn(drawn, closed.names(parties_of(drawn)), closed.name)


def _counted(seen: Sight) -> tuple[str, ...]:
    """Say what the figures of a page count, to whoever does not see the whole book."""
    if seen.role == MANAGER:
        below = len(seen.below - seen.own)
        return (
            ngettext(
                "Counted here: your own dealings and those of {number} colleague below you.",
                "Counted here: your own dealings and those of {number} colleagues below you.",
                below,
            ),
        )
    said = {
        PERSON: _("Counted here: your own dealings."),
        OUTSIDER: _("Counted here: the whole company, without its customers and colleagues."),
    }
    return (said[seen.role],) if seen.role in said else ()


def _note(member: Reader, how: str, name: str, given: Mapping[str, Any], closed: str) -> None:
    """Write down who saw or took what, without any name."""
    told = {
        key: str(value)[:100].replace("\0", "") for key, value in given.items() if key not in UNTOLD
    }
    note(member, how, name, closed=closed, **({"asked": told} if told else {}))


def note(member: Reader, what: str, about: str = "", **detail: Any) -> None:
    """Write down what a member did; never names or texts of customers."""
    from goodwill.web.models import Deed

    Deed.objects.create(member_id=member.pk, what=what[:40], about=about[:200], detail=detail)


def staff_of(member: Reader) -> dict[str, str]:
    """Name, for an owner, everybody who stands on the staff list today, with the team."""
    book = book_of(member)
    posts = posts_today()
    known = book.journal.reveal({post.person for post in posts})
    named = {post.person: called(known.get(post.person, {})) for post in posts}
    teams = {post.person: post.team or post.department for post in posts}
    said = {each: f"{name} ({teams[each]})" if teams[each] else name
            for each, name in named.items()}  # fmt: skip
    return dict(sorted(said.items(), key=lambda pair: pair[1].casefold()))


def _parameters(name: str, asked: Mapping[str, str], most: int) -> dict[str, Any]:
    """Take from an address what the report knows; numbers are kept within reason.

    An empty word is left out, but for filters, where it means 'not recorded'.
    """
    page = reports.page(name)
    filters = getattr(page, "FILTERS", ())
    given: dict[str, Any] = {
        key: value
        for key, value in asked.items()
        if key in page.PARAMETERS and (value or key in filters)
    }
    for key, (least, highest) in (NUMBERS | {"limit": (1, most)}).items():
        if key in given:
            given[key] = min(max(int(given[key]), least), highest)
    return given
