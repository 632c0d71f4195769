from wagtail import hooks

from .desk.admin_urls import urlpatterns as desk
from .desk.pages_listed import listing


@hooks.register("register_admin_urls")
def pages():
    return desk


@hooks.register("register_admin_viewset")
def list_of_methods():
    return listing
