"""
What Northwind Harbour sells, where its leads come from, how its deals go.
"""

from random import Random

from attrs import frozen


@frozen
class Ware:
    """
    Something that is sold: by the piece at *price* euros, in small or large numbers.
    """

    name: str
    price: int
    most: int

    def line(self, random: Random) -> dict[str, object]:
        """
        A line item.
        """
        quantity = 1 + int(self.most * random.random() ** 2)
        return {
            "product": self.name,
            "quantity": quantity,
            "unit_price": self.price,
            "discount": random.choice((0, 0, 0, 5, 10, 12.5)),
        }

    def value(self, random: Random) -> int:
        """
        What somebody who asks may come to buy.
        """
        return self.price * (1 + int(self.most * random.random() ** 2))


WARES = (
    Ware("Harbour crane service", 4_800, 6),
    Ware("Container tracking", 390, 120),
    Ware("Warehouse lease", 12_500, 4),
    Ware("Customs handling", 240, 200),
    Ware("Cold storage", 3_600, 10),
    Ware("Fleet insurance", 1_900, 30),
)


@frozen
class Source:
    """
    Where leads come from, and how many of the qualified ones become deals.
    """

    name: str
    campaign: str | None
    chance: float


SOURCES = (
    Source("Website", None, 0.35),
    Source("Website", "spring", 0.4),
    Source("Fair", "Port Days", 0.5),
    Source("Referral", None, 0.65),
    Source("Newsletter", "autumn", 0.25),
    Source("Cold call", None, 0.15),
)


@frozen
class Passage:
    """
    A stage of the sales pipeline: how many go on from it, after about how many days.
    """

    key: str
    onwards: float
    days: float


STAGES = (
    Passage("qualification", 0.78, 8),
    Passage("discovery", 0.8, 14),
    Passage("proposal", 0.76, 18),
    Passage("negotiation", 0.82, 12),
)
DISQUALIFIED = ("No interest", "No budget", "No need", "Not reachable", "Wrong fit")
LOST = ("Price", "Price", "Competitor", "No decision", "Timing", "Missing feature")
COMPETITORS = ("Blue Anchor", "Port Partners", "Seaway Logistics")
NEXT_STEPS = (
    "Send the offer",
    "Call about the offer",
    "Meet on site",
    "Talk to purchasing",
    "Clear the contract with legal",
)
QUESTIONS = (
    "Budget is there for this year.",
    "Decides together with purchasing.",
    "Needs it before the summer.",
    "Compares three offers.",
)
SCORING = (
    ("Large enough", "employees:>=100", 25),
    ("Somebody recommended us", "source:Referral", 30),
    ("Met at a fair", "source:Fair", 15),
    ("Can be called", "phone:any", 10),
)
FORM_FIELDS: tuple[object, ...] = (
    "first_name",
    "last_name",
    {"name": "email", "required": True},
    "company_name",
    {"name": "description", "label": "What do you need?"},
)
