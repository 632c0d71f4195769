"""Texts with marks: what a page keeps comes back as it was, and what somebody types is no HTML."""

import pytest

from neighbourhoods.translate import marks


class TestMarks:
    @pytest.mark.parametrize(
        "html",
        [
            "<p>Pihan <b>kaivo</b> on <i>auki</i>.</p>",
            '<p>Katso <a href="https://example.org/">ohje</a> ja <a id="5" linktype="page">toinen</a>.</p>',
            "<p>Ensin</p><ul><li>yksi</li><li>kaksi <b>2</b></li></ul><ol><li>eka</li></ol><p>Lopuksi</p>",
            "<p>Rivi<br/>toinen</p>",
            "<p>2 * 3 [ei linkki](1) &lt;b&gt; &amp; \\ ja # - 1. ei</p>",
            "<p><i>koko <b>lause</b> tässä</i></p><p><b>a<i>b</i></b><i>c</i></p>",
            "<p><b>eka</b><br/><b>toka</b></p><p><i>a*b</i> ## ei</p><p>## ei otsikko</p><p>5\xa0€</p>",
            "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d<ol><li>e</li></ol></li></ul>",
            '<p><b>katso <a href="https://example.org/">o]h[j*e</a></b> <a href="https://example.org/2"><b>x</b> y</a></p>',
            "<p>- ei luettelo</p><p>1. ei sekään</p>",
        ],
    )
    def test_what_a_page_keeps_comes_back_as_it_was(self, html):
        links = []
        text = marks.to_text(html, links)
        assert marks.to_html(text, links) == html

    def test_html_that_somebody_types_is_text(self):
        html = marks.to_html("<script>alert(1)</script> [x](javascript:alert(1)) **<img src=x onerror=1>**")
        assert "<script" not in html and "<img" not in html and "<a" not in html and "&lt;script&gt;" in html

    def test_a_link_that_is_missing_or_unknown_is_named(self):
        original = "Katso [ohje](1) ja [kartta](2)."
        assert marks.lost("Se [anvisning](1).", original) == ["2"] and marks.words_of("2", original) == "kartta"
        assert marks.unknown("Se [x](7).", [{"href": "a"}]) == ["7"]

    def test_what_begins_and_never_ends_is_a_sign(self):
        assert marks.to_html("a **b *c* 2 * 3 ****d") == "<p>a **b <i>c</i> 2 * 3 ****d</p>"
        assert marks.to_html("**eka\ntoka**") == "<p>**eka<br/>toka**</p>"

    def test_a_link_has_no_way_out_of_its_address(self):
        for address in ("javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", 'https://x"onclick=1', "//x", "https:x", "vbscript:x"):
            assert "<a" not in marks.to_html(f"[x]({address})")
        assert marks.to_html("[x](1)", [{"href": '"><script>'}]) == '<p><a href="&quot;&gt;&lt;script&gt;">x</a></p>'
        assert "<a" not in marks.to_html("[a](0) [b](2) [c](99999999999999999999)", [{"href": "x"}])

    def test_strange_texts_take_no_time(self):
        for text in (
            "[" * 100_000,
            "[a" * 50_000,
            "*" * 100_000,
            "*" * 20_000,
            "[" * 20_000,
            "[a](" * 5_000,
            "**a " * 5_000,
            "*a " * 6_000,
            "\\" * 20_000,
        ):
            marks.to_html(text, [])
            marks.lost(text, text)
