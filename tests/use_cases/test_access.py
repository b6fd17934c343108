"""
Organizations, people and roles, in memory and on PostgreSQL.
"""

from datetime import timedelta
from uuid import uuid4

import pytest

from crm_core.access import (
    DEFAULT_ROLES,
    LastAdmin,
    actor_with,
    create_sign_in_link,
    define_role,
    explain_permission,
    find_user,
    invite_user,
    list_roles,
    list_users,
    rename_organization,
    save_user,
    set_time_zone,
    show_organization,
)
from crm_core.contacts import add_contact, list_contacts
from crm_core.shared import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Permission,
    UserId,
    Visibility,
)
from tests.builders import a_colleague, a_role, a_team, an_actor
from tests.storage import stored_texts, unchanged


@pytest.fixture
def boss(crm):
    """
    Someone whom the organization knows already.
    """
    boss = an_actor(name="Boss", email="boss@b.co", roles=("admin",))
    crm.run(boss, add_contact, first_name="Ada")
    return boss


def test_introduced(crm, boss):
    """
    Who writes is known from then on, as the host described them.
    """
    (user,) = crm.run(boss, list_users)

    assert (boss.user_id, "Boss", "boss@b.co", ("admin",)) == (
        user.id,
        user.name,
        user.email,
        user.roles,
    )
    assert user == crm.run(boss, find_user, "BOSS@B.co")
    assert boss.organization_id == crm.run(boss, show_organization).id


def test_rename(works, crm, boss, other_actor):
    """
    An organization has the name that its administrators give it.
    """
    crm.run(boss, rename_organization, name=" Harbor Ltd ")
    with unchanged(works), pytest.raises(Invalid):
        crm.run(boss, rename_organization, name="  ")
    with pytest.raises(NotFound):
        crm.run(other_actor, show_organization)

    organization = crm.run(boss, show_organization)
    assert ("Harbor Ltd", 2) == (organization.name, organization.version)


def test_time_zones(crm, boss):
    """
    Of the organization and of a person; one that is none is a wrong field.
    """
    crm.run(boss, set_time_zone, time_zone="Europe/Oslo")
    ann = crm.run(boss, save_user, UserId(uuid4()), time_zone="Asia/Tokyo")
    cleared = crm.run(boss, save_user, ann.id, time_zone=None)

    assert "Europe/Oslo" == crm.run(boss, show_organization).time_zone
    assert ("Asia/Tokyo", "UTC") == (ann.time_zone, cleared.time_zone)
    for wrong in ("Mars/Olympus", "", None, 5):
        with pytest.raises(Invalid) as refused:
            crm.run(boss, set_time_zone, time_zone=wrong)
        assert ["time_zone"] == [each.field for each in refused.value.errors]


def test_save_user(crm, boss):
    """
    What is told of a person is kept; what is not, stays.
    """
    id, team = UserId(uuid4()), a_team()
    crm.run(boss, save_user, id, name="Eve", email="eve@b.co", roles=["rep"])
    crm.run(boss, save_user, id, teams=[team], active=False)
    user = crm.run(boss, find_user, "eve@b.co")

    assert ("Eve", ("rep",), (team,), False, 2) == (
        user.name,
        user.roles,
        user.teams,
        user.active,
        user.version,
    )
    assert ["Boss", "Eve"] == [each.name for each in crm.run(boss, list_users)]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"email": "x"}, {"email"}),
        ({"email": "x", "active": "maybe", "salary": 1}, {"email", "active", "salary"}),
        ({"roles": ["boss"]}, {"roles"}),
        ({"permissions": ["*"]}, {"permissions"}),
        ({"organization_id": str(uuid4())}, {"organization_id"}),
    ],
)
def test_save_user_wrong(works, crm, boss, fields, wrong):
    """
    TEN-10: nobody gets what there is no field for.
    """
    with unchanged(works), pytest.raises(Invalid) as caught:
        crm.run(boss, save_user, UserId(uuid4()), **fields)

    assert wrong == {error.field for error in caught.value.errors}


def test_email_of_another(works, crm, boss):
    """
    Two people of an organization never share an e-mail address.
    """
    with unchanged(works), pytest.raises(Conflict):
        crm.run(boss, save_user, UserId(uuid4()), email="BOSS@b.co")


