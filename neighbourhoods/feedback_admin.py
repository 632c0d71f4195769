"""Reports of problems in the admin: what waits for an answer, and until when."""

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import current
from .contacts import today_in
from .isolation import scope
from .models import Feedback

PER_PAGE = 30


def place_of(user):
    """The record whose reports the person may read, None for the portal's; Http404 for who belongs nowhere."""
    record = current.neighbourhood()
    if not scope.is_keeper(user) and scope.role_in(user, record) is None:
        raise Http404
    return record


def reports(record):
    """Unanswered first, the oldest of them first; then the answered ones, newest first."""
    rows = Feedback.objects.filter(neighbourhood=record.pk if record else None)
    return rows.order_by(F("answered_at").desc(nulls_first=True), "is_held", "due_on", "pk")


def index(request):
    record = place_of(request.user)
    page = Paginator(reports(record), PER_PAGE).get_page(request.GET.get("p"))
    today = today_in(record)
    for row in page.object_list:
        row.days_left = (row.due_on - today).days
        row.days_late = -row.days_left
    site = record or current.portal()
    return render(request, "neighbourhoods/feedback/admin.html", {"page": page, "name": site.name, "root": site.root_url})


@require_POST
def mark(request, pk):
    """Answered, or not answered yet: the same button takes it back."""
    record = place_of(request.user)
    row = get_object_or_404(Feedback, pk=pk, neighbourhood=record.pk if record else None)
    row.answered_at = None if row.answered_at else timezone.now()
    row.save(update_fields=["answered_at"])
    return HttpResponseRedirect(reverse("feedback_admin"))


@hooks.register("register_admin_urls")
def urls():
    return [path("feedback/", index, name="feedback_admin"), path("feedback/<int:pk>/", mark, name="feedback_mark")]


class ReportsItem(MenuItem):
    def is_shown(self, request):
        return scope.is_keeper(request.user) or scope.role_in(request.user, current.neighbourhood()) is not None


@hooks.register("register_admin_menu_item")
def menu_item():
    return ReportsItem(gettext_lazy("Problem reports"), reverse("feedback_admin"), name="feedback", icon_name="comment", order=250)
