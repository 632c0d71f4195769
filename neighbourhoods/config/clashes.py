"""What two files may not share: a host, an old name."""

from django.utils.translation import gettext_noop as _

from .hostnames import check_hostname, probable
from .sentences import remove_one, say, show


def find_clashes(readings, portal, lost_names):
    """Record the clashes between readings (sorted by slug) and return the slugs that they make invalid.

    `portal` is the portal's configuration or None, `lost_names` the slugs of all files that are there, also of
    those that could not be read.
    """
    return shared_hosts(readings, portal) | old_names(readings, lost_names)


def claimed_hosts(reading, portal):
    """[(host, path of its key)] of a file, also of one that has other faults: its site goes on being served under them."""
    data = reading.data or {}
    also = data.get("also")
    named = [(data.get("hostname"), ("hostname",))]
    named += [(host, ("also", number)) for number, host in enumerate(also if isinstance(also, list) else [])]
    claims = []
    for text, path in named:
        # a host that is written wrongly is told by the schema; that it is taken as well is told in the same round
        if isinstance(text, str) and (meant := probable(text)):
            claims.append((check_hostname(meant), path))
    if portal and reading.data is not None and not data.get("hostname"):
        claims.insert(0, (f"{reading.slug}.{portal.hostname}", ("hostname",)))
    return claims


def shared_hosts(readings, portal):
    """Both files are told, and the alphabetically later one is invalid.

    One of the two has to go on: with both refused, a new file could stop all changes to the site that was there first.
    Which was first a folder of files cannot tell, so the order of names decides; it is the same on every machine.
    """
    broken, owners = set(), {}
    for reading in readings:
        own = set()
        for host, path in claimed_hosts(reading, portal):
            if portal and host == portal.hostname:
                reading.blame(path, taken("portal.toml"), another())
                broken.add(reading.slug)
            elif host in own:
                if path != ("hostname",):
                    reading_twice(reading, host, path)
                    broken.add(reading.slug)
            elif host in owners:
                other, other_path = owners[host]
                reading.blame(path, taken(other.path.name), another())
                other.blame(other_path, taken(reading.path.name), another())
                broken.add(reading.slug)
            else:
                owners[host] = (reading, path)
            own.add(host)
    return broken


def reading_twice(reading, host, path):
    if path[0] == "also" and host in [clean for clean, other in claimed_hosts(reading, None) if other[0] == "also" and other != path]:
        # told by the schema
        return
    reading.blame(path, say(_("“%(value)s” is there twice"), value=show(host)), remove_one())


def taken(file):
    return say(_("host is already used: %(file)s"), file=show(file))


def another():
    return say(_("Give another"))


def old_names(readings, present):
    """Renaming moves a site, so where two files claim the same old name, neither does."""
    broken, claims = set(), {}
    for reading in readings:
        was = reading.data.get("was") if reading.data else None
        if not isinstance(was, str) or not was.strip() or was.strip() == reading.slug:
            continue
        was = was.strip()
        claims.setdefault(was, []).append(reading)
        if was in present:
            cause = say(_("the file %(file)s is still there"), file=f"{show(was)}.toml")
            reading.blame(("was",), cause, say(_("Remove that file or this line")))
            broken.add(reading.slug)
    for claimants in claims.values():
        for reading in claimants if len(claimants) > 1 else ():
            others = ", ".join(show(other.path.name) for other in claimants if other is not reading)
            cause = say(_("the same old name is claimed by %(file)s"), file=others)
            reading.blame(("was",), cause, say(_("Leave it in one file only")))
            broken.add(reading.slug)
    return broken
