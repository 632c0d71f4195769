"""Pictures and files that something needs stay: who deletes one cannot always see the draft, or the page in the bin, that it is on."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .isolation import scope


def refuse_if_used(instance):
    """Raises ValidationError where a volunteer would delete what a page or a row uses; keepers, tasks and commands may."""
    from wagtail.models import ReferenceIndex

    if scope.restricted() is None:
        return
    content_type = ReferenceIndex._get_base_content_type(instance)
    if ReferenceIndex.objects.filter(to_content_type=content_type, to_object_id=str(instance.pk)).exists():
        told = _("“%(title)s” is used on a page, so only an administrator can delete it. Take it off the pages first.")
        raise ValidationError(told % {"title": instance.title})


def before_deleting(sender, instance, **kwargs):
    """Many at once are deleted without asking each."""
    refuse_if_used(instance)
