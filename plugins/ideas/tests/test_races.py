"""What many do at the same moment: real threads, in a real database of their own."""

import json

import pytest

from .installs import IdeasInstall

pytestmark = pytest.mark.own_database

GROUND = """
import json, threading
from django.db import connection
from django.test import Client
from django.utils import timezone
from neighbourhoods import current
from neighbourhoods.bench.measure import plain_static_files
from neighbourhoods.models import *
from plugins.ideas import checking, sending
from plugins.ideas.desk import merging
from plugins.ideas.models import *

HOST = {"host": "lintumaki.localhost", "User-Agent": "a browser"}
record = current.by_slug("lintumaki")
call = Call.of(record).order_by("pk").first()
people = [User.objects.create_user(f"aktiivi{number}@example.org") for number in range(2)]
for user in people:
    Membership.objects.create(user=user, neighbourhood_id=record.pk, role="activist")


def new(**fields):
    given = {"text": "Penkki", "language": "fi", "status": "received", "state": "public"} | fields
    return Idea.unscoped.create(neighbourhood_id=record.pk, call=call, **given)


def reader():
    return Client(headers=HOST, raise_request_exception=False)


def tokens(path, count):
    client = reader()
    import re
    from html import unescape
    return [unescape(re.search(r'name="token" value="([^"]+)"', client.get(path).content.decode())[1]) for _number in range(count)]


def at_once(*acts):
    "What each gave, or the name of what it raised; all begin together."
    given, ready = [None] * len(acts), threading.Barrier(len(acts))

    def go(number, act):
        try:
            ready.wait(60)
            given[number] = act()
        except Exception as error:
            given[number] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def post(path, **fields):
    answer = reader().post(path, fields)
    return [answer.status_code, (answer.headers.get("Location") or "").partition("?")[0]]


def count(idea):
    return [Idea.unscoped.get(pk=idea.pk).supports, Support.unscoped.filter(idea=idea, is_aside=False).count()]

"""


def race(install, code):
    body = "\n".join(f"    {line}" for line in code.strip().splitlines())
    return json.loads(install.python(f"{GROUND}\nwith plain_static_files():\n{body}\n").splitlines()[-1])


@pytest.fixture(scope="module", params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.postgresql)])
def install(request, tmp_path_factory):
    server = request.getfixturevalue("postgres_url") if request.param == "PostgreSQL" else ""
    return IdeasInstall(tmp_path_factory.mktemp("races") / "install", server).fill()


@pytest.fixture(autouse=True)
def people_of_their_own(install):
    install.python("from neighbourhoods.models import *; User.objects.filter(email__startswith='aktiivi').delete()")


def test_fifty_supports_of_one_browser_at_once_count_as_one(install):
    """Case vote-race."""
    code = """
idea = new()
path = f"/fi/ideas/{idea.pk}/kannata/"
given = tokens(path, 50)
answers = at_once(*(lambda token=token: post(path, token=token) for token in given))
again = at_once(*(lambda: post(path, token=given[0]) for _number in range(20)))
print(json.dumps({"answers": answers, "again": again, "count": count(idea)}))
"""
    found = race(install, code)
    assert {status for status, _place in (*found["answers"], *found["again"])} == {303}
    # the mark says after a colon when it was made
    assert len({place.partition(":")[0] for _status, place in found["answers"]}) == 1
    assert found["count"] == [1, 1]


def test_supporting_and_taking_back_at_once_leaves_a_number_that_is_that_of_the_rows(install):
    """Case vote-race."""
    code = """
idea = new()
ups, rows = f"/fi/ideas/{idea.pk}/kannata/", []
downs = post(ups, token=tokens(ups, 1)[0])[1]
given, back = tokens(ups, 25), tokens(downs, 25)
doings = [lambda token=token: post(ups, token=token) for token in given] + [lambda token=token: post(downs, token=token) for token in back]
answers = at_once(*(doing for pair in zip(doings[:25], doings[25:]) for doing in pair))
print(json.dumps({"answers": answers, "count": count(idea)}))
"""
    found = race(install, code)
    assert {status for status, _place in found["answers"]} == {303}
    shown, rows = found["count"]
    assert shown == rows and shown in (0, 1)


