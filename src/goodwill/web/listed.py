"""One thing of today, looked up as far as it comes to a member."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from django.http import Http404

from goodwill.care import told
from goodwill.ledger import listing
from goodwill.ledger.today import PLEA, Thing
from goodwill.problems import InputError
from goodwill.web.access import closed_for, customers_seen, may_draw, reach_of, today_of
from goodwill.web.knows import handed
from goodwill.web.models import Plea

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    from goodwill.care.told import Told
    from goodwill.web.models import Member

    Reader = Member | AnonymousUser

_KEY = re.compile(r"[a-z]+:[^\s<>]{1,190}")


class Listed(NamedTuple):
    """A thing with the plays of its close."""

    thing: Thing
    plays: Mapping[str, Told]


def asked_of(request: HttpRequest) -> Listed:
    """Find the thing of a request; whatever does not come to the member is not there."""
    key = request.POST.get("thing", "")
    if not may_draw(request.user, "today") or not _KEY.fullmatch(key):
        raise Http404
    found = thing_of(request.user, key)
    if found is None:
        raise Http404
    return found


def thing_of(member: Reader, key: str) -> Listed | None:
    """Give a thing if it comes to a member; None where it does not."""
    return shown_of(member, [key]).get(key)


def shown_of(member: Reader, keys: Iterable[str]) -> dict[str, Listed]:
    """Give those of some things that come to a member."""
    wanted = set(keys)
    found = {key: one for key in wanted if key.startswith(f"{PLEA}:")
             for one in [_plea(member, key)] if one is not None}  # fmt: skip
    try:
        with closed_for(member) as closed:
            if not closed.has("things"):
                return found
            given = set(handed(member, today_of(member)))
            plays = told.plays(closed)
            there = listing.some(closed, wanted - set(found), reach_of(member), given)
            return found | {thing.key: Listed(thing, plays) for thing in there}
    except InputError:  # nothing is closed yet
        return found


def _plea(member: Reader, key: str) -> Listed | None:
    plea = Plea.objects.filter(number=key.partition(":")[2]).first()
    if plea is None or not customers_seen(member, [plea.party]):
        return None
    return Listed(
        Thing(key, PLEA, plea.party, plea.case or None, None, None, True, None, 1.0, {}), {}
    )
