"""The interface keeps to its own description, whatever it is asked."""

from __future__ import annotations

import pytest

from tests.web.api import reference
from tests.web.api.asking import ask

CHECKS = {
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_headers_conformance", "response_schema_conformance", "negative_data_rejection",
    "positive_data_acceptance", "unsupported_method", "missing_required_header", "ignored_auth",
}  # fmt: skip


@pytest.fixture
def idle(own_book, monkeypatch):
    """The interface before a book of its own; errands are begun, and fail at once."""
    from goodwill.web import errands

    def fail(errand):
        type(errand).objects.filter(pk=errand.pk).update(state="failed")

    monkeypatch.setattr(errands, "launch", fail)
    return own_book


def _judge(asked, least):
    assert asked.failed == []
    assert asked.errors == []
    assert set(asked.passed) >= CHECKS
    assert asked.passed["not_a_server_error"] > least


@pytest.mark.filterwarnings("ignore")  # of the asking program itself
def test_nothing_that_is_asked_breaks_the_description(idle):
    _judge(ask(1, seed=7, stateful=False), 150)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_that_is_asked_at_length_breaks_the_description(idle, seed):
    _judge(ask(100, seed=seed), 2500)


def test_the_page_of_the_description_is_current(office):
    assert reference.PAGE.read_text(encoding="utf-8") == reference.description(), (
        "run `python -m tests.web.api.reference`"
    )


def test_the_description_is_a_valid_one(office):
    """Checked against the rules of OpenAPI 3.1 themselves."""
    import json

    import schemathesis

    schema = schemathesis.openapi.from_dict(json.loads(reference.description()))
    schema.validate()
    assert len(schema) > 8


def test_every_parameter_of_the_description_says_what_it_means(office):
    import json

    paths = json.loads(reference.description())["paths"].values()
    operations = [each for path in paths for each in path.values()]
    assert all(one["description"] for each in operations for one in each["parameters"])
    assert all(each["description"] for each in operations)