def test_invite(works, crm, boss):
    """
    An invitation makes the person known and sets a mail in motion, once for each.
    """
    invited = crm.run(boss, invite_user, email="eve@b.co", name="Eve")
    again = crm.run(boss, invite_user, email="EVE@b.co", name="Eva", roles=["viewer"])
    texts = "".join(stored_texts(works).values())

    assert (invited.id, ("rep",)) == (again.id, invited.roles)
    assert ("Eva", ("viewer",)) == (again.name, again.roles)
    assert 2 <= texts.count("send_invitation")
    assert texts.count("UserInvited")


def test_sign_in_link(works, crm, boss):
    """
    A code lets its person in once, until it expires; storage does not know it.
    """
    code = crm.run(boss, create_sign_in_link, boss.user_id)
    assert code not in "".join(stored_texts(works).values())

    def redeem(work):
        return work.sign_in_links.redeem(code)

    assert boss.user_id == crm.run(boss, redeem).id
    with pytest.raises(NotFound):
        crm.run(boss, redeem)


def test_sign_in_link_expires(works, crm, boss):
    """
    An expired code, and one that nobody made, let nobody in.
    """

    def expired(work):
        expires_at = work.now - timedelta(seconds=1)
        return work.sign_in_links.create(boss.user_id, expires_at=expires_at)

    for code in (crm.run(boss, expired), "made up", "\ud800"):
        with unchanged(works), pytest.raises(NotFound):
            crm.run(boss, lambda work, code=code: work.sign_in_links.redeem(code))
    with unchanged(works), pytest.raises(NotFound):
        crm.run(boss, create_sign_in_link, UserId(uuid4()))


def test_define_role(works, crm, boss, other_actor):
    """
    An organization says itself what its roles may do; others keep theirs.
    """
    assert DEFAULT_ROLES == crm.run(boss, list_roles)
    crm.run(boss, define_role, "rep", permissions=["contact:read"], visibility="all")
    crm.run(boss, define_role, "auditor", permissions=["change:read"], visibility="own")
    defined = crm.run(boss, list_roles)

    assert {*DEFAULT_ROLES, "auditor"} == {*defined}
    assert ({Permission.CONTACT_READ}, Visibility.ALL) == (
        defined["rep"].permissions,
        defined["rep"].visibility,
    )
    assert DEFAULT_ROLES == crm.run(other_actor, list_roles)
    with unchanged(works), pytest.raises(LastAdmin):
        crm.run(boss, define_role, "admin", permissions=[], visibility="all")


@pytest.mark.parametrize("name", ["", "a b", "röle", "x" * 51, "a;b", 5])
def test_define_role_wrong(works, crm, boss, name):
    """
    A role has a plain name.
    """
    with unchanged(works), pytest.raises(Invalid):
        crm.run(boss, define_role, name, permissions=[], visibility="all")


def test_changed_role(crm, boss):
    """
    TEN-27: what a role lost, its holders may no longer do.
    """
    crm.run(boss, define_role, "rep", permissions=["contact:read"], visibility="all")
    rep = actor_with(
        ["rep"],
        crm.run(boss, list_roles),
        user_id=UserId(uuid4()),
        organization_id=boss.organization_id,
    )

    assert 1 == crm.run(rep, list_contacts).total
    with pytest.raises(Forbidden):
        crm.run(rep, add_contact, first_name="Eve")


def test_explain(crm, boss):
    """
    Why something is allowed or not is said in sentences.
    """
    rep = a_role("rep", organization_id=boss.organization_id)
    explanation = crm.run(rep, explain_permission, "contact:purge")

    assert not explanation.allowed
    assert "The role rep lacks contact:purge." in explanation.reasons
    assert crm.run(boss, explain_permission, "contact:purge").allowed
    nobody = a_colleague(boss, permissions=frozenset({Permission.ORGANIZATION_READ}))
    assert not crm.run(nobody, explain_permission, "contact:read").allowed
    with pytest.raises(Invalid):
        crm.run(rep, explain_permission, "everything")


def test_people_are_ones_own(crm, boss, other_actor):
    """
    Another organization's people are not known here (TEN-22).
    """
    crm.run(other_actor, add_contact, first_name="Eve")

    assert [other_actor.user_id] == [u.id for u in crm.run(other_actor, list_users)]
    with pytest.raises(NotFound):
        crm.run(other_actor, find_user, "boss@b.co")
