"""What is done in the office: the record of who did what, and work that takes long."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from goodwill.web.models.members import Member


class Deed(models.Model):
    """Who did what in the office, for the record; never changed afterwards."""

    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)
    what = models.CharField(max_length=40)
    about = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)
    """With which parameters, or from what to what; never names or texts of customers."""
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        """Show what was done to what."""
        return f"{self.what} {self.about}".strip()


class Errand(models.Model):
    """Work that takes longer than a page may: an import, a dry run, or a close of the book."""

    WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
    ACTIVE = (WAITING, RUNNING)

    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)
    what = models.CharField(max_length=10)
    parcel = models.CharField(max_length=16, blank=True)
    wishes = models.JSONField(default=dict)
    language = models.CharField(max_length=2, default="en")
    state = models.CharField(max_length=10, default=WAITING, db_index=True)
    said = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict)
    process = models.IntegerField(null=True)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        """Show what it does and how far it is."""
        return f"{self.what} {self.state}"

    @property
    def active(self) -> bool:
        """Whether it is still to be waited for."""
        return self.state in self.ACTIVE
