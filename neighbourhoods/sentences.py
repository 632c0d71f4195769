"""What is said before the message catalogues are there: in Finnish, Swedish and English. Python's own library only."""

import os
import re

SENTENCES = {
    "old python": {
        "fi": "Python {found} on liian vanha, tarvitaan 3.11.",
        "sv": "Python {found} är för gammal, 3.11 behövs.",
        "en": "Python {found} is too old, 3.11 is needed.",
    },
    "windows": {
        "fi": "Pihapiiri ei toimi suoraan Windowsissa: asenna WSL ja käynnistä siellä.",
        "sv": "Pihapiiri fungerar inte direkt i Windows: installera WSL och starta där.",
        "en": "Pihapiiri does not run on Windows itself: install WSL and start it there.",
    },
    "preparing": {
        "fi": "Valmistellaan ympäristöä, vain kerran, noin minuutti …",
        "sv": "Miljön förbereds, bara en gång, ungefär en minut …",
        "en": "Preparing the environment, once, about a minute …",
    },
    "renewing": {
        "fi": "Päivitetään osia …",
        "sv": "Delarna uppdateras …",
        "en": "Updating the parts …",
    },
    "waiting": {
        "fi": "Ympäristöä valmistellaan jo toisaalla. Odotetaan …",
        "sv": "Miljön förbereds redan på annat håll. Väntar …",
        "en": "The environment is already being prepared elsewhere. Waiting …",
    },
    "no pip": {
        "fi": "Pip puuttuu, joten osia ei voi asentaa. Debianissa: apt install python3-pip",
        "sv": "Pip saknas, så delarna kan inte installeras. I Debian: apt install python3-pip",
        "en": "Pip is missing, so parts cannot be installed. On Debian: apt install python3-pip",
    },
    "old pip": {
        "fi": "Pip {found} on liian vanha, tarvitaan 22.3. Päivitä: {command}",
        "sv": "Pip {found} är för gammal, 22.3 behövs. Uppdatera: {command}",
        "en": "Pip {found} is too old, 22.3 is needed. Update it: {command}",
    },
    "no space": {
        "fi": "Levytilaa on {free} Mt, tarvitaan {needed} Mt.",
        "sv": "Ledigt {free} MB, {needed} MB behövs.",
        "en": "{free} MB free, {needed} MB needed.",
    },
    "no network": {
        "fi": "Verkkoon ei saada yhteyttä, joten osia ei voi ladata. Yritä uudelleen.",
        "sv": "Ingen nätförbindelse, delar kan inte hämtas. Försök igen.",
        "en": "No network, so parts cannot be fetched. Try again.",
    },
    "failed": {
        "fi": "Osien asennus ei onnistunut. Syy on tiedostossa {log}.",
        "sv": "Delarna kunde inte installeras. Orsaken finns i filen {log}.",
        "en": "The parts could not be installed. The reason is in the file {log}.",
    },
    "no lock": {
        "fi": "Tiedosto {file} puuttuu. Hae koko ohjelma uudelleen.",
        "sv": "Filen {file} saknas. Hämta hela programmet på nytt.",
        "en": "The file {file} is missing. Fetch the whole program again.",
    },
    "parts missing": {
        "fi": "Tästä Python-ympäristöstä puuttuu osia ({part}). Asenna: {command}",
        "sv": "Den här Pythonmiljön saknar delar ({part}). Installera: {command}",
        "en": "This Python environment lacks parts ({part}). Install them: {command}",
    },
    "mode": {
        "fi": "PIHAPIIRI_MODE on ”{found}”. Sen pitää olla development tai production.",
        "sv": "PIHAPIIRI_MODE är ”{found}”. Det ska vara development eller production.",
        "en": "PIHAPIIRI_MODE is “{found}”. It must be development or production.",
    },
    "not writable": {
        "fi": "Kansioon {folder} ei voi kirjoittaa. Korjaa oikeudet tai anna toinen kansio: PIHAPIIRI_VAR.",
        "sv": "Det går inte att skriva i mappen {folder}. Rätta rättigheterna eller ange en annan mapp: PIHAPIIRI_VAR.",
        "en": "The folder {folder} cannot be written to. Correct its permissions or name another folder: PIHAPIIRI_VAR.",
    },
    "full": {
        "fi": "Levy on täynnä, joten kansioon {folder} ei voi kirjoittaa. Vapauta tilaa ja käynnistä uudelleen.",
        "sv": "Disken är full, så det går inte att skriva i mappen {folder}. Frigör utrymme och starta igen.",
        "en": "The disk is full, so nothing can be written to the folder {folder}. Free some space and start again.",
    },
    "port taken": {
        "fi": "Portti {port} on varattu. Käynnistä: {command}",
        "sv": "Porten {port} är upptagen. Starta: {command}",
        "en": "Port {port} is taken. Start with: {command}",
    },
    "port refused": {
        "fi": "Porttia {port} ei saa käyttää näillä oikeuksilla. Käynnistä: {command}",
        "sv": "Porten {port} får inte användas med de här rättigheterna. Starta: {command}",
        "en": "Port {port} may not be used with these permissions. Start with: {command}",
    },
    "host unknown": {
        "fi": "Osoite {host} ei kuulu tälle koneelle. Käynnistä: {command}",
        "sv": "Adressen {host} hör inte till den här datorn. Starta: {command}",
        "en": "The address {host} does not belong to this machine. Start with: {command}",
    },
    "languages": {"fi": "Kielet", "sv": "Språk", "en": "Languages"},
}


def console_language(environment=None):
    """What is spoken: "fi", "sv" or "en", as the locale asks (LC_ALL, LC_MESSAGES, LANG). Any other language is English."""
    environment = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            language = re.split(r"[_.@-]", environment[name])[0].lower()
            return language if language in ("fi", "sv") else "en"
    return "en"


def sentence(key, **values):
    """The sentence of that key in the console's language. For what is said before the catalogues are there."""
    return SENTENCES[key][console_language()].format(**values)
