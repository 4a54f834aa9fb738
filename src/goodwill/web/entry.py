"""Coming in and going out: the one-time link, the log-in with its throttle, the language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth import login, logout, password_validation
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from goodwill.web import stays
from goodwill.web.models import Attempt, Deed, Invitation, Member
from goodwill.words import LANGUAGES

if TYPE_CHECKING:
    from django.http import HttpRequest

YEAR = 365 * 24 * 3600


class WelcomeForm(forms.Form):
    """What a new member gives: a name, an address and a password."""

    name = forms.CharField(label=_("Your name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"))
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Ten characters or more."),
    )

    def clean_email(self) -> str:
        """Refuse an address that is taken."""
        email: str = self.cleaned_data["email"].strip().lower()
        if Member.objects.filter(email=email).exists():
            raise forms.ValidationError(_("There is a member with this address already."))
        return email

    def clean_password(self) -> str:
        """Refuse a password that is short or common."""
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return password


class PasswordForm(forms.Form):
    """A new password."""

    password = WelcomeForm.base_fields["password"]
    clean_password = WelcomeForm.clean_password


class LoginForm(AuthenticationForm):
    """Log in by e-mail and password; too many failures close the door for a while."""

    username = UsernameField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autofocus": True}))
    error_messages = {  # noqa: RUF012  # Django's own shape of this attribute
        "invalid_login": _("This address and password do not belong together."),
        "inactive": _("This member has been shut out."),
        "throttled": _("Too many failed attempts. Try again in a quarter of an hour."),
    }

    def clean(self) -> dict[str, Any]:
        """Check the throttle before the password, and count each failure."""
        email = (self.cleaned_data.get("username") or "").strip().lower()
        address = str(self.request.META.get("REMOTE_ADDR", "")) if self.request else ""
        if Attempt.too_many(email, address):
            raise forms.ValidationError(self.error_messages["throttled"], code="throttled")
        try:
            return super().clean()
        except forms.ValidationError:
            Attempt.failed(email, address)
            raise


class Login(LoginView):
    """The page to log in."""

    template_name = "login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Let the member in and write it down."""
        response = super().form_valid(form)
        member = form.get_user()
        Deed.objects.create(member_id=member.pk, what="login")
        if settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            _remember(response, Member.objects.get(pk=member.pk).language)
        return response


@sensitive_post_parameters("password")
def welcome(request: HttpRequest, secret: str) -> HttpResponse:
    """Make the member whom a one-time link invites."""
    invitation = Invitation.open_one(secret)
    if invitation is None:
        return render(request, "stale.html", status=410)
    if invitation.role == Invitation.GUEST:
        login(request, Member.objects.guest())
        return redirect("home")
    if invitation.member is not None:
        return _come_back(request, invitation, invitation.member)
    form = WelcomeForm(request.POST or None)
    if not form.is_valid():
        return render(request, "welcome.html", {"form": form, "role": invitation.role})
    member = _enrol(invitation, form.cleaned_data, get_language() or "en")
    if member is None:
        return render(request, "stale.html", status=410)
    login(request, member)
    Deed.objects.create(member=member, what="welcome")
    return redirect("home")


def _come_back(request: HttpRequest, invitation: Invitation, member: Member) -> HttpResponse:
    """Let a member choose a new password; wherever the old one let in, it is logged out."""
    if not member.is_active:
        return render(request, "stale.html", status=410)
    form = PasswordForm(request.POST or None)
    if not form.is_valid():
        return render(request, "welcome.html", {"form": form, "member": member})
    with transaction.atomic():
        if not invitation.claim():
            return render(request, "stale.html", status=410)
        member.set_password(form.cleaned_data["password"])
        member.save(update_fields=["password"])
        stays.end_all(member)
        Deed.objects.create(member=member, what="changed password")
    login(request, member)
    return redirect("home")


def _enrol(invitation: Invitation, given: dict[str, Any], spoken: str) -> Member | None:
    """Make the member and use the link up, both or neither; None where somebody was quicker."""
    with transaction.atomic():
        if not invitation.claim():
            return None
        member = Member.objects.enrol(
            given["email"], given["name"], invitation.role, given["password"], spoken
        )
        member.person, member.until = invitation.person, invitation.until
        member.save(update_fields=["person", "until"])
        return member


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Log out."""
    logout(request)
    return redirect("login")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on, and go back to the page."""
    code = request.POST.get("language", "en")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = "/"
    response = redirect(target)
    if code in LANGUAGES:
        _remember(response, code)
        if request.user.is_authenticated:
            Member.objects.filter(pk=request.user.pk).update(language=code)
    return response


def _remember(response: HttpResponse, code: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax", httponly=True
    )


def health(request: HttpRequest) -> HttpResponse:
    """Say that the office is up."""
    del request
    return HttpResponse("ok", content_type="text/plain")
