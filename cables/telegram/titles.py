"""Words of titles: what tells the office of the one who classified a cable from the name."""

from __future__ import annotations

import re
from functools import lru_cache

from cables.telegram import vocabulary
from cables.telegram.posts import despaced, is_one_slip_away, recognise

_TITLES = frozenset(
    """
    ACT ACTING ADCM ADMIN ADMINISTRATIVE ADMINISTRATION ADMINISTRATOR ADVISER ADVISOR AFFAIRES AFFAIRS AFFAIR AG
    AGENCY AGENT AGRICULTURE AGRICULTURAL AI AID AIDE AIR AIT ALTERNATE AMB AMBASSADOR AMCONSUL AMEMBASSY ANALYST AND AREA
    ARMS ARMY AS ASIAN ASSISTANT ASSOCIATE ASST AT ATTACHE ATTORNEY BASED BILATERAL BORDER BRANCH BUDGET BUREAU BUSINESS
    BY CAPT CAPTAIN CDA CENTER CG CGO CHAIR CHAIRMAN CHARGE CHARGEE CHIEF CIVIL CIVILIAN CLEARED CLIMATE CLASSIFIED COL
    COLONEL COM COMMAND COMMANDER COMMERCIAL COMMISSION COMMISSIONER COMMUNICATIONS COMPLIANCE CONGEN CONS CONSUL CONSULAR
    CONSULATE CONTROL COOPERATION COORDINATION COORDINATOR COOR COUNCIL COUNCILOR COUNCELOR COUNS COUNSEL COUNSELOR
    COUNSELLOR COUNSELOUR COUNTERNARCOTICS COUNTERTERRORISM COUNTRY CULTURAL CUSTOMS DAFFAIRES DAO DAS DATT DCM DEA
    DEFENSE DELEGATE DELEGATION DEMOCRACY DEP DEPARTMENT DEPT DEPUTY DESIGNATE DESK DETACHMENT DEVELOPMENT DIPLOMACY DIPLOMATIC DIR
    DIRECTOR DIRECTORATE DISARMAMENT DIVISION DOD DOMESTIC DPO DRAFTED DRL ECO ECON ECONOFF ECONOMIC ECONOMICS ECONOMY
    ECOPOL ECPO EEB EMBASSY EMBOFF EMIN ENERGY ENFORCEMENT ENVIRONMENT ENVIRONMENTAL ENVOY EPA ESTH EST ESTHOFF EUR EXEC
    EXECUTIVE EXTERNAL FACILITATOR FBI FIELD FINANCE FINANCIAL FINATT FIRST FISCAL FOR FOREIGN FOUNDATION FRAUD FSO GENERAL
    GEN GLOBAL GOVERNANCE GOVERNMENT GOVERNOR GROUP HEAD HEALTH HIV HUMAN HUMANITARIAN IIP IMMIGRATION IMPLEMENTATION IN
    INFORMATION INL INR INSPECTOR INTELLIGENCE INTERAGENCY INTEREST INTERESTS INTERIM INTERNAL INTERNATIONAL INTL INVESTMENT
    IO ISN ISSUES JUSTICE LABOR LARGE LAW LEAD LEADER LEGAL LEGAT LEGISLATIVE LIAISON LT LTC LTG MAJ MANAGEMENT MANAGER MARITIME
    MEDIA MGMT MGT MIGRATION MIL MILITARY MIN MINCOUNS MINISTER MISSION MONITORING MULTILATERAL NARCOTICS NAS NATIONAL
    NATO NEA NEGOTIATIONS NEGOTIATOR NONPROLIFERATION NP NSC NUCLEAR OES OF OFF OFFICE OFFICER OFFICIAL OIC OPERATIONS ORGANIZATION
    ORGANIZATIONS OSCE PA PAO PARTNERSHIP PARTY PASS PD PDAS PEACE PEACEKEEPING PERM PERMANENT PERMREP PLANNING PLENIPOTENTIARY PM
    PMC PO POL POLAD POLCHIEF POLCOUNS POLECON POLEC POLICY POLITICAL POLITICS POLMIL POLOFF POPULATION PRESS PRESIDENT
    PRINCIPAL PRINICIPAL PRM PROCUREMENT PROGRAM PROGRAMS PROLIFERATION PROTOCOL PROVINCIAL PRT PUBLIC RECONSTRUCTION REFCOORD
    REFUGEE REFUGEES REGIONAL RELATIONS REP REPORTING REPRESENTATIVE RESEARCH RESOURCE RESOURCES RETIRED REVIEW RIGHTS RSO
    SANCTIONS SCA SCIENCE SCIENTIFIC SECOND SECRETARY SECTION SECTOR SECURITY SEE SENIOR SERVICE SERVICES SPECIAL SPECIALIST
    SPOKESMAN STABILIZATION STAFF STATE STRATEGIC SUPERVISOR SUPERVISORY SUPPORT SYSTEMS TALKS TASK TDY TEAM TECHNICAL TECHNOLOGY
    TEMPORARY TERRORISM THE THIRD THREAT TO TRADE TRAFFICKING TRAINING TRANSITION TRANSNATIONAL TRANSPORTATION TREASURY TREATY
    UN UNDER UNDERSECRETARY UNIT UNITED US USAID USDAO USEU USG USINT USMISSION USNATO USOSCE USTR USUN VCI VERIFICATION
    VICE VISA VISAS WATCH WATCHER WEAPONS WHA WITH WOMEN XO
    AFRICA AFRICAN AMERICA AMERICAN AMERICAS ANDEAN ARAB ASIA BALKAN BALKANS BALTIC CARIBBEAN CAUCASUS CENTRAL EASTERN EURASIA
    EURASIAN EUROPE EUROPEAN GULF HEMISPHERE IRAN IRANIAN IRAQ ISLAMIC LATIN LEVANT MAGHREB MIDDLE NEAR NORTHEAST NORTHERN NORDIC
    PACIFIC PALESTINIAN SOUTHEAST SOUTHERN SOVIET STATES TIBET WESTERN
    """.split()
)
# Pieces that abbreviated titles are put together from: PolMinCouns, EconOff, RefCoord.
_COMPOUND = re.compile(
    r"(?:A|AMB|ACT|CHIEF|CHF|CONS?|COORD?|COUNS?|D|DEP|DIR|ECON?|ENV|EST|FIN|LAB|MGT|MIL|MIN|OFFS?|PAS?|PD|POL|PROT|REF|SCI|"
    r"SEC|STAT){2,5}"
)
_SURNAMES_TOO = frozenset("CHAIR EAST FIELD HEAD LAW NORTH PRESS SOUTH WEST".split())


