"""The server for editors, spoken to as an editor does."""

import json
import os
import threading

import pytest

from goodwill.language import server
from tests.language.written import linter, rule

URI = "file:///reply.md"
TEXT = "Hi 😀 Ania,\n😀 sorry, we can't help, we won't.\n"


class Editor:
    """An editor at the other end of two pipes."""

    def __init__(self, made):
        out, self._to = os.pipe()
        self._from, back = os.pipe()
        self._streams = os.fdopen(out, "rb"), os.fdopen(back, "wb")
        self._answers = os.fdopen(self._from, "rb")
        self._asked = 0
        self._thread = threading.Thread(target=made.start_io, args=self._streams, daemon=True)
        self._thread.start()

    def tell(self, method, params, **more):
        data = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
        os.write(self._to, b"Content-Length: %d\r\n\r\n%s" % (len(data), data))

    def ask(self, method, params):
        self._asked += 1
        self.tell(method, params, id=self._asked)
        return self.heard(lambda each: each.get("id") == self._asked)["result"]

    def heard(self, wanted):
        while True:
            length = 0
            while line := self._answers.readline().strip():
                if line.lower().startswith(b"content-length"):
                    length = int(line.split(b":")[1])
            message = json.loads(self._answers.read(length))
            if wanted(message):
                return message

    def diagnostics(self):
        method = "textDocument/publishDiagnostics"
        return self.heard(lambda each: each.get("method") == method)["params"]["diagnostics"]

    def close(self):
        self.ask("shutdown", None)
        self.tell("exit", None)
        self._thread.join(10)
        assert not self._thread.is_alive()
        os.close(self._to)
        for stream in (*self._streams, self._answers):
            stream.close()


@pytest.fixture
def editor():
    made = linter(
        rule("level: warn\ninstead: we can\nany: [{re: we can't}]"),
        rule("level: hint\nany: [{re: we won't}]", "blame"),
    )
    editor = Editor(server.made(made))
    told = editor.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
    assert told["serverInfo"]["name"] == "goodwill"
    editor.tell("initialized", {})
    document = {"uri": URI, "languageId": "markdown", "version": 1, "text": TEXT}
    editor.tell("textDocument/didOpen", {"textDocument": document})
    yield editor
    editor.close()


def test_an_editor_sees_remarks_actions_and_what_is_left_of_them(editor):
    first, second = editor.diagnostics()
    # an editor counts in UTF-16, where a smiling face has two units
    assert first["range"] == {
        "start": {"line": 1, "character": 10},
        "end": {"line": 1, "character": 18},
    }
    assert (first["code"], first["severity"]) == ("refusal.test", 2)
    assert (second["code"], second["severity"]) == ("blame.test", 3)
    assert first["message"] == "Say what you can do.\nA friend does."

    asked = {"textDocument": {"uri": URI}, "range": first["range"], "context": {"diagnostics": []}}
    write, leave = editor.ask("textDocument/codeAction", asked)
    assert write["title"] == 'Write "we can"'
    assert write["edit"]["changes"][URI] == [{"range": first["range"], "newText": "we can"}]
    assert leave["edit"]["changes"][URI][0]["newText"] == "<!-- goodwill: off refusal.test -->\n"

    change = {"range": first["range"], "text": "we can"}
    document = {"uri": URI, "version": 2}
    editor.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
    (left,) = editor.diagnostics()
    assert left["code"] == "blame.test"
    editor.tell("textDocument/didClose", {"textDocument": {"uri": URI}})
    assert editor.diagnostics() == []
