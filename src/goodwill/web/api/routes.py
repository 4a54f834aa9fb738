"""The one table of operations, which several modules fill: one address may both give and take."""

from __future__ import annotations

from ninja import Router

router = Router()
