"""
Any sequence of merges, edits and unmerges, against a model of sets of values.
"""

from string import ascii_lowercase

import pytest
from attrs import define, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from crm_adapters.memory import MemoryWorks
from crm_core import Crm
from crm_core.contacts import add_contact, edit_contact, get_contact, list_contacts
from crm_core.duplicates import SurvivorMerged, merge_contacts, unmerge
from crm_core.shared import Invalid, NotFound, PageRequest, Query
from tests.builders import an_actor

TITLES = st.sampled_from([None, "CEO", "CTO", "Chair"])
WORDS = st.sets(st.sampled_from(ascii_lowercase[:6]), max_size=3)


@define
class Person:
    """
    What the model knows of a contact: its own address never leaves the system.
    """

    title: str | None
    tags: set
    emails: set
    there: bool = True


@define
class Joined:
    """
    A merge of the model: what each had before, what the one left had after.
    """

    survivor: object
    gone: list
    before: dict
    after: Person
    standing: bool = True
    into: dict = field(factory=dict)


class Machine(RuleBasedStateMachine):
    """
    Merges through the CRM, and says what should have come of it.
    """

    contacts = Bundle("contacts")
    merges = Bundle("merges")

    def works(self):
        return MemoryWorks()

    @initialize()
    def begin(self):
        self.crm, self.actor = Crm(self.works()), an_actor()
        self.people, self.joined, self.count = {}, {}, 0

    def run_(self, use_case, *args, **given):
        return self.crm.run(self.actor, use_case, *args, **given)

    @rule(target=contacts, title=TITLES, tags=WORDS)
    def add(self, title, tags):
        self.count += 1
        address = f"n{self.count}@example.com"
        added = self.run_(
            add_contact,
            allow_duplicates=True,
            first_name=f"N{self.count}",
            title=title,
            tags=sorted(tags),
            email=address,
        )
        self.people[added.id] = Person(title, set(tags), {address})
        return added.id

    @rule(contact=contacts, title=TITLES, more=WORDS, less=WORDS)
    def edit(self, contact, title, more, less):
        person = self.people[contact]
        tags = (person.tags | more) - less
        given = {"title": title, "tags": sorted(tags), "allow_duplicates": True}
        if not person.there:
            with pytest.raises(NotFound):
                self.run_(edit_contact, contact, **given)
            return
        self.run_(edit_contact, contact, **given)
        person.title, person.tags = title, tags

    @rule(target=merges, into=contacts, one=contacts, other=contacts)
    def merge(self, into, one, other):
        ids = list(dict.fromkeys([into, one, other]))
        if len(ids) < 2:
            with pytest.raises(Invalid):
                self.run_(merge_contacts, ids)
            return multiple()
        if not all(self.people[id].there for id in ids):
            with pytest.raises(NotFound):
                self.run_(merge_contacts, ids)
            return multiple()
        before = {
            id: Person(p.title, set(p.tags), set(p.emails))
            for id in ids
            if (p := self.people[id])
        }
        merged = self.run_(merge_contacts, ids)
        left = self.people[ids[0]]
        for id in ids[1:]:
            person = self.people[id]
            left.title = left.title or person.title
            left.tags = left.tags | person.tags
            left.emails = left.emails | person.emails
            person.there = False
        after = Person(left.title, set(left.tags), set(left.emails))
        self.joined[merged.merge_id] = Joined(ids[0], ids[1:], before, after)
        return merged.merge_id

    @rule(merge=consumes(merges))
    def take_apart(self, merge):
        joined = self.joined[merge]
        left = self.people[joined.survivor]
        if not left.there:
            with pytest.raises(SurvivorMerged):
                self.run_(unmerge, merge)
            return
        done = self.run_(unmerge, merge)
        was, after = joined.before[joined.survivor], joined.after
        stays = was.title != after.title and left.title not in (after.title, was.title)
        assert stays == ("title" in {each.field for each in done.kept})
        if left.title == after.title:
            left.title = was.title
        left.tags = left.tags - (after.tags - was.tags)
        left.emails = left.emails - (after.emails - was.emails)
        for id in joined.gone:
            person, old = self.people[id], joined.before[id]
            person.title, person.tags, person.emails = old.title, old.tags, old.emails
            person.there = True
        joined.standing = False

    @invariant()
    def everyone_is_as_the_model_says(self):
        for id, person in getattr(self, "people", {}).items():
            if not person.there:
                continue
            found = self.run_(get_contact, id)
            addresses = {each.address for each in found.emails}
            assert (person.title, person.tags, person.emails) == (
                found.title,
                {*found.tags},
                addresses,
            )

    @invariant()
    def no_address_is_lost_or_twice(self):
        if not hasattr(self, "people"):
            return
        page = self.run_(list_contacts, Query(), PageRequest(size=200))
        held = [each["address"] for row in page.items for each in row.emails]
        assert sorted(f"n{n + 1}@example.com" for n in range(self.count)) == sorted(
            held
        )

    @invariant()
    def every_old_id_leads_to_who_is_there(self):
        for id, person in getattr(self, "people", {}).items():
            if not person.there:
                assert self.people[self.run_(get_contact, id).id].there


def test_any_sequence_in_memory():
    """
    Whatever is merged, edited and taken apart, in whatever order: each record has what
    the model says, no address is lost, and old ids lead to the one that is left.
    """
    run_state_machine_as_test(
        Machine,
        settings=settings(max_examples=60, stateful_step_count=30, deadline=None),
    )


@pytest.mark.postgres
def test_any_sequence_on_postgres(postgres_works):
    """
    The same on PostgreSQL.
    """

    class Here(Machine):
        def works(self):
            return postgres_works

    run_state_machine_as_test(
        Here, settings=settings(max_examples=25, stateful_step_count=25, deadline=None)
    )
