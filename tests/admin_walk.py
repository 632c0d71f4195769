"""A volunteer goes through the admin: every page of it, and what it answers to what is sent. For the tests of its words."""

import shutil
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.users.models import UserProfile

from neighbourhoods import current, registry, short_forms
from neighbourhoods.models import Document, Feedback, HomePage, Image, InfoPage, Invitation, Membership, Neighbourhood, User

from .test_admin import fields, picture

# One line is one page. {page} is an info page, {home} the home page above it, {folder} the page of the neighbourhood.
ADDRESSES = """
/admin/
/admin/editing/
/admin/desk/acts/
/admin/desk/bin/
/admin/desk/pages/{page}/
/admin/desk/pages/{page}/?action=bin
/admin/account/
/admin/team/
/admin/team/{membership}/
/admin/desk/care/
/admin/desk/help/
/admin/desk/help/kirjautuminen/
/admin/desk/help/sheet/
/admin/details/
/admin/feedback/
/admin/translate/
/admin/translate/{page}/sv/
/admin/translate/{page}/fi-simple/
/admin/translate/details/sv/
/admin/translate/details/fi-simple/
/admin/pages/
/admin/pages/{folder}/
/admin/pages/{home}/
/admin/pages/{home}/?ordering=ord
/admin/pages/{home}/results/
/admin/pages/{page}/
/admin/pages/{home}/edit/
/admin/pages/{page}/edit/
/admin/pages/{home}/add_subpage/
/admin/pages/{page}/history/
/admin/pages/{page}/history/results/
/admin/pages/{page}/usage/
/admin/pages/{page}/delete/
/admin/pages/{page}/move/
/admin/pages/{page}/move/{home}/confirm/
/admin/pages/{page}/copy/
/admin/pages/{page}/unpublish/
/admin/pages/search/
/admin/pages/search/?q=tule
/admin/pages/search/?q=eiole
/admin/pages/search/results/?q=tule
/admin/choose-page/?{links}
/admin/choose-page/{home}/?{links}
/admin/choose-page/search/?q=tule&{links}
/admin/choose-page/search/?q=eiole&{links}
/admin/choose-external-link/?{links}
/admin/choose-email-link/?{links}
/admin/choose-phone-link/?{links}
/admin/choose-anchor-link/?{links}
/admin/bulk/wagtailcore/page/publish/?id={page}
/admin/bulk/wagtailcore/page/unpublish/?id={page}
/admin/bulk/wagtailcore/page/move/?id={page}
/admin/bulk/wagtailcore/page/delete/?id={page}
/admin/images/
/admin/images/?q=eiole
/admin/images/results/
/admin/images/add/
/admin/images/multiple/add/
/admin/images/{image}/
/admin/images/{image}/delete/
/admin/images/usage/{image}/
/admin/images/chooser/
/admin/images/chooser/results/?q=eiole
/admin/images/chooser/chosen/{image}/
/admin/images/chooser/{image}/select_format/
/admin/bulk/neighbourhoods/image/delete/?id={image}
/admin/bulk/neighbourhoods/image/add_to_collection/?id={image}
/admin/documents/
/admin/documents/?q=eiole
/admin/documents/results/
/admin/documents/add/
/admin/documents/multiple/add/
/admin/documents/edit/{document}/
/admin/documents/delete/{document}/
/admin/documents/usage/{document}/
/admin/documents/chooser/
/admin/documents/chooser/results/?q=eiole
/admin/documents/chooser/chosen/{document}/
/admin/bulk/neighbourhoods/document/delete/?id={document}
/admin/bulk/neighbourhoods/document/add_to_collection/?id={document}
""".split()
LINKS = "page_type=wagtailcore.page&allow_external_link=true&allow_email_link=true&allow_phone_link=true&allow_anchor_link=true"
AFTER_PUBLISHING = """
/admin/?neighbourhood=lintumaki
/admin/pages/{page}/edit/
/admin/pages/{page}/revisions/compare/{first}...{last}/
/admin/pages/{page}/revisions/{first}/revert/
""".split()

# Views that are open to volunteers and that the walk leaves out, because they show nothing of their own.
SHOW_NOTHING = {
    "dismissibles sprite javascript_catalog login logout": "no words but those of the catalogue",
    "preview_on_edit preview_on_add view_draft revisions_view preview block_preview": "what a public page shows",
    "ping release": "the names of people",
    "explore_root choose_page add_subpage": "lead on to the only place that there is",
    "set_page_position revisions_unschedule convert_alias feedback_mark team_invitation": "are sent, and lead elsewhere",
    "delete": "of a page leads to the bin; those of pictures and files are walked",
    "desk_later desk_checked desk_undo desk_bin_out desk_keep": "are sent, and lead elsewhere",
    "listing detail choose_page_chosen_multiple chosen_multiple": "titles, for scripts",
    "edit_multiple delete_multiple delete_upload_multiple": "the forms of adding several",
    "create_multiple_from_uploaded_image create_multiple_from_uploaded_document": "the forms of adding several",
}


