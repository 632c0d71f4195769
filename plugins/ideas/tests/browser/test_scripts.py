"""What strangers have typed runs nowhere and turns nothing around: seen in a real browser, on every page of ideas."""

import json
from urllib.parse import quote

import pytest

from tests.browser.servers import ACTIVIST, ROOT

from .test_idea_without_account import WAIT, photo

pytestmark = pytest.mark.browser
KNOWN = json.loads((ROOT / "tests" / "cases" / "text_cases.json").read_text(encoding="utf-8"))["xss"]
# as many again, for places that those do not try
MORE = [
    "<script>RAN()</script>", "<ScRiPt/x>RAN()</sCrIpT>", "<scr<script>ipt>RAN()</scr</script>ipt>", "<img src=x onerror=RAN()//",
    "<svg><script>RAN()</script></svg>", "<svg><animate onbegin=RAN() attributeName=x dur=1s>", "<body onload=RAN()>",
    "<video src=x onerror=RAN()>", "<audio src=x onerror=RAN()>", "<marquee onstart=RAN()>", "<iframe src=javascript:RAN()>",
    "<embed src=javascript:RAN()>", "<a href='jav&#x09;ascript:RAN()'>x</a>", "<button autofocus onfocus=RAN()>x</button>",
    "<select autofocus onfocus=RAN()>", "<textarea autofocus onfocus=RAN()>",
    "<style>*{animation:x}@keyframes x{}</style><b onanimationstart=RAN()>",
    "<template><script>RAN()</script></template>", "<p style=animation-name:x onanimationend=RAN()>", "</script><script>RAN()</script>",
    "</style><script>RAN()</script>", "--><script>RAN()</script>",
    "]]><script>RAN()</script>", "\\';RAN();//", "\\\";RAN();//", "`+RAN()+`",
    "<link rel=stylesheet href=//example.org/x.css>", "<plaintext>", "&#60;img src=x onerror=RAN()&#62;",
    "{{constructor.constructor('RAN()')()}}",
]  # fmt: skip
ATTACKS = KNOWN + MORE
# what is asked of a page, and what is not
ASKED = "jarjestys tila kiitos sivu siemen q p seen vahvistettu lisatty koodi next".split()
# what runs is counted; dialogs, and what a policy would have had to stop, too
HOOK = """
window.ran = []
window.RAN = () => window.ran.push('called')
window.w = {set RAN(value) { window.ran.push('written') }}
for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => window.ran.push(name)
document.addEventListener('securitypolicyviolation', event => window.ran.push(event.violatedDirective + ' ' + event.blockedURI))
"""
# elements and attributes that no template of ours writes
FOREIGN = """() => [...document.querySelectorAll(
    'iframe:not([data-w-preview-target]), object, embed, base, marquee, plaintext, math, a[href^="javascript" i], a[href^="data" i], ' +
    '[src^="javascript" i], [src="x"], [data="x"], form[action*="example.org"], link[href*="example.org"], meta[http-equiv="refresh"]')]
    .filter(one => one.closest('main')).concat([...document.querySelectorAll('main *')].filter(one =>
        [...one.attributes].some(attribute => /RAN/.test(attribute.value) && /^on|^style$|^srcdoc$|^href$/.test(attribute.name)) ||
        one.localName === 'style' && /example.org|keyframes x/.test(one.textContent)))
    .map(one => one.outerHTML.slice(0, 200))"""
