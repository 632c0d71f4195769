"""What volunteers see of the shelf at their desk."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from neighbourhoods.plugin import Care

from .models import Wish
from .queries import may_change

WAITS_TOO_LONG = timedelta(days=7)


def address(wish=None):
    """People sign in on the portal's host, whatever neighbourhood they are of."""
    path = reverse("dummyplugin_wish", args=[wish.pk]) if wish else reverse("wagtailadmin_home")
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


def open_wishes(neighbourhood):
    return Wish.objects.filter(neighbourhood=neighbourhood.pk).count()


def first_wish(neighbourhood):
    return address(Wish.objects.filter(neighbourhood=neighbourhood.pk).order_by("created_at").first())


def unanswered(neighbourhood):
    old = Wish.objects.filter(neighbourhood=neighbourhood.pk, created_at__lt=timezone.now() - WAITS_TOO_LONG)
    for wish in old.select_related("thing").order_by("created_at"):
        text = _("Somebody has waited for an answer for over a week: %(thing)s") % {"thing": wish.thing.title}
        yield Care(text, _("Answer"), address(wish))


@login_required
def wish(request, pk):
    found = get_object_or_404(Wish.objects.select_related("thing", "neighbourhood"), pk=pk)
    if not may_change(request.user, found):
        # the same as for one that does not exist
        raise Http404
    return render(request, "dummyplugin/wish.html", {"wish": found})
