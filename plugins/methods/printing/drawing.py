"""Pages of HTML become a PDF, by WeasyPrint where that and Pango are found. Nothing is fetched from elsewhere."""

import logging
import mimetypes
import threading
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from PIL import ImageFile

logger = logging.getLogger(__name__)

STYLES = "methods/paper.css"
KEPT_SECONDS = 600
# so long a request waits while another one is drawing in this process
MOST_SECONDS = 10
# folders of media/ whose files everybody may see
PUBLIC = ("pictures", "images")
HOST = "https://paper.invalid"
drawing = threading.BoundedSemaphore(1)


class NotDrawn(Exception):
    """Another PDF is being made, or this one cannot be; the page that one prints from the browser is always there."""


class Refused(Exception):
    """A page asked for something that is no static or media file of ours."""


@lru_cache
def can_draw():
    """Whether PDFs can be made here. Without Pango, WeasyPrint cannot even be imported."""
    reads_parts = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    finally:
        # on import it lets the whole process take half a photo for a photo: what residents send is judged by that
        ImageFile.LOAD_TRUNCATED_IMAGES = reads_parts
    # of each property that it does not know, and of each font that it makes smaller
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return True


def styles():
    return Path(finders.find(STYLES)).read_text(encoding="utf-8")


def file_of(url):
    """Path of the static or media file with this address. Raises Refused for all else: other hosts, private uploads."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if f"{parts.scheme}://{parts.netloc}" == HOST and ".." not in path.split("/") and "\0" not in path:
        if path.startswith(settings.STATIC_URL):
            found = finders.find(path.removeprefix(settings.STATIC_URL))
            if found and Path(found).is_file():
                return Path(found)
        if path.startswith(settings.MEDIA_URL):
            name = path.removeprefix(settings.MEDIA_URL)
            found = (Path(settings.MEDIA_ROOT) / name).resolve()
            inside = found.is_relative_to(Path(settings.MEDIA_ROOT).resolve())
            if inside and name.split("/")[0] in PUBLIC and found.is_file():
                return found
    raise Refused(f"{url} is no static or media file of this site.")


def fetcher():
    """WeasyPrint's door to the world, with nothing behind it but our own files."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):
        def fetch(self, url, headers=None):
            file = file_of(url)
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kind})

    return OwnFiles()


def laid_out(html):
    """WeasyPrint's Document of this HTML, in the styles of paper."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    own = fetcher()
    sheet = weasyprint.CSS(string=styles(), base_url=HOST, url_fetcher=own, font_config=fonts)
    return weasyprint.HTML(string=html, base_url=HOST, url_fetcher=own).render(stylesheets=[sheet], font_config=fonts)


def pdf(variants, pages=None):
    """Bytes of a PDF of the first of these HTML documents that takes at most so many pages, else of the last one; None: any number.

    The same words give the same bytes for ten minutes, without drawing. Raises NotDrawn.
    """
    variants = list(variants)
    key = f"methods-paper-{sha256('|'.join([styles(), str(pages), *variants]).encode()).hexdigest()}"
    if (kept := cache.get(key)) is not None:
        return kept
    if not drawing.acquire(timeout=MOST_SECONDS):
        raise NotDrawn
    try:
        for html in variants:
            document = laid_out(html)
            if pages is None or len(document.pages) <= pages:
                break
        else:
            document = document.copy(document.pages[:pages])
        made = document.write_pdf()
    except Exception as error:
        # what people write must not be able to take the page down, whatever WeasyPrint makes of it
        logger.exception("A PDF of methods could not be drawn.")
        raise NotDrawn from error
    finally:
        drawing.release()
    cache.set(key, made, KEPT_SECONDS)
    return made
