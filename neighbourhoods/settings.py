"""One settings file, driven by the environment; it fails loudly and in one sentence.

Every variable is explained in docs/settings.md. What is missing in production stops the start here,
not at the first request that would have needed it.
"""

import os
import secrets
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import lazy

from neighbourhoods import discovery, paths

env = environ.Env()
LANGUAGE_CODES = ("fi", "fi-simple", "sv", "en", "ar", "so", "uk")
MODE = paths.mode()
PRODUCTION = MODE == "production"
ROOT = paths.ROOT
VAR = paths.var()
SITES_FOLDER = paths.sites()
THEMES_FOLDER = ROOT / "themes"
DEBUG = env.bool("PIHAPIIRI_DEBUG", False)
if DEBUG and PRODUCTION:
    raise ImproperlyConfigured("PIHAPIIRI_DEBUG shows the code of the site to everybody: unset it in production.")


def secret_key():
    """From SECRET_KEY or the file SECRET_KEY_FILE, else made once into var/secret_key (readable by its owner only)."""
    if value := env.str("SECRET_KEY", ""):
        return value
    named = env.str("SECRET_KEY_FILE", "")
    file = Path(named) if named else VAR / "secret_key"
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        if named:
            raise ImproperlyConfigured(f"SECRET_KEY_FILE names {file}, but there is no such file.") from None
    except OSError as error:
        raise ImproperlyConfigured(f"The secret key cannot be read: {error}.") from None
    try:
        # x: of two processes that start together only one makes the key
        with open(file, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as handle:
            handle.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    except OSError as error:
        raise ImproperlyConfigured(paths.trouble(error) or f"The secret key cannot be written: {error}.") from None
    return file.read_text().strip()


def is_web_address(text):
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def portal_address():
    from neighbourhoods.addresses import portal_url

    return portal_url()


try:
    VAR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(paths.trouble(error) or str(error)) from None
SECRET_KEY = secret_key()

# Hosts are answered by neighbourhoods.current.NeighbourhoodMiddleware from the database: an unknown one gets 404
# and no content. Django's own list would have to name every neighbourhood here, and need a restart for each new one.
ALLOWED_HOSTS = ["*"]
USE_X_FORWARDED_HOST = False
PROXIES = env.int("PIHAPIIRI_PROXIES", 0)
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

INSTALLED_APPS = [
    "neighbourhoods",
    "wagtail.contrib.redirects",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    # wagtail.search only: with modelsearch beside it every save of a page fails
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_localize",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "django_q",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

# Words that addresses begin with, below a language or below the host; a plugin's label is such a word too.
ADDRESS_WORDS = frozenset({"etsi", "saavutettavuus", "tietosuoja", "tilaa", "feeds", "api", "offline", "polku"})
PLUGINS = discovery.discover(
    paths.plugin_folders(),
    taken=ADDRESS_WORDS | {"admin", "accounts", "media", "static", *(app.rpartition(".")[2] for app in INSTALLED_APPS), *LANGUAGE_CODES},
)
INSTALLED_APPS += [found.path for found in PLUGINS]
# one plugin's fault is logged and left out for readers; who develops it sees it
PLUGIN_ERRORS_RAISE = env.bool("PIHAPIIRI_PLUGIN_ERRORS_RAISE", DEBUG)

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "neighbourhoods.current.NeighbourhoodMiddleware",
    "neighbourhoods.visitors.VisitorsMiddleware",
    "neighbourhoods.sessions.PortalSessionMiddleware",
    "neighbourhoods.languages.middleware.PathLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "neighbourhoods.chosen.ChosenNeighbourhoodMiddleware",
    "neighbourhoods.isolation.guard.GuardMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "neighbourhoods.languages.redirects.RedirectMiddleware",
]

ROOT_URLCONF = "neighbourhoods.urls"
WSGI_APPLICATION = "neighbourhoods.wsgi.application"
CSRF_FAILURE_VIEW = "neighbourhoods.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "neighbourhoods.theme_templates.CachedLoader",
                    ["neighbourhoods.theme_templates.ThemeLoader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'pihapiiri.sqlite3'}")}
