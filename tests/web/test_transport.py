"""Between browser and office: Django's advice for a deployment holds, however it is served."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

from goodwill.book import Book
from goodwill.web import office as settings_of
from tests.cli.running import run

REASONS = {
    "security.W005": "other hosts of the domain are not ours to bind to https",
    "security.W021": "nor to have listed in every browser for years",
    "security.W004": "http://localhost has no https to insist on",
    "security.W008": "nor to lead to",
    "security.W012": "a browser does not send a secure cookie over it",
    "security.W016": "neither of them",
}
ADDRESS = 'office_address = "https://goodwill.acme.example"\n'


@pytest.fixture
def bolt(tmp_path):
    Book.create(tmp_path / "bolt", "Bolt")
    return tmp_path / "bolt"


def checked(folder, *words):
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env={"GOODWILL_BOOK": str(folder), **dict(words)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("secure", [False, True])
def test_django_finds_nothing_wrong_with_a_deployment(bolt, secure):
    told = checked(bolt, *([("GOODWILL_BEHIND_HTTPS", "1")] if secure else []))
    assert told.returncode == 0, told.stderr
    assert f"no issues ({2 if secure else 4} silenced)" in told.stdout
    words = ["--behind-https"] if secure else []
    ran = subprocess.run(
        [sys.executable, "-m", "goodwill", "--book", str(bolt), "office", "check", *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout


def test_whatever_advice_is_not_followed_has_its_reason(bolt):
    plain = settings_of.office_settings(bolt)
    secure = settings_of.office_settings(bolt, secure=True)
    assert set(plain["SILENCED_SYSTEM_CHECKS"]) == set(REASONS)
    assert set(secure["SILENCED_SYSTEM_CHECKS"]) == {"security.W005", "security.W021"}
    assert "SECURE_PROXY_SSL_HEADER" not in secure  # anybody could send it past the proxy


def test_without_an_https_address_nothing_is_served_behind_https(bolt):
    told = run("--book", bolt, "serve", "--behind-https", "--no-scheduler")
    assert told.code == 4
    assert "office_address" in told.err


@contextmanager
def served(folder, *words):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "goodwill", "-q", "--book", str(folder), "serve", "--port",
         str(port), *words],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_words):
        return None


def asked(address, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    opener = urllib.request.build_opener(_Stays)
    try:
        answer = opener.open(urllib.request.Request(address, headers=named), timeout=30)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return answer.status, answer.headers


def test_behind_a_proxy_the_office_speaks_https_alone_and_believes_the_proxy_alone(bolt):
    text = (bolt / "goodwill.toml").read_text()
    (bolt / "goodwill.toml").write_text(ADDRESS + text)
    there = {"Host": "goodwill.acme.example"}
    with served(bolt, "--behind-https", "--no-scheduler") as address:
        status, headers = asked(f"{address}/login", **there)
        assert (status, headers["Location"]) == (301, "https://goodwill.acme.example/login")
        assert asked(f"{address}/health")[0] == 200
        status, headers = asked(f"{address}/login", X_Forwarded_Proto="https", **there)
        assert status == 200
        assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert "Secure" in headers["Set-Cookie"]
        assert asked(f"{address}/login", X_Forwarded_Proto="https", Host="evil.example")[0] == 400
    with served(bolt, "--behind-https", "203.0.113.7", "--no-scheduler") as address:
        forged = asked(f"{address}/login", X_Forwarded_Proto="https", **there)
        assert forged[0] == 301  # we are not the proxy that it believes


def test_served_plainly_no_header_makes_anything_believe_in_https(bolt):
    with served(bolt, "--no-scheduler") as address:
        status, headers = asked(f"{address}/login", X_Forwarded_Proto="https")
        assert status == 200
        assert "Strict-Transport-Security" not in headers
        assert "Secure" not in headers["Set-Cookie"]
