"""Settings: few of them, all from the environment, with defaults that are safe.

``BURON_DATA`` (data folder), ``DATABASE_URL`` (PostgreSQL), ``BURON_HOSTS`` (names the server answers to,
comma separated), ``BURON_DEBUG``,
``BURON_SMTP_URL`` (smtp://user:password@host:587), ``BURON_MAIL_FROM``, ``BURON_PROXY`` (1 when a proxy in
front speaks HTTPS).
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from buron.project import sqlite

sqlite.install()

from buron.project import database  # noqa: E402
from buron.project.environment import data_folder, flag, hosts, mail_settings, secret_key  # noqa: E402

PACKAGE = Path(__file__).resolve().parent.parent
DATA = data_folder()
DEBUG = flag("BURON_DEBUG")
DEMO = flag("BURON_DEMO")
BEHIND_HTTPS = flag("BURON_PROXY")
SECRET_KEY = secret_key(DATA)
ALLOWED_HOSTS = hosts()
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if "." in host and not host[0].isdigit()]

INSTALLED_APPS = [
    "buron.kernel.apps.KernelConfig",
    "buron.territory.apps.TerritoryConfig",
    "buron.directory.apps.DirectoryConfig",
    "buron.offer.apps.OfferConfig",
    "buron.lodging.apps.LodgingConfig",
    "buron.reception.apps.ReceptionConfig",
    "buron.tourist_tax.apps.TouristTaxConfig",
    "buron.publishing.apps.PublishingConfig",
    "buron.observatory.apps.ObservatoryConfig",
    "buron.project.apps.ProjectConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "buron.kernel.middleware.KnownHost",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "buron.kernel.middleware.StorageFaults",
]

ROOT_URLCONF = "buron.project.urls"
WSGI_APPLICATION = "buron.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "project" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "buron.kernel.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "buron.kernel.templatetags.kit",
            ],
        },
    }
]
FORM_RENDERER = "buron.kernel.forms.KitRenderer"

DATABASES = {"default": database.from_url(os.environ.get("DATABASE_URL", ""), DATA)}
# In the database, so that the limits of the sign-in count across processes (its table is a kernel migration).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kernel_cache",
        "TIMEOUT": 3600,
    }
}

AUTH_USER_MODEL = "kernel.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
BURON_REQUIRE_SECOND_FACTOR = not DEMO

ACCOUNT_ADAPTER = "buron.kernel.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Buron : "
# Per address and per account; counted in the database cache, so that every process sees them.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_HTTPS
MFA_TOTP_ISSUER = "Buron"
# The code of the half minute before or after: telephones drift, and people type slowly.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "add_webauthn": "buron.kernel.passkey_forms.AddKeyForm",
    "edit_webauthn": "buron.kernel.passkey_forms.RenameKeyForm",
}

LANGUAGE_CODE = "fr"
LANGUAGES = [
    ("fr", _("français")),
    ("en", _("anglais")),
    ("de", _("allemand")),
    ("nl", _("néerlandais")),
    ("es", _("espagnol")),
]
LOCALE_PATHS = [PACKAGE / "project" / "locale"]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MAX_AGE = 31536000 if not DEBUG else 0
MEDIA_ROOT = DATA / "media"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "media"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "buron.kernel.static_storage.ModuleStorage"
    },
}
WHITENOISE_MIMETYPES = {".mjs": "text/javascript", ".pmtiles": "application/vnd.pmtiles"}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:", "https:"],
        "font-src": [SELF],
        "connect-src": [SELF, "https://data.geopf.fr"],
        "worker-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "media-src": [SELF, "blob:", "https:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
if BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31536000

for _name, _value in mail_settings(DATA).items():
    globals()[_name] = _value

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"buron": {"level": "INFO"}},
}
