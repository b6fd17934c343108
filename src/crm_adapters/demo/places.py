"""
Where people of a locale live, and how their numbers and streets are written.
"""

from typing import NamedTuple


class Places(NamedTuple):
    """
    Cities as (name, region, area code, postal code pattern); in patterns every # is
    a digit. *share* is the part of all companies that sits here.
    """

    country: str
    share: float
    cities: list[tuple[str, str, str, str]]
    phone: str
    mobile: str
    streets: str
    street: str
    mail: list[str]
    domain: str


def _cities(lines: str) -> list[tuple[str, str, str, str]]:
    rows = [line.strip().split("|") for line in lines.strip().splitlines()]
    return [(name, region, area, postal) for name, region, area, postal in rows]


PLACES = {
    "us": Places(
        "United States",
        0.26,
        _cities(
            """
            New York|NY|212|100##
            Los Angeles|CA|213|900##
            Chicago|IL|312|606##
            Houston|TX|713|770##
            Phoenix|AZ|602|850##
            Philadelphia|PA|215|191##
            San Diego|CA|619|921##
            Austin|TX|512|787##
            Columbus|OH|614|432##
            Seattle|WA|206|981##
            Denver|CO|303|802##
            Boston|MA|617|021##
            Portland|OR|503|972##
            Boise|ID|208|837##
            Burlington|VT|802|054##
            """
        ),
        "+1 {area}-555-####",
        "+1 {area}-555-####",
        "Main;Oak;Cedar;Maple;Lake;Hill;Park;Washington;Second;River",
        "{number} {name} Street",
        ["gmail.com", "yahoo.com", "outlook.com", "icloud.com"],
        "com",
    ),
    "gb": Places(
        "United Kingdom",
        0.13,
        _cities(
            """
            London|England|20|EC#A 4BX
            Manchester|England|161|M# 5NT
            Birmingham|England|121|B# 2HT
            Leeds|England|113|LS# 6LS
            Glasgow|Scotland|141|G# 8AG
            Edinburgh|Scotland|131|EH# 9YL
            Cardiff|Wales|29|CF## 3QN
            Bristol|England|117|BS# 4TR
            Belfast|Northern Ireland|28|BT# 1AA
            York|England|1904|YO# 7HH
            """
        ),
        "+44 {area} 496 ####",
        "+44 7700 900###",
        "High;Station;Church;Victoria;Mill;Green;Queens;Albert;Bridge",
        "{number} {name} Road",
        ["gmail.com", "btinternet.com", "outlook.com"],
        "co.uk",
    ),
    "de": Places(
        "Deutschland",
        0.19,
        _cities(
            """
            Berlin|Berlin|30|10###
            Hamburg|Hamburg|40|20###
            München|Bayern|89|80###
            Köln|Nordrhein-Westfalen|221|50###
            Frankfurt am Main|Hessen|69|60###
            Stuttgart|Baden-Württemberg|711|70###
            Düsseldorf|Nordrhein-Westfalen|211|40###
            Leipzig|Sachsen|341|04###
            Nürnberg|Bayern|911|90###
            Bremen|Bremen|421|28###
            Tübingen|Baden-Württemberg|7071|720##
            Görlitz|Sachsen|3581|028##
            """
        ),
        "+49 {area} ######",
        "+49 15# #######",
        "Haupt;Bahnhof;Garten;Schiller;Linden;Berg;Goethe;Mühlen;Rosen",
        "{name}straße {number}",
        ["gmx.de", "web.de", "t-online.de", "gmail.com"],
        "de",
    ),
    "fr": Places(
        "France",
        0.11,
        _cities(
            """
            Paris|Île-de-France|1|750##
            Lyon|Auvergne-Rhône-Alpes|4|690##
            Marseille|Provence-Alpes-Côte d'Azur|4|130##
            Toulouse|Occitanie|5|310##
            Nantes|Pays de la Loire|2|440##
            Strasbourg|Grand Est|3|670##
            Bordeaux|Nouvelle-Aquitaine|5|330##
            Lille|Hauts-de-France|3|590##
            Besançon|Bourgogne-Franche-Comté|3|250##
            """
        ),
        "+33 {area} ## ## ## ##",
        "+33 6 ## ## ## ##",
        "de l'Église;Victor Hugo;de la Gare;Pasteur;des Écoles;du Moulin",
        "{number} rue {name}",
        ["orange.fr", "gmail.com", "laposte.net", "free.fr"],
        "fr",
    ),
    "es": Places(
        "España",
        0.09,
        _cities(
            """
            Madrid|Madrid|91|280##
            Barcelona|Cataluña|93|080##
            Valencia|Comunidad Valenciana|96|460##
            Sevilla|Andalucía|95|410##
            Zaragoza|Aragón|976|500##
            Málaga|Andalucía|952|290##
            Bilbao|País Vasco|94|480##
            A Coruña|Galicia|981|150##
            """
        ),
        "+34 {area} ### ###",
        "+34 6## ### ###",
        "Mayor;Real;de la Constitución;del Sol;Nueva;San José",
        "Calle {name} {number}",
        ["gmail.com", "hotmail.es", "telefonica.net"],
        "es",
    ),
    "it": Places(
        "Italia",
        0.07,
        _cities(
            """
            Roma|Lazio|06|001##
            Milano|Lombardia|02|201##
            Napoli|Campania|081|801##
            Torino|Piemonte|011|101##
            Bologna|Emilia-Romagna|051|401##
            Firenze|Toscana|055|501##
            Forlì|Emilia-Romagna|0543|471##
            """
        ),
        "+39 {area} ######",
        "+39 34# #######",
        "Roma;Garibaldi;Mazzini;Verdi;Dante;della Libertà",
        "Via {name} {number}",
        ["libero.it", "gmail.com", "virgilio.it"],
        "it",
    ),
    "pl": Places(
        "Polska",
        0.06,
        _cities(
            """
            Warszawa|Mazowieckie|22|00-###
            Kraków|Małopolskie|12|30-###
            Łódź|Łódzkie|42|90-###
            Wrocław|Dolnośląskie|71|50-###
            Poznań|Wielkopolskie|61|60-###
            Gdańsk|Pomorskie|58|80-###
            Rzeszów|Podkarpackie|17|35-###
            """
        ),
        "+48 {area} ### ## ##",
        "+48 50# ### ###",
        "Polna;Leśna;Słoneczna;Krótka;Szkolna;Ogrodowa",
        "ul. {name} {number}",
        ["wp.pl", "onet.pl", "gmail.com"],
        "pl",
    ),
    "se": Places(
        "Sverige",
        0.04,
        _cities(
            """
            Stockholm|Stockholms län|8|11# ##
            Göteborg|Västra Götalands län|31|41# ##
            Malmö|Skåne län|40|21# ##
            Uppsala|Uppsala län|18|75# ##
            Linköping|Östergötlands län|13|58# ##
            Umeå|Västerbottens län|90|90# ##
            """
        ),
        "+46 {area} ### ## ##",
        "+46 70 ### ## ##",
        "Stor;Kungs;Drottning;Skol;Björk;Ängs",
        "{name}gatan {number}",
        ["gmail.com", "telia.com", "hotmail.se"],
        "se",
    ),
    "in": Places(
        "India",
        0.05,
        _cities(
            """
            Mumbai|Maharashtra|22|4000##
            Delhi|Delhi|11|1100##
            Bengaluru|Karnataka|80|5600##
            Hyderabad|Telangana|40|5000##
            Chennai|Tamil Nadu|44|6000##
            Kolkata|West Bengal|33|7000##
            Pune|Maharashtra|20|4110##
            """
        ),
        "+91 {area} #### ####",
        "+91 98### #####",
        "Gandhi;Nehru;Station;Temple;Market;Lake",
        "{number} {name} Road",
        ["gmail.com", "rediffmail.com", "yahoo.in"],
        "in",
    ),
}
