"""`manage.py person`: a keeper answers whoever asks what is held of them, and erases it."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from neighbourhoods.models import Feedback, User

from .traces import ADDRESS, leave_traces


@pytest.fixture
def lintumaki(neighbourhoods, sites):
    return neighbourhoods["lintumaki"]


def say(*arguments):
    """(standard output, standard error) of the command in English."""
    out, err = io.StringIO(), io.StringIO()
    call_command("person", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


def test_the_command_prints_json_that_people_can_read(lintumaki, english):
    Feedback.objects.create(text="Ääkkösiä", email=ADDRESS, language="fi", due_on=timezone.localdate(), token="x")
    out, err = say("export", ADDRESS)
    assert "Ääkkösiä" in out and '\n  "neighbourhoods.feedback"' in out and not err
    assert json.loads(out)["neighbourhoods.feedback"]


def test_the_command_says_how_much_it_has_erased(lintumaki, english):
    leave_traces(ADDRESS, lintumaki)
    out, _err = say("erase", ADDRESS, "--yes")
    assert ["neighbourhoods.feedback", "1"] in [line.split() for line in out.splitlines()] and "Erased or made nameless:" in out


@pytest.mark.parametrize("verb", ["export", "erase"])
def test_of_an_unknown_address_nothing_is_held(lintumaki, english, verb):
    out, err = say(verb, "nobody@example.org")
    assert "Nothing is held of nobody@example.org." in out + err
    if verb == "export":
        assert json.loads(out) == {}


@pytest.mark.parametrize("address", ["", "anna", "anna@", "anna @example.org", "a@example.org\0"])
def test_what_is_no_address_is_refused_with_the_cure(lintumaki, english, address):
    with pytest.raises(CommandError, match="Write it as name@example.org"):
        say("export", address)


def test_nobody_is_erased_unasked(lintumaki, english, monkeypatch):
    leave_traces(ADDRESS, lintumaki)
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    with pytest.raises(CommandError, match="--yes"):
        say("erase", ADDRESS)
    assert User.objects.filter(email=ADDRESS).exists()


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("answer", "is_erased"), [("yes\n", True), ("no\n", False), ("", False)])
def test_on_a_terminal_the_command_asks_first(lintumaki, english, monkeypatch, answer, is_erased):
    leave_traces(ADDRESS, lintumaki)
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    if is_erased:
        assert "for good, in: neighbourhoods.act" in say("erase", ADDRESS)[0]
    else:
        with pytest.raises(CommandError, match="Nothing was changed"):
            say("erase", ADDRESS)
    assert User.objects.filter(email=ADDRESS).exists() != is_erased
