"""Compound words taken apart, so that kirppis finds pihakirppis: Finnish and Swedish write in one word what English writes in two.

Only where both parts are words of the dictionary, and the first one has a form that first parts have. A word that the
dictionary knows is taken apart in its base form, as endings look much like words: vastaukset is no vasta and no ukset.
"""

from . import dictionaries, light

SHORTEST, LONGEST = 6, 40
# The fewest letters of a part, but for those that are named: nearly every pair of letters is a word of some dictionary.
FEWEST = 4
SHORT_HEADS = {
    "fi": frozenset("työ maa puu jää sää tie yö suo kuu luu suu syy pää vyö tee uni osa apu ala ylä esi etu oma koe iho ohi sivu".split()),
    "sv": frozenset("bad bil bo by båt fri gym hav hem hus häst is jul kor kök lag lek mat nöd ny ord snö sol sop stad ved väg".split()),
}
SHORT_TAILS = {
    "fi": frozenset("työ maa puu jää sää tie yö suo pää ilo uni apu osa ovi".split()),
    "sv": frozenset("bad bil by båt dag hus hem kök lag lek lån mat rum tak tåg väg ö kod kort skog".split()),
}
# First parts that are no words by themselves, or that the dictionary lacks.
OTHER_HEADS = {
    "fi": frozenset("lähi ulko sisä etä syys joulu keski taka kesken pika yhteis juhannus pääsiäis kaukais naapurus".split()),
    "sv": frozenset(),
}
# Words that are endings or beginnings far more often than parts.
NO_TAILS = {
    "fi": frozenset(
        (
            "ainen akaan amme ansa ella elma esti ineen kasi lainen mainen malla massa matta moinen naan nainen nella oinen sasi taka"
            " tikki uinen uksi usta vaksi"
        ).split()
    ),
    "sv": frozenset(
        (
            "abel adel akta amma ande aren arna dress else enda erna gare hera heta inga ingen kara lass leda liga lighet ling lings mena"
            " ramm rasta ringa riva rivning sion skap skara tiga tima tion ända ökning"
        ).split()
    ),
}
NO_HEADS = {
    "fi": frozenset("ennen heidän hänen ilman juuri kuin meidän minun niin noin näin seis sinun teidän tois vain".split()),
    "sv": frozenset(
        (
            "alla ande bara besk både cent dess efter eller frag från gans genom hell inte komp kont mellan pers prog själv till under vari"
            " över"
        ).split()
    ),
}


def lemma(word, language):
    """The base form of a compound that the dictionary does not have: kevättalkoissa gives kevättalkoot. Else None."""
    if language not in HEADS or dictionaries.lemmas(word, language):
        return None
    if not (found := split(word, language)):
        return None
    head, _base, tail, base = found
    # With the dots put back the dictionary may know it after all, and knows better.
    return next(iter(dictionaries.lemmas(head + tail, language)), head + base)


def parts(word, language):
    """The base forms of the parts of a compound, and of their parts; [] for other words."""
    if language not in HEADS:
        return []
    return [part for whole in dictionaries.lemmas(word, language) or [word] for part in taken_apart(whole, language)]


def taken_apart(word, language):
    if not (found := split(word, language)):
        return []
    _written, head, _tail, tail = found
    # a base form may be longer than the word that it is of
    return [part for base in (tail, head) for part in (base, *(taken_apart(base, language) if len(base) < len(word) else ()))]


def split(word, language, deeper=True):
    """(head as written, its base form, tail as written, its base form), else None. Of several ways the one with the longest head.

    Both have their dots where the whole was typed without. A head of two parts that no dictionary has is tried last, and
    none of more: the work would double with every letter.
    """
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or not dictionaries.ready(language):
        return None
    spelled = light.with_dots if word.isascii() and not dictionaries.lemmas(word, language) else as_it_is
    tails = [
        (place, tail, base)
        for place in range(len(word) - 2, 1, -1)
        for tail in spelled(word[place:], language)
        if (base := tail_base(tail, language))
    ]
    for find in (head_base, deeper_head_base)[: 1 + deeper]:
        for place, tail, base in tails:
            for head in spelled(word[:place], language):
                if found := find(head, language):
                    return *found, tail, base
    return None


def as_it_is(word, language):
    return [word]


def tail_base(tail, language):
    """The base form of the last part of a compound, or None where it is none."""
    if tail in NO_TAILS[language] or is_short(tail, SHORT_TAILS[language]):
        return None
    for found in dictionaries.lemmas(tail, language):
        if found not in NO_TAILS[language] and not is_short(found, SHORT_TAILS[language]):
            return found
    return None


def is_short(part, known):
    return len(part) < FEWEST and part not in known


def head_base(head, language):
    """(the first part of a compound, its base form), or None where it is none."""
    if head in NO_HEADS[language] or is_short(head, SHORT_HEADS[language]):
        return None
    if head in SHORT_HEADS[language] or head in OTHER_HEADS[language]:
        return head, head
    base = HEADS[language](head, dictionaries.lemmas(head, language))
    return (head, base) if base else None


def deeper_head_base(head, language):
    """The same for a first part of two parts."""
    if inner := split(head, language, deeper=False):
        first, _base, last, base = inner
        if HEADS[language](last, dictionaries.lemmas(last, language)):
            return first + last, first + base
    return None


def finnish_head(head, found):
    """A Finnish first part is a base form, a genitive, or a word in -nen that has become -s."""
    if head in found or head in light.finnish_siblings(head + "n"):
        return head
    # a genitive, but not "I do"
    if head.endswith("n") and found and found[0] not in (head[:-1] + "a", head[:-1] + "ä"):
        return found[0]
    if head.endswith("s") and (whole := head[:-1] + "nen") in dictionaries.lemmas(whole, "fi"):
        return whole
    return None


def swedish_head(head, found):
    """A Swedish first part is a base form, one that lost its vowel or changed it (skolgård, gatufest), or has an s (gårdsfest)."""
    for base in found:
        if base in (head, head + "a", head + "e", head[:-1] if head.endswith("s") else head):
            return base
        if head[-1] in "uoe" and base[:-1] == head[:-1]:
            return base
    return None


HEADS = {"fi": finnish_head, "sv": swedish_head}