def test_one_form_sent_eight_times_at_once_makes_one_idea_one_mail_and_one_thing_to_check(install):
    """Case sub-double-click."""
    code = """
Call.unscoped.filter(pk=call.pk).update(check_first=True)
path, before = f"/fi/ideas/laheta/{call.pk}/", Idea.of(record).count()
first, second = tokens(path, 2)
fields = {"text": "Keinu lähimetsään, ja heti", "email": "asukas@example.org", "reviewed": "1"}
answers = at_once(*(lambda: post(path, token=first, **fields) for _number in range(8)))
answers.append(post(path, token=first, **fields))
made, mails = Idea.of(record).count() - before, OutgoingMail.objects.filter(recipient="asukas@example.org").count()
other = post(path, token=second, text="Aivan toinen ajatus", reviewed="1")
waiting = Idea.of(record).filter(state="waiting", text=fields["text"]).count()
Call.unscoped.filter(pk=call.pk).update(check_first=False)
print(json.dumps({"answers": answers, "made": made, "mails": mails, "other": other, "waiting": waiting}))
"""
    found = race(install, code)
    assert {status for status, _place in found["answers"]} == {303} and len({place for _status, place in found["answers"]}) == 1
    assert (found["made"], found["mails"], found["waiting"]) == (1, 1, 1)
    assert found["other"][0] == 303 and found["other"][1] != found["answers"][0][1]


def test_two_who_publish_and_hide_at_once_leave_one_state_that_everything_follows(install):
    code = """
rounds = []
for number in range(6):
    idea = new(state="waiting")
    first, second = lambda: checking.publish(record, idea.pk, people[0]), lambda: checking.hide(record, idea.pk, people[1], "twice")
    given = ["act" if act is not None else act for act in at_once(*((first, second) if number % 2 else (second, first)))]
    row = Idea.unscoped.get(pk=idea.pk)
    last = Act.objects.filter(target=str(idea.pk), kind__startswith="idea.").order_by("-pk").first().kind
    told = Record.objects.filter(plugin="ideas", kind="idea", key=str(idea.pk), is_public=True).exists()
    rounds.append([given, row.state, last, told])
same = new(state="waiting")
twice = at_once(*(lambda user=user: checking.publish(record, same.pk, user) and "act" for user in people * 3))
print(json.dumps({"rounds": rounds, "twice": twice, "acts": Act.objects.filter(target=str(same.pk), kind="idea.published").count()}))
"""
    found = race(install, code)
    for given, state, last, told in found["rounds"]:
        assert len(given) == 2 and set(given) == {"act"}
        assert (state, last) in (("public", "idea.published"), ("hidden", "idea.hidden"))
        assert told == (state == "public")
    assert sorted(map(str, found["twice"])) == ["None"] * 5 + ["act"] and found["acts"] == 1


def test_two_who_merge_two_ideas_into_each_other_at_once_make_no_circle_and_wait_for_nobody(install):
    code = """
rounds = []
for _number in range(5):
    one, two = new(), new()
    pairs = ((one.pk, two.pk, people[0]), (two.pk, one.pk, people[1]))
    given = at_once(*(lambda pair=pair: merging.merge(record, *pair) and "act" for pair in pairs))
    rounds.append([sorted(given), sorted(Idea.unscoped.filter(pk__in=[one.pk, two.pk]).values_list("state", flat=True))])
print(json.dumps(rounds))
"""
    for given, states in race(install, code):
        assert given == ["Refused", "act"] and states == ["merged", "public"]


def test_supports_that_come_while_an_idea_is_merged_are_counted_once_where_they_are(install):
    code = """
one, two = new(), new()
for number in range(5):
    sending.support(record, one, f"before-{number}")
doings = [lambda number=number: sending.support(record, one, f"during-{number}").pk for number in range(12)]
given = at_once(*doings[:6], lambda: merging.merge(record, one.pk, two.pk, people[0]).pk, *doings[6:])
print(json.dumps({"given": given, "one": count(one), "two": count(two)}))
"""
    found = race(install, code)
    assert all(isinstance(one, int) for one in found["given"]), found["given"]
    assert found["one"][0] == found["one"][1] and found["two"][0] == found["two"][1]
    assert found["one"][0] + found["two"][0] == 17 and found["two"][0] >= 5
