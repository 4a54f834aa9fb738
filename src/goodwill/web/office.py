"""The office's Django settings, made for one book; nothing is read from the environment but these.

`GOODWILL_OFFICE_DATABASE` may name a PostgreSQL database where several people write.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from goodwill.moments import disk
from goodwill.problems import ConfigurationError, Problem
from goodwill.words import LANGUAGES, _

HERE = Path(__file__).parent
DATABASE = "GOODWILL_OFFICE_DATABASE"
FILE, MOVED = "office.sqlite3", "office.moved.sqlite3"
"""The office's own file, and its name once the office lives elsewhere."""
YEAR = 365 * 24 * 3600
APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "goodwill.web",
)
MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "goodwill.web.middleware.protect",
    "goodwill.web.api.bearer.by_key",
    "goodwill.web.middleware.speak",
    "goodwill.web.middleware.only_members",
)


def open_office(
    book: Path,
    hosts: tuple[str, ...] = (),
    *,
    address: str = "",
    secure: bool = False,
    database: dict[str, Any] | None = None,
) -> None:
    """Set Django up for the office of a book and bring its database up to date.

    The database is the book's own unless another is given.
    """
    import django
    from django.conf import settings
    from django.core.management import call_command

    if not settings.configured:
        given = office_settings(book, hosts, address=address, secure=secure, database=database)
        settings.configure(**given)
        django.setup()
    with disk.locked(book / "tables.lock"):  # the office and its scheduler may start together
        call_command("migrate", verbosity=0, interactive=False)


def advice(book: Path, *, address: str, secure: bool) -> str:
    """Ask Django what it finds wrong with a deployment of the office; empty where it is nothing."""
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    open_office(book, address=address, secure=secure)
    try:
        call_command("check", deploy=True, fail_level="WARNING", databases=["default"])
    except SystemCheckError as error:
        return str(error)
    return ""


def book_folder() -> Path:
    """Say which book this office serves."""
    from django.conf import settings

    folder: Path = settings.GOODWILL_BOOK  # type: ignore[misc]  # a setting of our own
    return folder


def office_settings(
    book: Path,
    hosts: tuple[str, ...] = (),
    *,
    address: str = "",
    secure: bool = False,
    database: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Give the settings of the office of one book; `secure` where it is reached by https alone."""
    return {
        **_transport(address, secure=secure),
        "GOODWILL_BOOK": book.resolve(),
        "GOODWILL_ADDRESS": address,
        "DEBUG": False,
        "SECRET_KEY": _secret(book),
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]", *hosts],
        "INSTALLED_APPS": list(APPS),
        "MIDDLEWARE": list(MIDDLEWARE),
        "ROOT_URLCONF": "goodwill.web.urls",
        "AUTH_USER_MODEL": "web.Member",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
                "OPTIONS": {"min_length": 10},
            },
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
        ],
        "DATABASES": {"default": database or _database(book)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "TEMPLATES": [_templates()],
        "LOCALE_PATHS": [HERE / "locale"],
        "LANGUAGES": list(LANGUAGES.items()),
        "LANGUAGE_CODE": "en",
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "STATIC_URL": "static/",
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "LOGIN_URL": "login",
        "LOGIN_REDIRECT_URL": "home",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "goodwill_session",
        "CSRF_COOKIE_NAME": "goodwill_csrf",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "CSRF_FAILURE_VIEW": "goodwill.web.pages.stale_form",
        "FILE_UPLOAD_HANDLERS": ["goodwill.web.parcels.Counted"],
        "LOGGING_CONFIG": None,
    }


def _transport(address: str, *, secure: bool) -> dict[str, Any]:
    """Say what holds between the browser and the office, and which advice is not for it, and why.

    Whether a request came by https is told by the server, which believes the named proxy alone;
    so there is no SECURE_PROXY_SSL_HEADER that anybody could forge.
    """
    other_hosts = ["security.W005", "security.W021"]  # other hosts of a domain are not ours to bind
    if not secure:
        plain = ["security.W004", "security.W008", "security.W012", "security.W016"]
        return {"SILENCED_SYSTEM_CHECKS": other_hosts + plain}  # http://localhost has no https
    return {
        "SILENCED_SYSTEM_CHECKS": other_hosts,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_REDIRECT_EXEMPT": ["^health$"],  # asked on this machine, past the proxy
        "SECURE_HSTS_SECONDS": YEAR,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "LANGUAGE_COOKIE_SECURE": True,
        "CSRF_TRUSTED_ORIGINS": [address] if address else [],
    }


def _templates() -> dict[str, Any]:
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "goodwill.web.context.book",
            ],
            "builtins": ["goodwill.web.templatetags.said", "django.templatetags.i18n"],
        },
    }


def _database(book: Path) -> dict[str, Any]:
    """Keep the office beside the book in SQLite, or in PostgreSQL where one is named."""
    url = os.environ.get(DATABASE)
    if url:
        return in_postgres(url)
    if (book / MOVED).exists() and not (book / FILE).exists():
        what = _("The office of this book was moved into another database.")
        hint = _("Name it in {variable}.", variable=DATABASE)
        raise ConfigurationError(Problem(str(book / MOVED), what, hint))
    (book / FILE).touch(mode=0o600)  # for its owner alone from the first moment on
    return in_sqlite(book / FILE)


def in_sqlite(path: Path) -> dict[str, Any]:
    """Give the settings of a database in a file."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def in_postgres(url: str) -> dict[str, Any]:
    """Give the settings of a PostgreSQL database; what follows the ? are options of its client."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or options.pop("host", ""),  # a folder where it has no port
        "PORT": parts.port or options.pop("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _secret(book: Path) -> str:
    """Keep one secret per book, readable by its owner alone; who opens first draws it."""
    path = book / "office.secret"
    if path.exists() and (known := path.read_text(encoding="ascii")):
        return known
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # office and scheduler may open the book at once
        known = file.read()
        if not known:
            known = secrets.token_urlsafe(48)
            file.write(known)
    return known
