"""What stays between a member and whoever stands above: a wish for backing, and pairs apart."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone

from goodwill.web.models.members import Member


def _number() -> str:
    return secrets.token_hex(8)


class Backing(models.Model):
    """A member asks whoever stands above for backing with a customer; nobody else sees it."""

    BACKING, APART = "backing", "apart"
    SORTS = (BACKING, APART)
    ANSWERS = ("call", "together", "refuse", "hand_over", "talk")

    number = models.CharField(max_length=16, unique=True, default=_number)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="asked_backing")
    person = models.CharField(max_length=12, db_index=True)
    """Whom of the staff list the member was when asking."""
    party = models.CharField(max_length=12, db_index=True)
    sort = models.CharField(max_length=10, default=BACKING)
    text = models.TextField(blank=True)
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    due_at = models.DateTimeField()
    """By when the manager answers; from then on whoever stands next above sees it too."""
    answer = models.CharField(max_length=10, blank=True)
    words = models.TextField(blank=True)
    answered_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, db_index=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Show its number alone: whom it is about stays between two."""
        return self.number

    @property
    def late(self) -> bool:
        """Whether it was, or still is, unanswered after the time that was given."""
        return (self.answered_at or timezone.now()) > self.due_at

    @property
    def open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.answered_at is None and self.withdrawn_at is None


class Apart(models.Model):
    """A customer and a colleague who are not to meet again; why is written down nowhere."""

    party = models.CharField(max_length=12, db_index=True)
    person = models.CharField(max_length=12, db_index=True)
    set_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """A pair is apart once at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=("party", "person"),
                condition=models.Q(ended_at=None),
                name="apart_once",
            ),
        )

    def __str__(self) -> str:
        """Show who is kept from whom."""
        return f"{self.party} {self.person}"