MAKE = """
import json
from datetime import timedelta
from html import escape
from django.utils import timezone
from neighbourhoods import current
from neighbourhoods.models import User
from neighbourhoods.participation import links
from plugins.ideas import checking, mails, sending
from plugins.ideas.models import Call, CallIndexPage, CallPage, Comment, Idea, Report, StatusChange
attacks = json.loads(ATTACKS)
record, now = current.by_slug("lintumaki"), timezone.now()
person = User.objects.get(email="aktiivi@example.org")
User.objects.filter(pk=person.pk).update(first_name=attacks[0], last_name=attacks[1])


def packed(most):
    "[texts] with as many attacks as there is room for in each."
    found = [""]
    for one in attacks:
        if len(found[-1]) + len(one) + 1 > most:
            found.append("")
        found[-1] += (" " if found[-1] else "") + one
    return found


every = "\\n\\n".join(attacks)[:3900]
index = CallIndexPage.objects.get(path__startswith=record.home("fi").path)
pages = []
with current.activate(record):
    for number, title in enumerate(packed(250)):
        page = CallPage(
            title=title, slug=f"hyokkays-{number}", answerer=packed(120)[number], rules=packed(200)[number], what_happens=packed(900)[0],
            summary=every, body=[("text", "".join(f"<p>{escape(one)}</p>" for one in attacks))], search_description=title[:200],
            locale=index.locale, answer_by=(now + timedelta(days=9)).date(), closes_at=now + timedelta(days=number + 1),
        )
        index.add_child(instance=page)
        page.save_revision(user=person).publish()
        pages.append(page)
    call = Call.objects.get(key=pages[0].translation_key)

    def make(text, **fields):
        given = {"language": "fi", "mail_language": "fi", "status": "received", "state": "public", "published_at": now} | fields
        idea = Idea.unscoped.create(neighbourhood_id=record.pk, call=call, text=text, **given)
        StatusChange.unscoped.create(neighbourhood_id=record.pk, idea=idea, status=idea.status, at=idea.sent_at)
        return idea

    def say(idea, one, **fields):
        Comment.unscoped.create(neighbourhood_id=record.pk, idea=idea, text=one, name=one[:60], language="fi", **fields)

    rows = [make(one, title=one[:120], place=one[:200], name=one[:60]) for one in attacks]
    email = '"><svg/onload=RAN()>@x'
    main = make(every, title=packed(120)[0], place=packed(200)[0], name=packed(60)[0], question=every[:1000], email=email)
    for number, one in enumerate(attacks):
        say(main, one, state=("public", "waiting", "hidden")[number % 3])
        say(main, one, state="public", by_sender=True)
    Report.unscoped.create(neighbourhood_id=record.pk, idea=main, text=every[:500], day=now.date())
    for number, one in enumerate(packed(280)):
        StatusChange.unscoped.create(
            neighbourhood_id=record.pk, idea=main, status="trying", reason=one, role=packed(120)[0], answer=one, answer_next=one, at=now)
    merged, part = rows[0], rows[1]
    Idea.unscoped.filter(pk=merged.pk).update(state="merged", merged_into=main)
    Idea.unscoped.filter(pk=part.pk).update(split_from=main)
    waiting = [make(one, title=one[:120], place=one[:200], name=one[:60], state="waiting") for one in attacks[:20]]
    for idea in waiting[15:]:
        checking.publish(record, idea.pk, person)
    checking.hide(record, waiting[14].pk, person, "private")
    Idea.unscoped.filter(pk=main.pk).update(email_confirmed_at=now)
    checking.answer(record, main.pk, person, status="trying", text=every[:3900], next_step=packed(280)[0], role=packed(110)[0])
    asking = make("x", title=packed(120)[1], email="asukas@example.org")
    mails.confirm(record, asking)
secrets = []
for idea in (main, asking, merged, waiting[0]):
    secrets.append(links.new_secret())
    links.keep(record, sending.OWN, idea.pk, secrets[-1])
from neighbourhoods.models import OutgoingMail
print(json.dumps({
    "main": main.pk, "part": part.pk, "waiting": waiting[0].pk, "hidden": waiting[14].pk, "call": call.pk, "secrets": secrets,
    "slugs": [page.slug for page in pages], "page": pages[0].pk, "html": [mail.html for mail in OutgoingMail.objects.all() if mail.html]}))
"""
CLOSE = """
from django.utils import timezone
from datetime import timedelta
from plugins.ideas.models import Call, CallPage
moment = timezone.now() - timedelta(minutes=1)
Call.unscoped.filter(pk={call}).update(closes_at=moment)
CallPage.objects.filter(slug="hyokkays-0").update(closes_at=moment)
"""


