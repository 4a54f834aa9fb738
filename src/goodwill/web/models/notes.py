"""What members note for themselves: guesses before a figure, views that they saved, things done."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone

from goodwill.web.models.members import Member


class Guess(models.Model):
    """What a member believed a figure to be before it was first shown."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    report = models.CharField(max_length=40)
    figure = models.CharField(max_length=40)
    value = models.FloatField(null=True)
    """In the unit in which it was asked; none where the member would not guess."""
    closed = models.CharField(max_length=40)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """One is asked once."""

        constraints = (
            models.UniqueConstraint(fields=("member", "report", "figure"), name="one_guess"),
        )

    def __str__(self) -> str:
        """Show of which figure it is."""
        return f"{self.report} {self.figure}"


class View(models.Model):
    """A report with its filters, kept under a name."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    name = models.CharField(max_length=100)
    report = models.CharField(max_length=40)
    asked = models.JSONField(default=dict)
    """The parameters, as the address has them."""
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Two views of one name would be one too many."""

        constraints = (
            models.UniqueConstraint(fields=("member", "name"), name="one_view_per_name"),
        )

    def __str__(self) -> str:
        """Show its name."""
        return self.name


def _number() -> str:
    """Number what was done, so that the next close knows it again."""
    return f"{timezone.now():%y%m%d}-{secrets.token_hex(6)}"


class Tick(models.Model):
    """What a member said of a thing of today, why, and until which day it rests."""

    DONE, LATER, WRONG = "done", "later", "wrong"
    NOT_MINE = "not_mine"
    """The reason with which a thing goes to whoever stands above."""

    number = models.CharField(max_length=24, default=_number)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    thing = models.CharField(max_length=200, db_index=True)
    """Which thing: its kind and what it is about, by pseudonym and case."""
    party = models.CharField(max_length=12, db_index=True, default="")
    play = models.CharField(max_length=60, db_index=True, default="")
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=20, default="")
    since = models.DateField(null=True)
    """The day on which it was first put off."""
    until = models.DateField(null=True)
    """The last day on which it rests; none where it does not come back."""
    contacts = models.JSONField(default=list)
    """Under which numbers the guard counts it, as far as it was a contact."""
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """The last word of a member about a thing counts."""

        constraints = (models.UniqueConstraint(fields=("member", "thing"), name="one_tick"),)

    def __str__(self) -> str:
        """Show what became of it."""
        return f"{self.thing} {self.state}"


class Handing(models.Model):
    """A thing of today that one member has given to another, until it is done or given back."""

    thing = models.CharField(max_length=200, db_index=True)
    party = models.CharField(max_length=12, db_index=True)
    giver = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="gave")
    taker = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="got")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """A thing is in one hand at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=("thing",), condition=models.Q(ended_at=None), name="one_hand"
            ),
        )

    def __str__(self) -> str:
        """Show what is in other hands."""
        return self.thing
