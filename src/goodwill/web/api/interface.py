"""The interface itself: its operations, what it answers when something is wrong, its document."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from goodwill import __version__
from goodwill.problems import GoodwillError
from goodwill.web.api import (  # noqa: F401  # they fill the table
    bringing,
    contacts,
    dealings,
    linting,
    reading,
)
from goodwill.web.api.answers import Refused, invalid, problem
from goodwill.web.api.bearer import Bearer, TooOften
from goodwill.web.api.document import finished
from goodwill.web.api.routes import router
from goodwill.words import mark

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from ninja.openapi.schema import OpenAPISchema

SENTENCE = mark(
    "Reports and moments out, moments and files in. Amounts of reports are in minor units of the"
    " currency (cents); instants are UTC. Every request carries a key that an owner has made:"
    " `Authorization: Bearer gw_...`. Faults are problem details (RFC 9457): each problem says"
    " where it is, what it is, and what to do next."
)


class StrictParser(Parser):
    """Reads bodies as the standard of JSON has it: no NaN, no broken letters."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Read a body."""
        text = request.body.decode("utf-8")
        read = json.loads(text, parse_constant=_no_number)
        json.dumps(read, ensure_ascii=False).encode()  # half a letter is no text
        return cast("dict[str, Any]", read)


def _no_number(word: str) -> float:
    raise ValueError(word)


class PlainRenderer(JSONRenderer):
    """Writes letters as they are."""

    json_dumps_params = {"ensure_ascii": False}  # noqa: RUF012  # ninja's own shape


class Interface(NinjaAPI):
    """The interface, whose document also tells of scopes and of what may go wrong."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """Describe the interface for programs that write programs."""
        return finished(super().get_openapi_schema(**given), self)

    @cached_property
    def scopes(self) -> dict[str, str]:
        """Give the scope that each operation needs, by the operation's name."""
        return {
            str(operation.operation_id): callback.scope
            for router in self._get_bound_routers()
            for view in router.path_operations.values()
            for operation in view.operations
            for callback in operation.auth_callbacks
            if isinstance(callback, Bearer)
        }


def made() -> Interface:
    """Put the interface together."""
    api = Interface(
        title="Goodwill",
        version=__version__,
        description=SENTENCE,
        docs_url=None,
        urls_namespace="api",
        parser=StrictParser(),
        renderer=PlainRenderer(),
    )
    api.add_router("", router)
    for fault, handler in _HANDLERS.items():
        api.add_exception_handler(fault, handler)
    return api


def _refused(_request: HttpRequest, refused: Refused) -> HttpResponse:
    return problem(refused.status, refused.problems, refused.detail)


def _too_often(_request: HttpRequest, refused: TooOften) -> HttpResponse:
    return problem(429, refused.problems, headers={"Retry-After": str(refused.seconds)})


def _unknown(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return problem(401, headers={"WWW-Authenticate": 'Bearer realm="Goodwill"'})


def _failed(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code)


def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(422, invalid(error.errors))


def _nothing(_request: HttpRequest, error: Http404) -> HttpResponse:
    cause = error.__cause__
    return problem(404, cause.problems if isinstance(cause, GoodwillError) else ())


def _not_ready(_request: HttpRequest, error: GoodwillError) -> HttpResponse:
    return problem(409, error.problems)


_HANDLERS: dict[type[Exception], Any] = {
    Refused: _refused,
    TooOften: _too_often,
    HttpError: _failed,
    AuthenticationError: _unknown,
    ValidationError: _invalid,
    Http404: _nothing,
    GoodwillError: _not_ready,
}