@pytest.fixture(scope="module")
def made():
    return {}


@pytest.fixture(scope="module")
def change_files(made):
    code = MAKE.replace("ATTACKS", repr(json.dumps(ATTACKS)), 1)
    return lambda install: made.update(json.loads(install.python(code).strip().splitlines()[-1]))


@pytest.fixture(scope="module")
def signed_in(install, visiting):
    with visiting() as page:
        page.goto(install.sign_in_link(ACTIVIST))
        page.locator("main form button").first.click()
        page.wait_for_url("**/admin/")
        return page.context.storage_state()


class Watched:
    """A page in which anything that runs, asks or breaks is noted with where it was."""

    def __init__(self, page, install):
        self.page, self.install, self.found = page, install, []
        page.add_init_script(HOOK)
        page.on("dialog", lambda dialog: (self.found.append(("dialog", page.url)), dialog.dismiss()))
        page.on("pageerror", lambda error: self.found.append((str(error), page.url)))
        page.on("request", lambda request: self.found.append((request.url, page.url)) if request.url.endswith(("/x", "/1")) else None)

    def go(self, path, slug="lintumaki", statuses=(200,)):
        answer = self.page.goto(self.install.url(slug, path))
        assert answer.status in statuses, (path, answer.status)
        self.look()
        return self.page

    def look(self):
        """Also what opens only when it is pressed or has the focus."""
        self.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        self.found += [(one, self.page.url) for one in self.page.evaluate("window.ran") + self.page.evaluate(FOREIGN)]
        assert self.found == []

    def shows(self, texts):
        said = self.page.evaluate("document.querySelector('main').textContent")
        said = " ".join(said.split())
        assert [one for one in texts if " ".join(one.split()) not in said] == [], self.page.url


def public_pages(made):
    """[(path, statuses, texts that are read there as they were typed)]"""
    own = [f"/fi/ideas/oma/{secret}/" for secret in made["secrets"]]
    whole = ATTACKS[2:]
    return [
        ("/fi/", (200,), []),
        ("/fi/ideat/", (200,), []),
        *((f"/fi/ideat/{slug}/", (200,), ATTACKS) for slug in made["slugs"]),
        *((f"/fi/ideat/{made['slugs'][0]}/?sivu={number}", (200,), []) for number in (2, 3, 4)),
        (f"/fi/ideas/{made['main']}/", (200,), [one for number, one in enumerate(ATTACKS) if number % 3 == 0]),
        (f"/fi/ideas/{made['part']}/", (200,), ATTACKS[1:2]),
        (f"/fi/ideas/{made['hidden']}/", (410,), []),
        *((f"/fi/ideas/{made['main']}/{tail}/", (200,), []) for tail in ("kannata", "kommentoi", "ilmoita")),
        (own[0], (200,), whole),
        *((one, (200,), []) for one in own[1:]),
        *((own[1] + f"{tail}/", (200,), []) for tail in ("muokkaa", "lisaa", "peru", "poista")),
        (f"/fi/ideas/laheta/{made['call']}/", (200,), []),
        ("/fi/ideas/koodi/", (200,), []),
    ]


def at_desk(made):
    one, waiting, call = f"/admin/ideas/{made['main']}/", f"/admin/ideas/{made['waiting']}/", f"/admin/ideas/call/{made['call']}/"
    return [
        "/admin/", "/admin/ideas/", "/admin/ideas/?answer=2", one, waiting, f"{one}answer/", f"{one}merge/", f"{one}split/", f"{one}hand/",
        "/admin/ideas/hear/", call, f"{call}?p=2", "/admin/desk/acts/", "/admin/desk/bin/", "/admin/desk/care/", "/admin/desk/write/ideas/",
        f"/admin/desk/write/ideas/{made['page']}/", f"/admin/desk/pages/{made['page']}/", f"/admin/pages/{made['page']}/history/",
        f"/admin/pages/{made['page']}/edit/",
    ]  # fmt: skip


