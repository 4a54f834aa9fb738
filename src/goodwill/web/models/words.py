"""What members said of remarks, and the cases that they rehearse; never a word that was typed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from goodwill.web.models.members import Member


class Label(models.Model):
    """What a member said of one remark: right or wrong, and why. The words are a keyed digest."""

    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)
    rule = models.CharField(max_length=80, db_index=True)
    language = models.CharField(max_length=2)
    reason = models.CharField(max_length=10)
    words = models.CharField(max_length=24, blank=True)
    """Nothing where an owner speaks of the whole rule."""
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        """Show what was said of which rule."""
        return f"{self.rule} {self.reason}"


class Rehearsal(models.Model):
    """One case that a member rehearses, and when it comes again; only that member sees it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    case = models.CharField(max_length=200)
    """By the verdict that was broken: its standard and its moment."""
    card = models.JSONField(default=dict)
    """The state of the scheduler, as it gives it."""
    due_at = models.DateTimeField(db_index=True)
    times = models.IntegerField(default=0)
    remarks = models.IntegerField(null=True)
    """How many remarks that count the last answer drew."""

    class Meta:
        """A case has one card."""

        constraints = (
            models.UniqueConstraint(fields=("member", "case"), name="one_card_per_case"),
        )

    def __str__(self) -> str:
        """Show which case it is."""
        return self.case
