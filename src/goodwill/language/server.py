"""A language server: remarks while writing, in any editor that speaks the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from goodwill import __version__
from goodwill.language.linter import Message
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pygls.workspace import TextDocument

    from goodwill.language.linter import Linter
    from goodwill.language.remark import Remark

_SEVERITY = {
    "hint": lsp.DiagnosticSeverity.Information,
    "warn": lsp.DiagnosticSeverity.Warning,
    "ask": lsp.DiagnosticSeverity.Warning,
}


def serve(linter: Linter) -> None:
    """Serve one editor over the standard streams until it says goodbye."""
    made(linter).start_io()


def made(linter: Linter) -> LanguageServer:
    """Make a server that remarks on whatever is open, and offers what can be put instead."""
    server = LanguageServer("goodwill", __version__)

    def publish(uri: str) -> None:
        document = server.workspace.get_text_document(uri)
        found = [
            _diagnostic(server, document, each) for each in linter.remarks(Message(document.source))
        ]
        server.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri=uri, version=document.version, diagnostics=found)
        )

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        publish(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        publish(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        # an editor keeps showing what it was told last
        server.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri=params.text_document.uri, diagnostics=[])
        )

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix]),
    )
    def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        document = server.workspace.get_text_document(params.text_document.uri)
        return [
            action
            for each in linter.remarks(Message(document.source))
            for diagnostic in [_diagnostic(server, document, each)]
            if _touch(diagnostic.range, params.range)
            for action in _actions(document.uri, each, diagnostic)
        ]

    return server


def _diagnostic(server: LanguageServer, document: TextDocument, each: Remark) -> lsp.Diagnostic:
    """Write a remark as a diagnostic, counted in the units that the editor asked for."""
    end_line = each.line - 1 + each.excerpt.count("\n")
    before_end = document.source.rfind("\n", 0, each.end) + 1
    reach = lsp.Range(
        start=lsp.Position(each.line - 1, each.column - 1),
        end=lsp.Position(end_line, each.end - before_end),
    )
    codec = server.workspace.position_codec
    return lsp.Diagnostic(
        range=codec.range_to_client_units(document.source.split("\n"), reach),
        message=f"{each.say}\n{each.why}",
        severity=_SEVERITY[each.level],
        code=each.rule,
        source="goodwill",
    )


def _actions(uri: str, each: Remark, diagnostic: lsp.Diagnostic) -> Iterator[lsp.CodeAction]:
    """Offer the replacement, if there is one, and to leave the rule out from here on."""
    if each.instead:
        title = _('Write "{instead}"', instead=each.instead)
        yield _action(uri, title, diagnostic, lsp.TextEdit(diagnostic.range, each.instead))
    here = lsp.Position(diagnostic.range.start.line, 0)
    off = lsp.TextEdit(lsp.Range(here, here), f"<!-- goodwill: off {each.rule} -->\n")
    yield _action(uri, _("Leave {rule} out from here on", rule=each.rule), diagnostic, off)


def _action(uri: str, title: str, diagnostic: lsp.Diagnostic, edit: lsp.TextEdit) -> lsp.CodeAction:
    return lsp.CodeAction(
        title=title,
        kind=lsp.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        edit=lsp.WorkspaceEdit(changes={uri: [edit]}),
    )


def _touch(one: lsp.Range, other: lsp.Range) -> bool:
    """Tell whether two stretches have a place in common."""
    return _at(one.start) <= _at(other.end) and _at(other.start) <= _at(one.end)


def _at(position: lsp.Position) -> tuple[int, int]:
    return position.line, position.character
