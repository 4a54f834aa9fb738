"""Moments out: page by page in order of time, from a closed book as far as the key may see it."""

from __future__ import annotations

import base64
import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from django.http import HttpRequest  # noqa: TC002  # read while running
from pydantic import Field

from goodwill.house import money
from goodwill.problems import Problem
from goodwill.web.access import closed_for
from goodwill.web.api.answers import Refused
from goodwill.web.api.bearer import Bearer
from goodwill.web.api.reading import member_of
from goodwill.web.api.routes import router
from goodwill.web.api.shapes import PARTY, ClosedName, Day, Kind, MomentList
from goodwill.web.models import Deed
from goodwill.words import _

if TYPE_CHECKING:
    from goodwill.book import Closed

READER = Bearer("read:moments")
Text = Annotated[str | None, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
COLUMNS = (
    "id", "version", "happened_at", "local_date", "kind", "from_party", "to_party", "party",
    "direction", "about", "channel", "purpose", "amount", "currency", "quantity", "due_at",
    "policy", "person", "team", "source", "record",
)  # fmt: skip


class Place(NamedTuple):
    """Where a page ended: in which closed book, after which moment."""

    closed: str
    happened_at: str
    number: int

    def written(self) -> str:
        """Write it as a word that an address may hold."""
        told = "|".join(map(str, self)).encode()
        return base64.urlsafe_b64encode(told).decode().rstrip("=")

    @classmethod
    def read(cls, word: str) -> Place:
        """Read it back; anything else is a problem."""
        try:
            told = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode("ascii")
            closed, happened_at, number = told.split("|")
            dt.datetime.fromisoformat(happened_at)
            return cls(closed, happened_at, int(number))
        except ValueError as error:
            what = _("This is no cursor.")
            hint = _("Take it from `next` of the page before.")
            raise Refused(422, Problem("query.cursor", what, hint)) from error


@router.get(
    "/moments", response=MomentList, auth=READER, operation_id="list_moments",
    tags=["Moments"],
    openapi_extra={"x-faults": [404, 409]},
)  # fmt: skip
def list_moments(
    request: HttpRequest,
    first: Day | None = None,
    last: Day | None = None,
    party: Annotated[str | None, Field(pattern=PARTY)] = None,
    case: Text = None,
    kind: Kind | None = None,
    closed: ClosedName = None,
    limit: Annotated[int, Field(ge=1, le=1000)] = 100,
    cursor: Annotated[str | None, Field(pattern=r"^[A-Za-z0-9_-]{1,200}$")] = None,
) -> dict[str, Any]:
    """List moments in order of time. A cursor keeps to the closed book in which it began."""
    place = Place.read(cursor) if cursor else None
    name = place.closed if place else closed
    where, values = _condition(first, last, party, case, kind, place)
    member = member_of(request)
    with closed_for(member, name) as opened:
        given = {"first": first, "last": last, "party": party, "case": case, "kind": kind}
        asked = {name: str(value)[:100] for name, value in given.items() if value is not None}
        detail = {"closed": opened.name, **({"asked": asked} if asked else {})}
        Deed.objects.create(member=member, what="took moments", about="moments", detail=detail)
        rows = opened.con.execute(
            f"SELECT {', '.join(COLUMNS)} FROM moments WHERE {where}"
            f" ORDER BY happened_at, id LIMIT {limit + 1}",
            values,
        ).fetchall()
        return {
            "closed": opened.name,
            "moments": [_shape(opened, row) for row in rows[:limit]],
            "next": _after(opened.name, rows[limit - 1]) if len(rows) > limit else None,
        }


def _condition(
    first: dt.date | None,
    last: dt.date | None,
    party: str | None,
    case: str | None,
    kind: Kind | None,
    place: Place | None,
) -> tuple[str, list[Any]]:
    asked: list[tuple[str, Any]] = [
        ("local_date >= ?", first),
        ("local_date <= ?", last),
        ("party = ?", party),
        ("about = ?", case),
        ("kind = ?", kind and str(kind)),
    ]
    given = [(part, value) for part, value in asked if value is not None]
    where, values = [part for part, _value in given], [value for _part, value in given]
    if place:
        where.append("(happened_at > ? OR happened_at = ? AND id > ?)")
        values += [place.happened_at, place.happened_at, place.number]
    return " AND ".join(where) or "TRUE", values


def _after(closed: str, row: tuple[Any, ...]) -> str:
    told = dict(zip(COLUMNS, row, strict=True))
    return Place(closed, told["happened_at"].isoformat(), told["id"]).written()


def _shape(closed: Closed, row: tuple[Any, ...]) -> dict[str, Any]:
    told = dict(zip(COLUMNS, row, strict=True))
    told["id"] = str(told["id"])
    told["day"] = told.pop("local_date")
    told["case"] = told.pop("about")
    for name in ("happened_at", "due_at"):
        told[name] = f"{told[name].isoformat()}Z" if told[name] else None
    if told["amount"] is not None:
        currency = told["currency"] or closed.currency
        told["amount"] = money.minor(Decimal(told["amount"]), currency)
    return told
