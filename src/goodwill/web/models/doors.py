"""Doors for others: a customer's pass to the window, what is asked there, and programs' keys."""

from __future__ import annotations

import datetime as dt
import secrets

from django.core import signing
from django.db import models
from django.utils import timezone

from goodwill.web.models.members import Member
from goodwill.web.models.secret import fingerprint


class Pass(models.Model):
    """A link by which one customer may look through the window, for a while."""

    LASTS = dt.timedelta(days=90)
    REST = dt.timedelta(minutes=5)
    """Looking again so soon is one look."""

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

    @classmethod
    def issue(cls, party: str, made_by: Member, lasts: dt.timedelta = LASTS) -> tuple[Pass, str]:
        """Make a pass and give the signed secret of its link, which is kept nowhere."""
        secret = _signer().sign(secrets.token_urlsafe(24))
        door = cls.objects.create(
            fingerprint=fingerprint(secret),
            party=party,
            made_by=made_by,
            expires_at=timezone.now() + lasts,
        )
        return door, secret

    @classmethod
    def open_one(cls, secret: str) -> Pass | None:
        """Find the pass of a link that we signed, if it is neither revoked nor expired."""
        try:
            _signer().unsign(secret)
        except signing.BadSignature:
            return None
        return cls.objects.filter(
            fingerprint=fingerprint(secret), revoked_at=None, expires_at__gt=timezone.now()
        ).first()

    @property
    def opens(self) -> bool:
        """Whether it still lets anybody look."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    def look(self) -> None:
        """Note that it was looked through just now."""
        now = timezone.now()
        if self.used_at is None or self.used_at < now - self.REST:
            Pass.objects.filter(pk=self.pk).update(used_at=now)


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt="goodwill.pass")


def _number() -> str:
    """Number a plea so that it can be named on the phone and not be guessed from another one."""
    return f"{timezone.now():%y%m%d}-{secrets.token_hex(4).upper()}"


class Plea(models.Model):
    """What a customer asked through the window: to complain, or for urgent help."""

    COMPLAINT, URGENT = "complaint", "urgent"
    KINDS = (COMPLAINT, URGENT)
    WAITING, TAKEN, ANSWERED, SETTLED = "waiting", "taken", "answered", "settled"
    OPEN = (WAITING, TAKEN)

    number = models.CharField(max_length=20, unique=True, default=_number)
    pass_used = models.ForeignKey(Pass, null=True, on_delete=models.SET_NULL)
    party = models.CharField(max_length=12, db_index=True)
    kind = models.CharField(max_length=10)
    case = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    """What we answered, as the customer reads it."""
    state = models.CharField(max_length=10, default=WAITING, db_index=True)
    taken_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    due_at = models.DateTimeField(null=True)
    """By when we said that a person answers; none where no standard says so."""
    taken_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Show what is asked and how far it is."""
        return f"{self.kind} {self.state}"

    @property
    def late(self) -> bool:
        """Whether it was, or still is, unanswered after the time that we gave."""
        return self.due_at is not None and (self.answered_at or timezone.now()) > self.due_at


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
