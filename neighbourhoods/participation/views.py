"""One public form at its own address: asked for, corrected, looked over, sent once, thanked for.

No answer is kept by a cache, none sets a cookie, and everything works without JavaScript. Whatever goes wrong, what was typed comes back.
"""

from dataclasses import dataclass

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from . import photos, senders, tokens
from .forms import PhotoRefused

QUICKEST = 2  # seconds; nobody writes anything faster
TRAP = "website"


@dataclass(frozen=True)
class Sent:
    """What a form is sent with. `is_held`: it looks like spam, and a person looks at it before anybody else sees it."""

    token: str
    is_held: bool
    language: str
    # hashes that mean nothing tomorrow
    sender: str
    reader: str
    photo: object


def no_store(response):
    """Answers that are for one reader alone; addresses with a secret in them go to no other site."""
    response["Cache-Control"] = "no-store"
    # with "no-referrer" browsers say of our own forms that they come from nowhere (Origin: null), and those are refused
    response["Referrer-Policy"] = "same-origin"
    return response


def see_other(url):
    response = no_store(HttpResponseRedirect(url))
    response.status_code = 303
    return response


def is_resting(site):
    """Whether a neighbourhood's forms are closed, because it is paused or archived; `site` is None on the portal."""
    return site is not None and site.state != "active"


class PublicFormView(View):
    """Subclasses say with attributes and methods what is theirs; see docs/plugins.md.

    `key` names the form in tokens and limits. `photo` is the name of its photo field. With `review`, a button of that name shows everything
    once more before it is sent. `most` posts of one network in an hour are taken as usual; further ones are held.
    """

    http_method_names = ["get", "head", "post"]
    key = ""
    form_class = None
    template = ""
    refused_template = "neighbourhoods/participation/refused.html"
    review_template = ""
    title = ""
    photo = ""
    most = 30

    @classmethod
    def as_view(cls, **options):
        # here and not at `dispatch`, which subclasses have of their own: the token stands in for Django's cookie
        return csrf_exempt(super().as_view(**options))

    # --- what a form says of itself

    def about(self):
        """The key of the thing that the form is about; a token of one is worth nothing for another."""
        return ""

    def closed(self):
        """A sentence that says why nothing can be sent now, or ""."""
        return ""

    def store(self, form, sent):
        """Write it; in a transaction. Returns what came of it, a text of at most 100 letters."""
        raise NotImplementedError

    def done(self, result, token, is_new):
        """Address of the page that thanks for it."""
        raise NotImplementedError

    def must_review(self, form):
        """Whether there is something that the sender should see before sending it; asked once for a form."""
        return False

    def initial(self):
        return {}

    def context(self):
        """More for the templates of all states."""
        return {}

    def render(self, template, context, status=200):
        frame = self.frame()
        for item in frame["switch"]:
            item["url"] = self.switched(item["code"])
        return no_store(render(self.request, template, frame | {"title": self.title} | self.context() | context, status=status))

    def frame(self):
        from ..statements import frame_of

        return frame_of(self.request)

    def switched(self, code):
        from ..languages.links import CHOICE

        return f"/{code}/{self.request.path.split('/', 2)[2]}?{CHOICE}"

    # --- the ways through it

    def resting(self):
        return self.closed() or (" " if is_resting(self.request.neighbourhood) else "")

    def get(self, request, *args, **kwargs):
        if told := self.resting():
            return self.refuse(told.strip(), status=200)
        return self.show(self.form_class(initial=self.initial()), self.new_token())

    def post(self, request, *args, **kwargs):
        if senders.is_from_elsewhere(request):
            return self.refuse("", is_from_elsewhere=True)
        if told := self.resting():
            return self.refuse(told.strip())
        text = request.POST.get("token", "")
        token = tokens.read(text, self.key, self.about(), self.host())
        is_expired = token is None or not token.is_fresh
        if is_expired:
            text = self.new_token()
            fresh = tokens.read(text, self.key, self.about(), self.host())
            if token is not None and self.photo:
                photos.move(token.id, fresh.id)
            token_id, age = fresh.id, 0
        else:
            token_id, age = token.id, token.age
        photo, refused = self.kept_photo(token_id)
        form = self.form_class(request.POST, photo=photo)
        if refused is not None:
            form.add_error(self.photo, refused)
        if not form.is_valid():
            return self.show(form, text, status=422)
        if is_expired:
            return self.show(form, text, is_expired=True)
        if "edit" in request.POST:
            return self.show(form, text)
        if "review" in request.POST or ("reviewed" not in request.POST and self.must_review(form)):
            return self.render(self.review_template, {"form": form, "token": text, "photo": photo})
        return self.send(form, token_id, age, photo)

    def send(self, form, token_id, age, photo):
        request = self.request
        sender = senders.sender(request)
        held = bool(request.POST.get(TRAP)) or age < QUICKEST or form.has_many_links()
        # always counted, also what is held for something else
        held = senders.is_over(sender, self.key, self.most) or held
        sent = Sent(token_id, held, translation.get_language(), sender, senders.reader(request), photo)

        def make():
            if photo is not None:
                photos.use(photo)
            return self.store(form, sent)

        result, is_new = tokens.use(token_id, self.key, make)
        return see_other(self.done(result, token_id, is_new))

    def kept_photo(self, token_id):
        """(the photo that goes with the form, why the uploaded one was refused): kept before anything else is looked at."""
        if not self.photo:
            return None, None
        if upload := self.request.FILES.get(self.photo):
            try:
                return photos.keep(self.request.neighbourhood, token_id, upload), None
            except PhotoRefused as refused:
                return photos.find(token_id), refused
        kept = photos.find(token_id)
        if kept is not None and self.request.POST.get("without_photo"):
            kept.delete()
            kept = None
        return kept, None

    def host(self):
        return self.request.get_host().lower()

    def new_token(self):
        return tokens.new(self.key, self.about(), self.host())

    def show(self, form, token, *, is_expired=False, status=200):
        context = {"form": form, "token": token, "is_expired": is_expired, "photo": form.photo, "problems": form.problems()}
        return self.render(self.template, context, status=status)

    def refuse(self, told, *, is_from_elsewhere=False, status=403):
        """Nothing is stored. What was typed is shown, so that it can be copied."""
        form = self.form_class(self.request.POST if self.request.method == "POST" else None)
        typed = [form[name].value() for name in form.fields if form.is_bound and name != self.photo]
        kept = [text for text in (clean(one) for one in typed) if text]
        context = {"told": told, "is_from_elsewhere": is_from_elsewhere, "kept": kept} | self.ways()
        return self.render(self.refused_template, context, status=status)

    def ways(self):
        """Where else one can tell it."""
        from ..statements import details_of

        site = self.request.neighbourhood or self.request.portal
        details = details_of(self.request.neighbourhood)
        email = details.contact_email or (site.file.get("controller") or {}).get("email", "")
        return {"write_to": email, "phone": details.contact_phone}


def clean(typed):
    from ..plain_text import clean as cleaned

    return cleaned(typed) if isinstance(typed, str) else ""
