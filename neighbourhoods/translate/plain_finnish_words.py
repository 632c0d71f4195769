"""Words and endings that plain Finnish does without, with a cure where there is one.

They are Finnish on purpose: they are about the text, not about the interface. `of` reads a list that is written as a text.
"""


def of(text):
    return frozenset(text.split())


def ends(text):
    return tuple(text.split())


LONGEST_KNOWN = 60  # letters; a longer word is in no list

# --- sentences
WEEKDAYS = of("""
    ma ti ke to pe la su maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai
    maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina
""")
MONTHS = ends("tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu")
# a full stop after these ends no sentence
MID_SENTENCE = of("esim. mm. ks. klo. kts. vrt. ns. nk. n. os. puh. s. v. vs. ent. em. ko. prof. tri mr. mrs. dr. st. pvm. nro.")

# --- short forms, and the whole word
SHORT = {
    **dict.fromkeys(ends("esim esim."), "esimerkiksi"),
    **dict.fromkeys(ends("ym ym. yms yms. jne jne."), "ja muuta"),
    **dict.fromkeys(ends("mm."), "muun muassa"),
    **dict.fromkeys(ends("klo klo."), "kello"),
    **dict.fromkeys(ends("ks ks. kts kts."), "katso"),
    **dict.fromkeys(ends("ns. nk."), "niin sanottu"),
    **dict.fromkeys(ends("vrt. vrt"), "vertaa"),
    **dict.fromkeys(ends("tms. tms"), "tai muu"),
    **dict.fromkeys(ends("ko. em."), "tämä"),
    **dict.fromkeys(ends("puh. puh p. tel."), "puhelin"),
    **dict.fromkeys(ends("os."), "osoite"),
    **dict.fromkeys(ends("n."), "noin"),
    **dict.fromkeys(ends("kk kk."), "kuukausi"),
    **dict.fromkeys(ends("vko vko."), "viikko"),
    **dict.fromkeys(ends("pv pv."), "päivä"),
    **dict.fromkeys(ends("min."), "minuuttia"),
    **dict.fromkeys(ends("hlö hlöä"), "ihmistä"),
    **dict.fromkeys(ends("nro nro."), "numero"),
    **dict.fromkeys(ends("pvm pvm."), "päivä"),
}

# --- parts of a sentence
CONJUNCTIONS = of("""
    että jotta koska kun jos vaikka mikäli kunnes
    ettei etten ettet ettemme ettette etteivät jottei jotten jottet jotteivät
    ellei ellen ellet elleivät jollei jollen jollet jolleivät vaikkei vaikken vaikket vaikkeivät
""")
RELATIVE = of("""
    joka jonka jota jossa josta johon jolla jolta jolle jona joksi
    jotka joiden joita joissa joista joihin joilla joilta joille joina joiksi jolloin
""")
ASKING = of("""
    mikä minkä mitä missä mistä mihin millä miltä mille minä miksi mitkä minne milloin miten kuinka
    kuka kenen ketä kenet kenestä keneen kenellä keneltä kenelle keneksi ketkä keiden keitä keillä keiltä keille
""")
# what follows "joka" that means every
EVERY = ends("""
    päivä viikko vuosi ilta aamu yö kerta kuukausi tunti toinen kolmas neljäs maanantai tiistai keskiviikko torstai perjantai lauantai
    sunnuntai kevät kesä syksy talvi puolel paikas talos rapus
""")
NO = of("""
    en et ei emme ette eivät enkä etkä eikä emmekä ettekä eivätkä älä älkää älköön äläkä älkääkä eikö
    ettei etten ettet ettemme ettette etteivät jottei jotteivät ellei jollei vaikkei
""")
WITHOUT_ENDS = ("matta", "mättä")

