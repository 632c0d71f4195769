"""The tables as they are: which rows are whose, and what a request has changed of them, whatever code did it."""

import re
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from wagtail.models import Page, ReferenceIndex

WRITES = re.compile(r'\s*(?:INSERT INTO|INSERT OR IGNORE INTO|UPDATE|DELETE FROM)\s+"?([a-z0-9_]+)"?', re.I)
# Not of any neighbourhood: what the search makes of the rows themselves, and who was here last.
DERIVED = re.compile(r"django_session|cache|wagtailsearch_.*|django_q_.*")


def models_by_table():
    return {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not DERIVED.fullmatch(model._meta.db_table)
    }


def read(model, where="", values=()):
    """{id: row as {column: value}} of a table."""
    columns = [one.column for one in model._meta.local_concrete_fields]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {names} FROM "{model._meta.db_table}" {where}', values)
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return {row[model._meta.pk.column]: row for row in rows}


def all_ids():
    """{table: {id}} of everything that there is."""
    return {table: set(read(model)) for table, model in models_by_table().items()}


def number_apart(offset):
    """Lets the next rows of all tables have numbers that no other table has: what is told of a number is told of one row."""
    for number, (table, model) in enumerate(sorted(models_by_table().items()), start=1):
        key = model._meta.pk
        if isinstance(key, models.AutoField):
            first = offset + 1000 * number
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute(f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{key.column}'), {first})")
                    continue
                cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [first, table])
                if not cursor.rowcount:
                    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first])


class Watch:
    """`with connection.execute_wrapper(watch):` notes the tables that are written to."""

    def __init__(self):
        self.tables = set()

    def __call__(self, execute, sql, params, many, context):
        if found := WRITES.match(sql):
            self.tables.add(found.group(1).lower())
        return execute(sql, params, many, context)


@dataclass
class Trespass:
    """What a request has done to others: `what` in words."""

    what: str
    table: str
    pk: object

    def __str__(self):
        return f"{self.what}: {self.table} {self.pk}"


@dataclass
class Ledger:
    """What belongs to whom. `owned` is {slug: {table: {id}}}; `public` are ids of pages to which everybody may link."""

    owned: dict
    public: dict
    paths: dict
    before: dict = field(default_factory=dict)

    def remember(self):
        """All rows as they are now; requests are undone, so that they stay so."""
        self.by_table = models_by_table()
        self.before = {table: read(model) for table, model in self.by_table.items()}
        self.ids = {str(pk) for rows in self.before.values() for pk in rows}

    def unknown(self, text):
        """Numbers in a text such as rows of the world have, which no row had: on PostgreSQL no number is given twice."""
        return {number for number in re.findall(r"(?<!\d)[1-9]\d{6}(?!\d)", text.decode("utf-8", "replace")) if number not in self.ids}

    def trespasses(self, tables, foreign):
        """[Trespass] on the neighbourhoods `foreign` in what was done since, to these tables."""
        found = []
        for table in sorted(tables & set(self.by_table)):
            model, before = self.by_table[table], self.before[table]
            now = read(model)
            theirs = set().union(*(self.owned[slug].get(table, ()) for slug in foreign))
            for pk in before.keys() - now.keys():
                if pk in theirs:
                    found.append(Trespass("deleted", table, pk))
            for pk, row in now.items():
                if row == before.get(pk):
                    continue
                if pk in theirs:
                    found.append(Trespass("changed " + ", ".join(changed(before[pk], row)), table, pk))
                elif told := self.points_at(model, row, before.get(pk, {}), foreign):
                    found.append(Trespass(told, table, pk))
        return found

    def points_at(self, model, row, before, foreign):
        """How a row that is new or changed points at something of another neighbourhood, in words; "" when it does not."""
        for one in model._meta.local_concrete_fields:
            value = row[one.column]
            if one.is_relation and value is not None and value != before.get(one.column):
                if self.is_private(one.related_model, value, foreign) and not invites(model, one):
                    return f"{one.name} points at"
        if "object_id" in row and (type_id := row.get("content_type_id")) and row != before:
            target = ContentType.objects.get_for_id(type_id).model_class()
            if target is not None and self.is_private(target, row["object_id"], foreign) and model is not ReferenceIndex:
                return "is about"
        if model is ReferenceIndex:
            target = ContentType.objects.get_for_id(row["to_content_type_id"]).model_class()
            return f"{row['content_path']} points at" if self.is_private(target, row["to_object_id"], foreign) else ""
        if model is Page or model._meta.label == "wagtailcore.Collection":
            inside = any(row["path"].startswith(self.paths[slug][model._meta.label]) for slug in foreign)
            return "stands below" if inside else ""
        if model._meta.label == "wagtailcore.Revision":
            return self.draft_points_at(row["id"], foreign)
        return ""

    def draft_points_at(self, pk, foreign):
        from wagtail.models import Revision

        draft = Revision.objects.get(pk=pk).as_object()
        for type_id, target, path, _content in ReferenceIndex._extract_references_from_object(draft):
            if self.is_private(ContentType.objects.get_for_id(type_id).model_class(), target, foreign):
                return f"draft's {path} points at"
        return ""

    def is_private(self, model, pk, foreign):
        """Whether this is a row of one of these neighbourhoods that is not public."""
        model = Page if issubclass(model, Page) else model
        table = model._meta.db_table
        try:
            pk = model._meta.pk.to_python(pk) if not model._meta.pk.is_relation else int(pk)
        except (ValueError, TypeError, models.ObjectDoesNotExist):
            return False
        if pk in self.public.get(table, ()):
            return False
        return any(pk in self.owned[slug].get(table, ()) for slug in foreign)


def changed(before, now):
    return [column for column in now if now[column] != before[column]]


def invites(model, column):
    """A person of one neighbourhood may be asked into another: that is what memberships are for."""
    return model._meta.label == "neighbourhoods.Membership" and column.name == "user"
