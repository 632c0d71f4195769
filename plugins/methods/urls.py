"""Addresses below /<language>/methods/. The first is the portal's alone, the others are those of neighbourhoods."""

from django.urls import path

from . import portal
from .exchange import views as exchange
from .printing import views as printing
from .stories.urls import urlpatterns as stories

urlpatterns = [
    path("", portal.shared, name="shared"),
    path("paperi/<uuid:record>/", printing.sheet, name="sheet"),
    path("paperi/<uuid:record>.pdf", printing.sheet_pdf, name="sheet_pdf"),
    path("kortit/", printing.cards, name="cards"),
    path("kortit.pdf", printing.cards_pdf, name="cards_pdf"),
    path("menetelma/<uuid:record>.json", exchange.data, name="data"),
    path("menetelma/<uuid:record>.txt", exchange.text, name="text"),
    path("kaikki.json", exchange.library_data, name="library_data"),
    path("kaikki.txt", exchange.library_text, name="library_text"),
    *stories,
]
