from wagtail import hooks

from .desk import listing


@hooks.register("register_admin_viewset")
def list_of_news():
    return listing
