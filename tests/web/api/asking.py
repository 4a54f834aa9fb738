"""Asks the served interface all that its description allows, and much that it does not."""

from __future__ import annotations

import re
import threading
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from tests.web.api.conftest import SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator

UNDERSTOOD_BUT_WRONG = ["2xx", "401", "403", "404", "409", "422"]
"""What a request that fits the description may be answered: no schema tells which rows are records,
or which parameters belong to which report, so 422 with problems is a right answer too."""


class Asked(NamedTuple):
    """How often each check passed, what failed, and what could not be asked."""

    passed: Counter[str]
    failed: list[str]
    errors: list[str]


@contextmanager
def served() -> Iterator[str]:
    """Serve the office on a port of this machine."""
    from django.core.handlers.wsgi import WSGIHandler
    from waitress.server import create_server

    server = create_server(WSGIHandler(), host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(10)


def ask(examples: int, *, seed: int, stateful: bool = True) -> Asked:
    """Ask every operation so many times in every way, and judge each answer by every check."""
    import schemathesis
    from schemathesis.config import SchemathesisConfig
    from schemathesis.engine import events, from_schema

    config = SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "headers": {"Authorization": f"Bearer {SECRET}"},
            "continue-on-failure": True,
            "generation": {"max-examples": examples, "deterministic": True, "database": "none",
                           "mode": "all"},
            "checks": {"positive_data_acceptance": {"expected-statuses": UNDERSTOOD_BUT_WRONG}},
            "phases": {"stateful": {"enabled": stateful}},
        }
    )  # fmt: skip
    asked = Asked(Counter(), [], [])
    with served() as address:
        schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json", config=config)
        for event in from_schema(schema).execute():
            if isinstance(event, events.ScenarioFinished):
                for checks in event.recorder.checks.values():
                    for check in checks:
                        _count(asked, check)
            elif isinstance(event, events.NonFatalError):
                asked.errors.append(f"{event.label}: {event.info}")
            elif isinstance(event, events.FatalError):
                asked.errors.append(str(event.exception))
    return asked


def _count(asked: Asked, check) -> None:
    if check.status.name == "SUCCESS":
        asked.passed[check.name] += 1
    elif check.failure_info and not _as_described(check):
        failure = check.failure_info.failure
        told = (check.name, failure.operation, failure.title, failure.message,
                check.failure_info.code_sample)  # fmt: skip
        asked.failed.append(" | ".join(told))
    elif not check.failure_info:
        asked.errors.append(f"{check.name} {check.status.name}")


def _as_described(check) -> bool:
    """Tell whether a request that was meant to be wrong went out right.

    An empty list in place of a word has no part in a form, so what is sent lacks that word alone.
    """
    wrong = _IN_FORM.search(check.failure_info.failure.message)
    sent = check.failure_info.code_sample
    return (
        check.name == "negative_data_rejection"
        and wrong is not None
        and "multipart/form-data" in sent
        and f'name="{wrong[1]}"' not in sent
    )


_IN_FORM = re.compile(r"Invalid component: in body - .*/properties/(\w+)\S* \(.* became array\)")
