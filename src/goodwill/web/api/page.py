"""The interface explained to people: a plain page, made from the same description as programs get.

It loads nothing from elsewhere and runs nothing, as no page of the office does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render

from goodwill.web.access import is_owner, may_enter
from goodwill.web.api.interface import SENTENCE, made
from goodwill.words import _

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def page(request: HttpRequest) -> HttpResponse:
    """Explain every operation: what it does, what it takes, and which scope it needs."""
    if not may_enter(request.user):
        raise Http404
    schema = made().get_openapi_schema(path_prefix="api/v1/")
    operations = [
        _told(path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    context = {
        "name": "api",
        "sentence": _(SENTENCE),
        "operations": operations,
        "base": request.build_absolute_uri("/").rstrip("/"),
        "owner": is_owner(request.user),
    }
    return render(request, "api.html", context)


def _told(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    sentence = " ".join(str(operation.get("description", "")).partition("\n\n")[0].split())
    return {
        "method": method.upper(),
        "path": path,
        "sentence": _(sentence),
        "scope": next(iter(operation["security"][0]["Bearer"]), ""),
        "parameters": [_parameter(each) for each in operation["parameters"]],
        "fields": _fields(operation),
        "faults": [status for status in operation["responses"] if int(status) >= 400],
    }


def _parameter(given: dict[str, Any]) -> dict[str, Any]:
    schema = given["schema"]
    return {
        "name": given["name"],
        "sentence": _said(given.get("description", schema.get("description", ""))),
        "form": _form(schema),
        "required": given.get("required", False),
    }


def _said(sentence: str) -> str:
    """Say a sentence in the reader's language; none stays none."""
    return _(sentence) if sentence else ""


def _form(schema: dict[str, Any]) -> str:
    """Say in a word what a value looks like."""
    if "anyOf" in schema:
        return next(said for each in schema["anyOf"] if (said := _form(each)) != "null")
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    return str(schema.get("format") or schema.get("type", ""))


def _fields(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """List the fields of a form that is sent; a body of JSON is described by its own name."""
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("multipart/form-data", {}).get("schema", {})
    required = schema.get("required", ())
    return [
        {
            "name": name,
            "sentence": _said(each.get("description", "")),
            "form": _form(each),
            "required": name in required,
        }
        for name, each in schema.get("properties", {}).items()
    ]