def names_that_show_nothing():
    return {name for names in SHOW_NOTHING for name in names.split()}


class Walk:
    """Goes as a coordinator of one neighbourhood, who can do all that an active resident can and more; `seen` is {address: answer}."""

    def __init__(self, visitor, user):
        self.visitor, self.user, self.seen, self.views = visitor, user, {}, set()
        self.page = InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/")
        self.home = HomePage.objects.get(url_path="/lintumaki/fi/")
        self.place = place = user.memberships.get().neighbourhood
        own = {"collection": place.collection, "uploaded_by_user": user}
        other = User.objects.create_user("toinen@example.org")
        due = {days: {"neighbourhood": place, "language": "fi", "due_on": timezone.localdate() + timedelta(days=days)} for days in (7, -1)}
        Feedback.objects.create(text="Ovi on rikki.", email="asukas@example.org", token="1", **due[7])
        Feedback.objects.create(text="Osta halvalla.", is_held=True, token="2", **due[-1])
        self.names = {
            "page": self.page.pk,
            "home": self.home.pk,
            "folder": self.home.get_parent().pk,
            "image": Image.objects.create(title="Kuva", file=picture(), **own).pk,
            "document": Document.objects.create(title="Ohje", file=ContentFile(b"Hei", "ohje.txt"), **own).pk,
            "membership": Membership.objects.create(user=other, neighbourhood=place, role="activist").pk,
            "invitation": Invitation.objects.create(neighbourhood=place, email="uusi@example.org", role="activist", invited_by=user).pk,
            "links": LINKS,
        }

    def look(self, *addresses):
        for address in addresses:
            path = address.format(**self.names)
            self.keep(path, self.visitor.get(path, follow=True))

    def send(self, address, data, **more):
        path = address.format(**self.names)
        self.keep(f"POST {path} {len(self.seen)}", self.visitor.post(path, data, follow=True, **more))

    def keep(self, name, answer):
        self.seen[name] = answer
        if answer.resolver_match:
            self.views.add(answer.resolver_match.view_name)

    def all(self):
        self.look(*ADDRESSES)
        self.each_type_of_page()
        self.views_of_plugins()
        self.mistakes()
        self.short_forms()
        self.write()
        self.second_neighbourhood()
        return self.seen

    def each_type_of_page(self):
        """The editor of one page of every type, and the empty one of every type that can be added there."""
        types = {}
        for page in Page.objects.descendant_of(self.home, inclusive=True).order_by("path"):
            types.setdefault(page.content_type_id, page)
        for page in types.values():
            self.look(f"/admin/pages/{page.pk}/", f"/admin/pages/{page.pk}/edit/")
            for model in page.specific.creatable_subpage_models():
                self.look(f"/admin/pages/add/{model._meta.app_label}/{model._meta.model_name}/{page.pk}/")

    def views_of_plugins(self):
        for plugin in registry.installed():
            for name in plugin.admin_views():
                try:
                    path = reverse(name)
                except NoReverseMatch:
                    continue
                # where a plugin is off its views do not exist
                if self.visitor.get(path, follow=True).status_code == 200:
                    self.look(path)

    def second_neighbourhood(self):
        Membership.objects.create(user=self.user, neighbourhood=Neighbourhood.objects.get(slug="partti"), role="activist")
        self.look("/admin/neighbourhood/", "/admin/neighbourhood/?q=eiole", "/admin/")

    def mistakes(self):
        self.send("/admin/pages/{page}/edit/", fields("", "Otsikko", slug="mukaan", **{"action-publish": "1"}))
        self.send("/admin/pages/{page}/edit/", fields("x" * 300, "", slug="ei käy", **{"action-publish": "1"}))
        self.send("/admin/images/chooser/create/", {"image-chooser-upload-title": "", "image-chooser-upload-description": ""})
        self.send("/admin/documents/chooser/create/", {"document-chooser-upload-title": ""})
        self.send("/admin/images/add/", {"title": "", "description": ""})
        self.send("/admin/documents/add/", {"title": ""})
        self.send("/admin/details/", {"notice": "Vesi poikki"})
        self.send("/admin/team/", {"email": "ei osoite", "role": "activist"})
        self.send("/admin/team/link/", {"role": "activist"})
        for kind, name in (("external", "url"), ("email", "email_address"), ("phone", "phone_number"), ("anchor", "url")):
            self.send("/admin/choose-" + kind + "-link/?{links}", {f"{kind}-link-chooser-{name}": "" if kind != "email" else "ei"})
        self.send("/admin/pages/{page}/copy/", {"new_title": "", "new_slug": "mukaan", "new_parent_page": self.home.pk})

    def short_forms(self):
        """Each form of few fields: empty, with mistakes, as a preview, and the page that comes of it."""
        for key in short_forms.forms_of(current.by_slug(self.place.slug)):
            path, place = f"/admin/desk/write/{key}/", {"w-place": self.place.slug}
            self.look(path)
            made = Page.objects.filter(title="Talkoot")
            before = set(made.values_list("pk", flat=True))
            self.send(path, {"title": "", "text": "", "w-action": "publish", **place})
            for action in ("draft", "preview", "publish"):
                self.send(path, {"title": "Talkoot", "text": "Tule mukaan.", "w-action": action, **place})
            # a form that asks for more makes none of these few words
            page = made.exclude(pk__in=before).order_by("-pk").first()
            if page is not None:
                self.look(f"{path}{page.pk}/", f"/admin/desk/pages/{page.pk}/")

    def write(self):
        self.send("/admin/pages/{page}/edit/", fields("Luonnos", "Otsikko", slug="mukaan"))
        self.send("/admin/pages/{page}/edit/", fields("Julki", "Otsikko", slug="mukaan", **{"action-publish": "1"}))
        first, *_more, last = self.page.revisions.order_by("pk").values_list("pk", flat=True)
        self.names |= {"first": first, "last": last}
        self.look(*AFTER_PUBLISHING)
        self.write_at_once()
        script = {"headers": {"X-Requested-With": "XMLHttpRequest"}}
        self.send("/admin/images/multiple/add/", {"title": "Uusi", "files[]": picture()}, **script)
        self.send("/admin/documents/multiple/add/", {"title": "Uusi", "files[]": ContentFile(b"Hei", "uusi.txt")}, **script)
        self.send("/admin/images/{image}/", {"title": "Kuva", "description": "Piha", "collection": self.place.collection_id})
        self.send("/admin/pages/{page}/unpublish/", {})
        self.look("/admin/pages/{page}/edit/")
        self.send("/admin/pages/{page}/delete/", {})

    def write_at_once(self):
        """Somebody else saves a text between."""
        page = InfoPage.objects.get(pk=self.page.pk)
        opened = page.latest_revision
        shown = {"loaded_revision_id": opened.pk, "loaded_revision_created_at": opened.created_at.isoformat()}
        page.title = "Toinen teksti"
        page.save_revision(user=User.objects.get(email="toinen@example.org"))
        self.send("/admin/pages/{page}/edit/", fields("Oma teksti", "Otsikko", slug="mukaan", **shown, **{"action-publish": "1"}))
        self.send("/admin/pages/{page}/edit/", fields("Oma teksti", "Otsikko", slug="mukaan", **shown))


