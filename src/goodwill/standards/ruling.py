"""A standard with the limits of one company, as pieces of SQL that give a code for every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from goodwill.problems import ConfigurationError
from goodwill.standards.columns import NUMBER, TRUTH
from goodwill.standards.declaration import RUNNING
from goodwill.standards.expression import parse
from goodwill.standards.terms import Limit, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goodwill.house.settings import Settings
    from goodwill.standards.standard import Standard

VERDICTS: Final = ("kept", "grace", "breach", "exempt", "open")
"""Every verdict; its code is its place in the list, counted from one, and 0 is not judged."""

KEPT, GRACE, BREACH, EXEMPT, OPEN = range(1, 6)
BITS: Final = 3
MOST: Final = 20
"""How many codes fit into one BIGINT of 63 bits."""


class Rule(NamedTuple):
    """One standard in SQL: its code for a row, and its size and reason where it is not kept."""

    standard: Standard
    where: str
    code: str
    size: str
    reason: str
    noticed: str
    """Which rows are a breach or a grace unless exempt."""
    columns: frozenset[str]


class Group(NamedTuple):
    """Standards whose verdicts fall on the same moment and whose codes share one number."""

    falls_on: str
    rules: tuple[Rule, ...]

    @property
    def packed(self) -> str:
        """The SQL that puts the codes of all its standards into one number."""
        codes = (f"({rule.code}) * {2 ** (BITS * place)}" for place, rule in enumerate(self.rules))
        return f"CAST({' + '.join(codes)} AS BIGINT)"

    @property
    def remarkable(self) -> int:
        """The bits that are set where some code is neither 0 nor kept."""
        return sum(6 << (BITS * place) for place in range(len(self.rules)))


def limits_of(standard: Standard, settings: Settings) -> dict[str, Limit]:
    """Give the limits of a standard as this company has set them, for all and by segment."""
    own = settings.limits_of(standard.name)
    segments = settings.segment_limits.get(standard.name, {})
    return {
        name: Limit(
            own.get(name, value),
            tuple((segment, set_[name]) for segment, set_ in segments.items() if name in set_),
        )
        for name, value in standard.limits.items()
    }


def rule(standard: Standard, settings: Settings) -> Rule:
    """Write a standard as SQL, with the limits of this company."""
    limits = limits_of(standard, settings)
    columns: set[str] = set()

    def term(key: str, text: str) -> Term:
        want, running = (NUMBER if key == "size" else TRUTH), key in RUNNING
        place = f"{standard.file}:{key}"
        found, problems = parse(text, standard.of, limits, want=want, running=running, where=place)
        if found is None:
            raise ConfigurationError(problems)
        columns.update(found.columns, _named_in(found.missing))
        return found

    where = term("where", standard.where).sql()
    breach = term("breach", standard.breach) if standard.breach else None
    size = term("size", standard.size).sql() if standard.size else "NULL"
    grace = term("grace", standard.grace).sql() if standard.grace else "FALSE"
    exempt = {reason: term("exempt", text).sql() for reason, text in standard.exempt.items()}
    ends = [tree.sql(dialect="duckdb") for tree in breach.missing] if breach else []
    opens = [term("open", standard.open).sql()] if standard.open else ends
    broken = breach.sql() if breach else "FALSE"
    judged = _case(
        [
            *((text, EXEMPT) for text in exempt.values()),
            (broken, BREACH),
            *((text, OPEN) for text in opens),
            (grace, GRACE),
            # what cannot be told is not judged: neither true nor false
            (f"NOT ({broken})", KEPT),
        ]
    )
    return Rule(
        standard,
        where,
        f"CASE WHEN {where} THEN {judged} ELSE 0 END",
        size,
        _case_of_text(exempt),
        f"({where}) AND (({broken}) OR ({grace}))",
        frozenset(columns),
    )


def groups(rules: Iterable[Rule]) -> list[Group]:
    """Put the standards that fall on the same moment together, as many as one number holds."""
    by_moment: dict[str, list[Rule]] = {}
    for one in rules:
        falls_on = one.standard.falls_on if one.standard.of == "case" else ""
        by_moment.setdefault(falls_on, []).append(one)
    return [
        Group(falls_on, tuple(together[start : start + MOST]))
        for falls_on, together in by_moment.items()
        for start in range(0, len(together), MOST)
    ]


def quoted(text: str) -> str:
    """Write a text as SQL."""
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def _case(branches: Sequence[tuple[str, int]]) -> str:
    return f"CASE {' '.join(f'WHEN {truth} THEN {code}' for truth, code in branches)} ELSE 0 END"


def _case_of_text(choices: dict[str, str]) -> str:
    if not choices:
        return "NULL"
    whens = (f"WHEN {truth} THEN {quoted(reason)}" for reason, truth in choices.items())
    return f"CASE {' '.join(whens)} END"


def _named_in(trees: Iterable[object]) -> set[str]:
    from sqlglot import exp

    return {
        column.name
        for tree in trees
        if isinstance(tree, exp.Expr)
        for column in tree.find_all(exp.Column)
    }
