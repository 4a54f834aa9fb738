"""Promises that members gave to customers, with or without a case, each with its own clock."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone

from goodwill.web.models.members import Member


def _number() -> str:
    """Number a promise so that it can be named on the phone and not be guessed from another."""
    return f"{timezone.now():%y%m%d}-{secrets.token_hex(4).upper()}"


class Promise(models.Model):
    """What we told a customer that we shall do, until when, and who answers for it."""

    OPEN, KEPT, RELEASED, BACK = "open", "kept", "released", "back"
    KINDS = ("callback", "papers", "delivery", "repair", "other")

    number = models.CharField(max_length=20, unique=True, default=_number)
    party = models.CharField(max_length=12, db_index=True)
    kind = models.CharField(max_length=10, default="other")
    text = models.TextField(blank=True)
    """What we promised, as the customer reads it."""
    case = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    given_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(default=timezone.now, db_index=True)
    due_at = models.DateTimeField(db_index=True)
    """As it was last agreed with the customer."""
    whole_day = models.BooleanField(default=True)
    """Whether a day was promised, which ends at 23:59:59 of the customer's clock."""
    owner = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="promised")
    next_step = models.TextField(blank=True)
    """For ourselves: the customer does not read it."""
    state = models.CharField(max_length=10, default=OPEN, db_index=True)
    ended_at = models.DateTimeField(null=True)
    """When it was kept, taken back, or they let us off it."""
    reply = models.TextField(blank=True)
    """What we said when we took it back, as the customer reads it."""

    def __str__(self) -> str:
        """Show its number and how far it is."""
        return f"{self.number} {self.state}"

    @property
    def late(self) -> bool:
        """Whether it was, or still is, undone after the time that we gave."""
        if self.state == self.RELEASED:
            return False
        kept = self.ended_at if self.state == self.KEPT else None
        return (kept or timezone.now()).replace(microsecond=0) > self.due_at

    @property
    def open(self) -> bool:
        """Whether it still waits for us."""
        return self.state == self.OPEN


class Moved(models.Model):
    """A promise was moved to another time, which the customer agreed to."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="moves")
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        """Show which promise was moved."""
        return self.promise.number
