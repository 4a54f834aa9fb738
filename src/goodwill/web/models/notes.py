"""What members note for themselves: guesses before a figure, views that they saved, things done."""

from __future__ import annotations

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


class Tick(models.Model):
    """A thing of today that a member has done or put off, and until which day it rests."""

    DONE, LATER, NEVER = "done", "later", "never"

    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    thing = models.CharField(max_length=200, db_index=True)
    """Which thing: its kind and what it is about, by pseudonym and case."""
    state = models.CharField(max_length=10)
    until = models.DateField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        """Show what became of it."""
        return f"{self.thing} {self.state}"
