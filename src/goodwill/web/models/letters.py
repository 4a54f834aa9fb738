"""What the office sends by itself: who asked for which digest, what was sent, and the pulse."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from goodwill.web.models.members import Member


class Digest(models.Model):
    """A member's wish to be told by mail, every day, week or month."""

    DAILY, WEEKLY, MONTHLY = "daily", "weekly", "monthly"
    RHYTHMS = (DAILY, WEEKLY, MONTHLY)

    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    rhythm = models.CharField(max_length=10)
    hour = models.IntegerField(default=7)
    """From which hour of the company's day on it is sent."""
    attached = models.JSONField(default=list)
    """As which files it comes besides: pdf, csv."""
    secret = models.CharField(max_length=64, unique=True)
    """What the link to unsubscribe carries."""
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """One digest of each rhythm is enough."""

        constraints = (
            models.UniqueConstraint(fields=("member", "rhythm"), name="one_digest_per_rhythm"),
        )

    def __str__(self) -> str:
        """Show how often it comes."""
        return self.rhythm


class Letter(models.Model):
    """A digest that was sent, was not worth sending, or could not be sent; once for a period."""

    BEGUN, SENT, KEPT, NOTHING, FAILED = "begun", "sent", "kept", "nothing", "failed"

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE)
    from_date = models.DateField()
    until_date = models.DateField()
    outcome = models.CharField(max_length=10)
    said = models.CharField(max_length=300, blank=True)
    """Why it failed, or in which file it was kept."""
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Whoever makes the row sends the letter, so that nobody is told twice."""

        constraints = (
            models.UniqueConstraint(fields=("digest", "from_date"), name="one_letter_per_period"),
        )

    def __str__(self) -> str:
        """Show for which days it is and what came of it."""
        return f"{self.from_date} {self.outcome}"


class Pulse(models.Model):
    """When the scheduler last lived, so that everybody sees when it does not."""

    name = models.CharField(max_length=40, unique=True)
    beat_at = models.DateTimeField(default=timezone.now)
    said = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        """Show whose it is."""
        return self.name
