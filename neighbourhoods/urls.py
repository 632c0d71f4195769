"""The addresses that every host answers. Which host may open what is decided in neighbourhoods.current."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail.admin import urls as admin_urls

from . import feedback, feeds, health, icons, media, offline, registry, sitemaps, statements, styleguide, subscribing, themes, trail_pages
from .desk import care_optout, front
from .languages.serve import serve
from .search.views import search, titles
from .signin import invitation_views
from .signin import views as signin

handler400 = "neighbourhoods.errors.bad_request"
handler404 = "neighbourhoods.errors.page_not_found"
handler500 = "neighbourhoods.errors.server_error"

urlpatterns = [
    path("health", health.health, name="health"),
    path("health/host", health.host, name="health_host"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("theme.css", themes.serve, name="theme_css"),
    path("icon.svg", icons.icon, name="icon"),
    path("favicon.ico", icons.favicon, name="favicon"),
    path("icon-<int:size>.png", icons.picture, name="icon_picture"),
    path("apple-touch-icon.png", icons.picture, {"size": 180}),
    path("manifest.webmanifest", icons.manifest, name="manifest"),
    path("sw.js", offline.worker, name="worker"),
    path("styleguide/", styleguide.show, name="styleguide"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("accounts/login/", signin.request_code, name="account_login"),
    # allauth asks for both names; there is one page
    path("accounts/login/", signin.request_code, name="account_request_login_code"),
    path("accounts/login/code/", signin.confirm_code, name="account_confirm_login_code"),
    path("accounts/logout/", signin.sign_out, name="account_logout"),
    path("accounts/link/<str:secret>/", signin.link, name="signin_link"),
    path("accounts/invitation/<str:token>/", invitation_views.invitation, name="invitation"),
    path("accounts/care-mail/<str:token>/", care_optout.page, name="care_mail"),
    # before Wagtail's: its own login and password pages are off
    path("admin/login/", signin.to_sign_in, name="admin_login"),
    path("admin/logout/", signin.sign_out),
    # Wagtail's front page is a step away
    path("admin/", front.page, name="desk"),
    path("admin/editing/", front.full_editing, name="full_editing"),
    path("admin/", include(admin_urls)),
    # under Wagtail's name, in place of its own: that one serves every file to everybody
    re_path(r"^documents/([1-9][0-9]{0,18})/(.*)$", media.document, name="wagtaildocs_serve"),
    path("media/<path:path>", media.serve, name="media"),
]

# Each plugin's own views, below its label. Where it is off they answer 404: current.NeighbourhoodMiddleware.process_view.
PLUGIN_VIEWS = [
    path(f"{plugin.label}/", include((views, plugin.label))) for plugin in registry.installed() if (views := registry.views_of(plugin))
]

urlpatterns += i18n_patterns(
    path("etsi/", search, name="search"),
    path("etsi/otsikot/", titles, name="search_titles"),
    path("saavutettavuus/", statements.accessibility, name="accessibility"),
    path("saavutettavuus/palaute/", feedback.feedback, name="feedback"),
    path("tilaa/", subscribing.page, name="subscribe"),
    path("offline/", offline.page, name="offline"),
    path("tietosuoja/", statements.privacy, name="privacy"),
    path("polku/<uuid:pk>/", trail_pages.page, name="trail"),
    path("polku/<uuid:pk>.json", trail_pages.data, name="trail_data"),
    path("feeds/<str:name>.<str:extension>", feeds.serve, name="feed"),
    *PLUGIN_VIEWS,
    re_path(r"^((?:[\w\-]+/)*)$", serve, name="wagtail_serve"),
)
