"""The Team page at /admin/team/: who belongs to the neighbourhood, and who is invited. For its coordinators, and for keepers."""

from functools import wraps

import segno
from django import forms
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from .. import current
from ..isolation import scope
from ..models import Membership, Role
from ..models.user import clean_address
from ..signin.invitations import DAYS
from . import choosing, team


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, initial=Role.ACTIVIST, widget=forms.RadioSelect)


class InviteForm(RoleForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write it as name@example.org."),
            "invalid": gettext_lazy("Write it as name@example.org."),
        },
    )
    field_order = ["email", "role"]

    def clean_email(self):
        return clean_address(self.cleaned_data["email"])


def may_open(user):
    """Whether the way to the page is shown."""
    record = current.neighbourhood()
    if record is not None:
        return scope.coordinates(user, record)
    return scope.is_keeper(user) or any(place.role == Role.COORDINATOR for place in scope.places(user))


def of_a_coordinator(view):
    """The view gets the record of the neighbourhood that the person coordinates; whatever is not there or not theirs is 404."""

    @wraps(view)
    def checked(request, **arguments):
        if not may_open(request.user):
            raise Http404
        record = current.neighbourhood()
        if record is None:
            return choosing.page(request, next_url=reverse("team"))
        try:
            # the times of a neighbourhood are told in its own zone
            with timezone.override(record.zone):
                return view(request, record, **arguments)
        except team.NotHere:
            raise Http404 from None

    return checked


def address(name, record, **arguments):
    """With the neighbourhood in it: who has two pages open must not change the one when looking at the other."""
    return f"{reverse(name, kwargs=arguments or None)}?neighbourhood={record.slug}"


def show(request, template, record, title, **more):
    frame = {
        "header_title": title,
        "header_icon": "group",
        "breadcrumbs_items": [
            {"url": address("team", record) if title != _("Team") else "", "label": _("Team"), "sublabel": record.name},
            *([{"url": "", "label": title}] if title != _("Team") else []),
        ],
        "record": record,
        "here": f"?neighbourhood={record.slug}",
    }
    return render(request, f"neighbourhoods/desk/{template}.html", {**frame, **more})


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_coordinator
def index(request, record):
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            team.invite(record, request.user, form.cleaned_data["email"], form.cleaned_data["role"])
        except team.Refused as refused:
            form.add_error("email", str(refused))
        else:
            # the same whoever has the address, and whether anybody has it
            messages.success(request, _("An invitation is on its way if the address is right."))
            return HttpResponseRedirect(address("team", record))
    members = team.members(record.pk)
    return show(
        request,
        "team",
        record,
        _("Team"),
        form=form,
        link_form=RoleForm(auto_id="link_%s"),
        members=[{"row": row, "name": team.name_of(row.user), "is_me": row.user_id == request.user.pk} for row in members],
        invitations=team.open_invitations(record.pk),
        acts=[{**act, "who": shown(act["who"]), "whom": shown(act["whom"])} for act in team.last_acts(record.pk)],
        days=DAYS,
    )


def shown(user):
    """What others may read of who did something: keepers by their role, since they belong to no neighbourhood."""
    if user is None:
        return _("somebody who is not here any more")
    return _("administrator") if user.is_superuser else team.name_of(user)


@require_POST
@of_a_coordinator
def link(request, record):
    """The link is in this answer and nowhere else."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        return HttpResponseRedirect(address("team", record))
    try:
        made = team.make_link(record, request.user, form.cleaned_data["role"])
    except team.Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(address("team", record))
    role = Role(form.cleaned_data["role"])
    return show(request, "team_link", record, _("Link and QR code"), link=made, code=qr_code(made), role=role, days=DAYS)


def qr_code(text):
    """Black on white with its margin, whatever the colours round it are: phones read nothing else for sure."""
    return mark_safe(segno.make(text, error="m").svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True))


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_coordinator
def member(request, record, pk):
    row = get_object_or_404(Membership.objects.select_related("user"), pk=pk, neighbourhood=record.pk)
    values = {"row": row, "name": team.name_of(row.user), "is_me": row.user_id == request.user.pk, "is_last": team.is_last(row)}
    action = request.POST.get("action", "") if request.method == "POST" else request.GET.get("action", "")
    if request.method == "POST":
        return act(request, record, row, action)
    if action == "end":
        return show(request, "team_end", record, _("End the membership"), **values)
    return show(request, "team_member", record, values["name"], form=RoleForm(initial={"role": row.role}), **values)


def act(request, record, row, action):
    form = RoleForm(request.POST)
    try:
        if action == "end":
            team.end(row.pk, request.user, record.pk)
            done = _("The membership has ended.")
        elif action == "role" and form.is_valid():
            team.change_role(row.pk, request.user, form.cleaned_data["role"], record.pk)
            done = _("Saved.")
        else:
            return HttpResponseRedirect(address("team_member", record, pk=row.pk))
    except team.Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(address("team_member", record, pk=row.pk))
    if row.user_id == request.user.pk and not scope.is_keeper(request.user):
        # no longer a coordinator, and perhaps not signed in any more
        return HttpResponseRedirect(reverse("desk"))
    messages.success(request, done)
    return HttpResponseRedirect(address("team", record))


@require_POST
@of_a_coordinator
def invitation(request, record, pk):
    team.withdraw(record, request.user, pk)
    messages.success(request, _("The invitation was withdrawn. Its link works no more."))
    return HttpResponseRedirect(address("team", record))
