"""
TEN-09: without its permission a use case is refused before it writes anything.
"""

from importlib import import_module

import pytest

from crm_core.contacts import (
    add_contact,
    archive_contact,
    edit_contact,
    edit_contacts,
    purge_contact,
    show_contact,
)
from crm_core.shared import PERMISSIONS, Forbidden, Permission
from tests.builders import a_colleague, a_role
from tests.storage import unchanged


def use_case_named(name):
    module, _, function = name.rpartition(".")
    return getattr(import_module(module), function)


@pytest.mark.parametrize(("name", "permission"), PERMISSIONS.items(), ids=PERMISSIONS)
def test_refused(works, crm, actor, name, permission):
    """
    Whoever holds every permission but this one is refused, whatever they ask with,
    and nothing is written.
    """
    colleague = a_colleague(actor, without={permission})
    with unchanged(works), pytest.raises(Forbidden) as caught:
        crm.run(colleague, use_case_named(name))

    assert {"required": permission} == caught.value.details


ALLOWED = {
    "viewer": {show_contact},
    "rep": {show_contact, add_contact, edit_contact, archive_contact},
    "manager": {
        show_contact,
        add_contact,
        edit_contact,
        archive_contact,
        edit_contacts,
    },
    "admin": {
        show_contact,
        add_contact,
        edit_contact,
        archive_contact,
        edit_contacts,
        purge_contact,
    },
}


@pytest.mark.parametrize("role", ALLOWED)
def test_roles(works, crm, actor, role):
    """
    Each default role may do what it is for, and is refused all else.
    """
    someone = a_role(role, organization_id=actor.organization_id)

    def own():
        return crm.run(actor, add_contact, first_name="A", assigned_to=someone.user_id)

    crm.run(a_colleague(actor, user_id=someone.user_id), add_contact, first_name="B")
    calls = {
        show_contact: lambda: [own().id],
        add_contact: list,
        edit_contact: lambda: [own().id],
        archive_contact: lambda: [own().id],
        edit_contacts: list,
        purge_contact: lambda: [crm.run(actor, archive_contact, own().id).id],
    }
    options = {
        add_contact: lambda: {"first_name": "New"},
        edit_contact: lambda: {"title": "x"},
        edit_contacts: lambda: {"ids": [own().id], "title": "x"},
    }
    for use_case, args in calls.items():
        given, named = args(), options.get(use_case, dict)()
        if use_case in ALLOWED[role]:
            crm.run(someone, use_case, *given, **named)
        else:
            with unchanged(works), pytest.raises(Forbidden):
                crm.run(someone, use_case, *given, **named)


def test_nested_permission(works, crm, actor):
    """
    A use case made of others needs the permissions of all of them.
    """

    def add_and_show(work):
        return show_contact(work, add_contact(work, first_name="Ada").id)

    reader = a_colleague(actor, without={Permission.CONTACT_READ})
    with unchanged(works), pytest.raises(Forbidden):
        crm.run(reader, add_and_show)
