"""Giving a customer something: within the limits at once, beyond them by backing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.care.purse import BACKING, Ask, of_play
from goodwill.care.purse.showing import room_said
from goodwill.care.purse.telling import lines
from goodwill.house.hours import end_of_day
from goodwill.house.money import exponent
from goodwill.problems import InputError, UsageError
from goodwill.reports.parts import case_said
from goodwill.web import promising, pursed
from goodwill.web.access import closed_for, customers_seen
from goodwill.web.models import Deed
from goodwill.web.orders import settings_of_the_house

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from goodwill.care.play import Play
    from goodwill.care.purse import Decision, Purse
    from goodwill.care.purse.standing import Standing

MOST_MINUTES = 60 * 24 * 7


class GiftForm(forms.Form):
    """What is given, within which play and case, and whose time or stock it takes."""

    play = forms.ChoiceField(label=gettext_lazy("Within which play"), required=False)
    case = forms.ChoiceField(
        label=gettext_lazy("In which case"),
        required=False,
        help_text=gettext_lazy(
            "In a case in which we broke a standard of ours the gift makes that good, and is given"
            " even where the reserve has fallen to its stop level."
        ),
    )
    money = pursed.MoneyField(
        label=gettext_lazy("Money"),
        required=False,
        min_value=0,
        max_value=pursed.MOST,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    stock_of = forms.ChoiceField(
        label=gettext_lazy("Out of whose stock"),
        required=False,
        help_text=gettext_lazy("What comes out of another team's stock is charged to your purse."),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), required=False, min_value=0, max_value=MOST_MINUTES
    )
    time_of = forms.ChoiceField(
        label=gettext_lazy("Whose time"),
        required=False,
        help_text=gettext_lazy("The time of others is charged to your purse."),
    )
    loan = forms.ChoiceField(label=gettext_lazy("A unit on loan"), required=False)
    lent_until = forms.DateField(
        label=gettext_lazy("On loan until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def choose(self, name: str, nothing: Any, choices: list[tuple[str, Any]]) -> None:
        """Offer choices in a field; a field with nothing to choose goes."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        if choices:
            field.choices = [("", nothing), *choices]
        else:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for something to be given."""
        given = super().clean() or {}
        if not self.errors and not any(given.get(each) for each in ("money", "minutes", "loan")):
            raise forms.ValidationError(_("Say how much money, how many minutes, or which unit."))
        return given


def give(request: HttpRequest, party: str) -> HttpResponse:
    """Give a customer something, set it aside, or ask for backing."""
    customer = customers_seen(request.user, [party]).get(party)
    if customer is None or request.user.pk is None:
        raise Http404
    plays = pursed.plays()
    stands = pursed.standing_of(request.user)
    with pursed.opened() as purse:
        form = _form(request, purse, party, plays, stands)
        context: dict[str, Any] = {"stamp": request.POST.get("stamp") or uuid4().hex}
        if request.method == "POST" and form.is_valid():
            ask = _ask(request, party, form.cleaned_data, plays, stands)
            try:
                decision = _done(request, purse, ask, context["stamp"])
            except UsageError as error:
                form.add_error(None, " ".join(each.what for each in error.problems))
            else:
                if decision is None:
                    pursed.tell()
                    return redirect("purse")
                context |= _refused(decision)
        rooms = purse.rooms(pursed.person_of(request.user), stands.level, stands.team)
        context |= {"rooms": [room_said(room, purse.terms.currency) for room in rooms]}
    context |= {"form": form, "party": party, "customer": customer, "name": "purse"}
    return render(request, "purse/give.html", context)


def _form(
    request: HttpRequest, purse: Purse, party: str, plays: dict[str, Play], stands: Standing
) -> GiftForm:
    initial = {name: request.GET.get(name, "") for name in ("play", "case")}
    form = GiftForm(request.POST or None, initial=initial)
    form.choose("play", _("in none"), sorted(
        ((name, play.title) for name, play in plays.items()), key=lambda each: each[1]
    ))  # fmt: skip
    cases = _cases(request, party)
    form.choose("case", _("in none"), [(each, case_said(each)) for each in cases])
    view = pursed.viewed(request.user)
    known = pursed.names_of(view, pursed.everybody(), ())
    people = [each for each in known.items() if each[0][:5] != "team:" and each[0] != view.person]
    teams = [team for team in pursed.teams_known(view) if team != stands.team]
    others = (pursed.OTHERS, _("somebody of another team"))
    form.choose("time_of", _("my own"), [
        *sorted(people, key=lambda each: each[1].casefold()),
        *((f"team:{team}", _("somebody of %(team)s") % {"team": team}) for team in teams),
        others,
    ])  # fmt: skip
    form.choose("stock_of", _("our own"), [
        *((team, team) for team in teams),
        (pursed.OTHERS.removeprefix("team:"), _("another team")),
    ])  # fmt: skip
    kinds = sorted({unit.kind for unit in purse.units() if unit.state == "shelf"})
    form.choose("loan", _("none"), [(kind, kind) for kind in kinds])
    if not kinds:
        del form.fields["lent_until"]
    currency = settings_of_the_house().currency
    form.fields["money"].label = _("Money, in %(currency)s") % {"currency": currency}
    return form


def _cases(request: HttpRequest, party: str) -> list[str]:
    """List the newest cases of a customer, and the one that was come for, if it is theirs."""
    cases = promising.place_of(request.user, party).cases
    asked = request.POST.get("case") or request.GET.get("case", "")
    if not asked or asked in cases:
        return cases
    with closed_for(request.user) as closed:
        theirs = closed.con.execute(
            "SELECT 1 FROM cases WHERE party = ? AND case_id = ? LIMIT 1", [party, asked]
        ).fetchone()
    return [asked, *cases] if theirs else cases


def _ask(
    request: HttpRequest, party: str, told: dict[str, Any], plays: dict[str, Play], stands: Standing
) -> Ask:
    settings = settings_of_the_house()
    until = told.get("lent_until")
    case = told.get("case") or None
    ask = Ask(
        pursed.person_of(request.user),
        stands.level,
        told.get("money") or 0,
        told.get("minutes") or 0,
        told.get("loan") or None,
        party,
        case,
        team=stands.team,
        time_of=told.get("time_of") or None,
        stock_of=told.get("stock_of") or None,
        restores=bool(case) and _broken(request, party, str(case)),
        lent_until=end_of_day(until, settings.zone) if until else None,
    )
    play = plays.get(told.get("play") or "")
    if play is None:
        return ask
    return of_play(ask, play, round(play.cost.money * 10 ** exponent(settings.currency)))


def _broken(request: HttpRequest, party: str, case: str) -> bool:
    """Tell whether we broke a standard of ours in a case of this customer."""
    try:
        with closed_for(request.user) as closed:
            found = closed.con.execute(
                "SELECT 1 FROM verdicts WHERE party = ? AND case_id = ? AND verdict = 'breach'"
                " AND side = 'ours' LIMIT 1",
                [party, case],
            ).fetchone()
    except InputError:
        return False
    return found is not None


def _done(request: HttpRequest, purse: Purse, ask: Ask, stamp: str) -> Decision | None:
    """Do what the button says; gives the decision where it stands in the way."""
    do = request.POST.get("do", "give")
    key = f"form:{stamp}"
    if do == "ask":
        number = purse.request(ask, key=key)
        _write_down(request, "purse asked", number)
        messages.success(request, _("Asked. Somebody above you sees it and answers."))
        return None
    if do == "aside":
        decision, entry = purse.reserve(ask, key=key), None
    else:
        decision, entry = purse.give_at_once(ask, key=key)
    if not decision.allowed:
        return decision
    _write_down(
        request, "purse gave" if entry else "purse set aside", entry or decision.reservation
    )
    said = _("Given, and noted for the next close.") if entry else _("Set aside for them.")
    unit = _("It is number %(number)s.") % {"number": decision.unit} if decision.unit else ""
    messages.success(request, f"{said} {unit}".strip())
    return None


def _refused(decision: Decision) -> dict[str, Any]:
    said = lines(decision, settings_of_the_house().currency)
    return {"refused": said[0], "why": said[1:], "backing": decision.verdict == BACKING}


def _write_down(request: HttpRequest, what: str, number: object) -> None:
    Deed.objects.create(member_id=request.user.pk, what=what, about=str(number))
