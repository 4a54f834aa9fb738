"""The page on which a message is read before it is sent: remarks, replacements, and what to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from goodwill.book import labels
from goodwill.web.access import checker_for, is_owner, label, labels_for, note, sees_customers
from goodwill.web.models import Label
from goodwill.words import LANGUAGES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from goodwill.book.linting import Checker
    from goodwill.language.linter import Remark

LONGEST = 20_000
AROUND = 40
"""Letters before and behind the words that are remarked on."""
SORTS = (
    ("out", gettext_lazy("a message to a customer")),
    ("letter", gettext_lazy("a letter to many")),
    ("note", gettext_lazy("an internal note")),
)
REASONS = (
    (labels.WRONG, gettext_lazy("nobody would mind this")),
    (labels.HERE, gettext_lazy("true, but right in this place")),
    (labels.DUTY, gettext_lazy("law or a contract demands it")),
)
LEVELS = {
    "hint": gettext_lazy("Hint"),
    "warn": gettext_lazy("Better not"),
    "ask": gettext_lazy("Are you sure?"),
}


class WordsForm(forms.Form):
    """What is to be read; nothing of it is kept."""

    text = forms.CharField(
        label=gettext_lazy("What you are about to send"),
        max_length=LONGEST,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "maxlength": LONGEST, "spellcheck": "true"}),
    )
    answers = forms.CharField(
        label=gettext_lazy("What they wrote"),
        help_text=gettext_lazy("Then it is also seen whether your answer takes it up."),
        max_length=LONGEST,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST}),
    )
    sort = forms.ChoiceField(label=gettext_lazy("It is"), choices=SORTS, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=(("", gettext_lazy("as it is written")), *LANGUAGES.items()),
        required=False,
    )


class Shown(NamedTuple):
    """One remark as the page shows it."""

    remark: Remark
    key: str
    level: str
    before: str
    after: str
    own: labels.Counts


def page(request: HttpRequest) -> HttpResponse:
    """Show the form, with the remarks on what was sent in it."""
    checker = checker_for(request.user)
    form = WordsForm(request.POST or None)
    context: dict[str, Any] = {"name": "words", "form": form, "problems": checker.problems}
    if request.method == "POST" and form.is_valid():
        form, said = _done(request, checker, form)
        context |= _read(request, checker_for(request.user), form) | {"form": form, "said": said}
    response = render(request, "words.html", context)
    response["Cache-Control"] = "no-store"  # what was typed is nobody else's
    return response


@require_POST
def remarks(request: HttpRequest) -> HttpResponse:
    """Give the remarks alone, for whoever is typing."""
    checker = checker_for(request.user)
    form = WordsForm(request.POST)
    context = _read(request, checker, form) if form.is_valid() else {"form": form, "long": True}
    response = render(request, "words_remarks.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _read(request: HttpRequest, checker: Checker, form: WordsForm) -> dict[str, Any]:
    """Read the text of a form."""
    given = form.cleaned_data
    if not given["text"].strip():
        return {"empty": True}
    checked = checker.check(_message(given))
    counts = labels.counts(labels_for(request.user))
    return {
        "found": [shown(one, given["text"], counts) for one in checked.remarks],
        "languages": [LANGUAGES[code] for code in checked.languages],
        "dismissed": checked.dismissed,
        "reasons": REASONS,
        "read": True,
    }


def _message(given: dict[str, Any]) -> Any:
    from goodwill.language.linter import Message

    return Message(
        given["text"],
        language=given["language"] or None,
        answers=given["answers"] or None,
        sort=given["sort"] or "out",
    )


def shown(one: Remark, text: str, counts: dict[tuple[str, str], labels.Counts]) -> Shown:
    """Give a remark as the page shows it, with what people here said of its rule."""
    return Shown(
        one,
        f"{one.rule}:{one.start}:{one.end}",
        str(LEVELS[one.level]),
        *around(text, one, AROUND),
        counts.get((one.rule, one.language), labels.Counts(0, 0)),
    )


def around(text: str, one: Remark, letters: int) -> tuple[str, str]:
    """Give what stands before and behind the words remarked on, in whole words of the same line."""
    before = text[: one.start].rpartition("\n")[2]
    after = text[one.end :].partition("\n")[0]
    if len(before) > letters:
        before = "… " + before[-letters:].partition(" ")[2]
    if len(after) > letters:
        after = after[:letters].rpartition(" ")[0] + " …"
    return before, after


def _done(request: HttpRequest, checker: Checker, form: WordsForm) -> tuple[WordsForm, str]:
    """Do what a button of a remark asks: replace the words, or say what one thinks of the remark.

    A remark that is not there (any more) is passed over; the page then shows those that are.
    """
    what, _colon, key = request.POST.get("do", "").partition(":")
    given = form.cleaned_data
    found = {
        f"{one.rule}:{one.start}:{one.end}": one
        for one in (checker.check(_message(given)).remarks if what else ())
    }
    one = found.get(key)
    if one is None:
        return form, ""
    if what == "replace" and one.instead:
        text = given["text"]
        changed = {**given, "text": text[: one.start] + one.instead + text[one.end :]}
        form = WordsForm(changed)
        form.is_valid()
        return form, _("Replaced.")
    if what == "help":
        say_of(request, checker, one, labels.RIGHT)
        return form, _("Noted: this remark helped.")
    reason = request.POST.get(f"reason:{key}", "")
    if what == "dismiss" and reason in labels.DISMISSED:
        say_of(request, checker, one, reason)
        return form, _("Dismissed. The same words draw this remark no more.")
    return form, _("Say why you dismiss it: choose a reason first.") if what == "dismiss" else ""


def say_of(request: HttpRequest, checker: Checker, one: Remark, reason: str) -> None:
    """Keep what was said of a remark: the rule, the reason and a digest, never the words."""
    made = Label.objects.create(
        member_id=request.user.pk,
        rule=one.rule,
        language=one.language,
        reason=reason,
        words=checker.digest(one.excerpt),
    )
    _to_book(request, made)


def _to_book(request: HttpRequest, made: Label) -> None:
    when = made.made_at.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    said = labels.Label(made.rule, made.language, made.reason, made.words, when)
    label(request.user, said)


def rules(request: HttpRequest) -> HttpResponse:
    """List the rules that somebody spoke of, with what is believed of each now."""
    from goodwill.language.belief import belief, below

    if not sees_customers(request.user):
        raise Http404
    said = labels_for(request.user)
    back, kept = checker_for(request.user).judgement.back, labels.kept(said)
    listed: list[dict[str, Any]] = [
        {
            "rule": rule,
            "language": language,
            "belief": belief(*each),
            "doubt": below(*each),
            "back": (rule, language) in back,
            "kept": (rule, language) in kept,
        }
        for (rule, language), each in sorted(labels.counts(said).items())
    ]
    listed.sort(key=lambda each: (not each["back"], -each["doubt"]))
    context = {"name": "words", "listed": listed, "owns": is_owner(request.user)}
    return render(request, "words_rules.html", context)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a rule on that the labels speak against, or let the labels speak again."""
    if not is_owner(request.user):
        raise Http404
    rule, language = request.POST.get("rule", ""), request.POST.get("language", "")
    reason = request.POST.get("do", "")
    if reason not in {labels.KEPT, labels.RELEASED}:
        raise Http404
    if (rule, language) not in labels.counts(labels_for(request.user)):
        raise Http404
    made = Label.objects.create(
        member_id=request.user.pk, rule=rule, language=language, reason=reason
    )
    _to_book(request, made)
    note(request.user, f"rule {reason}", rule)
    said = (
        _("The rule stays on, whatever is said of it.")
        if reason == labels.KEPT
        else _("What is said of the rule counts again.")
    )
    messages.success(request, said)
    return redirect("words_rules")
