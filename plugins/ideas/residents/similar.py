"""Ideas of a call that speak of the same: simple, in one query, and never in anybody's way."""

import re

from ..queries import public_ideas

NEWEST, MOST = 300, 3
# of a word its beginning counts: Finnish words change at their end
BEGINNING, SHORTEST = 5, 4
SHARED, PART = 2, 0.4
WORD = re.compile(r"[^\W\d_]+")
STOP = frozenset(
    """
    että jotta koska kun niin myös vielä aina joka jossa jonka jolle joita mutta eikä sekä siinä siellä tässä täällä tämä tällä sitä
    ovat olla olisi olisiko voisi voisiko voida pitäisi pitää tulla tulisi saada saisi kanssa ilman ennen jälkeen enemmän paljon hyvä
    hyvin kaikki kaikille meidän meillä minun minulla sinun teidän heidän jotain jokin jotakin esimerkiksi haluaisin toivon toivoisin
    idea ideani ehdotus ehdotan
    och att det som för med den till inte från eller skulle kunna finns borde vara också mera bara alla något någon våra över under
    that this with from have would could should there their about what when where which more some many please like want need they them
    your idea suggest
    """.split()
)


def words(text):
    found = (word.casefold() for word in WORD.findall(text))
    return {word[:BEGINNING] for word in found if len(word) >= SHORTEST and word not in STOP}


def similar(neighbourhood, call, fields):
    """[(pk, title, text)] of at most three public ideas, the nearest first. One query, of the newest 300."""
    mine = words(f"{fields.get('title', '')} {fields['text']}")
    if len(mine) < SHARED:
        return []
    rows = public_ideas(neighbourhood).filter(call=call).order_by("-sent_at", "-pk").only("pk", "title", "text", "language", "supports")
    found = []
    for idea in rows[:NEWEST]:
        theirs = words(f"{idea.title} {idea.text}")
        shared = len(mine & theirs)
        if shared >= SHARED and shared >= PART * min(len(mine), len(theirs)):
            found.append((shared / min(len(mine), len(theirs)), idea))
    found.sort(key=lambda one: one[0], reverse=True)
    return [idea for _nearness, idea in found[:MOST]]
