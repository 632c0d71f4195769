"""What is printed from: a page of each method and one of a deck, which browsers print, and the same as PDF."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from neighbourhoods.pages import render

from ..models import MethodIndexPage
from . import choosing, deck, drawing
from .paper import SHORT, SHORTEST

# from the largest letters, and about how many of those fit an A4
SIZES = {"roomy": 2_400, "full": 3_300, "snug": 3_800, "tight": 0}
# more than that is not even tried to be put there whole
MOST_WHOLE = 6_000
# a picture beside a step of two or three lines takes about the room of so many letters
PICTURE = 200
# of a step's picture: sharp enough at 20 mm, and the smallest that there is
SPEC = "width-480|format-jpeg"


def size_of(length):
    return next((size for size, most in SIZES.items() if length <= most), "tight")


def drawn_of(paper):
    """({id of an Image: address} of the pictures of its steps, letters that fill as much room). One query, where there are any."""
    ids = [picture[0] for picture in paper.pictures if picture]
    if not ids:
        return {}, 0
    found = {pk: versions[SPEC][0] for pk, versions in paper.page.get_pictures()["pictures"].items() if SPEC in versions}
    return found, PICTURE * sum(pk in found for pk in ids)


def whole_sizes(length):
    """Those in which so many letters may fit an A4, from the largest."""
    sizes = list(SIZES)
    return sizes[sizes.index(size_of(length)) :] if length <= MOST_WHOLE else []


def frame(language):
    return {"language": language, "direction": "rtl" if get_language_info(language)["bidi"] else "ltr"}


def asked_for(request, record):
    paper = choosing.one(request.neighbourhood, get_language(), UUID(str(record)))
    if paper is None:
        raise Http404
    return paper


@require_safe
def sheet(request, record):
    paper = asked_for(request, record)
    drawn, room = drawn_of(paper)
    # a browser cannot try whether they fit
    if paper.length + room > SIZES["snug"]:
        drawn, room = {}, 0
    size = size_of(paper.length + room)
    context = {"paper": paper, "sections": paper.sections(drawn=drawn), "size": size, "can_draw": drawing.can_draw()}
    return not_found_by_searching(render(request, "methods/printing/sheet_page.html", context))


@require_safe
def sheet_pdf(request, record):
    """One A4, whatever the length: smaller letters first, then no pictures, then shorter parts; the whole is behind the QR code."""
    paper, language = asked_for(request, record), get_language()
    here = reverse("methods:sheet", args=[record])
    if not drawing.can_draw():
        return HttpResponseRedirect(here)

    def drawn():
        pictures, room = drawn_of(paper)
        tries = [(size, None, pictures) for size in whole_sizes(paper.length + room)] if pictures else []
        tries += [(size, None, {}) for size in whole_sizes(paper.length)] + [("tight", SHORT, {}), ("tight", SHORTEST, {})]
        for size, most, shown in tries:
            context = {"paper": paper, "sections": paper.sections(most, shown), "size": size, "is_short": most is not None}
            yield render_to_string("methods/printing/sheet_document.html", context | frame(language))

    return pdf_of(drawn(), f"{slugify(paper.title) or 'menetelma'}.pdf", here, pages=1)


@require_safe
def cards(request):
    neighbourhood, language = request.neighbourhood, get_language()
    choice = choosing.deck(request, neighbourhood, language)
    home = neighbourhood.home(language)
    index = MethodIndexPage.objects.filter(path__startswith=home.path, live=True).first() if home else None
    context = {
        "choice": choice,
        "sheets": deck.sheets(choice.chosen),
        "chosen_numbers": [paper.number for paper in choice.chosen],
        "most": choosing.MOST_CARDS,
        "can_draw": drawing.can_draw(),
        "pdf_url": f"{reverse('methods:cards_pdf')}{'?' if choice.query else ''}{choice.query}",
        "index": index,
    }
    return not_found_by_searching(render(request, "methods/printing/cards_page.html", context))


@require_safe
def cards_pdf(request):
    language = get_language()
    choice = choosing.deck(request, request.neighbourhood, language)
    here = f"{reverse('methods:cards')}{'?' if choice.query else ''}{choice.query}"
    if not choice.chosen or not drawing.can_draw():
        return HttpResponseRedirect(here)
    context = {"sheets": deck.sheets(choice.chosen), "title": _("Cards of methods")} | frame(language)
    return pdf_of([render_to_string("methods/printing/cards_document.html", context)], f"{slugify(_('Cards of methods'))}.pdf", here)


def pdf_of(variants, name, here, pages=None):
    """The answer with a PDF, or the way to the page that browsers print while another one is being drawn."""
    try:
        made = drawing.pdf(variants, pages)
    except drawing.NotDrawn:
        return HttpResponseRedirect(here)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name)
    return not_found_by_searching(response)


def not_found_by_searching(response):
    response["X-Robots-Tag"] = "noindex"
    return response
