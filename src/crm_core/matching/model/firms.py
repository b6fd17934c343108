"""
Names of companies without what varies: legal forms, abbreviations, articles.
"""

from functools import lru_cache

from attrs import frozen

from .letters import plain_set, plain_words

_LEGAL = plain_set(
    "ab ag aktiebolag aktiengesellschaft aktieselskab as asa amba aps ans anonim ao"
    " apc bv bvba besloten bhd bt berhad cc cia cie cic co cokg coltd company corp"
    " corporation cv da doo dooel dd eg ek eirl eireli ehf eurl ev ev eood ood gbr ges"
    " gesellschaft gesmbh ggmbh gie gmbh gmbhcokg haftung hb hf inc incorporated incorp"
    " jsc ohg oao ooo oy oyj og k kd kdd kft kg kgaa kk kabushiki kaisha kommandit"
    " kommanditgesellschaft lda lc ldc ldt limitada limited limitee llc llp lp ltd ltda"
    " ltee mbh mei naamloze nv nyrt ood ou pc pjsc plc pllc psc pt"
    " pte ptyltd pty pvt private public proprietary rt sa sab saa sac sae sal sapa sapi"
    " saog saoc sarl sas sasu sc sca scop scp scrl sca scs sdn se sia sicav sociedad"
    " societe societa sociedade societas snc soc sp spa spj spk spol spolka sprl srl sro"
    " ss sti sti tapui tbk tov uab ug unlimited ultd vennootschap vof vzw yk zao zoo zrt"
    " zrt anonima anonyme anonimo azioni responsabilita limitata responsabilidad"
    " beschrankter actions responsabilite aktsiaselts"
    " osauhing akciova spolecnost gruppen stichting ltdsti as lllp pbc gp dba fka"
    " pe unipessoal akcine bendrove drustvo ead"
)
_LEGAL_LETTERS = (
    "gmbh", "mbh", "sarl", "sprl", "bvba", "kgaa", "spzoo", "sro", "srl", "spa", "sas",
    "snc", "plc", "llc", "llp", "ltd", "inc", "aps", "ooo", "oao", "zao", "doo", "kft",
    "nv", "bv", "ag", "sa", "kg", "ab", "as", "oy", "lp", "cv", "ev", "ek", "kk", "co",
    "pt", "sc", "vof", "cvba", "dd", "eg", "se", "sca", "sl", "slu",
)  # fmt: skip
_JOINERS = plain_set(
    "the and und et e y i en of for fur de des der die das du la le les el los di do da"
    " del della van von il lo et og och"
)
_SHORT_AND_LONG = {
    "intl": "international", "int": "international", "internat": "international",
    "internationale": "international", "internacional": "international",
    "internazionale": "international", "natl": "national", "nat": "national",
    "tech": "technology", "techs": "technology", "technologies": "technology",
    "technologie": "technology", "technologien": "technology",
    "tecnologia": "technology", "tecnologias": "technology", "techn": "technology",
    "sys": "system", "systems": "system", "systeme": "system", "systemes": "system",
    "svc": "service", "svcs": "service", "services": "service", "srv": "service",
    "servicios": "service", "servizi": "service", "serv": "service",
    "mfg": "manufacturing", "mfr": "manufacturing", "manuf": "manufacturing",
    "manufg": "manufacturing", "assoc": "associates", "assocs": "associates",
    "associate": "associates", "bros": "brothers", "gebr": "brothers",
    "gebruder": "brothers", "hnos": "brothers", "freres": "brothers",
    "mgmt": "management", "mgt": "management", "mngmt": "management",
    "ind": "industry", "inds": "industry", "industries": "industry",
    "industrie": "industry", "industrien": "industry", "industria": "industry",
    "industrias": "industry", "indus": "industry", "univ": "university",
    "universitat": "university", "universite": "university",
    "universidad": "university", "universita": "university",
    "universiteit": "university", "univerity": "university", "inst": "institute",
    "institut": "institute", "instituto": "institute", "lab": "laboratory",
    "labs": "laboratory", "laboratories": "laboratory", "laboratoires": "laboratory",
    "laboratoire": "laboratory", "dept": "department", "dev": "development",
    "eng": "engineering", "engr": "engineering", "engrg": "engineering",
    "elec": "electric", "electrical": "electric", "elektro": "electric",
    "electronic": "electronics", "elektronik": "electronics",
    "elektronics": "electronics", "elektroniks": "electronics",
    "electronique": "electronics", "pharm": "pharmaceuticals",
    "pharma": "pharmaceuticals", "pharmaceutical": "pharmaceuticals",
    "pharmaceutica": "pharmaceuticals", "pharms": "pharmaceuticals",
    "chem": "chemical", "chems": "chemical", "chemicals": "chemical",
    "chemie": "chemical", "chimie": "chemical", "grp": "group", "gruppe": "group",
    "groupe": "group", "grupo": "group", "gruppo": "group", "groep": "group",
    "hldg": "holding", "hldgs": "holding", "holdings": "holding", "res": "research",
    "ctr": "center", "centre": "center", "zentrum": "center", "centro": "center",
    "comm": "communication", "comms": "communication",
    "communications": "communication", "telecom": "telecommunication",
    "telecommunications": "telecommunication", "prod": "product", "prods": "product",
    "products": "product", "produkte": "product", "produits": "product",
    "solutions": "solution", "ins": "insurance", "fin": "financial",
    "finance": "financial", "govt": "government", "hosp": "hospital",
    "ent": "enterprise", "enterprises": "enterprise", "dist": "distribution",
    "equip": "equipment", "transp": "transport", "transportation": "transport",
    "saint": "st", "sankt": "st", "holland": "netherlands",
    "nederland": "netherlands", "netherland": "netherlands", "dutch": "netherlands",
    "deutschland": "germany", "german": "germany", "osterreich": "austria",
    "schweiz": "switzerland", "suisse": "switzerland", "svizzera": "switzerland",
    "espana": "spain", "iberica": "iberia", "italia": "italy", "italiana": "italy",
    "europa": "europe", "european": "europe", "usa": "us", "american": "america",
    "americas": "america", "brasil": "brazil", "sverige": "sweden", "danmark": "denmark",
    "norge": "norway", "suomi": "finland", "polska": "poland", "belgique": "belgium",
    "belgie": "belgium", "francaise": "france", "french": "france",
    "japanese": "japan", "chinese": "china", "asian": "asia", "african": "africa",
    "british": "britain", "turkiye": "turkey", "mach": "machinery", "instr": "instruments",
    "works": "work", "fab": "factory", "fabriek": "factory", "fabrieken": "factory",
    "fabrik": "factory", "royal": "royal", "koninklijke": "royal", "kon": "royal",
    "konin": "royal", "konigliche": "royal", "royale": "royal",
}  # fmt: skip
_LONG = {
    short: long
    for spelled, meant in _SHORT_AND_LONG.items()
    for short, long in zip(plain_words(spelled), plain_words(meant), strict=True)
}
GENERIC = plain_set(
    "international national global world worldwide technology system service"
    " manufacturing associates brothers management industry development engineering"
    " group holding research center communication telecommunication product solution"
    " financial enterprise distribution equipment consulting consultants partners"
    " partner capital ventures trading trade commerce commercial general digital online"
    " media software hardware data network networks web it ict investment investments"
    " properties property estate design studio studios agency marketing logistics"
    " transport construction building electric electronics chemical pharmaceuticals"
    " medical health care energy power food foods royal new work works plant factory"
    " shop store stores sons son fils sohne department division branch office head"
    " business operations corporate companies firm machinery instruments materials"
    " company industrial patent patents licensing ip assets intellectual"
)
PLACES = plain_set(
    "europe european europa america american americas usa us uk asia asian pacific"
    " africa africas emea apac north south east west northern southern eastern western"
    " central germany deutschland german france francaise french italy italia italiana"
    " spain espana iberia iberica netherlands nederland netherland holland dutch"
    " belgium belgique belgie benelux austria osterreich switzerland schweiz suisse"
    " britain great british england scotland ireland japan japanese china chinese india"
    " korea canada mexico brasil brazil australia sweden sverige denmark danmark norway"
    " norge finland suomi poland polska czech russia turkey turkiye israel taiwan"
    " singapore hongkong york london paris berlin munich amsterdam eindhoven rotterdam"
    " utrecht tokyo california texas nordic scandinavia uae dubai"
)


