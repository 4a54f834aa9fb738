"""Sending digests: each drawn as its reader sees the book, once for a period, the newest only."""

from __future__ import annotations

import datetime as dt
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone, translation

from goodwill.problems import GoodwillError
from goodwill.reports.digest import TO_DO
from goodwill.web.access import may_draw, may_enter, report_for
from goodwill.web.letters import periods
from goodwill.web.letters.composing import House, compose
from goodwill.web.letters.posting import post
from goodwill.web.models import Digest, Letter
from goodwill.web.orders import closed_as_of, settings_of_the_house
from goodwill.words import _, speaking

if TYPE_CHECKING:
    from goodwill.house.settings import Settings
    from goodwill.reports.report import Report
    from goodwill.web.access import Drawn
    from goodwill.web.letters.periods import Period
    from goodwill.web.letters.posting import Posted
    from goodwill.web.models import Member

ABANDONED = dt.timedelta(minutes=10)
"""A letter begun so long ago was begun by somebody who is no more."""
AGAIN = dt.timedelta(hours=1)
"""How long to wait before a letter that could not leave is tried again."""
TOLD = {"what", "party", "why", "due", "wait", "note"}
"""What a letter tells of a thing to do; the words for it stand in the office."""
HERE = "http://localhost:8321"


def send_due(now: dt.datetime | None = None) -> list[Letter]:
    """Send every letter that is due, each once; gives those that this call dealt with."""
    now = now or timezone.now()
    house, closed = settings_of_the_house(), closed_as_of()
    if closed is None:
        return []
    active = Digest.objects.filter(active=True, member__is_active=True).select_related("member")
    dealt = []
    for digest in active.order_by("pk"):
        period = periods.known(digest.rhythm, closed, now, house.zone)
        if not periods.is_due(digest, period, now, house.zone) or not may_enter(digest.member):
            continue
        letter = _claim(digest, period, now)
        if letter is not None:
            dealt.append(_send(letter, house))
    return dealt


def _claim(digest: Digest, period: Period, now: dt.datetime) -> Letter | None:
    """Take a letter upon oneself: of several who try at once, one gets it."""
    try:
        with transaction.atomic():
            return Letter.objects.create(
                digest=digest, from_date=period.first, until_date=period.last,
                outcome=Letter.BEGUN, made_at=now,
            )  # fmt: skip
    except IntegrityError:
        pass
    mine = Letter.objects.filter(digest=digest, from_date=period.first)
    stuck = mine.filter(outcome=Letter.BEGUN, made_at__lt=now - ABANDONED)
    failed = mine.filter(outcome=Letter.FAILED, made_at__lt=now - AGAIN)
    for again in (stuck, failed):
        if again.update(outcome=Letter.BEGUN, made_at=now) == 1:
            return mine.select_related("digest__member").get()
    return None


def _send(letter: Letter, house: Settings) -> Letter:
    """Draw, write and post one letter, and note what came of it, whatever that is."""
    period = periods.Period(letter.from_date, letter.until_date)
    try:
        posted = deliver(letter.digest, period, house)
    except Exception as error:  # noqa: BLE001  # one letter must not keep the others waiting
        letter.outcome, letter.said = Letter.FAILED, why(error)
    else:
        if posted is None:
            letter.outcome = Letter.NOTHING
        else:
            letter.outcome = Letter.SENT if posted.left else Letter.KEPT
            letter.said = posted.kept
    letter.save(update_fields=["outcome", "said"])
    return letter


def why(error: Exception) -> str:
    """Say in one line why a letter could not leave."""
    if isinstance(error, GoodwillError):
        return str(error)[:300]
    if not isinstance(error, OSError):
        traceback.print_exc()
    return f"{type(error).__name__}: {error}"[:300]


def deliver(
    digest: Digest, period: Period, house: Settings, address: str = "", *, trial: bool = False
) -> Posted | None:
    """Draw a digest as its reader sees the book, and post it; None where there is nothing to do.

    A trial is sent in any case: it shows that letters arrive.
    """
    member = digest.member
    with translation.override(member.language), speaking(member.language):
        try:
            drawn = report_for(member, "digest", period.asked, how="was sent")
        except Http404:  # a reader whom no letter is for
            return None
        if digest.rhythm == Digest.DAILY:
            drawn = with_today(member, drawn)
        if not trial and nothing_to_do(drawn.report):
            return None
        letterhead = House(
            house.name,
            address or house.office_address or settings.GOODWILL_ADDRESS or HERE,  # type: ignore[misc]
            house.mail.sender if house.mail else _sender(house.name),
        )
        message = compose(digest, period, drawn, letterhead, trial=trial)
        return post(message, house.mail)


def with_today(member: Member, drawn: Drawn) -> Drawn:
    """Put what a member is to do before what happened, as the page of the day lists it."""
    if not may_draw(member, "today"):
        return drawn
    today = report_for(member, "today", {}, how="")
    (table,) = today.report.tables
    kept = [place for place, column in enumerate(table.columns) if column.name in TOLD]
    told = replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(row._replace(values=tuple(row.values[place] for place in kept))
                   for row in table.rows),
    )  # fmt: skip
    report = replace(drawn.report, tables=(told, *drawn.report.tables))
    return drawn._replace(report=report, names={**today.names, **drawn.names})


def nothing_to_do(report: Report) -> bool:
    """Tell whether no table of a digest asks for anything."""
    return not any(table.rows for table in report.tables if table.name in {"things", *TO_DO})


def _sender(company: str) -> str:
    from email.utils import formataddr

    return formataddr((_("Goodwill of {company}", company=company), "goodwill@localhost"))
