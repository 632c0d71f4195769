"""Which zone a time is in, whatever program has written its name."""

import pytest

from plugins.events.calendar import zones

from .calendar_files import file, read, warnings

# rules of Central Europe
CENTRAL = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""
WINTER_ONLY = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0200
TZOFFSETTO:+0200
END:STANDARD
END:VTIMEZONE
"""
TWO_YEARS = """BEGIN:VTIMEZONE
TZID:Europe/Helsinki
BEGIN:DAYLIGHT
DTSTART:20240331T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20241027T040000
RDATE:20251026T040000
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
END:STANDARD
END:VTIMEZONE
"""


def start(name, day="20260615", head="", quote=False):
    name = f'"{name}"' if quote else name
    found = read(file(f"DTSTART;TZID={name}:{day}T120000", head=head.replace("\n", "\r\n")))
    return found["occurrences"][0]["start"][11:], warnings(found)


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Helsinki",
        "europe/helsinki",
        "FLE Standard Time",
        "/freeassociation.sourceforge.net/Tzfile/Europe/Helsinki",
        "/freeassociation.sourceforge.net/Europe/Helsinki",
        "/mozilla.org/20050126_1/Europe/Helsinki",
        "/citadel.org/20210210_1/Europe/Helsinki",
        "/softwarestudio.org/Olson_20011030_5/Europe/Helsinki",
        "/Europe/Helsinki",
        "tzone://Microsoft/Custom/Europe/Helsinki",
        "EET",
        "EEST",
        "Europe/Mariehamn",
    ],
)
def test_names_of_our_zone_are_known(name):
    assert start(name) == ("12:00:00+03:00", "") and start(name, "20261215") == ("12:00:00+02:00", "")


@pytest.mark.parametrize("name", ["tzone://Microsoft/Utc", "(UTC) Coordinated Universal Time", "(UTC+00:00) Monrovia"])
def test_a_colon_that_should_stand_in_quotes_is_no_end_of_the_name(name):
    assert start(name)[0] == start(name, quote=True)[0] == "15:00:00+03:00"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius", "12:00:00+03:00"),
        ("(GMT+02.00) Helsinki", "12:00:00+03:00"),
        ("(UTC) Dublin, Edinburgh, Lisbon, London", "14:00:00+03:00"),
        ("W. Europe Standard Time", "13:00:00+03:00"),
        ("UTC", "15:00:00+03:00"),
        ("Etc/UTC", "15:00:00+03:00"),
        ("Z", "15:00:00+03:00"),
        ("GMT", "15:00:00+03:00"),
        ("UTC+02:00", "13:00:00+03:00"),
        ("GMT+0200", "13:00:00+03:00"),
        ("+05:30", "09:30:00+03:00"),
        ("America/Argentina/Buenos_Aires", "18:00:00+03:00"),
    ],
)
def test_names_of_other_zones_are_known(name, shown):
    assert start(name, quote=True) == (shown, "")


@pytest.mark.parametrize("name", ["Customized Time Zone", "Oma aika", "GMT", "UTC", "Europe/Helsinki"])
def test_a_file_that_has_rules_of_its_own_is_believed(name):
    shown, told = start(name, head=CENTRAL.format(name=name), quote=True)
    assert shown == "13:00:00+03:00"
    assert bool(told) == (zones.named(name) is not None)
    assert start(name, "20261215", CENTRAL.format(name=name), quote=True)[0] == "13:00:00+02:00"


@pytest.mark.parametrize("name", ["Europe/Berlin", "W. Europe Standard Time"])
def test_rules_that_say_the_same_as_the_known_ones_are_not_worth_a_word(name):
    assert start(name, head=CENTRAL.format(name=name)) == ("13:00:00+03:00", "")


def test_a_zone_whose_summer_was_forgotten_has_its_summer():
    shown, told = start("Europe/Helsinki", head=WINTER_ONLY.format(name="Europe/Helsinki"))
    assert shown == "12:00:00+03:00" and "in part" in told
    assert start("Oma aika", head=WINTER_ONLY.format(name="Oma aika"))[0] == "13:00:00+03:00"


def test_a_list_of_past_years_does_not_freeze_a_known_zone():
    assert start("Europe/Helsinki", head=TWO_YEARS)[0] == "12:00:00+03:00"


@pytest.mark.parametrize(
    "broken",
    [
        "BEGIN:VTIMEZONE\nTZID:Oma aika\nEND:VTIMEZONE\n",
        CENTRAL.format(name="Oma aika").replace("16010101T030000", "nonsense"),
        CENTRAL.format(name="Oma aika").replace("FREQ=YEARLY", "FREQ=SECONDLY"),
        CENTRAL.format(name="Oma aika").replace("TZOFFSETTO:+0100", "TZOFFSETTO:+9900"),
    ],
)
def test_a_zone_that_cannot_be_read_is_that_of_the_site_with_a_word_about_it(broken):
    shown, told = start("Oma aika", head=broken)
    assert shown == "12:00:00+03:00" and "Oma aika" in told


def test_a_broken_zone_with_a_known_name_in_it_is_the_known_one():
    head = "BEGIN:VTIMEZONE\nTZID:Oma aika\nX-LIC-LOCATION:Europe/Stockholm\nEND:VTIMEZONE\n"
    assert start("Oma aika", head=head) == ("13:00:00+03:00", "")


def test_a_zone_that_nobody_knows_is_told_once_and_is_that_of_the_calendar_before_that_of_the_site():
    shown, told = start("Kotikaupungin aika")
    assert shown == "12:00:00+03:00" and told.count("Kotikaupungin aika") == 1
    assert start("Kotikaupungin aika", head="X-WR-TIMEZONE:Europe/Stockholm\n")[0] == "13:00:00+03:00"


def test_a_time_without_a_zone_is_that_of_the_calendar_else_that_of_the_site():
    for head, shown in (
        ("", "12:00:00+03:00"),
        ("X-WR-TIMEZONE:Europe/Stockholm\r\n", "13:00:00+03:00"),
        ("X-WR-TIMEZONE:UTC\r\n", "15:00:00+03:00"),
    ):
        assert read(file("DTSTART:20260615T120000", head=head))["occurrences"][0]["start"][11:] == shown
    assert (
        read(file("DTSTART:20260615T090000Z", head="X-WR-TIMEZONE:Europe/Stockholm\r\n"))["occurrences"][0]["start"][11:]
        == "12:00:00+03:00"
    )


def test_the_hours_around_a_change_are_right_in_a_zone_of_a_file():
    head = CENTRAL.format(name="Oma aika")
    for wall, shown in (
        ("20260329T015959", "02:59:59+02:00"),
        ("20260329T023000", "04:30:00+03:00"),
        ("20260329T030000", "04:00:00+03:00"),
        ("20261025T023000", "03:30:00+03:00"),
        ("20261025T030000", "04:00:00+02:00"),
    ):
        data = file(f"DTSTART;TZID=Oma aika:{wall}", head=head.replace("\n", "\r\n"))
        assert read(data)["occurrences"][0]["start"][11:] == shown, wall
