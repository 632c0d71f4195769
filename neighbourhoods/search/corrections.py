"""Everyday words whose forms the dictionaries take for something else, or that must be found even without a dictionary.

Base form -> its forms. A form that may be two words stands under both.
"""

CORRECTIONS = {
    "fi": {
        "yö": "yö yön yöt öitä öiden öinä öissä öistä öihin öillä öiltä öille",
        "työ": "työ työn työt töitä töiden töissä töistä töihin töillä töille",
        "koti": "koti kodin kodit kodissa kodista kodilla kodilta kotina kotona kotoa kotiin kodeissa kodeista",
        "katu": "kadun kadut",
        "maa": "maan maata maassa maasta maahan",
        "pää": "päässä päästä päähän päällä",
        "apu": "apu apua avun avut avusta avussa avulla avulle avuista",
        "haku": "haku haun hausta hauissa hauista hauilla",
        "idea": "idea idean ideat ideaa ideoita ideoiden ideoista ideoihin",
        "jäte": "jäte jätteen jätteet jätettä jätteitä jätteiden jätteistä",
        "kevät": "keväistä keväisiin",
        "kieli": "kieliä kielien kielten",
        "kirja": "kirjoihin kirjojen kirjoja",
        "koe": "kokeissa kokeista kokeilla kokeille",
        "kokous": "kokous kokouksen kokoukset kokousta kokouksia kokouksessa kokoukseen kokousten kokouksien",
        "koodi": "koodia koodilla koodissa koodista",
        "kukka": "kukkia kukista kukissa",
        "kulku": "kulku kulun kulussa kulusta",
        "kulu": "kulu kulun kulut kuluissa kuluista",
        "kuori": "kuorien kuorissa kuoret",
        "kuppi": "kuppi kuppia kupin kupissa kupista kupilla kupeissa kupeista",
        "kuva": "kuvista kuvaa",
        "lapsi": "lapsi lapsen lapset lasta lapsia lapselle lapsille lapsilla lapsilta lasten lapsien",
        "loppu": "loppua lopussa lopulta",
        "nimi": "nimistä nimiä",
        "nuori": "nuorissa nuorista nuorilla nuorille nuorilta nuorina nuoria",
        "ohje": "ohjeista",
        "oppi": "oppia oppien opissa opista",
        "oppia": "oppia",
        "osoite": "osoitteista",
        "paikka": "paikoilla paikoille paikoilta paikoissa paikoista paikkoihin paikkoja",
        "paperi": "paperista",
        "pari": "pariin paria",
        "porras": "porrasta portaissa portaista portaisiin portaat",
        "purku": "purku purun purussa purusta",
        "pyörä": "pyöriä pyörien pyörillä pyörissä pyöristä pyörät",
        "ranta": "ranta rannan rannat rantaa rannalla rannalta rannalle rannassa rannasta rantaan rannoilla rannoille",
        "rivi": "riveissä riveistä riveille riveihin",
        "roska": "roskista roskia",
        "sade": "sateista sateisiin",
        "sana": "sanoja",
        "suuri": "suurista suurissa",
        "sääntö": "sääntö säännön säännöt sääntöä sääntöjä sääntöjen säännöissä säännöistä",
        "säkki": "säkissä säkistä säkillä",
        "tikkaat": "tikkaat tikkaita tikkaiden tikkailla",
        "tuki": "tukien tukea tuen tuet",
        "tukea": "tukea",
        "tulkki": "tulkki tulkin tulkit tulkkia tulkille tulkilla tulkissa tulkista",
        "tunti": "tuntien tunnista",
        "vesi": "vesistä vesissä vesien",
        "vihko": "vihkoon vihossa vihosta vihoissa vihoista",
        "vinkki": "vinkeissä vinkeistä vinkeille",
        "vuokra": "vuokraa vuokran",
        "väki": "väkeä väkiä väen",
        "väri": "väristä värit värien väreissä väreistä",
        "ääni": "ääni äänen äänet ääntä ääniä äänten äänien",
    },
    "sv": {
        "bok": "bok boken böcker böckerna",
        "möte": "möte mötet möten mötena",
        "sopor": "sopor soporna",
        "träd": "träd trädet träden",
    },
    "en": {
        "child": "child children",
        "man": "man men",
        "woman": "woman women",
    },
    "uk": {
        "дитина": "діти дітей дітям дітьми дітях",
        "мова": "мов",
    },
}


def by_form(corrections):
    """{form: [its base forms]}"""
    found = {}
    for base, forms in corrections.items():
        for form in forms.split():
            found.setdefault(form, []).append(base)
    return found


BASES = {language: by_form(corrections) for language, corrections in CORRECTIONS.items()}
