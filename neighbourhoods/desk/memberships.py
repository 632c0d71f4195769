"""The keepers' list of all memberships changes them as the Team page does: the last coordinator stays, and the log tells of it."""

from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.generic import DeleteView, EditView

from . import team


class ChangeMembership(EditView):
    """The role alone: for another person or place the one membership is ended and another made, so that rights and sessions follow."""

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        for name in ("user", "neighbourhood"):
            form.fields[name].disabled = True
        return form

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except team.Refused as refused:
            form.add_error("role", str(refused))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def save_instance(self):
        team.change_role(self.object.pk, self.request.user, self.form.cleaned_data["role"])
        return self.form.instance


class EndMembership(DeleteView):
    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except team.Refused as refused:
            messages.error(self.request, str(refused))
            return self.render_to_response(self.get_context_data())

    def delete_action(self):
        team.end(self.object.pk, self.request.user)

    @property
    def confirmation_message(self):
        return _("The person can change nothing here any more, and is signed out at once. What they have written stays.")


@hooks.register("before_delete_user")
@hooks.register("before_edit_user")
def the_last_stays(request, user):
    """Who is the last coordinator of a neighbourhood is neither deleted nor shut out: first somebody else has to be there."""
    stays_active = request.resolver_match.url_name == "edit" and "is_active" in request.POST
    if request.method != "POST" or stays_active:
        return None
    if not any(team.is_last(membership) for membership in user.memberships.select_related("user")):
        return None
    messages.error(request, _("You cannot remove the last steward. Invite another first."))
    return HttpResponseRedirect(request.get_full_path())
