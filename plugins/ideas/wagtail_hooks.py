from wagtail import hooks

from .desk.admin_urls import urlpatterns as desk


@hooks.register("register_admin_urls")
def pages():
    return desk
