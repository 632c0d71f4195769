"""Asking for what is not there or not one's own, and what an answer must look like then."""

from django.urls import reverse

from .two_sites import MISSING, body_of

NOWHERE = "/admin/no-such-address/"


def whole(answer):
    """All that somebody gets, but for the clock: nothing in it may differ."""
    return answer.status_code, {name: value for name, value in answer.headers.items() if name != "Expires"}, body_of(answer)


def told_apart(client, path, foreign, missing=MISSING, methods=("get", "post")):
    """Ways in which an answer about a foreign thing differs from that about one that does not exist, or from that about no address at all.

    `path` is an address with {} for the id, or a function that makes the address of it.
    """
    make = path if callable(path) else path.format
    found = []
    for method in methods:
        ask = getattr(client, method)
        theirs, none, nowhere = (whole(ask(one)) for one in (make(foreign), make(missing), NOWHERE))
        if theirs[0] != 404 or theirs != none or theirs != nowhere:
            found.append((method, make(foreign), theirs[0], none[0]))
    return found


def unreachable(client, *names, **arguments):
    """Names of views that answer anything else than what an unknown address answers, whatever is asked of them."""
    nowhere = {method: whole(getattr(client, method)(NOWHERE)) for method in ("get", "post")}
    found = []
    for name in names:
        path = reverse(name, kwargs=arguments or None)
        found += [(name, method) for method, answer in nowhere.items() if whole(getattr(client, method)(path)) != answer]
    return found


def leaking(two, client, *paths):
    """{path: what it tells of B} of pages that open."""
    found = {}
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        if told := two.leaks(answer):
            found[path] = told
    return found


def rows(*models):
    """All that these tables hold, to be compared after a request that must change nothing."""
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}
