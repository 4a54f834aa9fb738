"""Reading rules out of a table: each value checked, each fault told with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodwill.language.item import Item, NotAnItemError, items
from goodwill.language.rule import LEVELS, SCOPES, SORTS, Example, Rule, Seen
from goodwill.problems import Problem, nearest
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_GUARDS = ("not_before", "not_after", "unless", "when_customer")
_KEYS = (
    *("id", "concern", "level", "scope", "only", "any", *_GUARDS, "when_facts", "say", "instead"),
    *("why", "bad", "good", "seen", "on", "slow"),
)


class Reader:
    """Reads the rules of one file, and collects what is wrong with them."""

    def __init__(
        self,
        name: str,
        language: str,
        sets: Mapping[str, Sequence[Item]],
        problems: list[Problem],
    ) -> None:
        self._name, self._language, self._sets = name, language, sets
        self._problems = problems
        self._line = 1

    def rules(self, table: dict[str, Any], theme: str, base: Mapping[str, Rule]) -> Iterator[Rule]:
        """Read the rules of a theme; a base is what a company's rules override by their ids."""
        for key in sorted(set(table) - {"rules", "absent"}):
            self._wrong(_('"{name}" is not known here; rules stand under rules.', name=key))
        written = table.get("rules") or []
        if not isinstance(written, list):
            self._wrong(_("rules must be a list."))
            return
        seen: set[str] = set()
        for each in written:
            self._line = getattr(each, "line", self._line)
            before = len(self._problems)
            rule = self._rule(each, theme, base)
            if rule and rule.id in seen:
                self._wrong(_("The rule {id} stands here twice.", id=rule.id))
            elif rule and len(self._problems) == before:  # half a rule may speak too often
                seen.add(rule.id)
                yield rule

    def named(self, name: str, written: Any) -> tuple[list[Item], Sequence[Example]]:
        """Read a named set: a list of items, or a table of items and examples."""
        if isinstance(written, dict):
            self._line = getattr(written, "line", self._line)
            found = self._items(name, written.get("items") or written.get("any"))
            return list(found), self._examples("examples", written.get("examples"))
        return list(self._items(name, written)), ()

    def _rule(self, table: Any, theme: str, base: Mapping[str, Rule]) -> Rule | None:
        if not isinstance(table, dict) or not isinstance(table.get("id"), str):
            self._wrong(_("A rule needs an id such as {example}.", example=f"{theme}.name"))
            return None
        name = table["id"]
        for key in sorted(set(table) - set(_KEYS)):
            meant = nearest(key, _KEYS)
            hint = _('Did you mean "{name}"?', name=meant) if meant else ""
            self._wrong(_('{id}: "{name}" is not known in a rule.', id=name, name=key), hint)
        concern = str(table.get("concern") or name.partition(".")[0])
        if concern != theme or "." not in name:
            self._wrong(_("{id}: the id must begin with {theme}, the name of its file.",
                          id=name, theme=f"{theme}."))  # fmt: skip
            return None
        if name in base and not table.get("any") and not table.get("when_facts"):
            return self._changed(base[name], table)
        return self._whole(table, name, concern)

    def _changed(self, rule: Rule, table: dict[str, Any]) -> Rule:
        """Change a shipped rule only in what the company's own says."""
        return rule._replace(
            on=self._flag(table, "on", default=rule.on),
            level=self._choice(table, "level", LEVELS, rule.level),
            say=self._text(table, "say", rule.say),
            why=self._text(table, "why", rule.why),
            pack=self._name,
            where=f"{self._name}:{self._line}",
        )

    def _whole(self, table: dict[str, Any], name: str, concern: str) -> Rule:
        guards = {key: tuple(self._items(key, table.get(key))) for key in _GUARDS}
        for key in ("say", "why"):
            if not self._text(table, key, ""):
                self._wrong(_("{id}: {key} is missing.", id=name, key=key))
        facts = table.get("when_facts") or {}
        found = tuple(self._items("any", table.get("any")))
        if not found and not facts:
            self._wrong(_("{id}: any is missing; the rule could never speak.", id=name))
        return Rule(
            id=name,
            concern=concern,
            language=self._language,
            level=self._choice(table, "level", LEVELS, "hint"),
            scope=self._choice(table, "scope", SCOPES, "sentence"),
            only=self._choice(table, "only", SORTS, "out"),
            any=found,
            **guards,
            when_facts=facts if isinstance(facts, dict) else {},
            say=self._text(table, "say", ""),
            instead=self._text(table, "instead", ""),
            why=self._text(table, "why", ""),
            bad=tuple(self._examples("bad", table.get("bad"))),
            good=tuple(self._examples("good", table.get("good"))),
            seen=tuple(self._seen(table.get("seen"))),
            on=self._flag(table, "on", default=True),
            slow=self._flag(table, "slow", default=False),
            where=f"{self._name}:{self._line}",
            pack=self._name,
        )

    def _items(self, key: str, written: Any) -> Iterator[Item]:
        if not isinstance(written, list | None):
            self._wrong(_("{key} must be a list.", key=key))
            return
        for each in written or []:
            try:
                yield from items(each, self._language, self._sets)
            except (NotAnItemError, ValueError, TypeError) as error:
                self._line = getattr(each, "line", self._line)
                self._wrong(f"{key}: {error}")

    def _examples(self, key: str, written: Any) -> list[Example]:
        found = []
        for each in written if isinstance(written, list) else []:
            table = each if isinstance(each, dict) else {"text": each}
            text, at = table.get("text"), table.get("at")
            known = set(table) <= {"text", "at", "answers", "facts"}
            if not isinstance(text, str) or not known or not _is_span(at):
                self._wrong(_("{key}: an example is a text, or a table of text, at, answers and"
                              " facts.", key=key))  # fmt: skip
                continue
            span = (at[0], at[1]) if at else None
            found.append(Example(text, span, table.get("answers"), table.get("facts") or {}))
        return found

    def _seen(self, written: Any) -> Iterator[Seen]:
        for each in written if isinstance(written, list) else []:
            table: dict[str, Any] = each if isinstance(each, dict) else {}
            counts: list[Any] = [table.get(key) for key in ("tp", "fp", "n")]
            if all(isinstance(one, int) and one >= 0 for one in counts):
                said = (str(table.get(key) or "") for key in ("set", "date", "by"))
                name, date, by = said
                yield Seen(name, counts[0], counts[1], counts[2], date, by)
            else:
                self._wrong(_("seen: a record has set, tp, fp, n, date and by."))

    def _choice(self, table: dict[str, Any], key: str, known: Sequence[str], usual: str) -> str:
        value = table.get(key, usual)
        if value in known:
            return str(value)
        self._wrong(_("{key} must be one of {names}.", key=key, names=", ".join(known)))
        return usual

    def _flag(self, table: dict[str, Any], key: str, *, default: bool) -> bool:
        value = table.get(key, default)
        if not isinstance(value, bool):
            self._wrong(_("{key} must be true or false.", key=key))
            return default
        return value

    def _text(self, table: dict[str, Any], key: str, usual: str) -> str:
        value = table.get(key)
        if value is None:
            return usual
        if not isinstance(value, str):
            self._wrong(_("{key} must be a text.", key=key))
            return usual
        return " ".join(value.split())

    def _wrong(self, what: str, hint: str = "") -> None:
        self._problems.append(Problem(f"{self._name}:{self._line}", what, hint))


def _is_span(at: Any) -> bool:
    if at is None:
        return True
    return isinstance(at, list) and len(at) == 2 and all(isinstance(each, int) for each in at)
