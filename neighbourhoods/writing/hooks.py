"""The addresses of the short forms."""

from django.urls import path
from wagtail import hooks

from . import views


@hooks.register("register_admin_urls")
def pages():
    return [
        path("desk/write/<slug:form>/", views.write, name="desk_write"),
        path("desk/write/<slug:form>/<int:page_id>/", views.write, name="desk_write_page"),
        path("desk/keep/<slug:form>/", views.keep, name="desk_keep"),
        path("desk/preview/<uuid:draft>/", views.preview, name="desk_preview"),
        path("desk/done/<int:page_id>/", views.done, name="desk_done"),
    ]
