"""Who works in the office: members, their deputies, the links that invite them, their stays."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from goodwill.web.models.secret import fingerprint

INVITATION_LASTS = dt.timedelta(days=7)


class Members(BaseUserManager["Member"]):
    """Makes members; an e-mail address is kept in one form, so that nobody is there twice."""

    def enrol(self, email: str, name: str, role: str, password: str, language: str) -> Member:
        """Add a member with a password."""
        member = self.model(email=email.strip().lower(), name=name, role=role, language=language)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def guest(self) -> Member:
        """Give the guest of the simulated company, who comes in by the printed link alone."""
        member, made = self.get_or_create(
            email="guest@example.invalid", defaults={"name": "Guest", "role": "owner"}
        )
        if made:
            member.set_unusable_password()
            member.save(using=self._db)
        return member

    def get_by_natural_key(self, username: str | None) -> Member:
        """Find a member by the address, however it is typed."""
        return self.get(email=(username or "").strip().lower())


class Member(AbstractBaseUser):
    """Somebody who works in the office."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, default="owner")
    person = models.CharField(max_length=12, blank=True, db_index=True)
    """Whom of the staff list this is; whether a manager, the reporting line of the day tells."""
    until = models.DateField(null=True, blank=True)
    """The last day on which this member may enter; none means until further notice."""
    language = models.CharField(max_length=2, default="en")
    is_active = models.BooleanField(default=True)

    OWNER, STAFF, OUTSIDER = "owner", "staff", "outsider"
    ROLES = (OWNER, STAFF, OUTSIDER)

    objects = Members()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        """Show a member by name."""
        return self.name


class Invitation(models.Model):
    """A link that makes one member, once, within a week; only its fingerprint is kept.

    A guest's link, which only the simulated company has, lets in without a password and again.
    """

    GUEST = "guest"

    fingerprint = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=20)
    person = models.CharField(max_length=12, blank=True)
    until = models.DateField(null=True)
    """The last day of the member whom it makes."""
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE)
    """Whom it lets in to choose a new password; none where it makes a new member."""
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Show for which role it is."""
        return self.role

    @classmethod
    def make(cls, role: str, **given: Any) -> str:
        """Make an invitation and give the secret that its link carries."""
        secret = secrets.token_urlsafe(24)
        cls.objects.create(fingerprint=fingerprint(secret), role=role, **given)
        return secret

    @classmethod
    def open_one(cls, secret: str) -> Invitation | None:
        """Find the invitation of a secret, if it is neither used nor stale."""
        fresh = timezone.now() - INVITATION_LASTS
        return cls.objects.filter(
            fingerprint=fingerprint(secret), used_at=None, made_at__gt=fresh
        ).first()

    def claim(self) -> bool:
        """Use the invitation up; of several who try at once, one succeeds."""
        mine = Invitation.objects.filter(pk=self.pk, used_at=None)
        return mine.update(used_at=timezone.now()) == 1


class Attempt(models.Model):
    """A failed log-in, kept to slow down whoever guesses."""

    email = models.CharField(max_length=254, db_index=True)
    address = models.CharField(max_length=45, db_index=True)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    WINDOW = dt.timedelta(minutes=15)
    PER_MEMBER, PER_ADDRESS = 10, 50

    def __str__(self) -> str:
        """Show whom it was for."""
        return self.email

    @classmethod
    def too_many(cls, email: str, address: str) -> bool:
        """Tell whether a member or an address has failed too often in the last minutes."""
        recent = cls.objects.filter(made_at__gt=timezone.now() - cls.WINDOW)
        return (
            recent.filter(email=email[:254]).count() >= cls.PER_MEMBER
            or recent.filter(address=address).count() >= cls.PER_ADDRESS
        )

    @classmethod
    def failed(cls, email: str, address: str) -> None:
        """Keep a failure, and forget those that no longer count."""
        cls.objects.filter(made_at__lt=timezone.now() - cls.WINDOW).delete()
        cls.objects.create(email=email[:254], address=address[:45])


class Deputy(models.Model):
    """Somebody who may see what another member may see, from a day to a day, both included."""

    principal = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="deputies")
    deputy = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="deputises")
    from_date = models.DateField()
    until_date = models.DateField()
    made_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        """Show who stands in for whom."""
        return f"{self.deputy} for {self.principal}"


class Stay(models.Model):
    """A browser in which a member is logged in, so that the member can look and log it out."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    session = models.CharField(max_length=64, unique=True)
    """The fingerprint of the session's key."""
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Show what kind of browser it is."""
        return self.agent
