"""The pages of backing: asked for in private, answered with words, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from goodwill.web import backing
from goodwill.web.access import customers_seen, sees_customers
from goodwill.web.models import Backing
from goodwill.web.orders import settings_of_the_house

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST = 2000
SORTS = (
    (Backing.BACKING, gettext_lazy("I need backing with this customer")),
    (Backing.APART, gettext_lazy("This customer and I should not meet again; nobody is to blame")),
)
ANSWERS = (
    ("call", gettext_lazy("I call them myself")),
    ("together", gettext_lazy("We go together")),
    ("refuse", gettext_lazy("You may refuse, and I stand behind you")),
    ("hand_over", gettext_lazy("I hand them over to somebody else")),
    ("talk", gettext_lazy("Let us talk about it first")),
)
"""The answers that there are; each goes with words."""


class AskForm(forms.Form):
    """What somebody asks for; nothing need be said."""

    sort = forms.ChoiceField(
        label=gettext_lazy("What you ask for"), choices=SORTS, initial=Backing.BACKING
    )
    text = forms.CharField(
        label=gettext_lazy("What has happened, if you like to say"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST}),
    )


class AnswerForm(forms.Form):
    """An answer of the closed list, with words."""

    answer = forms.ChoiceField(choices=ANSWERS)
    words = forms.CharField(required=False, max_length=LONGEST)


@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """Show what a member asked, what waits for the member's answer, and counts of teams."""
    if not sees_customers(request.user):
        raise Http404
    seen = backing.seen_by(request.user, backing.recent())
    context: dict[str, Any] = {
        "asked_of_me": [one for one in seen if not one.mine and one.wish.open],
        "answered": [one for one in seen if not one.mine and not one.wish.open],
        "mine": [one for one in seen if one.mine and one.wish.withdrawn_at is None],
        "counted": backing.counted(request.user),
        "answers": ANSWERS,
        "zone": settings_of_the_house().zone,
        "name": "backing",
    }
    return render(request, "backing/overview.html", context)


@never_cache
def ask(request: HttpRequest, party: str) -> HttpResponse:
    """Ask whoever stands next above for backing with a customer."""
    customer = customers_seen(request.user, [party]).get(party)
    if customer is None or not backing.may_ask(request.user):
        raise Http404
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _write(request, party, form.cleaned_data)
        messages.success(request, _("Asked. Only whoever stands next above you sees it."))
        return redirect("backing")
    person, now = getattr(request.user, "person", ""), timezone.now()
    context = {
        "form": form,
        "party": party,
        "customer": customer,
        "due": backing.due_after(person, now),
        "zone": settings_of_the_house().zone,
        "name": "backing",
    }
    return render(request, "backing/ask.html", context)


def _write(request: HttpRequest, party: str, given: dict[str, Any]) -> None:
    """Write a wish down once, however often the button was pressed."""
    assert request.user.is_authenticated
    now, person = timezone.now(), request.user.person
    same = Backing.objects.filter(
        member_id=request.user.pk, party=party, sort=given["sort"], answered_at=None,
        withdrawn_at=None,
    )  # fmt: skip
    with transaction.atomic():
        if same.exists():
            same.update(text=given["text"].strip())
            return
        Backing.objects.create(
            member_id=request.user.pk, person=person, party=party, sort=given["sort"],
            text=given["text"].strip(), asked_at=now, due_at=backing.due_after(person, now),
        )  # fmt: skip


@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Answer a wish; it reaches whoever asked, and nobody else."""
    form = AnswerForm(request.POST)
    with transaction.atomic():
        wish = get_object_or_404(Backing.objects.select_for_update(), number=number)
        if wish.member_id == request.user.pk or not backing.seen_by(request.user, [wish]):
            raise Http404
        if not form.is_valid():
            messages.error(request, _("Choose one of the answers."))
            return redirect("backing")
        if wish.open:
            wish.answer, wish.words = form.cleaned_data["answer"], form.cleaned_data["words"]
            wish.answered_by_id, wish.answered_at = request.user.pk, timezone.now()
            wish.save()
    messages.success(request, _("Answered; it stands on the page of whoever asked."))
    return redirect("backing")


@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take a wish back; nobody sees it any more, and its words are gone."""
    mine = Backing.objects.filter(number=number, member_id=request.user.pk or 0)
    if not mine.filter(answered_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), text=""
    ):
        raise Http404
    messages.success(request, _("Taken back."))
    return redirect("backing")
