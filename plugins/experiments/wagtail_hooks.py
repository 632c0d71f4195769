from wagtail import hooks

from .desk.admin_urls import urlpatterns
from .desk.listing import listing


@hooks.register("register_admin_urls")
def desk():
    return urlpatterns


@hooks.register("register_admin_viewset")
def list_of_trials():
    return listing
