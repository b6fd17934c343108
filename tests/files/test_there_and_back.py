"""
What is exported comes back as it was, whatever stands in the fields.
"""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from crm_adapters.memory import MemoryWorks
from crm_core import Crm
from crm_core.access import save_user
from crm_core.companies import add_company
from crm_core.contacts import add_contact, record_consent
from crm_core.custom_fields import RECORDS, CustomKind, add_custom_field
from crm_core.transfers import export_companies, export_contacts, import_companies
from tests.builders import a_colleague, an_actor

from .parts import exported, exported_rows
from .samples import imported, told

OPTIONS = ["Red", "Größe", "=A1"]
OWN = {f"x_{kind.replace('-', '_')}": kind for kind in CustomKind}
CARRIED = {
    # What a card has a place for.
    "vcard": {
        *("first_name", "last_name", "emails", "phones", "title", "department"),
        *("company", "street", "city", "region", "postal_code", "country", "notes"),
        *("social_profiles", "tags", "do_not_contact", "consents"),
    }
}
LOCAL = {"id", "company_id", "created_at", "updated_at"}

letters = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp"]
)
words = st.text(letters, min_size=1, max_size=20).map(str.strip).filter(bool)
tags = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)
formulas = st.builds(
    str.__add__, st.from_regex(r"'{0,2}[=+\-@']|<r>|_x0041_|\"", fullmatch=True), words
)
lines = words | formulas | st.sampled_from(["-5", "1e5", "007", "TRUE", "2026-01-02"])
paragraphs = st.lists(lines, min_size=1, max_size=3).map("\n".join)
# A polite word alone, as "Dr", is no job in a column called title.
jobs = lines.map("{} of all".format)
kinds = {
    "text": lines,
    "long-text": paragraphs,
    "number": st.decimals(-(10**9), 10**9, places=3).map(str)
    | st.sampled_from(["999999999999.999999", "-0.000001", 7]),
    "date": st.dates().map(str),
    "flag": st.booleans(),
    "choice": st.sampled_from(OPTIONS),
    "url": st.sampled_from(["https://a.example/x?y=1,2;3", "http://b.example"]),
    "tags": st.lists(tags, min_size=1, max_size=3),
}
own = st.fixed_dictionaries(
    {}, optional={name: kinds[kind] for name, kind in OWN.items()}
)
addresses = st.fixed_dictionaries(
    {},
    optional={
        "street": paragraphs, "city": lines, "region": lines, "postal_code": lines,
        "country": st.sampled_from(["Germany", "日本", "=x"]),
    },
)  # fmt: skip
people = st.fixed_dictionaries(
    {"last_name": words, "first_name": words},
    optional={
        "title": jobs, "department": jobs, "address": addresses, "category": lines,
        "notes": paragraphs, "lead_source": lines, "do_not_contact": st.just(value=True),
        "tags": st.lists(tags, max_size=3), "custom": own,
        "phones": st.lists(
            st.fixed_dictionaries(
                {
                    "number": st.integers(10**6, 10**12).map("+{}".format)
                    | st.integers(1000, 9999).map("(030) 90-{}".format),
                    "kind": st.sampled_from(["work", "home", "mobile", "fax", "other"]),
                }
            ),
            max_size=3, unique_by=lambda each: each["number"],
        ),
        "consents": st.lists(
            st.fixed_dictionaries(
                {"purpose": lines, "granted": st.booleans(), "source": lines}
            ),
            max_size=2,
        ),
        "roles": st.lists(st.none() | lines, max_size=2),
        "mails": st.lists(
            st.sampled_from(["work", "home", "other"]), max_size=3
        ),
        "social_profiles": st.fixed_dictionaries(
            {},
            optional={
                "linkedin": st.just("https://www.linkedin.com/in/a"),
                "github": st.just("https://github.com/a"),
            },
        ),
    },
)  # fmt: skip
firms = st.fixed_dictionaries(
    {"name": jobs},
    optional={
        "industry": lines, "size": st.sampled_from(["1-10", "11-50"]),
        "website": st.sampled_from(["https://a.example/x,y"]),
        "domain": st.sampled_from(["a.example"]),
        "phone": st.sampled_from(["+49 30 1234", "(030) 1,2"]), "address": addresses,
        "description": paragraphs, "category": lines,
        "tags": st.lists(tags, max_size=3), "custom": own,
    },
)  # fmt: skip


