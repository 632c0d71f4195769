"""What must follow a change, whoever makes it: only the one neighbourhood that it concerns gets cold."""

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageLogEntry, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from . import current


def page_changed(sender, instance, **kwargs):
    """Home pages and the pages right below them are part of the record: names, menu, languages."""
    if kwargs.get("raw") or not isinstance(instance, Page):
        return
    parts = (instance.url_path or "").split("/")
    # ['', folder, home, ''] is a home page, ['', folder, home, page, ''] one right below it
    if len(parts) not in (4, 5):
        return
    pk = _neighbourhood_of(parts[1])
    if pk:
        current.changed(pk)


def privacy_changed(sender, instance, **kwargs):
    """Which pages are not for everybody is part of the record."""
    parts = (instance.page.url_path or "").split("/")
    if len(parts) > 2 and (pk := _neighbourhood_of(parts[1])):
        current.changed(pk)


def page_moved(sender, instance, url_path_before, url_path_after, **kwargs):
    for path in {url_path_before, url_path_after}:
        parts = path.split("/")
        if len(parts) in (4, 5) and (pk := _neighbourhood_of(parts[1])):
            current.changed(pk)


def _neighbourhood_of(slug):
    from .models import Neighbourhood

    return Neighbourhood.objects.filter(slug=slug).values_list("pk", flat=True).first()


def a_person_published(sender, instance, revision, **kwargs):
    """Examples and untranslated copies stop being so when somebody publishes them."""
    from .pages import BasePage

    if revision is None or revision.user_id is None or not isinstance(instance, BasePage):
        return
    if names := instance.published_by_a_person():
        type(instance).objects.filter(pk=instance.pk).update(**{name: getattr(instance, name) for name in names})


def site_changed(sender, instance, **kwargs):
    current.install_changed()


def membership_made(sender, instance, raw=False, **kwargs):
    """Groups follow memberships."""
    if raw:
        return
    place = instance.neighbourhood
    own, other = (place.coordinators, place.activists) if instance.role == "coordinator" else (place.activists, place.coordinators)
    instance.user.groups.add(own)
    instance.user.groups.remove(other)


def membership_ended(sender, instance, **kwargs):
    """Rights and sessions end with the membership, at once."""
    place = instance.neighbourhood
    instance.user.groups.remove(place.activists, place.coordinators)
    instance.user.end_sessions()


def signed_in(sender, user, **kwargs):
    from .signin.invitations import accept_invitations

    accept_invitations(user)


def connect():
    from . import descriptions
    from .desk import page_log
    from .models import Membership
    from .translate import free, work

    for signal in (post_save, post_delete, page_published, page_unpublished):
        signal.connect(page_changed, dispatch_uid=f"neighbourhoods-page-{id(signal)}")
    post_save.connect(privacy_changed, sender=PageViewRestriction, dispatch_uid="neighbourhoods-private")
    post_delete.connect(privacy_changed, sender=PageViewRestriction, dispatch_uid="neighbourhoods-private-no-more")
    post_page_move.connect(page_moved, dispatch_uid="neighbourhoods-page-moved")
    page_published.connect(a_person_published, dispatch_uid="neighbourhoods-person")
    page_published.connect(descriptions.page_was_published, dispatch_uid="neighbourhoods-descriptions")
    page_published.connect(work.source_was_published, dispatch_uid="neighbourhoods-translations")
    page_published.connect(work.translation_was_published, dispatch_uid="neighbourhoods-translations-finished")
    page_published.connect(free.source_was_published, dispatch_uid="neighbourhoods-free-translations")
    post_save.connect(page_log.was_logged, sender=PageLogEntry, dispatch_uid="neighbourhoods-acts-on-pages")
    post_save.connect(site_changed, sender=Site, dispatch_uid="neighbourhoods-site-saved")
    post_delete.connect(site_changed, sender=Site, dispatch_uid="neighbourhoods-site-deleted")
    post_save.connect(membership_made, sender=Membership, dispatch_uid="neighbourhoods-member")
    post_delete.connect(membership_ended, sender=Membership, dispatch_uid="neighbourhoods-member-ended")
    user_logged_in.connect(signed_in, dispatch_uid="neighbourhoods-signed-in")
