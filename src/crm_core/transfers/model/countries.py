"""
Countries as cells name them: by code (ISO 3166-1), in English and in other languages.
"""

from collections.abc import Mapping

from ...shared import fold

_NAMES = """
AD Andorra|AE United Arab Emirates|AF Afghanistan|AG Antigua and Barbuda|AL Albania
AM Armenia|AO Angola|AR Argentina|AT Austria|AU Australia|AZ Azerbaijan
BA Bosnia and Herzegovina|BB Barbados|BD Bangladesh|BE Belgium|BF Burkina Faso
BG Bulgaria|BH Bahrain|BI Burundi|BJ Benin|BN Brunei|BO Bolivia|BR Brazil|BS Bahamas
BT Bhutan|BW Botswana|BY Belarus|BZ Belize|CA Canada|CD DR Congo|CF Central African
CG Congo|CH Switzerland|CI Ivory Coast|CL Chile|CM Cameroon|CN China|CO Colombia
CR Costa Rica|CU Cuba|CV Cape Verde|CY Cyprus|CZ Czechia|DE Germany|DJ Djibouti
DK Denmark|DM Dominica|DO Dominican Republic|DZ Algeria|EC Ecuador|EE Estonia|EG Egypt
ER Eritrea|ES Spain|ET Ethiopia|FI Finland|FJ Fiji|FR France|GA Gabon
GB United Kingdom|GD Grenada|GE Georgia|GH Ghana|GM Gambia|GN Guinea|GR Greece
GT Guatemala|GY Guyana|HK Hong Kong|HN Honduras|HR Croatia|HT Haiti|HU Hungary
ID Indonesia|IE Ireland|IL Israel|IN India|IQ Iraq|IR Iran|IS Iceland|IT Italy
JM Jamaica|JO Jordan|JP Japan|KE Kenya|KG Kyrgyzstan|KH Cambodia|KM Comoros
KP North Korea|KR South Korea|KW Kuwait|KZ Kazakhstan|LA Laos|LB Lebanon
LI Liechtenstein|LK Sri Lanka|LR Liberia|LS Lesotho|LT Lithuania|LU Luxembourg
LV Latvia|LY Libya|MA Morocco|MC Monaco|MD Moldova|ME Montenegro|MG Madagascar
MK North Macedonia|ML Mali|MM Myanmar|MN Mongolia|MO Macao|MR Mauritania|MT Malta
MU Mauritius|MV Maldives|MW Malawi|MX Mexico|MY Malaysia|MZ Mozambique|NA Namibia
NE Niger|NG Nigeria|NI Nicaragua|NL Netherlands|NO Norway|NP Nepal|NZ New Zealand
OM Oman|PA Panama|PE Peru|PG Papua New Guinea|PH Philippines|PK Pakistan|PL Poland
PR Puerto Rico|PT Portugal|PY Paraguay|QA Qatar|RO Romania|RS Serbia|RU Russia
RW Rwanda|SA Saudi Arabia|SC Seychelles|SD Sudan|SE Sweden|SG Singapore|SI Slovenia
SK Slovakia|SL Sierra Leone|SM San Marino|SN Senegal|SO Somalia|SR Suriname
SV El Salvador|SY Syria|TD Chad|TG Togo|TH Thailand|TJ Tajikistan|TM Turkmenistan
TN Tunisia|TR Turkey|TT Trinidad and Tobago|TW Taiwan|TZ Tanzania|UA Ukraine|UG Uganda
US United States|UY Uruguay|UZ Uzbekistan|VA Vatican City|VE Venezuela|VN Vietnam
YE Yemen|ZA South Africa|ZM Zambia|ZW Zimbabwe
AT Österreich|AT Autriche|AT Oostenrijk|BE Belgien|BE Belgique|BE België|BR Brasil
CA Kanada|CH Schweiz|CH Suisse|CH Svizzera|CN 中国|CZ Czech Republic
CZ Česko|CZ Česká republika|CZ Tschechien|DE Deutschland|DE Allemagne|DE Alemania
DE Germania|DE Duitsland|DE Niemcy|DE Německo|DE Германия|DK Danmark|DK Dänemark
ES España|ES Espagne|ES Spanien|FI Suomi|FI Finnland|FR Frankreich|FR Francia
FR Frankrijk|FR Francja|FR Франция|GB Great Britain|GB UK|GB England|GB Scotland
GB Wales|GB Northern Ireland|GB Großbritannien|GB Vereinigtes Königreich
GB Royaume-Uni|GB Reino Unido|GR Griechenland|GR Ελλάδα|HU Ungarn|HU Magyarország
IE Irland|IE Éire|IN Indien|IT Italia|IT Italien|IT Italie|IT Włochy|JP 日本
JP Japon|JP Nippon|KR Korea|KR 대한민국|LU Luxemburg|MX México|NL Nederland
NL Niederlande|NL Pays-Bas|NL Holland|NL The Netherlands|NO Norge|NO Norwegen
PL Polska|PL Polen|PL Pologne|PL Польша|RO România|RU Россия|RU Rußland|RU Russland
RU Russian Federation|SE Sverige|SE Schweden|SK Slovensko|SK Slowakei|TR Türkiye
TR Türkei|UA Україна|UA Украина|US USA|US United States of America|US America
US Vereinigte Staaten|US États-Unis|US Estados Unidos|US Stati Uniti|US США
""".strip().replace("\n", "|")

COUNTRY_CODES: Mapping[str, str] = {
    key: code
    for code, _, name in (each.partition(" ") for each in _NAMES.split("|"))
    for key in (fold(name), code.lower())
}
"""
The code of a country by its code or name, folded.
"""
