"""
Any sequence of writes by people of two organizations, against a simple model.
"""

from uuid import uuid4

import pytest
from attrs import define, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from crm_adapters.postgres import PostgresWorks
from crm_core import Crm
from crm_core.access import save_user
from crm_core.changes import (
    AlreadyUndone,
    UndoRefused,
    list_change_sets,
    undo_change_set,
)
from crm_core.contacts import (
    EmailTaken,
    add_contact,
    archive_contact,
    edit_contact,
    edit_contacts,
    list_contacts,
    purge_contact,
    restore_contact,
)
from crm_core.shared import (
    Forbidden,
    Invalid,
    NotFound,
    OrganizationId,
    PageRequest,
    Permission,
    Query,
    UserId,
    Visibility,
)
from tests.builders import a_role

pytestmark = pytest.mark.postgres

ROLES = ("viewer", "rep", "manager", "admin")
NAMES = st.sampled_from(["Ada", "Bo", "Cy", "Di"])
TITLES = st.sampled_from([None, "CEO", "CTO"])
EMAILS = st.sampled_from([None, "a@x.example", "A@X.example", "b@x.example"])


@define
class Person:
    """
    What the model knows of one contact.
    """

    first_name: str
    title: str | None
    email: str | None
    owner: UserId | None
    archived: bool = False
    there: bool = True

    @property
    def key(self):
        return self.email.lower() if self.email else None


@define
class Written:
    """
    One change set of the model: fields before and after, by contact.
    """

    by: UserId
    before: dict
    after: dict
    undone: bool = False


@define
class Organization:
    """
    The model of one organization.
    """

    people: dict = field(factory=dict)
    written: dict = field(factory=dict)


FIELDS = ("first_name", "title", "email", "owner", "archived", "there")


def _values(person):
    return {name: getattr(person, name) for name in FIELDS}


