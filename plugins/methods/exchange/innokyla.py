"""The fields by which Innokylä shows a "toimintamalli", as far as they are known, and what of a method goes into each.

Only pieces of its public pages were seen, in 2026, as a search showed them: innokyla.fi/fi/toimintamalli/… ("Perustiedot",
"Ratkaisun perusidea", "Toimivuuden ja käyttöönoton ehdot") and …/kehittamisen-polku (from "Toimintaympäristö" on). No page was read
whole, and its form was not seen: the order between those pieces is a guess. The names are keys for those who copy the texts there, in
Finnish in every language. A field of which a method says nothing stays, empty: whoever copies it sees what Innokylä will ask.
"""

from ..texts import HEADINGS

NAMES = {field: heading for heading, field in HEADINGS.items()}
# (name of the field, what of the method it holds, in order)
FIELDS = (
    ("Toimintamallin nimi", ("title",)),
    ("Toimintamallin lyhyt kuvaus", ("lead",)),
    ("Toteutuspaikka", ("neighbourhood",)),
    ("Paikkakunta, maakunta tai hyvinvointialue", ("municipality",)),
    ("Toimintamallin rahoittaja", ()),
    ("Toimintamallin kokonaisuus", ()),
    ("Luotu", ("created",)),
    ("Viimeksi muokattu", ("changed",)),
    ("Ratkaisun perusidea", ("steps", "smallest_start", "tips")),
    (
        "Toimivuuden ja käyttöönoton ehdot",
        ("when_not", "group_size", "time", "preparation", "money", "materials", "safety", "accessibility"),
    ),
    ("Toimintaympäristö", ("for_whom",)),
    ("Lähtötilanne ja strategiset liittymäkohdat", ("background",)),
    ("Kehittäjäjoukon kokoaminen ja yhteiskehittäminen", ()),
    ("Tavoiteltu muutos", ("purpose",)),
    ("Muutoksen mittaaminen", ()),
    # Innokylä asks for neither: what a reader needs beside its fields
    ("Lisenssi", ("licence",)),
    ("Osoite", ("address",)),
)


def in_its_order(told):
    """{name of Innokylä's field: text}, in its order, of {field of ours: text}. Parts that share a field have headings."""
    found = {}
    for name, sources in FIELDS:
        said = [(source, told[source]) for source in sources if told.get(source)]
        if len(sources) == 1:
            found[name] = said[0][1] if said else ""
        else:
            found[name] = "\n\n".join(f"{NAMES[source]}\n{text}" for source, text in said)
    return found


def as_text(told):
    """The same as plain text: each field's name in capitals, then what it says, or a dash."""
    chunks = [f"{name.upper()}\n{text or '–'}" for name, text in in_its_order(told).items()]
    return "\n\n".join(chunks) + "\n"


def day(moment):
    """As Innokylä writes days: 03.03.2020."""
    return f"{moment:%d.%m.%Y}" if moment else ""
