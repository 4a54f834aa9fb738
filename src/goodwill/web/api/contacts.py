"""The guard for programs: may a customer be contacted now; reserve, sent, given back."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Path, Schema
from pydantic import Field

from goodwill.care.guard import Ask, as_json
from goodwill.care.purposes import PURPOSES
from goodwill.house.guard import CHANNELS
from goodwill.web.access import customers_seen, note, sight_of
from goodwill.web.api.bearer import Bearer
from goodwill.web.api.reading import member_of
from goodwill.web.api.routes import router
from goodwill.web.api.shapes import PARTY, Given, Truth
from goodwill.web.guarding import guard_of_the_house

if TYPE_CHECKING:
    from goodwill.web.models import Member

Purpose = StrEnum("Purpose", {name: name for name in PURPOSES})  # type: ignore[misc]
Channel = StrEnum("Channel", {name: name for name in CHANNELS})  # type: ignore[misc]
Number = Annotated[int, Path(ge=1, le=2**53)]
ASKING, WRITING = Bearer("read:guard"), Bearer("write:guard")
FAULTS = {"x-faults": [404, 409]}


class ContactGiven(Given):
    """A contact that somebody wants to make now."""

    party: Annotated[str, Field(pattern=PARTY)]
    purpose: Purpose
    channel: Channel
    person: Annotated[str, Field(pattern=PARTY)] | None = Field(
        None, description="Which colleague makes it; a machine where it is left out."
    )
    gift: Truth = Field(False, description="It is a gift: nothing is asked for a while.")


class SpokenShape(Schema):
    """What one rule said."""

    rule: str
    whose: str
    source: str
    verdict: Literal["deferred", "refused"]
    until: str | None
    sentence: str


class DecisionShape(Schema):
    """The guard's answer, with a sentence for each rule that spoke."""

    verdict: Literal["allowed", "deferred", "refused"]
    party: str
    purpose: str
    channel: str
    person: str | None
    at: str
    until: str | None = Field(description="The earliest instant that every rule allows, UTC.")
    until_local: str | None = Field(description="The same by the customer's own clock.")
    zone: str
    reservation: int | None = Field(description="Under which number it is reserved.")
    waiting: int | None = Field(description="Under which number it waits.")
    spoken: list[SpokenShape]


class SettledShape(Schema):
    """What became of a reserved contact."""

    reservation: int
    state: Literal["sent", "given_back"]


@router.post(
    "/contacts/may", response=DecisionShape, auth=ASKING, operation_id="may_contact",
    tags=["Contacts"], openapi_extra=FAULTS,
)  # fmt: skip
def may_contact(request: HttpRequest, given: ContactGiven) -> dict[str, Any]:
    """Say whether a customer may be contacted now, by anyone; it changes nothing."""
    return as_json(guard_of_the_house().may(_ask(member_of(request), given)))


@router.post(
    "/contacts", response=DecisionShape, auth=WRITING, operation_id="reserve_contact",
    tags=["Contacts"], openapi_extra=FAULTS,
)  # fmt: skip
def reserve_contact(request: HttpRequest, given: ContactGiven) -> dict[str, Any]:
    """Reserve a contact in the same step as the check; it counts as sent. Else it may wait."""
    member = member_of(request)
    decision = guard_of_the_house().reserve(_ask(member, given))
    note(member, "contact reserved", given.party, verdict=decision.verdict)
    return as_json(decision)


@router.post(
    "/contacts/{number}/sent", response=SettledShape, auth=WRITING, operation_id="contact_sent",
    tags=["Contacts"], openapi_extra=FAULTS,
)  # fmt: skip
def contact_sent(request: HttpRequest, number: Number) -> dict[str, Any]:
    """Note that a reserved contact was made."""
    _settle(member_of(request), number, sent=True)
    return {"reservation": number, "state": "sent"}


@router.post(
    "/contacts/{number}/give-back", response=SettledShape, auth=WRITING,
    operation_id="contact_given_back", tags=["Contacts"], openapi_extra=FAULTS,
)  # fmt: skip
def contact_given_back(request: HttpRequest, number: Number) -> dict[str, Any]:
    """Give back a reserved contact that was not made; it counts no more."""
    _settle(member_of(request), number, sent=False)
    return {"reservation": number, "state": "given_back"}


def _ask(member: Member, given: ContactGiven) -> Ask:
    """Take over what is asked, as far as the member may see the customer and the colleague."""
    seen = sight_of(member)
    if not customers_seen(member, [given.party]):
        raise Http404
    if given.person is not None and not (seen.whole or given.person in seen.known):
        raise Http404
    return Ask(given.party, str(given.purpose), str(given.channel), given.person, gift=given.gift)


def _settle(member: Member, number: int, *, sent: bool) -> None:
    guard = guard_of_the_house()
    held = guard.held(number)
    if held is None or not customers_seen(member, [held.party]):
        raise Http404
    if sent:
        guard.sent(number)
    else:
        guard.give_back(number)
    note(member, "contact sent" if sent else "contact given back", held.party)
