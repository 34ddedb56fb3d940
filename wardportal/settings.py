"""Settings of the portal: one file, read from the environment, safe when nothing is set."""

import re
from pathlib import Path

import environ
from csp.constants import NONE, SELF

from wardportal.database import embedded_url
from wardportal.environment import whole_number
from wardportal.kept_secrets import kept_secret

# Paths and environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")


DATA_DIR = Path(env.str("WARDPORTAL_DATA_DIR", default="") or BASE_DIR / "var").resolve()
# Whether an empty database gets the demo's ward, or rows common to all wards and what the ward's own file says.
WITH_DEMO = env.str("WARDPORTAL_DEMO", default="").strip().lower() not in {"0", "no", "off", "false"}
VERSION = re.search(r"^## \[?([\d.]+)", (BASE_DIR / "CHANGELOG.md").read_text("utf-8"), re.M)[1]  # type: ignore[index]

DEBUG = env.bool("WARDPORTAL_DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret(DATA_DIR, "secret_key")
# Seals denunciations and makes the secrets of petitions: losing it loses both, so a copy lies apart from the backups.
CASE_KEYS = env.list("WARDPORTAL_CASE_KEYS", default=[]) or [kept_secret(DATA_DIR, "case_key")]
ALLOWED_HOSTS = env.list("WARDPORTAL_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("WARDPORTAL_ORIGINS", default=[])
HTTPS = env.bool("WARDPORTAL_HTTPS", default=False)

# Applications

INSTALLED_APPS = [
    "wardportal",
    "mobilization",
    "petitions",
    "dialogues",
    "news",
    "wardportal.apps.WardAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.forms",
    "allauth",
    "allauth.account",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_prose_editor",
    "pgtrigger",
    "phonenumber_field",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "wardportal.middleware.answer_dropped_body",
    "wardportal.middleware.refuse_unreadable",
    "wardportal.middleware.CompressReadPages",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "wardportal.middleware.answer_other_method",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wardportal.unsent.keep_unsent",
]

ROOT_URLCONF = "wardportal.urls"
WSGI_APPLICATION = "wardportal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "wardportal.context.ward",
            ],
        },
    }
]

# Database: the server named by DATABASE_URL, else the embedded one under the data folder

DATABASES = {"default": env.db_url_config(env.str("DATABASE_URL", default="") or embedded_url(DATA_DIR))}
DATABASES["default"] |= {
    "ENGINE": "django.db.backends.postgresql",
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        # With 4 MB a search within a large unit forgets which rows it found and reads all words on their pages again.
        "options": "-c work_mem=16MB",
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": 20, "timeout": 10},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Counts wrong passwords: at Django's 300 rows, trying other names would push out the count of one.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 100_000}  # type: ignore[assignment]

# People

AUTH_USER_MODEL = "wardportal.User"
AUTHENTICATION_BACKENDS = ["wardportal.accounts.RolesBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/quan-tri/"
ACCOUNT_ADAPTER = "wardportal.accounts.StaffAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "wardportal.account_forms.StaffLoginForm",
    "reauthenticate": "wardportal.account_forms.StaffReauthenticateForm",
    "change_password": "wardportal.account_forms.StaffChangePasswordForm",
    "reset_password": "wardportal.account_forms.StaffResetPasswordForm",
    "reset_password_from_key": "wardportal.account_forms.StaffResetPasswordKeyForm",
}
# Wrong passwords count per name and address together; the limits by address alone only stop floods,
# since a whole office, or a whole mobile network, shares one.
ACCOUNT_RATE_LIMITS = {
    "login": "240/m/ip",
    "login_failed": "5/5m/key",
    "reset_password": "60/m/ip,5/h/key",
    "reset_password_from_key": "60/m/ip",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_DISPLAY = "wardportal.accounts.display_name"
ACCOUNT_SESSION_REMEMBER = False
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "wardportal.views.csrf_failure"

# Language and time

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["wardportal.formats"]
PHONENUMBER_DEFAULT_REGION = "VN"
PHONENUMBER_DB_FORMAT = "E164"

# Files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "wardportal.storage.DurableFileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "wardportal.storage.HashedStaticStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "jpeg", "png", "webp", "gz", "br", "woff", "woff2", "map")
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# Far above what a form takes: somebody who picks a whole album is told so by the form and keeps what they wrote.
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",  # only where the whole form is small
    "wardportal.uploads.receiving.WardUploadHandler",
]
# Up to here the form itself answers, and names the files that are too large; beyond it a page says to choose fewer.
LARGEST_REQUEST_BYTES = 200 * 1024 * 1024
# What requests with files may take up together while they come in.
RECEIVING_MAX_BYTES = whole_number("WARDPORTAL_RECEIVING_MAX_BYTES", 2 * 1024**3)
# With less than this left on the disk, texts are still taken and files are not.
UPLOAD_RESERVE_BYTES = whole_number("WARDPORTAL_UPLOAD_RESERVE_BYTES", 300 * 1024 * 1024)
# What files of refused forms may take up together while they wait for the next try.
WAITING_UPLOADS_MAX_BYTES = whole_number("WARDPORTAL_WAITING_UPLOADS_MAX_BYTES", 2 * 1024**3)
# What files of suspected spam may take up together until somebody has looked at it; beyond it only words are taken.
SUSPECT_FILES_MAX_BYTES = whole_number("WARDPORTAL_SUSPECT_FILES_MAX_BYTES", 1024**3)

# Mail: into files of the data folder until the ward names a server

EMAIL_CONFIG = env.email_url_config(env.str("EMAIL_URL", default="").strip() or "filemail:")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_FILE_PATH = EMAIL_CONFIG.get("EMAIL_FILE_PATH") or str(DATA_DIR / "mail")
EMAIL_HOST, EMAIL_PORT = EMAIL_CONFIG["EMAIL_HOST"], EMAIL_CONFIG["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_USER"], EMAIL_CONFIG["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_TLS", False), EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("WARDPORTAL_MAIL_FROM", default="cong-thong-tin@localhost")
# The address residents type; mails and QR codes carry it, since a job has no request to take it from.
SITE_URL = env.str("WARDPORTAL_URL", default=f"http://127.0.0.1:{whole_number('PORT', 8000)}").rstrip("/")

# Security

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
# A portal on one PC has no certificate; a public server sets WARDPORTAL_HTTPS, and then these checks apply.
SILENCED_SYSTEM_CHECKS = [] if HTTPS else ["security.W004", "security.W008", "security.W012", "security.W016"]

# Logging: to standard error; never what somebody typed, be it in a form, an address or a header

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "wardportal.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("WARDPORTAL_LOG_LEVEL", default="WARNING")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
