"""The ways to what needs care."""

from django.urls import path
from wagtail import hooks

from . import care_views


@hooks.register("register_admin_urls")
def pages():
    return [
        path("desk/care/", care_views.index, name="desk_care"),
        path("desk/later/", care_views.later, name="desk_later"),
        path("desk/checked/<int:page_id>/", care_views.checked, name="desk_checked"),
    ]