# --- passive
ILL_VERBS = "(?:ke|he|va|rä|ta|ha|ka|ja|re|ma|pi|ky|ui|oi)"
ST_VERBS = "(?:nous|pääs|juos|pes|kais|lais|seis|ais|äis)"
# where something is put, and what is somebody's own: whole words, because verbs end so too (annettiin, ladataan, hommattiin)
NEVER_PASSIVE = of("""
    mitään ketään kellään siitään nettiin internettiin mattiin kotaan lataan dataan mottiin settiin hittiin bittiin tyttiin sotiin puutaan
    mutaan vuotaan päätään ylipäätään jaistaan lopullaan alullaan kohollaan kallellaan aitaan kaistaan ajokaistaan rattaisiin mätään sataan
    pataan rataan uimarataan ajorataan junarataan sotaan talvisotaan jatkosotaan maailmansotaan hellaan hellään rättiin hyttiin parhaillaan
    samettiin lähettiin peltiin uunipeltiin
""")
# and what a longer word may end with: ruokapöytään, kuljetuspakettiin, äidinkielellään
NOT_PASSIVE_ENDS = ends("""
    pöytään rautaan lautaan hautaan routaan poutaan luutaan nautaan paitaan riitaan laitaan raitaan viitaan noitaan keitaan seitaan hätään
    näätään hietaan fetaan soodaan koodaan pullaan nollaan rullaan jollaan protokollaan vuorollaan tuksellaan
    pakettiin tikettiin budjettiin rakettiin bufettiin buffettiin robottiin chattiin helvettiin
    parkettiin pulpettiin lasarettiin markettiin blankettiin bankettiin kasettiin diskettiin trumpettiin kvartettiin
    kotiin muotiin puotiin ruotiin kyytiin raatiin paraatiin kultiin multiin
    eellaan kielellään mielellään tiellään lähellään vierellään kyljellään itsellään isellään isellaan yksittäisiin
""")
BETWEEN_NO_AND_VERB = of("enää aina vielä koskaan yleensä usein juuri kuitenkaan myöskään siis silti nyt täällä siellä")

# --- constructions
D_VERBS = "juo|syö|saa|käy|vie|tuo|voi|jää|lyö|teh|näh|oi|öi|suo|luo"
SAYING = ends("sano kerto kerro ilmoit luul luulee usko arvel lupa lupas väitt väit tietä tiesi toivo vakuut")
# nouns: mäessä, tiessä, tuessa
NOT_WHILE = of("väessä hiessä käessä noessa säessä paessa ruoessa laessa tiessä tuessa oluessa hauessa ohuessa lyhyessä kevyessä mennessä")
NOT_WHILE_ENDS = ends("joessa mäessä yydessä")
NOT_IN_ORDER = of("taakseen mullakseen")
NOT_BY_SOMEBODY = ends("maan mään massa mässä malla mällä matta mättä masta mästä")

# --- rare cases
WITH_ITS = frozenset(
    stem + end
    for stem in """
        lapsi perhei vanhempi koiri kissi lemmikkei ystävi naapurei puolisoi vaimoi miehi avustaji tarvikkei eväi liittei asukkai
        työntekijöi jäseni vierai omaisi läheisi sisaruksi palvelui pihoi tiloi kalustei varustei huonekalui ohjei vaunui
    """.split()
    for end in ("neen", "neni", "nesi", "nemme", "nenne")
)
WITHOUT_IT = of("""
    rahatta maksutta luvatta syyttä ehdoitta avutta vaivatta ongelmitta huoletta tauotta esteettä pelotta kiireettä kuluitta lipuitta
    sanoitta aiheetta perusteetta turvatta suojatta mielettä
""")
WITHOUT_IT_ENDS = ends("ksetta ksettä misetta misettä ksitta ksittä uudetta yydettä")

# --- nouns made of verbs
FROM_VERB = ends("minen mista mistä misen miseen misessa misessä misesta misestä misella misellä miselle miseksi")
NO_VERB_IN_IT = ends("ihmi elämi lmist ensimm viimei tapahtumis toimist voimist asemis sanomis teemis ilmist omist")
SUPPORT = ends("suorit tapahtui tapahtuu tapahtuv tapahtun toteut")
SUPPORTED = ends("us ys uksen yksen usta ystä ukset ykset uksia yksiä uksista yksistä")

