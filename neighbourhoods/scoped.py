"""PUBLIC. Rows that belong to one neighbourhood, and their lists, forms and choosers in the admin.

A row is of the neighbourhood that was active when it was made, for ever. `objects` gives the rows of the active neighbourhood and,
where none is active, nothing: what forgets to say where it works finds nothing, instead of everything. Tasks and commands say it with
`with activate(neighbourhood):`; `unscoped` is every row of the install, for those who mean it.
"""

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import models
from django.db.models.expressions import Expression
from django.utils.translation import gettext as _
from wagtail.permission_policies import ModelPermissionPolicy

from . import current
from .current import activate
from .isolation import references, scope


class InScope(Expression):
    """True for rows of the neighbourhood that is active when the query runs.

    Not when it is written: forms and filters keep the querysets they were made with, from one request to the next.
    """

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, column="neighbourhood"):
        super().__init__()
        self.column = models.F(column)

    def get_source_expressions(self):
        return [self.column]

    def set_source_expressions(self, expressions):
        (self.column,) = expressions

    def as_sql(self, compiler, connection):
        ids = own_ids()
        if not ids:
            raise EmptyResultSet
        column, params = compiler.compile(self.column)
        return f"{column} IN ({', '.join(['%s'] * len(ids))})", [*params, *ids]


def own_ids():
    """Ids of the neighbourhoods whose rows are seen now: the active one, else those of the person who is signed in, else none."""
    if (record := current.neighbourhood()) is not None:
        return [record.pk]
    person = scope.restricted()
    return [record.pk for record in scope.records(person)] if person is not None else []


class ScopedManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(InScope())


class NeighbourhoodModel(models.Model):
    """Its `neighbourhood` is set when a row is first saved and is in no form. Unique fields are unique in the neighbourhood only
    when the constraint names it too."""

    neighbourhood = models.ForeignKey("neighbourhoods.Neighbourhood", on_delete=models.PROTECT, editable=False, related_name="+")

    objects = ScopedManager()
    unscoped = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"

    @classmethod
    def of(cls, neighbourhood):
        """The rows of one neighbourhood, whichever is active."""
        return cls.unscoped.filter(neighbourhood=neighbourhood.pk)

    def record(self):
        """What requests know of its neighbourhood, as neighbourhoods.current keeps it; None where that has been taken away."""
        active = current.neighbourhood()
        if active is not None and active.pk == self.neighbourhood_id:
            return active
        return current.by_slug(self.neighbourhood.slug)

    @classmethod
    def from_db(cls, db, field_names, values):
        row = super().from_db(db, field_names, values)
        row._first_neighbourhood = row.__dict__.get("neighbourhood_id")
        return row

    def set_neighbourhood(self):
        """Give a new row its neighbourhood. Raises ValidationError where none is active."""
        if not self._state.adding or self.neighbourhood_id is not None:
            return
        ids = own_ids()
        if len(ids) != 1:
            raise ValidationError(_("Choose first the neighbourhood that you are working on."))
        self.neighbourhood_id = ids[0]

    def clean(self):
        super().clean()
        self.set_neighbourhood()
        self.check_references()

    def check_references(self):
        """A row points at nothing of others, published or not: it would go with what it points at."""
        if foreign := references.refused(self, scope.person(), public=False):
            raise ValidationError(foreign)

    def validate_constraints(self, exclude=None):
        # a form does not have the field, and so would not check what must be unique in a neighbourhood
        super().validate_constraints(exclude=set(exclude or ()) - {"neighbourhood"})

    def save(self, *args, **kwargs):
        self.set_neighbourhood()
        if self.before() not in (None, self.neighbourhood_id):
            raise ValueError("A row never changes its neighbourhood.")
        self.check_references()
        super().save(*args, **kwargs)
        self._first_neighbourhood = self.neighbourhood_id

    _first_neighbourhood = None

    def before(self):
        """The neighbourhood of the stored row, None for a new one; asked where the row was read without it, or made with an id."""
        if self._first_neighbourhood is None and self.pk is not None:
            rows = type(self).unscoped.filter(pk=self.pk)
            self._first_neighbourhood = rows.values_list("neighbourhood_id", flat=True).first()
        return self._first_neighbourhood


class NeighbourhoodPolicy(ModelPermissionPolicy):
    """Rights are given on a neighbourhood's site (`permissions` of a plugin): those of one neighbourhood are worth nothing in another."""

    def user_has_permission(self, user, action):
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user, actions):
        record = current.neighbourhood()
        return self.may(user, actions, [record] if record is not None else scope.records(user))

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return self.may(user, actions, [record for record in scope.records(user) if record.pk == instance.neighbourhood_id])

    def instances_user_has_any_permission_for(self, user, actions):
        if scope.is_keeper(user):
            return self.model.unscoped.all()
        own = [record.pk for record in scope.records(user) if self.may(user, actions, [record])]
        return self.model.unscoped.filter(neighbourhood__in=own)

    def instances_user_has_permission_for(self, user, action):
        return self.instances_user_has_any_permission_for(user, [action])

    def may(self, user, actions, records):
        if not user.is_active or user.is_anonymous:
            return False
        if scope.is_keeper(user):
            return True
        names = {self._get_permission_name(action) for action in actions}
        return any(name in names for record in records for name in scope.rights(user).get(record.site_id, ()))


def __getattr__(name):
    """The view sets: Wagtail's views, which they are made of, cannot be imported while models are being made."""
    if name in VIEWS:
        from . import scoped_views

        return getattr(scoped_views, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


VIEWS = ("NeighbourhoodChooserViewSet", "NeighbourhoodPageListing", "NeighbourhoodViewSet", "needs_neighbourhood")
__all__ = ["NeighbourhoodModel", "NeighbourhoodPolicy", "activate", *VIEWS]
