"""The doctor: each finding says how it is and, where it is not well, what to do."""

from __future__ import annotations

import datetime as dt
import json
import os
import socketserver
import subprocess
import sys
import threading

import pytest

from goodwill.book import Book, doctor
from tests.cli.running import run


@pytest.fixture
def bolt(tmp_path):
    return Book.create(tmp_path / "bolt", "Bolt")


def found(findings):
    return {one.name: one for one in findings}


def test_a_new_book_on_this_machine_is_well(bolt):
    machine = found(doctor.of_machine(bolt.folder))
    assert set(machine) == {"python", "packages", "disk", "memory", "clock", "typefaces"}
    assert {one.state for one in machine.values()} == {"well"}
    book = found(doctor.of_book(bolt))
    assert book["secrets"].state == book["book"].state == book["zone"].state == "well"
    assert book["closed"].state == "noted"
    assert "goodwill import" in book["closed"].hint


def test_whatever_is_not_well_says_what_to_do(bolt):
    every = [*doctor.of_machine(bolt.folder), *doctor.of_book(bolt)]
    assert [one for one in every if one.state != "well" and not one.hint] == []


def test_secrets_that_others_may_read_are_told_with_the_way_to_forbid_it(bolt):
    keys = bolt.folder / "keys.sqlite3"
    keys.chmod(0o644)
    finding = found(doctor.of_book(bolt))["secrets"]
    assert finding.state == "wrong"
    subprocess.run(finding.hint.split("`")[1], shell=True, check=True)
    assert keys.stat().st_mode & 0o077 == 0
    assert found(doctor.of_book(bolt))["secrets"].state == "well"
    keys.chmod(0o644)
    bolt.folder.chmod(0o700)  # nobody else comes as far as the file
    assert found(doctor.of_book(bolt))["secrets"].state == "well"


def test_a_damaged_book_is_told_as_check_tells_it(bolt):
    (bolt.folder / "closed" / "2026-03-02.duckdb").write_text("no book")
    finding = found(doctor.of_book(bolt))["book"]
    assert finding.state == "wrong"
    assert "2026-03-02" in finding.said
    assert finding.hint


def test_a_full_disk_and_little_memory_are_told(bolt, monkeypatch):
    low = type("Usage", (), {"free": 1_000_000})()
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _folder: low)
    monkeypatch.setattr(doctor, "_available", lambda: 200_000_000)
    machine = found(doctor.of_machine(bolt.folder))
    assert machine["disk"].state == "wrong"
    assert machine["memory"].state == "noted"
    monkeypatch.setattr(doctor, "_available", lambda: None)
    assert found(doctor.of_machine(bolt.folder))["memory"].state == "noted"


def test_a_clock_that_stands_before_the_files_is_told(bolt):
    later = dt.datetime.now().timestamp() + 3600  # noqa: DTZ005  # an instant either way
    os.utime(bolt.folder / "goodwill.toml", (later, later))
    assert found(doctor.of_machine(bolt.folder))["clock"].state == "wrong"


def test_a_package_that_is_missing_or_too_old_is_told(bolt, monkeypatch):
    asked = ["click>=999", "no-such-package>=1", "psycopg[binary]>=999; extra == 'postgres'"]
    monkeypatch.setattr(doctor.importlib.metadata, "requires", lambda _name: asked)
    finding = found(doctor.of_machine(bolt.folder))["packages"]
    assert finding.state == "wrong"
    assert "click is" in finding.said
    assert "no-such-package is missing" in finding.said
    assert "psycopg" not in finding.said


@pytest.mark.parametrize("program", [None, "true"])
def test_a_machine_without_typefaces_is_told(bolt, monkeypatch, program):
    monkeypatch.setattr(doctor.shutil, "which", lambda _name: program and f"/usr/bin/{program}")
    state = found(doctor.of_machine(bolt.folder))["typefaces"].state
    assert state == ("wrong" if program else "noted")


def test_an_old_closed_book_is_noted(made):
    later = made.book
    with later.closed() as closed:
        age = dt.datetime.now(dt.UTC).date() - closed.as_of
    expected = "noted" if age > doctor.OLD else "well"
    assert found(doctor.of_book(later))["closed"].state == expected


# The command, in processes of its own: each has its own office


def goodwill(folder, *words, **named):
    there = {**os.environ, "GOODWILL_LANGUAGE": "en", **named}
    ran = subprocess.run(
        [sys.executable, "-m", "goodwill", "--book", str(folder), "doctor", "--json", *words],
        capture_output=True, text=True, check=False, env=there,
    )  # fmt: skip
    told = json.loads(ran.stdout)
    return ran.returncode, {one["name"]: one for one in told["findings"]}


def test_the_command_tells_it_and_ends_with_what_it_found(bolt):
    code, told = goodwill(bolt.folder)
    assert code == 0
    assert told["office"]["state"] == "noted"  # nobody has opened it yet
    assert not (bolt.folder / "office.sqlite3").exists()  # nor did the doctor
    (bolt.folder / "keys.sqlite3").chmod(0o644)
    code, told = goodwill(bolt.folder)
    assert (code, told["secrets"]["state"]) == (1, "wrong")
    assert run("--book", bolt.folder.parent / "nowhere", "doctor").code == 4


def test_an_office_whose_database_is_gone_or_whose_scheduler_sleeps_is_wrong(bolt):
    text = (bolt.folder / "goodwill.toml").read_text()
    (bolt.folder / "goodwill.toml").write_text('close_daily = "03:00"\n' + text)
    away = {"GOODWILL_OFFICE_DATABASE": "postgresql://alice@/nothing?host=/nowhere"}
    code, told = goodwill(bolt.folder, **away)
    assert (code, told["office"]["state"]) == (1, "wrong")
    make = "from pathlib import Path; from goodwill.web import office as o; o.open_office(Path())"
    subprocess.run([sys.executable, "-c", make], cwd=bolt.folder, check=True)
    code, told = goodwill(bolt.folder)
    assert (code, told["office"]["state"], told["scheduler"]["state"]) == (1, "well", "wrong")
    assert "goodwill run" in told["scheduler"]["hint"]


class _Door(socketserver.StreamRequestHandler):
    """A mail server as far as its door."""

    def handle(self):
        self.wfile.write(b"220 mail.acme.example\r\n")
        for line in self.rfile:
            known = line[:4].upper() in {b"EHLO", b"QUIT"}
            self.wfile.write(b"250 well\r\n" if known else b"502 no\r\n")


def test_the_mail_server_is_asked_only_where_it_is_wished(bolt):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Door) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        mail = f'[mail]\nhost = "127.0.0.1"\nport = {server.server_address[1]}\nsecurity = "none"\n'
        settings = bolt.folder / "goodwill.toml"
        settings.write_text(settings.read_text() + mail + 'from = "goodwill@acme.example"\n')
        code, told = goodwill(bolt.folder, "--mail")
        assert (code, told["mail"]["state"]) == (0, "well")
        assert "lets us in" in told["mail"]["said"]
        server.shutdown()
    code, told = goodwill(bolt.folder, "--mail")
    assert (code, told["mail"]["state"]) == (1, "wrong")
    code, told = goodwill(bolt.folder)
    assert (code, told["mail"]["state"]) == (0, "well")
    settings.write_text(settings.read_text() + 'user = "goodwill"\n')
    code, told = goodwill(bolt.folder)
    assert (code, told["mail"]["state"]) == (1, "wrong")
    assert "GOODWILL_MAIL_PASSWORD" in told["mail"]["hint"]