_SAME_FORM = {
    "limited": "ltd", "limitada": "ltda", "incorporated": "inc", "incorp": "inc",
    "corporation": "corp", "company": "co", "naamloze": "nv", "vennootschap": "nv",
    "aktiengesellschaft": "ag", "aktiebolag": "ab", "aktieselskab": "as",
    "gesmbh": "gmbh", "coltd": "ltd", "ptyltd": "ltd", "cokg": "kg",
}  # fmt: skip
_WEAK_FORMS = frozenset({"co", "cie", "cia", "pty", "pte", "pvt", "public", "private"})
_TRADES = (
    "fabrieken", "fabriken", "fabriek", "fabrik", "werke", "werken", "werk", "bau",
    "technik", "techniek", "technologie", "elektronik", "matschappij", "gesellschaft",
    "handel", "bedrijf", "bedrijven", "industrie", "systeme", "systemen", "dienste",
    "diensten", "verwaltung", "vertrieb", "versand", "verlag", "druckerei", "brouwerij",
    "brauerei", "backerei", "metzgerei", "apotheke", "handlung", "verband", "verein",
    "unternehmen", "unternehmung", "onderneming", "verken", "fabrikken", "vaerk",
    "verk", "verksted", "selskab", "selskap", "tehdas", "teollisuus", "zavod", "prom",
)  # fmt: skip
"""
How words end that only say what trade a company is in, in languages that write such
words as one.
"""


