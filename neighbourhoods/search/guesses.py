"""What somebody may have meant: titles that begin as what is being typed, and words of titles that are nearly what was typed."""

from . import index, query, store, tokens

SUGGESTIONS = 8
LOOKED_AT = 60
SHORTEST_START = 2


def titles(place, typed):
    """[Row]: pages whose title has the words that were typed, the last of them perhaps not to its end. At most two queries."""
    words = query.words(typed)
    if not words or len(tokens.fold(words[-1])) < SHORTEST_START:
        return []
    before = query.terms(" ".join(words[:-1]), place.languages, place.spoken)
    whole = [term.question(index.IN_TITLE) for term in before]
    question = store.all_of([*whole, store.begins(index.STARTS + tokens.fold(words[-1]))])
    (pks,) = store.find([question], place.neighbourhood_id, LOOKED_AT)
    if not pks:
        return []
    best = {}
    for row in place.rows(place.pages.filter(pk__in=pks)):
        if row.key not in best or place.rank(row) < place.rank(best[row.key]):
            best[row.key] = row
    start = tokens.fold(words[-1])
    # first the titles that begin so themselves, then by the alphabet
    ordered = sorted(best.values(), key=lambda row: (not tokens.fold(first_word(row.title)).startswith(start), row.title.casefold()))
    return ordered[:SUGGESTIONS]


def first_word(title):
    return next(iter(tokens.words(title, 1)), "")


def meant(place, typed):
    """What was typed with its unknown words as a title has them, None when there is nothing to say. At most two queries."""
    words = query.words(typed)
    long_ones = {tokens.fold(word): word for word in words if len(tokens.fold(word)) >= index.SHORTEST_GUESS}
    if not long_ones:
        return None
    asked = [one for one in long_ones.items() if not is_small(one[1], place)]
    if not asked:
        return None
    known = [query.terms(word, place.languages)[0].question() for _folded, word in asked]
    nearly = [store.any_of(store.token(index.NEARLY + part) for part in sorted(index.without_a_letter(folded))) for folded, _word in asked]
    found = store.find([*known, *nearly], place.neighbourhood_id, LOOKED_AT)
    wanted = {pk for pks in found for pk in pks}
    rows = {row.pk: row for row in place.rows(place.pages.filter(pk__in=wanted))} if wanted else {}
    # a word that only hidden pages have is as unknown as one that none has
    unknown = [folded for (folded, _word), pks in zip(asked, found, strict=False) if rows.keys().isdisjoint(pks)]
    seen = {}
    for row in rows.values() if unknown else ():
        for word in tokens.words(row.title):
            seen.setdefault(tokens.fold(word), []).append((place.rank(row), word))
    better = {}
    for word in unknown:
        near = [other for other in seen if is_near(word, other)]
        if near:
            best = min(near, key=lambda other: (-len(seen[other]), min(seen[other])[0], other))
            better[word] = min(seen[best])[1].lower()
    return " ".join(better.get(tokens.fold(word), word) for word in words) if better else None


def is_small(word, place):
    return any(tokens.is_stop_word(word, language) for language in place.spoken)


def is_near(word, other):
    """Whether they differ by one letter: another one, one too many or too few, or two that have changed places."""
    if word == other or abs(len(word) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    one, two = word[start:], other[start:]
    return one[1:] == two[1:] or one[1:] == two or one == two[1:] or (one[:2] == two[1::-1] and one[2:] == two[2:] and len(one) >= 2)
