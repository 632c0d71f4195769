"""Where the database looks for tokens: indexes beside the tables of SearchEntry and RecordEntry, which follow them by themselves.

A token is found under its own name, for the portal, and under that of its neighbourhood, "12_" before it. So a search in one
neighbourhood reads nothing of any other, and what it finds does not depend on how much the others write.

The order of what is found is that of the pages' ids, the newest first: no ranking of the database takes part, since each has its
own, and SQLite's tells of texts that the reader may not see.
"""

import re

from django.db import connection

TABLE, INDEX, KEY = "neighbourhoods_searchentry", "neighbourhoods_searchtokens", "page_id"
# the same again for things that are no pages
THINGS = {"table": "neighbourhoods_recordentry", "index": "neighbourhoods_recordtokens", "key": "id"}
PAGES = {"table": TABLE, "index": INDEX, "key": KEY}
# A token is never taken apart: letters beyond ASCII are parts of it for SQLite, "_" is said to be one.
TOKEN = re.compile(r"\w+")

BOTH = "{row}.tokens || replace(' ' || {row}.tokens, ' ', ' ' || {row}.neighbourhood_id || '_')"


def sqlite(table, index, key):
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5(tokens, content='', columnsize=0, detail=none, tokenize=\"ascii tokenchars '_'\")",
        f"""CREATE TRIGGER {index}_made AFTER INSERT ON {table} BEGIN
        INSERT INTO {index} (rowid, tokens) VALUES (new.{key}, {BOTH.format(row="new")}); END""",
        f"""CREATE TRIGGER {index}_gone AFTER DELETE ON {table} BEGIN
        INSERT INTO {index} ({index}, rowid, tokens) VALUES ('delete', old.{key}, {BOTH.format(row="old")}); END""",
        f"""CREATE TRIGGER {index}_changed AFTER UPDATE OF {key}, neighbourhood_id, tokens ON {table} BEGIN
        INSERT INTO {index} ({index}, rowid, tokens) VALUES ('delete', old.{key}, {BOTH.format(row="old")});
        INSERT INTO {index} (rowid, tokens) VALUES (new.{key}, {BOTH.format(row="new")}); END""",
    ]


# A table of its own, not a column: the rows that are looked at are a few letters long, whatever the texts are.
# The functions keep the path they were made with: a backup that is loaded has none.
OF_ROW = """array_to_tsvector(array_remove(string_to_array(
    NEW.tokens || replace(' ' || NEW.tokens, ' ', ' ' || NEW.neighbourhood_id::text || '_'), ' '), ''))"""


def postgresql(table, index, key):
    return [
        f"CREATE TABLE {index} ({key} bigint PRIMARY KEY, found_by tsvector NOT NULL)",
        f"CREATE INDEX {index}_found_by ON {index} USING gin (found_by)",
        f"""CREATE FUNCTION {index}_follow() RETURNS trigger LANGUAGE plpgsql
        SET search_path FROM CURRENT AS $$ BEGIN
        IF TG_OP = 'TRUNCATE' THEN TRUNCATE {index}; RETURN NULL; END IF;
        IF TG_OP <> 'INSERT' THEN DELETE FROM {index} WHERE {key} = OLD.{key}; END IF;
        IF TG_OP <> 'DELETE' THEN
            INSERT INTO {index} VALUES (NEW.{key}, {OF_ROW})
            ON CONFLICT ({key}) DO UPDATE SET found_by = EXCLUDED.found_by;
        END IF;
        RETURN NULL; END $$""",
        f"CREATE TRIGGER {index}_made AFTER INSERT OR DELETE OR UPDATE OF {key}, neighbourhood_id, tokens ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {index}_follow()",
        f"CREATE TRIGGER {index}_emptied AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {index}_follow()",
        # By its index whatever the planner thinks: it cannot know how rare a token is, and what it would read instead is every page.
        f"""CREATE FUNCTION {index}_find(question tsquery, most bigint) RETURNS SETOF bigint LANGUAGE sql STABLE
        SET search_path FROM CURRENT SET enable_seqscan = off SET enable_indexscan = off AS $$
        SELECT {key} FROM {index} WHERE found_by @@ question ORDER BY {key} + 0 DESC LIMIT most $$""",
    ]


def no_more(table, index, key):
    return {
        "sqlite": [*(f"DROP TRIGGER {index}_{name}" for name in ("made", "gone", "changed")), f"DROP TABLE {index}"],
        "postgresql": [
            *(f"DROP TRIGGER {index}_{name} ON {table}" for name in ("made", "emptied")),
            *(f"DROP FUNCTION {index}_{name}" for name in ("follow", "find")),
            f"DROP TABLE {index}",
        ],
    }


# Each takes the question and the most.
FIND = {
    "sqlite": "SELECT rowid FROM {index} WHERE {index} MATCH %s ORDER BY rowid DESC LIMIT %s",
    "postgresql": "SELECT * FROM {index}_find(%s::tsquery, %s)",
}
# vendor -> (and, or, a token, all tokens that begin so)
SIGNS = {
    "sqlite": (" AND ", " OR ", '"{}"', '"{}" *'),
    "postgresql": (" & ", " | ", "'{}'", "'{}':*"),
}


def make(apps, schema_editor):
    statements = {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]
    for statement in (*statements(**PAGES), *statements(**THINGS)):
        schema_editor.execute(statement, None)


def remove(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in (*no_more(**PAGES)[vendor], *no_more(**THINGS)[vendor]):
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


def find(questions, neighbourhood_id, most, enough=False, things=()):
    """For each question the ids of at most `most` pages, the newest first, and then for each of `things` those of RecordEntries; one query.

    With `enough` the other questions about pages are asked only where the first one has found fewer than `most`.
    """
    vendor = connection.vendor
    asked = [(question, PAGES) for question in questions] + [(question, THINGS) for question in things]
    parts, values = [], []
    for number, (question, source) in enumerate(asked):
        parts.append(f"SELECT {number}, found.* FROM ({FIND[vendor].format(index=source['index'])}) AS found")
        values += [written(question, scope_of(neighbourhood_id), vendor), most]
    if enough:
        first, *others = parts
        others = [
            f"{part} WHERE (SELECT count(*) FROM first) < {int(most)}" if number < len(questions) else part
            for number, part in enumerate(others, start=1)
        ]
        statement = " UNION ALL ".join([f"WITH first AS MATERIALIZED ({first}) SELECT * FROM first", *others])
    else:
        statement = " UNION ALL ".join(parts)
    found = [[] for _question in asked]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for number, pk in cursor.fetchall():
            found[number].append(pk)
    return [sorted(pks, reverse=True) for pks in found]