@frozen
class FirmName:
    """
    A company's name: the words that tell it from others, those that many companies
    have, where it says it is, and its legal form.
    """

    words: tuple[str, ...] = ()
    generic: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    legal: frozenset[str] = frozenset()
    whole: str = ""

    @property
    def joined(self) -> str:
        return "".join(self.words)


NO_FIRM = FirmName()


@lru_cache(maxsize=20_000)
def firm_name(name: str) -> FirmName:
    """
    The name of a company as it is compared.
    """
    if not name:
        return NO_FIRM
    spelled = _spelled(plain_words(name.replace("&", " and ")))
    forms = {_SAME_FORM.get(word, word) for word in spelled if word in _LEGAL}
    named, behind = _divided(spelled)
    kept = [_LONG.get(word, word) for word in named if word not in _JOINERS] or named
    own = [word for word in kept if not _generic(word) and word not in PLACES] or kept
    places = [_LONG.get(word, word) for word in behind if word not in _JOINERS]
    return FirmName(
        words=tuple(dict.fromkeys(own)),
        generic=frozenset(w for w in kept if w not in own and w not in PLACES),
        places=frozenset([w for w in kept if w not in own and w in PLACES] + places),
        legal=frozenset(forms - _WEAK_FORMS),
        whole="".join(kept),
    )


def _divided(spelled: list[str]) -> tuple[list[str], list[str]]:
    """
    The words of a name without legal forms, and the place that may stand behind the
    last one: ``Gist NV, Delft``.
    """
    named: list[str] = []
    behind: list[str] = []
    for word in spelled:
        if word in _LEGAL:
            named, behind = named + behind, []
        else:
            behind.append(word)
    if not named:
        return (behind or spelled), []
    return named, behind


def _generic(word: str) -> bool:
    return word in GENERIC or (len(word) > 9 and word.endswith(_TRADES))


def _spelled(words: tuple[str, ...]) -> list[str]:
    """
    *words* with single letters in a row as one: ``n v`` is ``nv``.
    """
    found: list[str] = []
    letters = ""
    for word in (*words, ""):
        if len(word) == 1 and not word.isdigit():
            letters += word
            continue
        if letters:
            found += _initials(letters)
            letters = ""
        if word:
            found.append(word)
    return found


def _initials(letters: str) -> list[str]:
    """
    Letters as the abbreviation they spell, a legal form at either end apart.
    """
    if letters in _LEGAL_LETTERS:
        return [letters]
    for form in _LEGAL_LETTERS:
        if len(letters) > len(form) + 1:
            if letters.endswith(form):
                return [letters[: -len(form)], form]
            if letters.startswith(form):
                return [form, letters[len(form) :]]
    return [letters]