class House:
    """
    An organization that has every kind of custom field, and a colleague.
    """

    def __init__(self):
        self.crm = Crm(MemoryWorks())
        self.me = an_actor()
        mate = a_colleague(self.me)
        self.run(save_user, mate.user_id, name="Mate", email="mate@x.example")
        self.mate = str(mate.user_id)
        for record in RECORDS:
            for name, kind in OWN.items():
                options = OPTIONS if kind == "choice" else []
                self.run(
                    add_custom_field,
                    record=record, name=name, kind=kind, options=options,
                )  # fmt: skip

    def run(self, use_case, *args, **given):
        return self.crm.run(self.me, use_case, *args, **given)

    def rows(self, export, style):
        """
        What there is, as far as a file carries it from house to house.
        """
        rows = exported_rows(self.crm, self.me, export=export)
        carried = CARRIED.get(style, {*rows[0]}) - LOCAL
        for row in rows:  # the first phone, then the first mobile, then the others
            if "phones" in row:
                row["phones"] = sorted(row["phones"] or [], key=str)
            for each in row.get("affiliations") or []:
                del each["company_id"]
        return sorted(
            ({name: row[name] or None for name in carried} for row in rows),
            key=lambda row: row.get("name") or row["last_name"],
        )


def filled(persons):
    """
    A house where every second of these people works at one company, and some have
    roles in others.
    """
    house = House()
    home = house.run(add_company, name="=Acme; Ltd, 株式会社")
    clubs = [house.run(add_company, name=f'\'@Club {n}, "e.V."') for n in range(2)]
    for number, person in enumerate(persons):
        fields = dict(person)
        fields["emails"] = [
            {"address": f"p{number}.{place}@x.example", "kind": kind}
            for place, kind in enumerate(fields.pop("mails", []))
        ]
        if number % 2 == 0:
            fields |= {"company_id": str(home.id), "assigned_to": house.mate}
        fields["affiliations"] = [
            {"company_id": str(club.id), "role": role}
            for club, role in zip(clubs, fields.pop("roles", []), strict=False)
        ]
        consents = fields.pop("consents", [])
        made = house.run(add_contact, **fields)
        for consent in consents:
            house.run(record_consent, made.id, **consent)
    return house


def differing(one, other):
    """
    What the rows of two houses do not share, by name.
    """
    return [
        (name, row[name], twin[name])
        for row, twin in zip(one, other, strict=True)
        for name in sorted(row)
        if row[name] != twin[name]
    ]


PHASES = [Phase.reuse, Phase.generate, Phase.shrink]
EXAMPLES = {"csv": 25, "jsonl": 25, "vcard": 25, "xlsx": 4}


@pytest.mark.parametrize("style", EXAMPLES)
def test_contacts_there_and_back(style):
    """
    Into an empty organization everyone comes as they were; into the same one nothing
    is changed: every field, custom ones of all kinds, several addresses and numbers.
    """

    @settings(max_examples=EXAMPLES[style], phases=PHASES)
    @given(st.lists(people, min_size=1, max_size=4 if style != "xlsx" else 20))
    def check(drawn):
        numbered = [
            {**each, "last_name": f"{each['last_name']} {place}x"}
            for place, each in enumerate(drawn)
        ]
        here, there = filled(numbered), House()
        data = exported(here.crm, here.me, style)

        again = imported(here.crm, here.me, data)
        moved = imported(there.crm, there.me, data)

        unchanged = (len(numbered), 0, 0, [])
        assert unchanged == (
            again.unchanged, again.created, again.updated, told(again.refused),
        )  # fmt: skip
        assert (len(numbered), []) == (moved.created, told(moved.refused))
        rows = here.rows(export_contacts, style)
        assert [] == differing(rows, there.rows(export_contacts, style))

    check()


@pytest.mark.parametrize("style", ["csv", "jsonl", "xlsx"])
def test_companies_there_and_back(style):
    """
    Companies too, with their custom fields.
    """

    @settings(max_examples=EXAMPLES[style], phases=PHASES)
    @given(st.lists(firms, min_size=1, max_size=4 if style != "xlsx" else 20))
    def check(drawn):
        here, there = House(), House()
        for place, firm in enumerate(drawn):
            one = {**firm, "name": f"{firm['name']} {place}x"}
            if "domain" in one:
                one |= {"domain": f"d{place}.example"}
            if "website" in one:
                one |= {"website": f"https://w{place}.example/x,y"}
            here.run(add_company, **one)
        data = exported(here.crm, here.me, style, export=export_companies)

        again = imported(here.crm, here.me, data, use_case=import_companies)
        moved = imported(there.crm, there.me, data, use_case=import_companies)

        assert (len(drawn), 0, 0, []) == (
            again.unchanged, again.created, again.updated, told(again.refused),
        )  # fmt: skip
        assert (len(drawn), []) == (moved.created, told(moved.refused))
        rows = here.rows(export_companies, style)
        assert [] == differing(rows, there.rows(export_companies, style))

    check()
