from django.urls import path
from wagtail import hooks

from . import desk


@hooks.register("register_admin_urls")
def one_wish():
    return [path("dummyplugin/wish/<int:pk>/", desk.wish, name="dummyplugin_wish")]


@hooks.register("register_admin_viewset")
def all_wishes():
    return [desk.wishes, desk.wish_chooser]
