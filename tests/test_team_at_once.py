"""What two people do to a team at the same moment: a real race, in a real database."""

from .installs import filled

RACE = """
import threading
from django.db import connection
from neighbourhoods.desk import team
from neighbourhoods.models import *
from neighbourhoods.signin import invitations

place = Neighbourhood.objects.get(slug="lintumaki")
people = [User.objects.create_user(f"pari{number}@example.org") for number in range(4)]
pair = [Membership.objects.create(user=user, neighbourhood=place, role="coordinator") for user in people[:2]]
row = Invitation.objects.create(neighbourhood=place)
invitations.make_link(row)


def at_once(*acts):
    done, ready = [], threading.Barrier(len(acts))

    def go(act):
        try:
            ready.wait(30)
            if act() is not False:
                done.append(act)
        except (team.Refused, team.NotHere):
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done)


first, second = pair
print("removed", at_once(lambda: team.end(second.pk, first.user, place.pk), lambda: team.end(first.pk, second.user, place.pk)))
print(place.memberships.filter(role="coordinator").count())
print("joined", at_once(*(lambda user=user: invitations.accept(row, user) for user in people[2:])))
print(place.memberships.filter(role="activist").count())
"""


def test_of_two_at_the_same_moment_one_is_refused(tmp_path):
    """In a database of its own, since what threads write is not undone after a test."""
    assert filled().copy(tmp_path / "install").python(RACE).split() == ["removed", "1", "1", "joined", "1", "1"]
