"""What each persona does, from the first address to the last."""

import html
import re
import time
from collections import deque

from django.urls import reverse
from wagtail.models import Page

from neighbourhoods.models import Document, Image

from . import probes
from .answers import read_page
from .crawler import Crawler, Enough, name_of
from .patterns import Addresses, views
from .world import ELSEWHERE, HERE, THERE

MOST_LINKS, MOST_OF_A_SITE = 150, 60
# They say how often something is used
COUNTING = ("usage", "delete", "unpublish", "home")
# They end what the crawl needs; each has tests of its own
LEFT_OUT = ("logout", "sign_out", "failwhale", "test404", "error_test")


class Journey:
    """`own` are the neighbourhoods whose things the persona asks for as theirs, `foreign` those that are none of their business."""

    def __init__(self, world, name, user, own, foreign, stop_at=None):
        self.world, self.foreign, self.own = world, foreign, own
        self.crawler = Crawler(world, name, user, own, foreign, stop_at)
        self.addresses = Addresses(world)
        self.views = [view for view in views() if not any(word in view.name + view.template for word in LEFT_OUT)]
        self.forms, self.links, self.lists, self.searched, self.counted, self.visited = {}, deque(), {}, [], [], set()
        self.seconds = {}

    def all(self):
        """All steps; fewer where as many leaks as were asked for are found earlier."""
        try:
            for step in self.steps():
                begun = time.perf_counter()
                step()
                self.seconds[step.__name__] = round(time.perf_counter() - begun, 1)
        except Enough:
            pass
        return self

    def steps(self):
        yield from (self.see_own, self.ask_for_others, self.ask_in_queries, self.search, self.act_on_many, self.send_forms, self.follow)
        yield self.let_others_grow if self.own and self.foreign else self.read_sites

    def see_own(self):
        """Every view with what is the persona's own."""
        for view in self.views:
            for path in self.addresses.of(view, self.own or self.foreign[:1]):
                answer = self.open(path, view.name)
                if answer.status == 200 and probes.is_list(view) and view.name not in self.lists:
                    self.lists[view.name] = path
                    self.searched += [path] if probes.is_searched(path, answer) else []
                if answer.status == 200 and any(word in view.name for word in COUNTING):
                    self.counted.append(path)

    def open(self, path, view=None, **headers):
        self.visited.add(path)
        answer = self.crawler.visit(path, view, **headers)
        if answer.status == 200:
            links, forms = read_page(answer)
            self.links.extend(links)
            for form in forms:
                # each kind of form once: pages of a type have the same fields
                self.forms.setdefault((name_of(path), name_of(form["action"]), tuple(sorted(form["fields"]))), form)
        return answer

    def ask_for_others(self):
        """Every view with what is another's: to look at, and to send its form to."""
        own = self.own[0] if self.own else self.foreign[0]
        for view in self.views:
            self.crawler.answered.clear()
            fields = max((form["fields"] for (name, *_rest), form in self.forms.items() if name == view.name), key=len, default={})
            for path, gone, replaced in self.addresses.pairs(view, own, self.foreign):
                self.crawler.compare(path, gone, replaced, view.name)
                self.crawler.compare(path, gone, replaced, view.name, "POST", probes.whole(fields))
                self.crawler.compare(path, gone, replaced, view.name, "PUT", b"{}")

    def ask_in_queries(self):
        """Every list, with what is another's in its query; and as a file."""
        for view, path in self.lists.items():
            for slug in self.foreign:
                for query, gone, replaced in probes.queries(self.addresses, self.world.places[slug], slug):
                    self.crawler.answered.clear()
                    self.crawler.compare(f"{path}?{query}", f"{path}?{gone}", replaced, view)
            if self.foreign:
                self.crawler.visit(f"{path}?id=all", view)
            for kind in ("csv", "xlsx"):
                self.crawler.visit(f"{path}?export={kind}", view)
            self.crawler.visit(path, view, accept="application/json")

    def search(self):
        """What stands only in another's drafts is found as little as what stands nowhere."""
        for path in self.searched:
            # all markers begin with this: whatever is found is told apart from what was asked for
            self.crawler.visit(f"{path}?q={self.world.markers.shared}&search={self.world.markers.shared}")
            for slug in self.foreign:
                for word in probes.searches(self.world, slug):
                    nowhere = self.world.markers.stranger()
                    self.compare_words(*(f"{path}?q={one}&search={one}" for one in (word, nowhere)), word, nowhere)

    def compare_words(self, url, other, word, nowhere):
        answers = [self.crawler.send("GET", one) for one in (url, other)]
        # the word that was asked for comes back
        answers[0].body = answers[0].body.replace(word.encode(), nowhere.encode())
        self.crawler.look(answers[0])
        self.crawler.tell_apart(*answers, name_of(url), f"as {other}")

    def act_on_many(self):
        own = self.own[0] if self.own else self.foreign[0]
        for slug in self.foreign:
            for path, gone, replaced in probes.bulk(self.addresses, own, slug):
                self.crawler.answered.clear()
                for method, data in (("GET", None), ("POST", {"next": "/admin/", "chooser": "1"})):
                    if gone:
                        self.crawler.compare(path, gone, replaced, "wagtail_bulk_action", method, data)
                    else:
                        self.crawler.visit(path, "wagtail_bulk_action", method, data)

    def send_forms(self):
        """The persona's own forms, with something of another in each field that names something."""
        for (view, *_rest), form in list(self.forms.items()):
            fields = {name: value for name, value in form["fields"].items() if name != "csrfmiddlewaretoken"}
            for slug in self.foreign:
                for data, gone, replaced in probes.crossed(fields, self.addresses, slug):
                    self.crawler.answered.clear()
                    self.crawler.compare(form["action"], form["action"], replaced, view, "POST", data, gone)
            if view in ("wagtailadmin_pages:edit", "wagtailadmin_pages:add"):
                self.send_bodies(view, form["action"], fields)

    def send_bodies(self, view, action, fields):
        for slug in self.foreign:
            for body, gone, replaced in probes.bodies(self.addresses, self.world.places[slug], slug):
                self.crawler.answered.clear()
                for more, headers in (({}, {}), ({"action-publish": "1"}, {}), ({}, {"accept": "application/json"})):
                    pair = [probes.whole(fields) | one | more for one in (body, gone)]
                    self.crawler.compare(action, action, replaced, view, "POST", *pair, **headers)

    def follow(self):
        """Links of all pages that were seen, the nearest first."""
        followed = 0
        while self.links and followed < MOST_LINKS:
            path = self.links.popleft()
            if path in self.visited or any(word in path for word in LEFT_OUT):
                continue
            followed += 1
            self.open(path)

    def let_others_grow(self):
        """No list, number or choice depends on what others have that they have not published."""
        paths = [*self.lists.values(), *self.counted]
        for slug in self.own:
            for model in (Page, Image, Document):
                ids = "&".join(f"id={one}" for one in self.addresses.ids(slug, model))
                paths.append(reverse("wagtail_bulk_action", args=[model._meta.app_label, model._meta.model_name, "delete"]) + f"?{ids}")
        before = {path: self.crawler.send("GET", path) for path in paths}
        with self.world.others_have_more(self.foreign, self.own):
            for path, earlier in before.items():
                self.crawler.tell_apart(self.crawler.send("GET", path), earlier, name_of(path), "before others had more")

    def read_sites(self):
        """The neighbourhoods' own sites, as any reader may: what was not published is not there either."""
        for slug in (HERE, THERE):
            host = self.world.places[slug].record.root_url.partition("//")[2]
            waiting, seen = deque(["/", "/sitemap.xml", "/fi/etsi/?q=" + self.world.markers.shared]), set()
            while waiting and len(seen) < MOST_OF_A_SITE:
                path = waiting.popleft()
                if path in seen:
                    continue
                seen.add(path)
                answer = self.crawler.send("GET", path, host=host)
                self.crawler.look(answer, f"{host}{path}", allowed=("public", "on its own site"))
                waiting.extend(links_within(answer, host))


def links_within(answer, host):
    where = answer.headers.get("Location", "")
    found = [where, *re.findall(r'href="([^"]+)"', answer.body.decode("utf-8", "replace"))]
    paths = [link.partition(host)[2] if host in link else link for link in found]
    return [html.unescape(path).partition("#")[0] for path in paths if path.startswith("/") and not path.startswith("//")]


def personas(world):
    """{name: (user, own, foreign)}."""
    here, there, elsewhere = HERE, THERE, ELSEWHERE
    people = world.places[here].users
    return {
        "anonymous": (None, [], [here, there]),
        "activist": (people["activist"], [here], [there]),
        "coordinator": (people["coordinator"], [here], [there]),
        "member of two": (world.both, [here, there], [elsewhere]),
        "former member": (world.former, [], [here, there]),
        "keeper": (world.keeper, [here, there], []),
    }