DATABASE = DATABASES["default"]
SQLITE = DATABASE["ENGINE"].endswith("sqlite3")
# seconds that a request waits for a lock before it answers the friendly 503 of neighbourhoods.errors
LOCK_WAIT = env.int("PIHAPIIRI_LOCK_WAIT", 20)
if SQLITE:
    DATABASE["OPTIONS"] = {
        # IMMEDIATE: a deferred transaction that has read cannot wait for the write lock, whatever the timeout
        # (measured: 55 % of concurrent submissions lost). FULL: the last commits survive a power cut.
        "transaction_mode": "IMMEDIATE",
        "timeout": LOCK_WAIT,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    # parallel writers need a file: in memory they fail
    DATABASE["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
else:
    DATABASE["CONN_MAX_AGE"] = 60
    DATABASE["CONN_HEALTH_CHECKS"] = True
    DATABASE.setdefault("OPTIONS", {}).setdefault("options", f"-c lock_timeout={LOCK_WAIT * 1000}")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# seconds between two writings of how often pages were opened; 0: nothing is counted
VISITORS_EVERY = env.int("PIHAPIIRI_VISITORS_EVERY", 60)

REDIS_URL = env.str("REDIS_URL", "")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    # in the database, so that limits on signing in are shared by all workers
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }

Q_CLUSTER = {
    "name": "pihapiiri",
    "workers": env.int("PIHAPIIRI_WORKERS", 1 if SQLITE else 2),
    "timeout": 300,
    # a task is offered again only when its time limit has surely passed: else it runs twice at once
    "retry": 360,
    "max_attempts": 3,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": 500,
    "poll": 1,
    **({"redis": REDIS_URL} if REDIS_URL else {"orm": "default"}),
}

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [
    (f"themes/{folder.parent.name}", folder) for folder in sorted(THEMES_FOLDER.glob("*/static")) if (folder.parent / "theme.toml").exists()
]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False

LANGUAGE_CODE = "fi"
TIME_ZONE = "Europe/Helsinki"
USE_I18N = True
USE_TZ = True
# Somali is not in Django's list, and plain Finnish is no language of its own anywhere but here.
LANG_INFO["so"] = {"bidi": False, "code": "so", "name": "Somali", "name_local": "Soomaali"}
LANG_INFO["fi-simple"] = {
    "bidi": False,
    "code": "fi-simple",
    "name": "Plain Finnish",
    "name_local": "Selkosuomi",
    "fallback": ["fi"],
}
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("fi", "Suomi"),
    ("fi-simple", "Selkosuomi"),
    ("sv", "Svenska"),
    ("en", "English"),
    ("ar", "العربية"),
    ("so", "Soomaali"),
    ("uk", "Українська"),
]
# the second: words of Wagtail and others that their own catalogues lack
LOCALE_PATHS = [ROOT / "neighbourhoods" / name for name in ("locale", "locale_overrides")]
# dates, times and numbers where Django's own do not do
FORMAT_MODULE_PATH = ["neighbourhoods.formats"]

AUTH_USER_MODEL = "neighbourhoods.User"
AUTHENTICATION_BACKENDS = [
    "neighbourhoods.signin.backend.SessionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
SESSION_COOKIE_NAME = "pihapiiri"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SAMESITE = "Lax"
ACCOUNT_ADAPTER = "neighbourhoods.signin.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# the address alone: there are no passwords
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
# no mail to people who have nothing to do with us, whoever types their address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True

EMAIL_URL = env.str("EMAIL_URL", "")
# Seconds for which a worker holds the mail that it sends: longer than any talk with a server, of 20 s a word, may take.
MAIL_HOLD = env.int("PIHAPIIRI_MAIL_HOLD", 300)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", "pihapiiri@localhost")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
    EMAIL_TIMEOUT = 20
elif PRODUCTION:
    raise ImproperlyConfigured("EMAIL_URL is missing: nobody could sign in. Example: smtp+tls://name:password@mail.example.org:587")
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if PRODUCTION and "@" not in parseaddr(env.str("MAIL_FROM", ""))[1]:
    raise ImproperlyConfigured("MAIL_FROM is missing: it is the address that mails come from. Example: pihapiiri@example.org")
KEEPER_EMAIL = env.str("KEEPER_EMAIL", "").strip().lower()

WAGTAIL_SITE_NAME = "Pihapiiri"
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_BASE_URL = lazy(portal_address, str)()
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
# volunteers publish themselves; one workflow per neighbourhood would cost each of them a query per neighbourhood
WAGTAIL_WORKFLOW_ENABLED = False
# a note beside each field is one thing too many for those who come once a month
WAGTAILADMIN_COMMENTS_ENABLED = False
# nothing of the admin calls another host
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_IMAGE_MODEL = "neighbourhoods.Image"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "jfif", "png", "webp", "heic", "heif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "neighbourhoods.media_forms.ImageForm"
WAGTAILDOCS_DOCUMENT_MODEL = "neighbourhoods.Document"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "neighbourhoods.media_forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ics", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx"]
WAGTAILEMBEDS_FINDERS = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}}
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# translate/machine.py asks it, nobody else: WAGTAILLOCALIZE_MACHINE_TRANSLATOR stays unset, and wagtail-localize shows no button of its own
MACHINE_TRANSLATION_URL = env.str("MACHINE_TRANSLATION_URL", "").strip()
MACHINE_TRANSLATION_KEY = env.str("MACHINE_TRANSLATION_KEY", "").strip()
if MACHINE_TRANSLATION_URL and not is_web_address(MACHINE_TRANSLATION_URL):
    raise ImproperlyConfigured("MACHINE_TRANSLATION_URL is no web address. Example: http://127.0.0.1:5000")

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health(/host)?$"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    # Subdomains and the preload list are not ours to promise: a neighbourhood's host may be a city's own domain.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o644

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # a stranger's bad Host header or path is no event of ours, and its text would be an address in a log
        "django.security": {"handlers": ["nowhere"], "propagate": False},
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}