# --- the reader
YOU = of("""
    sinä sinun sinua sinut sinulla sinulta sinulle sinussa sinusta sinuun te teidän teitä teille teillä teiltä et etkö ette älä älkää
    voit saat olet tulet haluat tarvitset osaat tiedät opit pääset näet löydät teet otat annat kerrot kirjoitat lähetät voisit haluaisit
    tahdot pidät maksat asut käyt menet soitat kysyt autat tuot luet katsot muutat tapaat kuulet ehdit joudut valitset ilmoittaudut
    tule kerro kysy lähetä soita katso lue ota tuo valitse kirjoita muista ilmoittaudu anna auta tee mene käy pyydä laita varaa peru paina
    avaa kokeile aloita tilaa kuuntele odota osallistu liity hae etsi täytä jätä vastaa kutsu keitä kanna istu pidä maksa vie palauta lainaa
    kiitä tervehdi tarjoa lopeta pese siivoa juo syö ehdota äänestä kannata huomaa varo tulkaa tehkää ottakaa kertokaa juokaa syökää
""")
YOURS = of("nimesi ideasi tietosi kotisi kotiisi lapsesi naapurisi viestisi osoitteesi vuorosi paikkasi asiasi talosi pihasi ystäväsi")

# --- words that need explaining, by how they begin
UNEXPLAINED = {"taloyhtiö": "taloyhtiö", "isännöitsijä": "isännöitsijä", "yhteisömanageri": "yhteisömanageri", "yhtiökokou": "yhtiökokous"}
EXPLAINS = of("eli tarkoittaa")
POINTS_BACK = of("se hän he ne siinä siellä sen hänen heidän siihen hänelle häneltä heiltä")
TELLS = of("on ovat auttaa hoitaa")

# --- long words that the site itself uses and explains
OUR_LONG_WORDS = ends("""
    yhteisömanageri ilmoittautumi saavutettav seurantakood tilannekatsau kalenterilähte vastuuhenkilö varahenkilö asukasaktiiv ideahak
    viikkokirje kuukausikirje konekäännö vuokranantaj isännöitsij
""")

# --- office words: how a word begins, and what to say instead
OFFICE = {
    "resurss": "aika, raha",
    **dict.fromkeys(ends("osallistaa osallistam osallistav osalliste"), "pyytää mukaan"),
    "prosess": "mitä tehdään",
    "toimenpi": "teko",
    "mikäli": "jos",
    **dict.fromkeys(ends("kyseinen kyseise kyseisi kyseist"), "tämä"),
    **dict.fromkeys(ends("ajankohta ajankohda ajankohti"), "aika"),
    "edellyt": "tarvita",
    **dict.fromkeys(ends("mahdollistaa mahdollistam mahdollistav mahdolliste"), "auttaa"),
    **dict.fromkeys(ends("keskeinen keskeise keskeisi keskeist"), "tärkeä"),
    "priorisoi": "valita ensin",
    "implementoi": "tehdä",
    "moderoi": "lukea ensin",
    # from the voice and the glossary of the site
    **dict.fromkeys(ends("jalkautta jalkaute"), "viedä ihmisten luo"),
    **dict.fromkeys(ends("oheinen oheise oheisi oheist"), "tämä"),
    "portaali": "sivu",
    "pilotti": "kokeilu",
    "pilotoi": "kokeilla",
    "klikkaa": "painaa",
    **dict.fromkeys(ends("suorittaa suorite suorittam suorittav"), "tehdä"),
    **dict.fromkeys(ends("toteuttaa toteute toteuttam toteuttav toteutus toteutuks"), "tehdä"),
    **dict.fromkeys(ends("hyödyntä hyödynne"), "käyttää"),
    "koordinoi": "järjestää",
    **dict.fromkeys(ends("kartoittaa kartoite kartoitus kartoituks"), "selvittää"),
    "välittömästi": "heti",
    "huomioida": "ottaa huomioon",
    **dict.fromkeys(ends("tiedottaa tiedotam tiedotet"), "kertoa"),
    **dict.fromkeys(ends("vastaanottaa vastaanote vastaanottam"), "saada"),
    "yhteisöllisyy": "yhdessä olo",
    "konsept": "idea",
    "optimoi": "parantaa",
    "aktivoi": "innostaa",
    "fasilitoi": "ohjata",
    "strategi": "suunnitelma",
}
NOT_OFFICE = ("ajankohtai",)
OFFICE_BY_FIRST = {}
for start in OFFICE:
    OFFICE_BY_FIRST.setdefault(start[:2], []).append(start)
OFFICE_WHOLE = {"sekä": "ja", "puitteissa": "aikana", "kynnyksen": "helppo"}
# "matalan kynnyksen": alone the second is a threshold
ONLY_AFTER = {"kynnyksen": "matalan"}
