"""Where the database looks for tokens: an index beside the table of SearchEntry, which follows it by itself.

A token is found under its own name, for the portal, and under that of its neighbourhood, "12_" before it. So a search in one
neighbourhood reads nothing of any other, and what it finds does not depend on how much the others write.

The order of what is found is that of the pages' ids, the newest first: no ranking of the database takes part, since each has its
own, and SQLite's tells of texts that the reader may not see.
"""

import re

from django.db import connection

TABLE = "neighbourhoods_searchentry"
INDEX = "neighbourhoods_searchtokens"
# A token is never taken apart: letters beyond ASCII are parts of it for SQLite, "_" is said to be one.
TOKEN = re.compile(r"\w+")

BOTH = "{row}.tokens || replace(' ' || {row}.tokens, ' ', ' ' || {row}.neighbourhood_id || '_')"
SQLITE = [
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(tokens, content='', columnsize=0, detail=none, tokenize=\"ascii tokenchars '_'\")",
    f"""CREATE TRIGGER {INDEX}_made AFTER INSERT ON {TABLE} BEGIN
        INSERT INTO {INDEX} (rowid, tokens) VALUES (new.page_id, {BOTH.format(row="new")}); END""",
    f"""CREATE TRIGGER {INDEX}_gone AFTER DELETE ON {TABLE} BEGIN
        INSERT INTO {INDEX} ({INDEX}, rowid, tokens) VALUES ('delete', old.page_id, {BOTH.format(row="old")}); END""",
    f"""CREATE TRIGGER {INDEX}_changed AFTER UPDATE OF page_id, neighbourhood_id, tokens ON {TABLE} BEGIN
        INSERT INTO {INDEX} ({INDEX}, rowid, tokens) VALUES ('delete', old.page_id, {BOTH.format(row="old")});
        INSERT INTO {INDEX} (rowid, tokens) VALUES (new.page_id, {BOTH.format(row="new")}); END""",
]
# A table of its own, not a column: the rows that are looked at are a few letters long, whatever the texts are.
# The functions keep the path they were made with: a backup that is loaded has none.
OF_ROW = """array_to_tsvector(array_remove(string_to_array(
    NEW.tokens || replace(' ' || NEW.tokens, ' ', ' ' || NEW.neighbourhood_id::text || '_'), ' '), ''))"""
POSTGRESQL = [
    f"CREATE TABLE {INDEX} (page_id bigint PRIMARY KEY, found_by tsvector NOT NULL)",
    f"CREATE INDEX {INDEX}_found_by ON {INDEX} USING gin (found_by)",
    f"""CREATE FUNCTION {INDEX}_follow() RETURNS trigger LANGUAGE plpgsql
        SET search_path FROM CURRENT AS $$ BEGIN
        IF TG_OP = 'TRUNCATE' THEN TRUNCATE {INDEX}; RETURN NULL; END IF;
        IF TG_OP <> 'INSERT' THEN DELETE FROM {INDEX} WHERE page_id = OLD.page_id; END IF;
        IF TG_OP <> 'DELETE' THEN
            INSERT INTO {INDEX} VALUES (NEW.page_id, {OF_ROW})
            ON CONFLICT (page_id) DO UPDATE SET found_by = EXCLUDED.found_by;
        END IF;
        RETURN NULL; END $$""",
    f"CREATE TRIGGER {INDEX}_made AFTER INSERT OR DELETE OR UPDATE OF page_id, neighbourhood_id, tokens ON {TABLE}"
    f" FOR EACH ROW EXECUTE FUNCTION {INDEX}_follow()",
    f"CREATE TRIGGER {INDEX}_emptied AFTER TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION {INDEX}_follow()",
    # By its index whatever the planner thinks: it cannot know how rare a token is, and what it would read instead is every page.
    f"""CREATE FUNCTION {INDEX}_find(question tsquery, most bigint) RETURNS SETOF bigint LANGUAGE sql STABLE
        SET search_path FROM CURRENT SET enable_seqscan = off SET enable_indexscan = off AS $$
        SELECT page_id FROM {INDEX} WHERE found_by @@ question ORDER BY page_id + 0 DESC LIMIT most $$""",
]
NO_MORE = {
    "sqlite": [*(f"DROP TRIGGER {INDEX}_{name}" for name in ("made", "gone", "changed")), f"DROP TABLE {INDEX}"],
    "postgresql": [
        *(f"DROP TRIGGER {INDEX}_{name} ON {TABLE}" for name in ("made", "emptied")),
        *(f"DROP FUNCTION {INDEX}_{name}" for name in ("follow", "find")),
        f"DROP TABLE {INDEX}",
    ],
}

# Each takes the question and the most.
FIND = {
    "sqlite": f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s ORDER BY rowid DESC LIMIT %s",
    "postgresql": f"SELECT * FROM {INDEX}_find(%s::tsquery, %s)",
}
# vendor -> (and, or, a token, all tokens that begin so)
SIGNS = {
    "sqlite": (" AND ", " OR ", '"{}"', '"{}" *'),
    "postgresql": (" & ", " | ", "'{}'", "'{}':*"),
}


def make(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, None)


def remove(apps, schema_editor):
    for statement in NO_MORE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, None)


class Question(tuple):
    """("all", parts) or ("any", parts) of Questions, or ("token", name) or ("begins", name)."""

    __slots__ = ()


def all_of(parts):
    return joined("all", parts)


def any_of(parts):
    return joined("any", parts)


def joined(how, parts):
    parts = list(dict.fromkeys(parts))
    return parts[0] if len(parts) == 1 else Question((how, tuple(parts)))


def token(name):
    return Question(("token", name))


def begins(name):
    return Question(("begins", name))


def written(question, scope, vendor):
    """The question in the database's words. ValueError for a token that is none: nothing that was typed gets here."""
    both, either, whole, start = SIGNS[vendor]
    kind, content = question
    if kind in ("all", "any"):
        return "(" + {"all": both, "any": either}[kind].join(written(part, scope, vendor) for part in content) + ")"
    if not TOKEN.fullmatch(content):
        raise ValueError(f"not a token: {content!r}")
    return {"token": whole, "begins": start}[kind].format(scope + content)


def scope_of(neighbourhood_id):
    """What stands before the tokens of one neighbourhood; of all for None."""
    return "" if neighbourhood_id is None else f"{neighbourhood_id}_"


def find(questions, neighbourhood_id, most, enough=False):
    """For each question the ids of at most `most` pages, the newest first; one query.

    With `enough` the others are asked only where the first one has found fewer than `most`.
    """
    parts, values = [], []
    for number, question in enumerate(questions):
        parts.append(f"SELECT {number}, found.* FROM ({FIND[connection.vendor]}) AS found")
        values += [written(question, scope_of(neighbourhood_id), connection.vendor), most]
    if enough:
        first, *others = parts
        others = [f"{part} WHERE (SELECT count(*) FROM first) < {int(most)}" for part in others]
        statement = " UNION ALL ".join([f"WITH first AS MATERIALIZED ({first}) SELECT * FROM first", *others])
    else:
        statement = " UNION ALL ".join(parts)
    found = [[] for _question in questions]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for number, pk in cursor.fetchall():
            found[number].append(pk)
    return [sorted(pks, reverse=True) for pks in found]
