"""What the editor shows of things that a page points at: of another neighbourhood's only what it has published.

What is refused and what does not exist look the same. What a stored page points at already is kept, without its name.
"""

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from wagtail.models import Collection

from . import references, resolver, scope

# stands for a thing that is kept and not shown
NAMELESS = "–"
# an id that nothing has: a form that names it is told that there is no such choice
NOWHERE = -1
# what a request can put in the place of an id
NO_ID = (ObjectDoesNotExist, ValidationError, ValueError, TypeError, OverflowError)


def may_see(thing):
    """Whether the person of this request may see a page, picture, file or row; keepers, tasks and readers are not asked here."""
    person, kind = scope.restricted(), resolver.kind_of(type(thing))
    if person is None or kind is None:
        return True
    if kind == "page":
        place = thing.url_path
    elif kind in ("image", "document"):
        return thing.collection_id in own_collections(person)
    else:
        place = thing.path if kind == "collection" else str(thing.neighbourhood_id)
    return resolver.is_own(person, kind, place) or (kind == "page" and bool(references.public_pages([thing.pk])))


def own_collections(person):
    """Ids of the person's folders of pictures and files; one query for a request."""
    if getattr(person, "_collections", None) is None:
        rows = Collection.objects.values_list("pk", "path")
        person._collections = {pk for pk, path in rows if resolver.is_own(person, "collection", path)} if scope.records(person) else set()
    return person._collections


def keep(instance):
    """A form is about this: what its stored version points at may stay."""
    person = scope.restricted()
    if person is not None and instance is not None and instance.pk is not None:
        person.__dict__.setdefault("_kept", []).append(instance)


def is_kept(thing):
    from wagtail.models import ReferenceIndex

    person = scope.restricted()
    if person is None:
        return False
    target = (ReferenceIndex._get_base_content_type(thing).pk, str(thing.pk))
    return any(target in stored(instance) for instance in getattr(person, "_kept", ()))


def stored(instance):
    if not hasattr(instance, "_stored_references"):
        instance._stored_references = references.stored_references(instance)
    return instance._stored_references


def named_by_form(model, value):
    """The thing that a form names by its id; where there is none that the person may put there, one that is not in the database."""
    try:
        thing = model._default_manager.get(pk=value)
    except NO_ID:
        return model(pk=NOWHERE)
    return thing if may_see(thing) or is_kept(thing) else model(pk=NOWHERE)


def is_nowhere(thing):
    return getattr(thing, "pk", None) == NOWHERE


class OwnChoices:
    """For forms of models: what is not theirs is refused as what does not exist, in the same words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        keep(self.instance)

    def clean(self):
        data = super().clean()
        for name, field in self.fields.items():
            thing = (data or {}).get(name)
            if isinstance(field, forms.ModelChoiceField) and thing is not None and not isinstance(field, forms.ModelMultipleChoiceField):
                if not may_see(thing) and not is_kept(thing):
                    self.add_error(name, field.error_messages["invalid_choice"])
        return data
