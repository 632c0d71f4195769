"""Queries that are written once and asked at every request: Django takes longer to write one than the database to answer it."""

from django.db import connections, router

# No row has this id, no other value of the queries is like it, and the smallest columns for ids have room for it.
SLOT = -739_021_584


class Prepared:
    """`make()` is a queryset of values, with SLOT where a number is filled in. It is compiled once for each database."""

    def __init__(self, make):
        self.make, self.statements = make, {}

    def statement(self, alias):
        """(SQL, its parameters with SLOT among them)."""
        if alias not in self.statements:
            self.statements[alias] = self.make().query.get_compiler(alias).as_sql()
        return self.statements[alias]


def ask(wanted, model):
    """Rows of all of [(Prepared, number)], in one query; `model` decides the database."""
    alias = router.db_for_read(model)
    texts, parameters = [], []
    for prepared, number in wanted:
        text, values = prepared.statement(alias)
        texts.append(text)
        parameters += [number if value == SLOT else value for value in values]
    with connections[alias].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(texts), parameters)
        return cursor.fetchall()