class Machine(RuleBasedStateMachine):
    """
    Writes through the CRM, and says what should have come of it.
    """

    contacts = Bundle("contacts")
    change_sets = Bundle("change_sets")
    works: PostgresWorks

    @initialize()
    def begin(self):
        self.crm = Crm(self.works)
        self.organizations = {OrganizationId(uuid4()): Organization() for _ in "ab"}
        self.actors = [
            a_role(role, organization_id=organization_id)
            for organization_id in self.organizations
            for role in ROLES
        ]
        self.admins = [actor for actor in self.actors if actor.roles == ("admin",)]
        for actor in self.actors:
            admin = next(a for a in self.admins if self._of(a) is self._of(actor))
            self.crm.run(admin, save_user, actor.user_id, name="Somebody")

    # ------------------------------------------------------------------ the model

    def _of(self, actor):
        return self.organizations[actor.organization_id]

    def _sees(self, actor, contact_id):
        person = self._of(actor).people.get(contact_id)
        return person is not None and person.there and self._shows(actor, person.owner)

    def _shows(self, actor, owner):
        match actor.visibility:
            case Visibility.ALL:
                return True
            case Visibility.TEAM:
                return owner in (None, actor.user_id)
        return owner == actor.user_id

    def _taken(self, actor, key, but=None):
        return key is not None and any(
            person.key == key
            for id_, person in self._of(actor).people.items()
            if id_ != but and person.there and not person.archived
        )

    def _run(self, actor, change, *args, **kwargs):
        """
        Run *change* in the CRM; its result and its change set.
        """

        def noted(work):
            return change(work, *args, **kwargs), work.change_set_id

        return self.crm.run(actor, noted)

    def _expect(self, refusal, actor, change, *args, **kwargs):
        with pytest.raises(refusal):
            self._run(actor, change, *args, **kwargs)
        return multiple()

    def _note(self, actor, change_set_id, before):
        model = self._of(actor)
        after = {id_: _values(model.people[id_]) for id_ in before}
        model.written[change_set_id] = Written(actor.user_id, before, after)
        self.last = change_set_id

    # ------------------------------------------------------------------ the rules

    @rule(
        target=contacts,
        who=st.integers(0, 7),
        first_name=NAMES,
        title=TITLES,
        email=EMAILS,
    )
    def add(self, who, first_name, title, email):
        actor = self.actors[who]
        given = {"first_name": first_name, "title": title, "email": email}
        if Permission.CONTACT_WRITE not in actor.permissions:
            return self._expect(Forbidden, actor, add_contact, **given)
        person = Person(owner=actor.user_id, **given)
        if self._taken(actor, person.key):
            return self._expect(EmailTaken, actor, add_contact, **given)
        added, change_set_id = self._run(actor, add_contact, **given)
        self._of(actor).people[added.id] = person
        self._note(actor, change_set_id, {added.id: _values(person) | {"there": False}})
        return added.id

    @rule(contact_id=contacts, who=st.integers(0, 7), title=TITLES, email=EMAILS)
    def edit(self, contact_id, who, title, email):
        actor = self.actors[who]
        given = {"title": title, "email": email}
        if Permission.CONTACT_WRITE not in actor.permissions:
            self._expect(Forbidden, actor, edit_contact, contact_id, **given)
        elif (
            not self._sees(actor, contact_id)
            or self._person(actor, contact_id).archived
        ):
            self._expect(NotFound, actor, edit_contact, contact_id, **given)
        elif self._taken(actor, email.lower() if email else None, but=contact_id):
            self._expect(EmailTaken, actor, edit_contact, contact_id, **given)
        else:
            person = self._person(actor, contact_id)
            before = {contact_id: _values(person)}
            _, change_set_id = self._run(actor, edit_contact, contact_id, **given)
            person.title, person.email = title, email
            self._note(actor, change_set_id, before)

    @rule(contact_id=contacts, who=st.integers(0, 7), whom=st.integers(0, 7))
    def give(self, contact_id, who, whom):
        actor, heir = self.actors[who], self.actors[whom]
        given = {"assigned_to": str(heir.user_id)}
        if Permission.CONTACT_WRITE not in actor.permissions:
            self._expect(Forbidden, actor, edit_contact, contact_id, **given)
        elif (
            not self._sees(actor, contact_id)
            or self._person(actor, contact_id).archived
        ):
            self._expect(NotFound, actor, edit_contact, contact_id, **given)
        elif self._of(heir) is not self._of(actor):
            self._expect(Invalid, actor, edit_contact, contact_id, **given)
        else:
            person = self._person(actor, contact_id)
            before = {contact_id: _values(person)}
            _, change_set_id = self._run(actor, edit_contact, contact_id, **given)
            person.owner = heir.user_id
            self._note(actor, change_set_id, before)

    @rule(contact_id=contacts, who=st.integers(0, 7))
    def purge(self, contact_id, who):
        actor = self.actors[who]
        if Permission.CONTACT_PURGE not in actor.permissions:
            self._expect(Forbidden, actor, purge_contact, contact_id)
        elif (
            not self._sees(actor, contact_id)
            or not self._person(actor, contact_id).archived
        ):
            self._expect(NotFound, actor, purge_contact, contact_id)
        else:
            person = self._person(actor, contact_id)
            before = {contact_id: _values(person)}
            _, change_set_id = self._run(actor, purge_contact, contact_id)
            person.there = False
            self._note(actor, change_set_id, before)

    def _person(self, actor, contact_id):
        return self._of(actor).people[contact_id]

    @rule(contact_id=contacts, who=st.integers(0, 7), back=st.booleans())
    def archive_or_restore(self, contact_id, who, back):
        actor = self.actors[who]
        change = restore_contact if back else archive_contact
        if Permission.CONTACT_WRITE not in actor.permissions:
            self._expect(Forbidden, actor, change, contact_id)
        elif (
            not self._sees(actor, contact_id)
            or self._person(actor, contact_id).archived != back
        ):
            self._expect(NotFound, actor, change, contact_id)
        elif back and self._taken(actor, self._person(actor, contact_id).key):
            self._expect(EmailTaken, actor, change, contact_id)
        else:
            before = {contact_id: _values(self._person(actor, contact_id))}
            _, change_set_id = self._run(actor, change, contact_id)
            self._person(actor, contact_id).archived = not back
            self._note(actor, change_set_id, before)

    @rule(who=st.integers(0, 7), title=TITLES)
    def edit_all(self, who, title):
        actor = self.actors[who]
        given = {"query": Query(), "title": title}
        if Permission.CONTACT_BULK not in actor.permissions:
            self._expect(Forbidden, actor, edit_contacts, **given)
            return
        people = self._of(actor).people
        seen = {i for i in people if self._sees(actor, i) and not people[i].archived}
        before = {id_: _values(people[id_]) for id_ in seen}
        changed, change_set_id = self._run(actor, edit_contacts, **given)
        assert seen == set(changed)
        for id_ in seen:
            people[id_].title = title
        if seen:
            self._note(actor, change_set_id, before)

    @rule(target=change_sets)
    def remember(self):
        return getattr(self, "last", None) or multiple()

    @rule(change_set_id=change_sets, who=st.integers(0, 7))
    def undo(self, change_set_id, who):
        actor = self.actors[who]
        model = self._of(actor)
        written = model.written.get(change_set_id)
        refusal = self._refusal_to_undo(actor, written)
        if refusal is not None:
            self._expect(refusal, actor, undo_change_set, change_set_id)
            return
        before = {id_: _values(model.people[id_]) for id_ in written.before}
        _, taking = self._run(actor, undo_change_set, change_set_id)
        written.undone = True
        for id_, values in written.before.items():
            for name in FIELDS:
                if written.after[id_][name] != values[name]:
                    setattr(model.people[id_], name, values[name])
        self._note(actor, taking, before)

    def _refusal_to_undo(self, actor, written):
        if Permission.CHANGE_UNDO not in actor.permissions:
            return Forbidden
        if written is None:
            return NotFound
        mine = written.by == actor.user_id
        if not mine and Permission.CHANGE_UNDO_ANY not in actor.permissions:
            return Forbidden
        if written.undone:
            return AlreadyUndone
        people = self._of(actor).people
        for id_, after in written.after.items():
            now, before = _values(people[id_]), written.before[id_]
            if not after["there"]:
                if now["there"] or not self._shows(actor, before["owner"]):
                    return UndoRefused
                continue
            wrote = [n for n in FIELDS if after[n] != before[n] or not before["there"]]
            if not self._sees(actor, id_) or any(now[n] != after[n] for n in wrote):
                return UndoRefused
        if self._collides(actor, written):
            return EmailTaken
        return None

    def _collides(self, actor, written):
        return any(
            values["there"]
            and not values["archived"]
            and values["email"]
            and any(
                values[name] != written.after[id_][name]
                for name in ("email", "archived", "there")
            )
            and self._taken(actor, values["email"].lower(), but=id_)
            for id_, values in written.before.items()
        )

    # ------------------------------------------------------------- what always holds

    @invariant()
    def everyone_sees_what_the_model_says(self):
        for actor in getattr(self, "actors", ()):
            people = self._of(actor).people
            page = self.crm.run(actor, list_contacts, Query(), PageRequest(size=200))
            expected = {
                (id_, person.first_name, person.title, person.email)
                for id_, person in people.items()
                if self._sees(actor, id_) and not person.archived
            }
            found = {(r.id, r.first_name, r.title, r.email) for r in page.items}
            assert expected == found
            assert page.total == len(expected)

    @invariant()
    def every_write_is_one_change_set(self):
        for admin in getattr(self, "admins", ()):
            page = self.crm.run(admin, list_change_sets, PageRequest(size=200))
            assert {*self._of(admin).written} == {each.id for each in page.items}


def test_any_sequence_of_writes(postgres_works):
    """
    Whatever people of two organizations and four roles do, in whatever order, each
    sees exactly what the model says, and every refusal is the expected one.
    """

    class Here(Machine):
        works = postgres_works

    run_state_machine_as_test(
        Here, settings=settings(max_examples=100, stateful_step_count=50, deadline=None)
    )
