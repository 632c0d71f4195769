"""The accessibility statement and the privacy notice of every site, from its file and its details.

Written language by language in templates, not sentence by sentence in a catalogue. What nobody has told is said to be so.
"""

from django.http import Http404
from django.shortcuts import render
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template, select_template
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from . import contacts, feedback, registry
from .details.reading import Reader
from .languages.links import alternates, direction, site_frame, switch
from .models import Details
from .portal import portal_frame

WRITTEN = ("fi", "sv", "en", "fi-simple")
OMBUDSMAN = "https://tietosuoja.fi"


def frame_of(request):
    """The frame of a page that every site has: a neighbourhood's, or the portal's on its host."""
    if request.neighbourhood is not None:
        return site_frame(request.neighbourhood)
    if request.portal is not None:
        return portal_frame(request.portal)
    raise Http404


def statement(request, name, title, path):
    site = request.neighbourhood or request.portal
    context = frame_of(request)
    language = translation.get_language()
    written = best(site, language)
    found = {code: path for code in site.codes if code in WRITTEN}
    details = details_of(request.neighbourhood)
    context.update(
        {
            "title": title,
            "text": f"neighbourhoods/statements/{name}.{written}.html",
            "content_language": written,
            "content_direction": direction(written),
            "is_fallback": written != language,
            "content_language_name": get_language_info(written)["name_local"],
            "switch": switch(site, found),
            "alternates": alternates(site, found),
            "canonical": f"{site.root_url}/{written if written in site.codes else language}/{path}",
            "controller": site.file.get("controller") or {},
            "details": details,
            "gaps": gaps_of(details, site, language) if details.pk and name == "accessibility" else [],
            "authority": [line.strip() for line in details.authority.splitlines() if line.strip()],
            "processors": [line.strip() for line in details.processors.splitlines() if line.strip()],
            "host": site.root_url.split("//", 1)[-1],
            "days": feedback.ANSWERED_IN,
            "address_days": feedback.ADDRESS_KEPT,
            "unanswered_days": feedback.UNANSWERED_KEPT,
            "report_days": feedback.KEPT,
            "consent_days": contacts.KEPT_AFTER,
            "ombudsman": OMBUDSMAN,
        }
    )
    context["of_plugins"] = notices(request.neighbourhood, written) if name == "privacy" else []
    context["write_to"] = details.contact_email or context["controller"].get("email", "")
    with translation.override(written):
        # dates in the language of the text
        context["text_html"] = get_template(context["text"]).render(context, request)
    return render(request, "neighbourhoods/statements/page.html", context)


def best(site, language):
    """The language of the text that a reader of `language` gets: along the site's chain, else Finnish."""
    return next((code for code in (language, *site.chain(language)) if code in WRITTEN), WRITTEN[0])


def notices(record, language):
    """[{"template", "config", "language", "direction"}] of what plugins tell of the data that they keep, in the best language."""
    found = []
    for plugin in registry.enabled(record):
        if not plugin.privacy_notice:
            continue
        names = [f"{plugin.privacy_notice}.{code}.html" for code in dict.fromkeys((language, *record.chain(language), *WRITTEN))]
        try:
            template = select_template(names).template.name
        except TemplateDoesNotExist:
            continue
        code = template.removeprefix(f"{plugin.privacy_notice}.").removesuffix(".html")
        found.append({"template": template, "config": record.config(plugin), "language": code, "direction": direction(code)})
    return found


def gaps_of(details, site, language):
    """Known gaps, each with `told`, its texts in the language of the reader; at most two queries."""
    rows = list(details.gaps.all())
    reader = Reader(site, language) if rows else None
    for row in rows:
        row.told = reader.told(row, "gap", ("issue", "cause", "instead", "corrected"))
    return rows


def details_of(record):
    """The row of details, or an empty one that was never saved; one query."""
    return Details.objects.filter(neighbourhood=record.pk if record else None).first() or Details()


def accessibility(request):
    return statement(request, "accessibility", _("Accessibility"), "saavutettavuus/")


def privacy(request):
    return statement(request, "privacy", _("Privacy"), "tietosuoja/")
