"""What the values of keys may be. Each function returns the value as it is stored or raises `refuse(cause, cure)`."""

import difflib
import math
import re
import unicodedata
import zoneinfo

from django.utils.translation import gettext_noop as _
from email_validator import EmailNotValidError, validate_email

from .sentences import known, like_this, must_be, refuse, say, show

SLUG = re.compile(r"(?!-)[a-z0-9-]{1,50}(?<!-)")
# addresses of the portal, of the machine and of what every site serves itself
RESERVED = frozenset({"accounts", "admin", "documents", "health", "localhost", "media", "portal", "static", "www"})
TURNED_TEXT = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
DEEPEST = 8
# what people write for a language, beside its code
LANGUAGES_AS_WRITTEN = {
    **dict.fromkeys(("selko", "selkosuomi", "fi-selko", "fi-x-selko", "fi-easy", "fi-plain"), "fi-simple"),
    **dict.fromkeys(("suomi", "finnish", "fin"), "fi"),
    **dict.fromkeys(("ruotsi", "svenska", "swedish", "swe"), "sv"),
    **dict.fromkeys(("englanti", "english", "eng", "gb"), "en"),
    **dict.fromkeys(("arabia", "arabic", "ara"), "ar"),
    **dict.fromkeys(("somali", "soomaali", "som"), "so"),
    **dict.fromkeys(("ukraina", "ukrainian", "ukr", "ua"), "uk"),
}


def check_text(text, *, limit, example=None, required=False):
    """Text for one line: no control characters, no marks that turn the direction of what follows, at most `limit` characters."""
    if required and not any(unicodedata.category(character)[0] not in "CZ" for character in text):
        raise refuse(say(_("is empty")), like_this(example))
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") or character in TURNED_TEXT for character in text):
        raise refuse(say(_("holds a line break or a character that cannot be seen")), say(_("Write it anew on one line")))
    if len(text) > limit:
        cause = say(_("is too long: %(length)s characters, at most %(limit)s"), length=len(text), limit=limit)
        raise refuse(cause, say(_("Shorten it")))
    return text


def check_email(text):
    """The address in its usual form. Whether anybody reads it is not asked: files are read without a network."""
    try:
        return validate_email(text, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        raise refuse(say(_("not an e-mail address")), say(_("Example: name@example.org"))) from None


def check_between(number, low, high, example):
    if not math.isfinite(number) or not low <= number <= high:
        raise refuse(say(_("must be between %(low)s and %(high)s"), low=low, high=high), like_this(example))
    return number


def check_timezone(name):
    try:
        zoneinfo.ZoneInfo(name)
    # ZoneInfo answers a folder, a path and an unknown name each in another way
    except (OSError, ValueError, KeyError):
        names = zoneinfo.available_timezones()
        # people write the city alone
        by_city = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(names)}
        zone = by_city.get(name.casefold())
        cure = say(_("Did you mean “%(word)s”?"), word=zone) if zone else nearest_zone(name, names)
        raise refuse(say(_("unknown time zone “%(value)s”"), value=show(name)), cure) from None
    return name


def nearest_zone(name, names):
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.75)
    return say(_("Did you mean “%(word)s”?"), word=near[0]) if near else like_this("Europe/Helsinki")


def check_language(code, languages):
    if code not in languages:
        near = nearest_language(code, languages)
        cure = say(_("Did you mean “%(word)s”?"), word=near) if near else known(languages)
        raise refuse(say(_("unknown language “%(value)s”"), value=show(code)), cure)
    return code


def nearest_language(code, languages):
    """The code that was meant by `fi-selko`, `FI`, `fi_simple`, `en-GB` or `Svenska`, or None: codes are too short to guess by letters."""
    plain = code.strip().casefold().replace("_", "-")
    wanted = (plain, LANGUAGES_AS_WRITTEN.get(plain), plain.split("-")[0])
    return next((one for one in wanted if one in languages), None)


def circles(fallback):
    """[(code, number, path)] for each fallback that leads back to where it came from: `path` is the way round, first and last the same."""
    found, done = [], set()

    def follow(code, path):
        for number, other in enumerate(fallback.get(code, ())):
            if other in path:
                found.append((code, number, (*path[path.index(other) :], other)))
            elif other not in done:
                follow(other, (*path, other))
        done.add(code)

    for code in fallback:
        if code not in done:
            follow(code, (code,))
    return found


def check_slug(slug, languages):
    """Refuses what cannot be the name of a neighbourhood's file (given without `.toml`)."""
    if not SLUG.fullmatch(slug):
        if len(slug) > 50 and SLUG.fullmatch(slug[:50].strip("-")):
            cause = say(_("the file name is too long: %(length)s characters, at most %(limit)s"), length=len(slug), limit=50)
            raise refuse(cause, say(_("Rename the file: %(name)s"), name=f"{suggest_slug(slug)}.toml"))
        cause = say(_("the file name may hold a–z, 0–9 and hyphen"))
        raise refuse(cause, say(_("Rename the file: %(name)s"), name=f"{suggest_slug(slug)}.toml"))
    if slug in RESERVED or slug in languages:
        cause = say(_("“%(value)s” is kept for other addresses"), value=slug)
        raise refuse(cause, say(_("Rename the file: %(name)s"), name=f"{slug}-2.toml"))
    return slug


def suggest_slug(text):
    """`lintumaki` for `Lintumäki (1)`; something right is always found."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-")
    return slug or "lintumaki"


def check_values(value):
    """[(path, refusal)] for what no database can keep in a plugin's table: NaN, infinity, NUL, tables nested without end."""
    found, waiting = [], [((), value)]
    while waiting:
        path, item = waiting.pop()
        if isinstance(item, dict | list):
            if len(path) >= DEEPEST:
                found.append((path[:DEEPEST], item, refuse(say(_("too many brackets inside each other")), say(_("Remove some of them")))))
                continue
            pairs = item.items() if isinstance(item, dict) else enumerate(item)
            waiting += [((*path, key), inner) for key, inner in pairs]
        elif isinstance(item, float) and not math.isfinite(item):
            found.append((path, item, refuse(must_be("number"), like_this(f"{path[-1]} = 1"))))
        elif isinstance(item, str) and "\0" in item:
            unfit = say(_("holds a line break or a character that cannot be seen"))
            found.append((path, item, refuse(unfit, say(_("Write it anew on one line")))))
    return found[::-1]
