"""An answer as a person can look at it: page, headers, notices, files; and whether two answers are the same."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

CSRF = rb'csrfmiddlewaretoken\\*"[^>]*value=\\*"|csrf_?token[\'"]?\s*[:=]\s*[\'"]'
TOKEN = re.compile(rb"(" + CSRF + rb'|nonce[-="]+|name="token" value=")[\w+/=:-]+', re.I)
# Keys of texts in the editor, ids of blocks that were sent without one, and names of files are random.
QUOTE = rb"(?:&quot;|[\\\"])+"
KEYS = QUOTE.join((rb"(?:key|id)", rb": ", rb"(?:[a-z0-9]{5}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", rb""))
RANDOM = re.compile(KEYS + rb"|[\w-]{22,40}(?:_\w{7})?\.(?:original|width|max|fill)")
# differ from answer to answer by themselves
UNSTEADY = ("set-cookie", "date", "last-modified", "etag", "content-length", "expires")


@dataclass
class Answer:
    method: str
    url: str
    status: int
    headers: dict
    body: bytes
    notices: tuple = ()
    error: str = ""
    kind: str = ""
    tables: set = field(default_factory=set)
    trespasses: list = field(default_factory=list)

    def everything(self):
        """All bytes in which something may be told."""
        told = [self.body, *(f"{name}: {value}".encode("utf-8", "replace") for name, value in self.headers.items())]
        told += [notice.encode() for notice in self.notices]
        if self.body[:2] == b"PK":
            told += unpacked(self.body)
        text = b"\n".join(told)
        return text + b"\n" + unquote_to_bytes(text) if b"%" in text else text

    def same_as(self, other, replaced=()):
        """What differs, empty when nobody can tell the two apart. `replaced` are ids that the two addresses differ in."""
        if self.status != other.status:
            return f"status {self.status} and {other.status}"
        mine, others = (steady(answer, replaced, (self.url, other.url)) for answer in (self, other))
        if mine == others:
            return ""
        for name, left, right in zip(("headers", "notices", "body"), mine, others, strict=True):
            if left != right:
                return f"{name}: {difference(left, right)}"
        return "?"


def steady(answer, replaced, urls):
    headers = sorted((name, value) for name, value in answer.headers.items() if name.lower() not in UNSTEADY)
    parts = [repr(headers).encode(), repr(answer.notices).encode(), answer.body]
    return [plain(part, replaced, urls) for part in parts]


def plain(text, replaced, urls):
    text = RANDOM.sub(b"", TOKEN.sub(rb"\1", text))
    for url in urls:
        for form in (url, url.replace("&", "&amp;"), url.replace("/", "%2F")):
            text = text.replace(form.encode(), b"URL")
    for one in replaced:
        text = re.sub(rb"(?<![0-9])" + re.escape(one.encode()) + rb"(?![0-9])", b"ID", text)
    return text


def difference(left, right):
    at = next((number for number, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), min(len(left), len(right)))
    start = max(at - 20, 0)
    return f"…{left[start : at + 50]!r} and …{right[start : at + 50]!r}"


def unpacked(body):
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return [archive.read(name) for name in archive.namelist()]
    except zipfile.BadZipFile:
        return []


class Forms(HTMLParser):
    """Links of a page, and its forms as a browser would send them."""

    def __init__(self, base):
        super().__init__()
        self.base, self.links, self.forms, self._form, self._select, self._area = base, [], [], None, None, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        for name in ("href", "data-url", "data-w-dialog-url-value", "data-w-swap-src-value", "data-chooser-url"):
            if given.get(name):
                self.links.append(urljoin(self.base, given[name]))
        if tag == "form":
            action = urljoin(self.base, given.get("action") or self.base)
            self._form = {"action": action, "method": (given.get("method") or "get").lower(), "fields": {}}
            self.forms.append(self._form)
        elif self._form is not None and given.get("name"):
            self.field(tag, given)
        elif tag == "option" and self._select is not None:
            if "selected" in given or self._select not in self._form["fields"]:
                self._form["fields"][self._select] = given.get("value") or ""

    def field(self, tag, given):
        name, fields = given["name"], self._form["fields"]
        if tag == "input" and given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                fields[name] = given.get("value") or "on"
        elif tag == "input" and given.get("type") not in ("submit", "button", "file"):
            fields[name] = given.get("value") or ""
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            fields[name] = ""

    def handle_data(self, data):
        if self._area is not None:
            self._form["fields"][self._area] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


def read_page(answer):
    """(links as paths of the admin, forms that are posted)."""
    if "html" not in answer.headers.get("Content-Type", ""):
        return [], []
    reader = Forms(answer.url)
    reader.feed(answer.body.decode("utf-8", "replace"))
    links = [path for link in reader.links if (path := admin_path(link))]
    return list(dict.fromkeys(links)), [form for form in reader.forms if form["method"] == "post"]


def admin_path(link):
    parts = urlsplit(link)
    if parts.netloc or not parts.path.startswith("/admin/"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")