class SignIn:
    """The pages before the admin, for somebody whose browser wants a language."""

    def __init__(self, visitor, code):
        self.visitor, self.headers, self.seen = visitor, {"Accept-Language": code}, {}

    def all(self):
        for path in ("/accounts/login/", "/admin/", "/accounts/link/xyz/", "/accounts/invitation/xyz/"):
            self.seen[path] = self.visitor.get(path, follow=True, headers=self.headers)
        for path, data in (
            ("/accounts/login/", {"email": ""}),
            ("/accounts/login/", {"email": "ei osoite"}),
            ("/accounts/login/", {"email": "aktiivi@example.org"}),
            ("/accounts/login/code/", {"code": ""}),
            ("/accounts/login/code/", {"code": "VÄÄRÄ"}),
        ):
            self.seen[f"POST {path} {len(self.seen)}"] = self.visitor.post(path, data, follow=True, headers=self.headers)
        return self.seen


@pytest.fixture
def walker(visit, activist, settings, tmp_path):
    """walker("fi") is a Walk that has not begun, of a coordinator of Lintumäki who has chosen a language."""
    shutil.copytree(settings.MEDIA_ROOT, tmp_path, dirs_exist_ok=True)
    settings.MEDIA_ROOT = tmp_path
    membership = activist.memberships.get()
    membership.role = "coordinator"
    membership.save()
    visitor = visit()
    visitor.client.force_login(activist)

    def start(code):
        UserProfile.objects.update_or_create(user=activist, defaults={"preferred_language": code})
        return Walk(visitor, activist)

    return start
