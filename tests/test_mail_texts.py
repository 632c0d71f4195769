"""What a mail says: in the reader's language, as plain text and as light HTML, with the same foot under all."""

import pytest
from django.template.exceptions import TemplateDoesNotExist

from neighbourhoods.mail_texts import compose

FOOT = {
    "name": "Lintumäki & Partti",
    "address": "https://lintumaki.example.org",
    "why": "Saat tämän, koska olet <mukana>.",
    "away": "https://lintumaki.example.org/pois/",
    "away_words": "En halua viestejä",
}


@pytest.fixture
def templates(tmp_path, settings):
    """Writes the templates of a mail, in a folder that is looked through first."""
    options = settings.TEMPLATES[0]["OPTIONS"]
    first = ("django.template.loaders.filesystem.Loader", [tmp_path])
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "OPTIONS": {**options, "loaders": [first, *options["loaders"]]}}]

    def write(**texts):
        for name, text in texts.items():
            end = "html" if name == "html" else "txt"
            (tmp_path / f"trial_{'message' if name == 'html' else name}.{end}").write_text(text)

    write(
        subject="{% load i18n %}{% autoescape off %}{% translate 'Search' %}:\n  {{ title }}{% endautoescape %}",
        message='{% extends "neighbourhoods/mail/frame.txt" %}{% block text %}Hei, {{ title }}!{% endblock %}',
    )
    return write


def test_a_mail_is_in_the_language_of_its_reader(templates):
    for language, word in (("fi", "Etsi"), ("sv", "Sök"), ("en", "Search")):
        subject, _body, _html = compose(language, "trial", {**FOOT, "title": "a <b>"})
        assert subject == f"{word}: a <b>"


def test_plain_text_is_no_html_and_ends_with_the_foot(templates):
    _subject, body, html = compose("fi", "trial", {**FOOT, "title": "a <b> & c"})
    assert body.startswith("Hei, a <b> & c!\n\n--\n") and html == ""
    assert body.endswith(
        "Lintumäki & Partti · https://lintumaki.example.org\n"
        "Saat tämän, koska olet <mukana>. En halua viestejä: https://lintumaki.example.org/pois/\n"
    )


def test_light_html_has_language_and_direction_and_asks_for_nothing_outside(templates):
    templates(html='{% extends "neighbourhoods/mail/frame.html" %}{% block text %}<p>{{ title }}</p>{% endblock %}')
    _subject, _body, html = compose("ar", "trial", {**FOOT, "title": "a <b>"})
    assert '<html lang="ar" dir="rtl">' in html and "<p>a &lt;b&gt;</p>" in html and "&lt;mukana&gt;" in html
    assert 'content="light dark"' in html
    assert not any(word in html for word in ("src=", "url(", "@import", "<link", "<script", "color:", "background"))
    assert '<html lang="fi" dir="ltr">' in compose("fi", "trial", FOOT)[2]


def test_a_part_that_is_missing_in_the_html_is_a_fault_and_no_mail_without_it(templates):
    templates(html='{% extends "neighbourhoods/mail/gone.html" %}')
    with pytest.raises(TemplateDoesNotExist):
        compose("fi", "trial", FOOT)