@lru_cache(maxsize=4096)
def is_title(word: str, *, misspelt: bool = True) -> bool:
    """Whether a word belongs to a title: a word of titles, one `misspelt` by a letter, or anything with a stroke."""
    upper = word.upper().replace("0", "O")
    if any(sign in upper for sign in "/&_@#+") or any(letter.isdigit() for letter in word):
        return True
    bare = upper.strip(".,;:'’`\"()-").replace("'", "").replace("’", "")
    if len(bare) < 2:
        return not bare
    if "." in bare:  # initials (`A.F.`), but for the abbreviations that are none
        return bare.replace(".", "") in ("AI", "AD", "US", "UN", "DCM", "CDA")
    if bare in _known() or bare.startswith(("DAFF", "DEAFF")):
        return True
    if "-" in bare:
        return all(is_title(part) for part in bare.split("-") if part)
    if _COMPOUND.fullmatch(bare):
        return True
    return misspelt and len(bare) > 3 and any(is_one_slip_away(bare, near) for near in _near(bare))


def may_be_surname(word: str) -> bool:
    """Whether a word of titles is a surname as well: West, Law."""
    return word.upper() in _SURNAMES_TOO


@lru_cache(maxsize=4096)
def is_place(words: str) -> bool:
    """Whether words name a post or a country: they may stand between title and name, or after the name."""
    return words.upper() in _countries() or recognise(despaced(words)).known


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    terms = (
        term.term.upper() for term in vocabulary.glossary().values() if term.kind in ("title", "office", "diplomacy")
    )
    return _TITLES | {term for term in terms if term.isalpha()}


def _near(word: str) -> set[str]:
    """The longer title words with the same first letter that share with `word` what is left without one letter."""
    shortened = _shortened()
    return {near for short in _without_a_letter(word) for near in shortened.get(short, ()) if near[0] == word[0]}


@lru_cache(maxsize=1)
def _shortened() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in _TITLES:
        for short in _without_a_letter(word) if len(word) > 4 else ():
            found[short] = (*found.get(short, ()), word)
    return found


def _without_a_letter(word: str) -> set[str]:
    return {word} | {word[:k] + word[k + 1 :] for k in range(len(word))}


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    entries = (entry for group in vocabulary.tags().values() for entry in group if entry.iso2)
    return frozenset(entry.name.upper() for entry in entries)