def test_no_page_of_ideas_runs_what_strangers_typed_and_all_show_it_as_it_was(install, made, visiting):
    """Case xss-everywhere: sixty attacks in every field, below every public address, in its path and its query."""
    with visiting() as page:
        watched = Watched(page, install)
        for path, statuses, texts in public_pages(made):
            watched.go(path, statuses=statuses)
            watched.shows(texts)
        looked_at = (f"ideat/{made['slugs'][0]}", f"ideas/oma/{made['secrets'][0]}", f"ideas/{made['main']}", "ideas/koodi")
        for number in range(5):
            query = "&".join(f"{name}={quote(attack)}" for name, attack in zip(ASKED, ATTACKS[number::5], strict=True))
            for path in looked_at:
                watched.go(f"/fi/{path}/?{query}")
        for attack in ("<script>RAN()</script>", '"><img src=x onerror=RAN()>', "javascript:RAN()", "'-RAN()-'"):
            for path in (
                f"/fi/ideas/{quote(attack)}/",
                f"/fi/ideas/oma/{quote(attack)}/",
                f"/fi/ideas/{made['main']}/kannatettu/{quote(attack)}/",
            ):
                watched.go(path, statuses=(200, 404))
        for html in made["html"]:
            page.set_content(html)
            page.evaluate(HOOK)
            watched.look()
        assert len(made["html"]) > 1


def test_forms_show_it_back_as_it_was_typed(install, made, visiting):
    """Case xss-everywhere: what is looked over, what is refused, and the name of a photo."""
    text = "\n\n".join(ATTACKS)[:3900]
    with visiting() as page:
        watched = Watched(page, install)
        watched.go(f"/fi/ideas/laheta/{made['call']}/")
        page.locator("#id_text").fill(text)
        for name in ("title", "place", "name"):
            page.locator(f"#id_{name}").fill(ATTACKS[1])
        page.locator("#id_email").fill(ATTACKS[1])
        page.locator("#id_photo").set_input_files(photo() | {"name": '"><img src=x onerror=RAN()>.jpg'})
        page.wait_for_timeout(WAIT)
        page.locator("main form button[type=submit]").first.click()
        page.locator("#errors").wait_for()
        watched.look()
        assert page.locator("#id_text").input_value() == text and page.locator("#id_email").input_value() == ATTACKS[1]
        page.locator("#id_email").fill("asukas@example.org")
        page.locator("main form button[name=review]").click()
        watched.look()
        watched.shows(ATTACKS[2:50])
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/ideas/oma/**")
        watched.look()
        watched.shows(ATTACKS[2:50])
        page.locator("#id_code").fill(ATTACKS[6])
        page.locator("main form button[type=submit]").first.click()
        page.locator("#errors").wait_for()
        watched.look()
        # too late: the text is shown to be copied
        watched.go(f"/fi/ideas/{made['main']}/kommentoi/")
        page.locator("#id_text").fill(text[:900])
        install.python(CLOSE.format(call=made["call"]))
        page.locator("main form button[type=submit]").first.click()
        page.locator("pre.kept").first.wait_for()
        watched.look()
        watched.shows(ATTACKS[:20])
        watched.go(f"/fi/ideas/haku/{made['call']}/yhteenveto/")
        watched.shows(ATTACKS[2:20])


def test_no_page_of_the_desk_runs_what_strangers_typed(install, made, visiting, signed_in):
    """Case xss-everywhere: the desk, its lists and its history, the editor, and the words that are searched for."""
    with visiting(storage_state=signed_in) as page:
        watched = Watched(page, install)
        for path in at_desk(made):
            watched.go(path, slug="", statuses=(200, 404) if "answer=2" in path else (200,))
        watched.go(f"/admin/ideas/{made['main']}/", slug="")
        watched.shows(ATTACKS[2:])
        for path in (f"/admin/ideas/call/{made['call']}/", f"/admin/ideas/{made['main']}/merge/"):
            for attack in (ATTACKS[1], ATTACKS[0], ATTACKS[12]):
                watched.go(f"{path}?q={quote(attack)}", slug="")
                assert page.locator("#q").input_value() == attack
