from django.urls import path
from wagtail import hooks

from . import desk


@hooks.register("register_admin_urls")
def wishes():
    return [path("dummyplugin/wish/<int:pk>/", desk.wish, name="dummyplugin_wish")]
