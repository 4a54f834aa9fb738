"""A standard with the limits of one company, as a tree that gives a code for every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from sqlglot import exp

from goodwill.problems import ConfigurationError
from goodwill.standards.columns import NUMBER, TRUTH
from goodwill.standards.declaration import RUNNING
from goodwill.standards.expression import parse
from goodwill.standards.residue import residue, words_for
from goodwill.standards.terms import Limit, Term, grouped

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

KIND: Final = {"case": "opened_by", "moment": "kind"}
"""The column that tells what a row is about, by what is judged; it is never null."""


class Rule(NamedTuple):
    """One standard over rows: its code, and its size and reason where it is not kept."""

    standard: Standard
    code: exp.Expr
    size: str
    reason: str
    noticed: exp.Expr
    """Which rows are a breach or a grace unless exempt."""
    columns: frozenset[str]


class Group(NamedTuple):
    """Standards whose verdicts fall on the same moment and whose codes share one number."""

    falls_on: str
    rules: tuple[Rule, ...]

    @property
    def remarkable(self) -> int:
        """The bits that are set where some code is neither 0 nor kept."""
        return sum(6 << (BITS * place) for place in range(len(self.rules)))

    def packed(self, column: str, kind: str) -> str:
        """Write in SQL the codes of all its standards in one number, for rows of one kind."""
        codes = [residue(rule.code, column, kind) for rule in self.rules]
        shifted = [
            f"({code.sql(dialect='duckdb')}) * CAST({2 ** (BITS * place)} AS BIGINT)"
            for place, code in enumerate(codes)
            if code != _NOT_JUDGED
        ]
        return f"CAST({' + '.join(shifted)} AS BIGINT)" if shifted else "0"


_NOT_JUDGED: Final = exp.Literal.number(0)


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
    """Build the code of a standard with the limits of this company."""
    limits = limits_of(standard, settings)
    terms: list[Term] = []

    def term(key: str, text: str | None) -> exp.Expr:
        if text is None:
            return exp.false()
        running, place = key in RUNNING, f"{standard.file}:{key}"
        want = NUMBER if key == "size" else TRUTH
        found, problems = parse(text, standard.of, limits, want=want, running=running, where=place)
        if found is None:
            raise ConfigurationError(problems)
        terms.append(found)
        return found.tree

    where = term("where", standard.where)
    breach = term("breach", standard.breach)
    ends = list(terms[-1].missing) if standard.breach else []
    opens = [term("open", standard.open)] if standard.open else ends
    grace = term("grace", standard.grace)
    exempt = {reason: term("exempt", text) for reason, text in standard.exempt.items()}
    size = term("size", standard.size).sql(dialect="duckdb") if standard.size else "NULL"
    judged = _case(
        [
            *((truth, EXEMPT) for truth in exempt.values()),
            (breach, BREACH),
            *((truth, OPEN) for truth in opens),
            (grace, GRACE),
            # what cannot be told is neither true nor false, and is not judged
            (exp.Not(this=grouped(breach)), KEPT),
        ]
    )
    return Rule(
        standard,
        exp.Case(ifs=[exp.If(this=where, true=judged)], default=_NOT_JUDGED.copy()),
        size,
        _reason(exempt),
        exp.And(this=grouped(where), expression=exp.Paren(this=_either(breach, grace))),
        frozenset(name for found in terms for name in found.columns | _named(found.missing)),
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


def by_kind(
    together: Sequence[Group], column: str
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Write the packed codes of every group for each kind spoken of, and for all other kinds."""
    rules = [one for group in together for one in group.rules]
    kinds = sorted({word for one in rules for word in words_for(one.code, column)})
    packed = {kind: tuple(one.packed(column, kind) for one in together) for kind in kinds}
    # no kind is called so: this is what holds for those of which no standard speaks
    return packed, tuple(one.packed(column, "") for one in together)


def told_by_kind(truth: exp.Expr, column: str) -> str:
    """Write a truth in SQL so that the kind is asked first, and once."""
    kinds = sorted(words_for(truth, column))
    told = {kind: residue(truth, column, kind) for kind in kinds}
    parts = [
        f"{column} = {quoted(kind)} AND ({tree.sql(dialect='duckdb')})"
        for kind, tree in told.items()
        if tree != exp.false()
    ]
    others = residue(truth, column, "")
    if others != exp.false():
        parts.append(f"{_none_of(column, kinds)} AND ({others.sql(dialect='duckdb')})")
    return " OR ".join(f"({part})" for part in parts) if parts else "FALSE"


def among(column: str, words: Iterable[str]) -> str:
    """Write in SQL that a column holds one of these words."""
    return f"{column} IN ({', '.join(map(quoted, words))})"


def quoted(text: str) -> str:
    """Write a text as SQL."""
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def _none_of(column: str, words: Sequence[str]) -> str:
    return f"NOT {among(column, words)}" if words else "TRUE"


def _either(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.Or(this=grouped(left), expression=grouped(right))


def _case(branches: Sequence[tuple[exp.Expr, int]]) -> exp.Expr:
    chosen = [exp.If(this=truth.copy(), true=exp.Literal.number(code)) for truth, code in branches]
    return exp.Case(ifs=chosen, default=_NOT_JUDGED.copy())


def _reason(choices: dict[str, exp.Expr]) -> str:
    if not choices:
        return "NULL"
    whens = (
        f"WHEN {truth.sql(dialect='duckdb')} THEN {quoted(reason)}"
        for reason, truth in choices.items()
    )
    return f"CASE {' '.join(whens)} END"


def _named(trees: Iterable[exp.Expr]) -> set[str]:
    return {column.name for tree in trees for column in tree.find_all(exp.Column)}
