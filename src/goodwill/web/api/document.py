"""The description of the interface (OpenAPI 3.1), finished: scopes, faults, and their form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.web.api.answers import MEDIA_TYPE
from goodwill.web.api.bearer import SCOPES
from goodwill.words import mark

if TYPE_CHECKING:
    from ninja.openapi.schema import OpenAPISchema

    from goodwill.web.api.interface import Interface

ALWAYS = {
    400: "The request cannot be understood.",
    401: "A valid key is needed.",
    403: "The key lacks the scope.",
    413: "The body is too large.",
    422: "Something in the request is wrong; the problems say where, what, and what to do next.",
    429: "Too many requests; `Retry-After` says how long to wait.",
}
"""What any operation may answer."""
AT_TIMES = {
    404: "There is no such thing, or the member behind the key may not see it.",
    409: "The book has never been closed.",
    503: "Too much is under way; try again in a minute.",
}
"""What an operation may answer that says so by `x-faults`."""
MEANINGS = {
    "name": mark("Which report, as `GET /reports` lists it."),
    "table": mark("Which of its tables."),
    "closed": mark("An older closed book, such as 2026-03-02; else the newest."),
    "limit": mark("How many lines or moments at most."),
    "offset": mark("After how many lines the list begins."),
    "first": mark("The first day, by the clock of the party."),
    "last": mark("The last day."),
    "party": mark("Whose moments, by pseudonym."),
    "case": mark("Which case, such as `ticket:4711`."),
    "kind": mark("Which kind of moment."),
    "cursor": mark("`next` of the page before."),
    "number": mark("Which errand."),
}
"""What each parameter means, wherever it stands."""
PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "problems"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "What happened, in the key's language."},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "what", "next"],
                "properties": {
                    "where": {"type": "string", "description": "A parameter, or a line."},
                    "what": {"type": "string", "description": "What is wrong with it."},
                    "next": {"type": "string", "description": "What to do."},
                },
            },
        },
    },
}


def finished(schema: OpenAPISchema, api: Interface) -> OpenAPISchema:
    """Tell of each operation its scope and its faults, as problem details."""
    schema["components"]["schemas"]["Problem"] = PROBLEM
    schema["components"]["securitySchemes"] = {
        "Bearer": {"type": "http", "scheme": "bearer", "description": "A key of this office."}
    }
    for operations in schema["paths"].values():
        for operation in operations.values():
            _finish(operation, api.scopes[operation["operationId"]])
    schema["components"]["schemas"] = dict(sorted(schema["components"]["schemas"].items()))
    return schema


def _finish(operation: dict[str, Any], scope: str) -> None:
    operation["security"] = [{"Bearer": [scope] if scope else []}]
    if scope:
        needs = f"Needs the scope `{scope}`: {SCOPES[scope][0].lower()}{SCOPES[scope][1:]}"
        operation["description"] = "\n\n".join(filter(None, [operation.get("description"), needs]))
    for each in operation["parameters"]:
        each["description"] = each.get("description", MEANINGS.get(each["name"], ""))
    faults = ALWAYS | {each: AT_TIMES[each] for each in operation.pop("x-faults", ())}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, sentence in sorted(faults.items()):
        operation["responses"][status] = {"description": sentence, "content": content}
