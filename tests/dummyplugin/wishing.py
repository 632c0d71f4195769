"""A resident asks to borrow a thing, without an account."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from neighbourhoods.participation import PublicEmailField, PublicForm, PublicFormView, PublicLineField

from .models import ThingPage, Wish


class WishForm(PublicForm):
    text = PublicLineField(
        label=gettext_lazy("When do you need it?"),
        error_messages={"required": gettext_lazy("Write when you need it.")},
        most=200,
    )
    email = PublicEmailField(label=gettext_lazy("E-mail"), required=True)


class WishView(PublicFormView):
    key = "dummyplugin.wish"
    form_class = WishForm
    template = "dummyplugin/wish_form.html"
    title = gettext_lazy("Ask to borrow")
    most = 10

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.thing = get_object_or_404(request.neighbourhood.pages(ThingPage), pk=kwargs["thing"])

    def about(self):
        return self.thing.pk

    def closed(self):
        return "" if self.thing.is_free else _("It is on loan now.")

    def context(self):
        return {"thing": self.thing, "is_sent": "kiitos" in self.request.GET}

    def store(self, form, sent):
        return Wish.objects.create(thing=self.thing, **form.cleaned_data).pk

    def done(self, result, token, is_new):
        return f"{self.request.path}?kiitos"
