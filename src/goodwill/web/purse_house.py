"""What those who lead see: the reserve, their teams, and welcome beside advertising."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.care.purse import MINUTES, MONEY
from goodwill.care.purse.limits import used
from goodwill.care.purse.preconditions import of_teams
from goodwill.care.purse.showing import Reserve, amount, forecast_said, reserves
from goodwill.care.purse.welcome import Cost, Return, advertising, costs, returns
from goodwill.house.money import exponent
from goodwill.problems import InputError
from goodwill.web import pursed
from goodwill.web.access import closed_for
from goodwill.web.orders import settings_of_the_house
from goodwill.web.purse_tables import title

if TYPE_CHECKING:
    import datetime as dt

    from goodwill.care.purse import Purse
    from goodwill.web.pursed import Viewed

YEAR = timedelta(days=365)


class Shown(NamedTuple):
    """A reserve in words."""

    label: str
    left: str
    promised: str
    given: str
    stop: str
    stopped: bool
    forecast: str
    weeks: int | None


class TeamLine(NamedTuple):
    """What a team gives, and what it lacks."""

    team: str
    people: int
    money: str
    missing: list[str]
    told: bool


class Welcome(NamedTuple):
    """What a play has cost within a year, and what is known to come back of it."""

    play: str
    gifts: int
    money: str
    time: str
    back: str


class HouseForm(forms.Form):
    """What owners do with the purse of the house."""

    do = forms.ChoiceField(choices=[(each, each) for each in ("fund", "advertise", "units")])
    money = pursed.MoneyField(
        label=gettext_lazy("Money"), required=False, min_value=-pursed.MOST, max_value=pursed.MOST
    )
    minutes = forms.IntegerField(required=False, min_value=-100_000, max_value=100_000)
    note = forms.CharField(required=False, max_length=300)
    kind = forms.CharField(required=False, max_length=60)
    numbers = forms.CharField(required=False, max_length=2000)
    team = forms.CharField(required=False, max_length=100)

    def carry_out(self, purse: Purse, by: str) -> None:
        """Do what was asked for."""
        told = self.cleaned_data
        money = told["money"] or 0
        if told["do"] == "fund":
            purse.fund(money, told["minutes"] or 0, by=by)
        elif told["do"] == "advertise":
            purse.advertise(money, by=by, note=told["note"])
        else:
            numbers = told["numbers"].replace(",", " ").split()
            purse.stock(told["kind"].strip(), numbers, told["team"].strip() or None, by=by)

    def clean(self) -> dict[str, Any]:
        """Ask for what the step needs."""
        told = super().clean() or {}
        do = told.get("do")
        if do == "units" and not (told.get("kind", "").strip() and told.get("numbers", "").split()):
            raise forms.ValidationError(_("Say of which kind they are, and their numbers."))
        if do == "advertise" and not (told.get("money") or 0) > 0:
            raise forms.ValidationError(_("Say how much was spent."))
        return told


def teams_of(view: Viewed) -> set[str]:
    """Name the teams that a member leads."""
    if view.sight.whole:
        return {each.team for each in pursed.everybody().values() if each.team}
    return set(view.sight.teams)


def led(purse: Purse, view: Viewed, now: dt.datetime) -> dict[str, Any]:
    """Give what those who lead see beside their own."""
    found: dict[str, Any] = {"teams": _teams(purse, view, now)}
    if view.sight.whole:
        found["reserves"] = [_reserve(one, purse) for one in reserves(purse, now)]
        found |= _welcome(purse, view, now)
        found["kinds"] = sorted({unit.kind for unit in purse.units()})
    else:
        found["stopped"] = [one for one in reserves(purse, now) if one.stopped]
    return found


def _reserve(one: Reserve, purse: Purse) -> Shown:
    currency = purse.terms.currency
    left, promised, given, stop = (
        amount(one.unit, each, currency) for each in (one.left, one.promised, one.given, one.stop)
    )
    label = _("Reserve of money") if one.unit == MONEY else _("Reserve of time")
    weeks = None if one.weeks is None else int(one.weeks)
    forecast = forecast_said(one, currency)
    return Shown(label, left, promised, given, stop, one.stopped, forecast, weeks)


def _teams(purse: Purse, view: Viewed, now: dt.datetime) -> list[TeamLine]:
    people: dict[str, list[str]] = {}
    for person, stands in pursed.everybody().items():
        if stands.team:
            people.setdefault(stands.team, []).append(person)
    begin, currency = purse.terms.period(now).begin, purse.terms.currency
    lines = []
    for one in of_teams(purse, teams_of(view), now):
        members = people.get(one.team, [])
        with purse.file.reading() as con:
            given = sum(used(con, each, MONEY, begin) for each in members)
        lines.append(
            TeamLine(one.team, len(members), amount(MONEY, given, currency), one.said(),
                     "knows" not in one.missing)
        )  # fmt: skip
    return lines


def _welcome(purse: Purse, view: Viewed, now: dt.datetime) -> dict[str, Any]:
    """Lay out the cost of welcome within a year beside advertising."""
    currency = purse.terms.currency
    found = costs(purse, now - YEAR, now + timedelta(seconds=1))
    back = _returns(view, [each.play for each in found if each.play])
    total = Cost(
        None,
        sum(one.gifts for one in found),
        sum(one.money for one in found),
        sum(one.minutes for one in found),
    )
    spent = advertising(purse, now - YEAR, now + timedelta(seconds=1))
    return {
        "welcome": [_cost(each, back, currency) for each in found],
        "welcome_total": _cost(total, {}, currency),
        "advertising": amount(MONEY, spent, currency) if spent else "",
    }


def _cost(one: Cost, back: dict[str, Return], currency: str) -> Welcome:
    known = back.get(one.play or "")
    said = _("cannot tell yet")
    if known:
        figures = {name: amount(MONEY, getattr(known, name), currency)
                   for name in ("effect", "low", "high")}  # fmt: skip
        said = _("%(effect)s for each customer (%(low)s to %(high)s)") % figures
    return Welcome(
        title(one.play) or _("in no play"), one.gifts, amount(MONEY, one.money, currency),
        _time(one.minutes, currency), said,
    )  # fmt: skip


def _time(minutes: int, currency: str) -> str:
    """Say how much time it took, and what that costs where the settings say what an hour does."""
    if not minutes:
        return ""
    hour = settings_of_the_house().hour_costs
    said = amount(MINUTES, minutes, currency)
    if hour is None:
        return said
    worth = amount(MONEY, minutes / 60 * hour * 10 ** exponent(currency), currency)
    return f"{said} ({worth})"


def _returns(view: Viewed, plays: list[str]) -> dict[str, Return]:
    try:
        with closed_for(view.member) as closed:
            if not plays or not closed.has("trial_findings"):
                return {}
            return returns(closed.con, plays, 10 ** exponent(settings_of_the_house().currency))
    except InputError:
        return {}
