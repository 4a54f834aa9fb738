"""Doors for others: a customer's pass to the window, what is asked there, and programs' keys."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from goodwill.web.models.members import Member


class Pass(models.Model):
    """A link by which one customer may look through the window, for a while."""

    fingerprint = models.CharField(max_length=64, unique=True)
    party = models.CharField(max_length=12, db_index=True)
    made_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    """When it was last looked through."""

    def __str__(self) -> str:
        """Show for whom it is, by pseudonym."""
        return self.party


class Plea(models.Model):
    """What a customer asked through the window: to complain, or for urgent help."""

    COMPLAINT, URGENT = "complaint", "urgent"
    WAITING, TAKEN, ANSWERED = "waiting", "taken", "answered"

    pass_used = models.ForeignKey(Pass, null=True, on_delete=models.SET_NULL)
    party = models.CharField(max_length=12, db_index=True)
    kind = models.CharField(max_length=10)
    case = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, default=WAITING, db_index=True)
    taken_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    taken_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Show what is asked and how far it is."""
        return f"{self.kind} {self.state}"


class Key(models.Model):
    """A key by which a program reads or writes as a member may, within scopes and until a day."""

    name = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Show what it is called."""
        return self.name
