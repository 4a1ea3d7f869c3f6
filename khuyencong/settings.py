"""Settings of the portal; what differs between installations comes from the environment.

Every variable read here is explained in ``.env.example``. ``KHUYENCONG_MODE`` is one of
production (the default), demo and test.
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

SOURCE_DIR = Path(__file__).resolve().parent.parent


def listed(name: str, default: str = "") -> list[str]:
    """Read a comma-separated variable."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def switched_on(name: str, default: str = "0") -> bool:
    """Read a yes/no variable; anything but the two answers is a mistake worth stopping for."""
    value = os.environ.get(name, default)
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


MODE = os.environ.get("KHUYENCONG_MODE", "production")
if MODE not in ("production", "demo", "test"):
    raise ImproperlyConfigured(f"KHUYENCONG_MODE must be production, demo or test, not {MODE!r}.")
PRODUCTION = MODE == "production"
DEBUG = switched_on("KHUYENCONG_DEBUG")

# --- Where things are kept -------------------------------------------------------------------

DATA_DIR = Path(os.environ.get("KHUYENCONG_DATA_DIR", SOURCE_DIR / "var")).absolute()
MEDIA_ROOT = DATA_DIR / "media"
# The office's own report forms (*.toml), beside those in reports/forms/definitions.
FORMS_DIR = DATA_DIR / "bieu"
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [SOURCE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "khuyencong.uploads.DurableStorage"},
    "staticfiles": {
        "BACKEND": (
            "khuyencong.static_files.StaticFiles"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
# Demo and tests serve the source files themselves, without collecting them first.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION
LARGEST_UPLOAD = 10 * 1024 * 1024  # bytes of one paper of a dossier; nginx takes a little more
IMPORT_BYTES = 50 * 1024 * 1024  # a file of records to import
IMPORT_ROWS = 100_000
IMPORT_SECONDS = 120  # to read it
IMPORT_KEPT = timedelta(hours=4)  # from reading to storing; after that it is read anew
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "khuyencong.uploads.NamelessUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

# --- Secrets and addresses -------------------------------------------------------------------

INSECURE_KEY = "django-insecure-for-tests-only"


def secret_key() -> str:
    """The installation's own key: given in production, made and kept in a demo."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    if MODE != "demo":
        return INSECURE_KEY  # khuyencong/checks.py refuses it in production
    kept = DATA_DIR / "secret-key"
    if not kept.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key(), encoding="ascii")
    return kept.read_text(encoding="ascii")


SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = listed("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = listed("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
TRUSTED_PROXIES = listed("KHUYENCONG_TRUSTED_PROXIES")

# --- The application -------------------------------------------------------------------------

INSTALLED_APPS = [
    # Ours first, so that our templates win over the admin's and the libraries'.
    "reports",
    "projects",
    "programs",
    "khuyencong",
    "khuyencong.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "import_export",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "khuyencong.middleware.RequestIdMiddleware",
    "khuyencong.middleware.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "khuyencong.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "khuyencong.accounts.idle.IdleMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "khuyencong.accounts.second_factor.SecondFactorMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "khuyencong.middleware.NoNulMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "khuyencong.urls"
WSGI_APPLICATION = "khuyencong.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "khuyencong.context.site",
            ],
        },
    },
]

# Printed in head and foot until the agency's row is filled in.
AGENCY_NAME = "Sở Công Thương"

# The province whose catalogue data is loaded, by its code in the state's list of provinces.
PROVINCE = os.environ.get("KHUYENCONG_PROVINCE", "" if PRODUCTION else "52")

# What the public sees besides sealed publications: live figures, and the drift from the seal.
LIVE_PAGES = switched_on("KHUYENCONG_LIVE_PAGES", default="1")
PUBLIC_DRIFT = switched_on("KHUYENCONG_PUBLIC_DRIFT", default="1")

# --- Database --------------------------------------------------------------------------------


def database() -> dict[str, object]:
    """PostgreSQL where DATABASE_URL says so, else SQLite opened so that no write is lost."""
    url = os.environ.get("DATABASE_URL", f"sqlite:///{DATA_DIR.as_posix()}/khuyencong.sqlite3")
    scheme = urlsplit(url).scheme
    if scheme not in ("sqlite", "postgres", "postgresql"):
        raise ImproperlyConfigured(f"DATABASE_URL must be postgres:// or sqlite://, not {scheme}.")
    settings = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    if scheme == "sqlite":
        Path(str(settings["NAME"])).parent.mkdir(parents=True, exist_ok=True)
        settings["CONN_MAX_AGE"] = 0
        settings["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            # Without recursive_triggers a REPLACE would slip past the triggers that guard seals.
            "init_command": (
                "PRAGMA journal_mode=WAL;"
                "PRAGMA synchronous=FULL;"
                "PRAGMA foreign_keys=ON;"
                "PRAGMA recursive_triggers=ON;"
            ),
        }
    else:
        # A server set up in the C locale would give the tests a database that knows only bytes.
        settings["TEST"] = {"CHARSET": "UTF8", "TEMPLATE": "template0"}
    return settings


DATABASES = {"default": database()}

# --- Language, numbers, dates ----------------------------------------------------------------

# One language: without LocaleMiddleware no header of a visitor changes what is shown.
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [SOURCE_DIR / "khuyencong" / "locale"]
FORMAT_MODULE_PATH = ["khuyencong.formats"]
# Numbers are grouped where a template asks (floatformat "0g"); ids and years never are.
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- Sign-in ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "khuyencong.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "khuyencong.accounts.backends.AccountBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 14},  # TCVN 14423:2026 for accounts without a second factor
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGIN_URL = "/tai-khoan/dang-nhap/"
LOGIN_REDIRECT_URL = "/quan-tri/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGOUT_REDIRECT_URL
ACCOUNT_ADAPTER = "khuyencong.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "khuyencong.accounts.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# axes alone guards sign-in, its state in the database.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # an administrator's one-time link
MFA_ADAPTER = "khuyencong.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = os.environ.get("KHUYENCONG_TOTP_ISSUER", "Khuyến công")

AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "khuyencong.accounts.views.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "code", "oldpassword"]
AXES_VERBOSE = False
# Administrators read khuyencong.SignInEvent, which tells more and cannot be changed.
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True

# TCVN 14423:2026: a second factor for who decides or administers, a lock after idleness, and no
# account that nobody uses. The demo's and the tests' people have no telephone.
SECOND_FACTOR_REQUIRED = PRODUCTION
SECOND_FACTOR_ROLES = ["Công bố", "Quản trị"]  # and superusers
IDLE_SECONDS = 15 * 60
IDLE_SECONDS_OF_ADMINISTRATORS = 5 * 60
IDLE_WRITTEN_EVERY = 5  # seconds, so that a page with its search boxes is one write
UNUSED_ACCOUNT_DAYS = 45

# The province's own sign-in, or any OpenID Connect issuer: off until it is named.
OIDC_ISSUER = os.environ.get("KHUYENCONG_OIDC_ISSUER", "")
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, list]] = {"openid_connect": {"APPS": []}}
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "sso",
            "name": os.environ.get("KHUYENCONG_OIDC_NAME", "Đăng nhập một lần"),
            "client_id": os.environ.get("KHUYENCONG_OIDC_CLIENT_ID", ""),
            "secret": os.environ.get("KHUYENCONG_OIDC_CLIENT_SECRET", ""),
            "settings": {"server_url": OIDC_ISSUER},
        }
    ]

# --- What leaves with every answer -----------------------------------------------------------

OIDC_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(OIDC_ISSUER))
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, OIDC_ORIGIN] if OIDC_ISSUER else [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 8 * 60 * 60  # one working day
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "khuyencong.views.csrf_failure"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # A browser takes a __Host- cookie only over HTTPS and from this very host.
    SESSION_COOKIE_NAME = "__Host-khuyencong"
    CSRF_COOKIE_NAME = "__Host-khuyencong-csrf"
if TRUSTED_PROXIES:
    # TrustedProxyMiddleware drops this header unless one of those proxies set it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# --- Rows in and out -------------------------------------------------------------------------

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # an activity with its supports and funding on one screen

# --- Logs ------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "khuyencong.logs.RequestIdFilter"}},
    "formatters": {
        "json": {"()": "khuyencong.logs.JsonFormatter"},
        "plain": {"format": "{levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if PRODUCTION else "plain",
            "filters": ["request_id"],
        },
    },
    "root": {"handlers": ["console"], "level": "INFO" if PRODUCTION else "WARNING"},
    # Django's own handlers write lines that are not JSON and mail nobody.
    "loggers": {"django": {"handlers": [], "level": "INFO" if PRODUCTION else "WARNING"}},
}
