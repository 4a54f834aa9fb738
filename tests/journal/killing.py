"""Kill -9 at random instants: a harness for anything that promises to survive it.

A round forks a worker that says what it begins and what it has acknowledged, kills it at a random
instant, and forks a judge that looks at what is left. The forking process itself must never open
an engine (its threads do not survive a fork), so rounds run in a process of their own: see
`kill_imports.py` for a script of this kind and `run` for starting it from a test.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Told(NamedTuple):
    """What workers have said over all rounds: the steps acknowledged, and those only begun."""

    done: list[str]
    begun: list[str]


class Outcome(NamedTuple):
    rounds: int
    killed: int
    acknowledged: int
    cut_short: int
    violations: list[str]


Say = Callable[[str, str], None]
"""Called by a worker as say("begin", step) and say("done", step)."""


def rounds(
    number: int,
    work: Callable[[Say, int], None],
    judge: Callable[[Told], list[str]],
    *,
    steps: float = 2.5,
    seed: int,
) -> Outcome:
    """Kill the worker of each round at some instant of its first few steps.

    How long a step takes is measured on the way, so that a busy machine changes nothing.
    """
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "threads do not survive a fork"
    chance = random.Random(seed)
    told = Told([], [])
    killed = cut_short = 0
    violations: list[str] = []
    usual = _Usual()
    for place in range(number):
        died, said = _one_round(work, place, chance.uniform(0, steps), usual)
        killed += died
        cut_short += len(said.begun) > len(said.done)
        told = Told([*told.done, *said.done], [*told.begun, *said.begun])
        violations += [f"round {place}: {found}" for found in _judged(judge, told)]
        if len(violations) > 10:
            break
    return Outcome(number, killed, len(told.done), cut_short, violations)


class _Usual:
    """How long a step usually takes here and now."""

    def __init__(self) -> None:
        self.seconds: float | None = None
        self._began = 0.0

    def hear(self, said: bytes) -> None:
        now = time.monotonic()
        if b'"done"' in said and self._began:
            took = now - self._began
            self.seconds = took if self.seconds is None else 0.8 * self.seconds + 0.2 * took
        self._began = now if b'"begin"' in said else 0.0


def _one_round(
    work: Callable[[Say, int], None], place: int, steps: float, usual: _Usual
) -> tuple[bool, Told]:
    reader, writer = os.pipe()
    worker = os.fork()
    if worker == 0:
        os.close(reader)
        _as_child(lambda: work(lambda *words: _say(writer, words), place))
    os.close(writer)
    lines = _listen(reader, worker, steps, usual)
    _pid, status = os.waitpid(worker, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError(f"the worker of round {place} failed before it was killed")
    said = [json.loads(line) for line in lines]
    done = [step for word, step in said if word == "done"]
    begun = [step for word, step in said if word == "begin"]
    return os.WIFSIGNALED(status), Told(done, begun)


def _say(writer: int, words: tuple[str, ...]) -> None:
    os.write(writer, json.dumps(words).encode() + b"\n")  # less than a pipe writes at once


def _listen(reader: int, worker: int, steps: float, usual: _Usual) -> list[bytes]:
    """Collect what the worker says until it dies; it is killed so many steps after its first."""
    said = b""
    started = 0.0
    killed = False
    while True:
        patience = None
        if said and not killed and usual.seconds is not None:
            patience = max(0.0, started + steps * usual.seconds - time.monotonic())
        ready, _writing, _failed = select.select([reader], [], [], patience)
        if not ready:
            os.kill(worker, signal.SIGKILL)
            killed = True
            continue
        part = os.read(reader, 65536)
        if not part:
            os.close(reader)
            return said.splitlines()
        started = started or time.monotonic()
        said += part
        usual.hear(part)


def _judged(judge: Callable[[Told], list[str]], told: Told) -> list[str]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)

        def report() -> None:
            with os.fdopen(writer, "w") as pipe:
                json.dump(judge(told), pipe)

        _as_child(report)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    found: list[str] = json.loads(said) if said else ["the judge died"]
    return found


def _as_child(task: Callable[[], None]) -> None:
    """Run in a forked child, which must never come back into the parent's code."""
    try:
        task()
    except BaseException:  # noqa: BLE001  # whatever it was, the parent has to see it
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def run(script: Path, *words: object) -> Outcome:
    """Run a script of rounds in a process of its own; its last line is the outcome."""
    ran = subprocess.run(
        [sys.executable, str(script), *map(str, words)],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    if ran.returncode:
        raise RuntimeError(f"{script.name} failed:\n{ran.stderr}")
    return Outcome(**json.loads(ran.stdout.splitlines()[-1]))


def together(outcomes: list[Outcome]) -> Outcome:
    """Add outcomes up."""
    *sums, violations = zip(*outcomes, strict=True)
    return Outcome(*map(sum, sums), [found for some in violations for found in some])


def tell(outcome: Outcome) -> None:
    """Print the outcome as the last line of a script of rounds."""
    sys.stdout.write(json.dumps(outcome._asdict()) + "\n")
