"""
What companies are called and do, and what the people in them do.
"""

_ROOTS = """
Acme Alba Altis Amber Apex Aqua Arc Argo Aster Atlas Aurora Axiom Azur Beacon Birch
Blue Bolt Bright Cardo Cedar Cobalt Comet Copper Coral Crest Delta Dune Echo Elara
Ember Falcon Fern Flint Forge Garnet Granite Grove Halo Harbor Helix Heron Horizon Ion
Iris Ivory Jade Juno Kestrel Keystone Lark Laurel Lumen Luna Lynx Maple Meridian Mica
Mint Nimbus Nord Nova Oak Onyx Orbit Orchid Otter Peak Pine Pixel Polar Prism Quartz
Quill Raven Reef Ridge River Robin Rune Sable Sage Silver Sol Spruce Summit Swift Terra
Tidal Topaz Umbra Unity Vale Vector Vega Velo Verde Vista Wave Willow Zenith Zephyr
"""
ROOTS = _ROOTS.split()
SUFFIXES = ["", "", "", "tec", "line", "works", "soft", "point", "way", "gen", "star"]

INDUSTRIES = {
    "Software": "Software Systems Data Digital Cloud",
    "Manufacturing": "Industries Tools Machines Plastics Steel",
    "Logistics": "Logistics Freight Shipping Transport",
    "Health": "Health Medical Pharma Care",
    "Finance": "Capital Finance Insurance Partners",
    "Construction": "Construction Homes Architects Interiors",
    "Food": "Foods Bakery Coffee Wines",
    "Energy": "Energy Solar Power Water",
    "Retail": "Retail Fashion Books Outdoor",
    "Services": "Consulting Legal Media Travel Events",
    "Education": "Academy Learning Training",
}
LEGAL_FORMS = {
    "us": ["Inc.", "LLC", "Corp.", ""],
    "gb": ["Ltd", "Limited", "PLC", ""],
    "de": ["GmbH", "AG", "GmbH & Co. KG", "e.K."],
    "fr": ["SARL", "SAS", "SA", ""],
    "es": ["S.L.", "S.A.", ""],
    "it": ["S.r.l.", "S.p.A.", ""],
    "pl": ["Sp. z o.o.", "S.A.", ""],
    "se": ["AB", ""],
    "in": ["Pvt. Ltd.", "Limited", ""],
}
SIZES = ["1-10", "11-50", "51-200", "201-500", "501-1000", "1001+"]
COMPANY_TAGS = ["key account", "newsletter", "local"]
COMPANY_CATEGORIES = ["customer", "prospect", "supplier", "partner"]

TITLES = {
    "Sales": "Account Manager;Sales Representative;Head of Sales;Sales Director",
    "Purchasing": "Buyer;Senior Buyer;Head of Purchasing;Category Manager",
    "Marketing": "Marketing Manager;Content Editor;CMO;Brand Manager",
    "IT": "Developer;System Administrator;CTO;IT Manager;Data Analyst",
    "Finance": "Accountant;Controller;CFO;Payroll Specialist",
    "Operations": "Plant Manager;Operations Manager;COO;Dispatcher",
    "People": "HR Manager;Recruiter;Office Manager",
    "Management": "CEO;Managing Director;Founder;Assistant to the Board",
    "Engineering": "Engineer;Senior Engineer;Quality Manager;Project Lead",
    "Support": "Support Specialist;Customer Success Manager;Service Technician",
}
STANDINGS = {"customer": 0.3, "prospect": 0.22, "partner": 0.06, "reseller": 0.03}
TAGS = {
    "newsletter": 0.18,
    "vip": 0.05,
    "enterprise": 0.05,
    "trade fair 2025": 0.02,
    "press": 0.01,
}
CATEGORIES = ["decision maker", "user", "influencer", "buyer", "former"]
SOURCES = ["Website", "Referral", "Trade fair", "Cold call", "LinkedIn", "Newsletter"]
_NOTES = """
Prefers to be called in the morning.
Met at the trade fair; interested in a trial.
Asked for an offer next quarter.
Speaks for the whole purchasing group.
Moved here from another branch last year.
Wants invoices by e-mail only.
Renewal is due in spring.
Introduced us to two colleagues.
"""
NOTES = _NOTES.strip().splitlines()
