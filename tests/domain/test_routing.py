"""
Who gets a lead: nobody who cannot, the same answer to the same question.
"""

from datetime import UTC, date, datetime
from random import Random
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from crm_core.routing import (
    Load,
    Loads,
    Member,
    Method,
    NobodyFree,
    OutsideHours,
    Reason,
    Router,
    RoutingRule,
)
from crm_core.shared import (
    DayRange,
    DaysOff,
    Field,
    Fields,
    Number,
    Tags,
    Text,
    WorkingHours,
)

LEADS = Fields.of(
    [
        Field(name="country", label="Country", kind=Text()),
        Field(name="language", label="Language", kind=Text()),
        Field(name="products", label="Products", kind=Tags()),
        Field(name="employees", label="Employees", kind=Number()),
    ]
)
NOON = datetime(2026, 10, 14, 12, tzinfo=UTC)  # a Wednesday
NIGHT = NOON.replace(hour=23)
TEAM = UUID(int=77)
OFFICE = WorkingHours.read(
    {
        "time_zone": "UTC",
        "week": {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    }
)


def member(number, **more):
    return Member(
        id=UUID(int=number), name=f"M{number}", **{"teams": frozenset({TEAM})} | more
    )


def rule(number=1, **more):
    return RoutingRule(
        id=UUID(int=1000 + number),
        name=f"R{number}",
        position=number,
        **({"teams": (TEAM,)} | more),
    )


def router(rules, members):
    return Router.of(rules, LEADS, members)


def run(subject, count, *, loads=None, now=NOON, facts=None):
    """
    So many leads one after the other: who got each, and the loads afterwards.
    """
    loads, got = loads or Loads(), []
    for _ in range(count):
        made = subject.assign(facts or {}, loads, now)
        loads = made.onto(loads, now)
        got.append(made.user)
    return got, loads


states = st.sampled_from(["free", "inactive", "absent", "full", "unskilled", "home"])
methods = st.sampled_from([Method.ROUND_ROBIN, Method.LEAST_LOAD, Method.WEIGHTED])


def in_state(number, state):
    away = DaysOff([DayRange(date(2026, 10, 12), date(2026, 10, 16))])
    return member(
        number,
        active=state != "inactive",
        absences=away if state == "absent" else DaysOff(),
        capacity=0 if state == "full" else None,
        skills={"language": ("fr",) if state == "unskilled" else ("de", "FR")},
        hours=WorkingHours.read({"time_zone": "UTC", "week": {"sun": ["09:00-10:00"]}})
        if state == "home"
        else OFFICE,
    )


@given(
    given_states=st.lists(states, min_size=1, max_size=8),
    method=methods,
    outside=st.sampled_from(OutsideHours),
)
def test_never_somebody_who_cannot(given_states, method, outside):
    """
    Nobody inactive, absent, full or without the skill is chosen; somebody outside
    working hours only if nobody is at work and the rule says so. All are accounted for.
    """
    members = [in_state(i + 1, each) for i, each in enumerate(given_states)]
    by_state = dict(zip((m.id for m in members), given_states, strict=True))
    subject = router(
        [rule(method=method, skills=("language",), outside_hours=outside)], members
    )

    made = subject.assign({"language": "DE"}, Loads(), NOON)

    allowed = {"free"} if "free" in given_states else set()
    if not allowed and outside is OutsideHours.ASSIGN:
        allowed = {"home"}
    assert (made.user is not None) == bool(allowed & {*given_states})
    assert made.user is None or by_state[made.user] in allowed
    left_out = made.left_out or (made.passed[-1].left_out if made.passed else ())
    told = {each.user: each.reason for each in left_out}
    expected = {
        "inactive": Reason.INACTIVE,
        "absent": Reason.ABSENT,
        "full": Reason.CAPACITY,
        "unskilled": Reason.SKILL,
    }
    if "home" not in allowed:
        expected["home"] = Reason.OUTSIDE_HOURS
    assert told == {u: expected[s] for u, s in by_state.items() if s in expected}


@given(
    seed=st.integers(0, 1000),
    method=methods,
    given_states=st.lists(states, min_size=1, max_size=8),
)
def test_order_of_people_does_not_matter(seed, method, given_states):
    """
    The same question has the same answer, however people and rules are listed.
    """
    members = [in_state(i + 1, each) for i, each in enumerate(given_states)]
    rules = [rule(2, method=method), rule(1, method=method, when="country:DE")]
    mixed, mixed_rules = [*members], [*rules]
    Random(seed).shuffle(mixed)
    Random(seed).shuffle(mixed_rules)

    one, other = router(rules, members), router(mixed_rules, mixed)

    assert run(one, 12) == run(other, 12)
    assert one.assign({}, Loads(), NOON) == other.assign({}, Loads(), NOON)


def test_why_tells_all():
    """
    Why names the condition that failed with what the lead has, each one left out with
    the reason, and who was chosen.
    """
    members = [
        member(1, active=False),
        member(2, absences=DaysOff([DayRange(date(2026, 10, 1), date(2026, 10, 31))])),
        member(3, capacity=20),
        member(4, hours=evolve(OFFICE, time_zone="Asia/Tokyo")),
        member(5, skills={"language": ("de",)}),
        member(6, skills={"language": ("fr",)}),
        member(7, skills={"language": ("fr",)}),
    ]
    members = [
        each if each.skills else evolve(each, skills={"language": ("fr",)})
        for each in members
    ]
    rules = [
        rule(1, when="employees:>=50 country:DE"),
        rule(2, skills=("language",), users=(UUID(int=99),)),
    ]
    loads = Loads({UUID(int=3): Load(20)})

    made = router(rules, members).assign(
        {"employees": 60, "country": "FR", "language": "fr"}, loads, NOON
    )

    assert [
        "R1: country:DE is not met, the lead has FR.",
        "00000000-0000-0000-0000-000000000063 is no user any more.",
        "M1 is not active.",
        "M2 is absent until 2026-10-31.",
        "M3 is at capacity, 20 of 20 open.",
        "M5 lacks the skill language fr.",
        "M4 is outside working hours, Asia/Tokyo.",
        "R2: M6 was chosen, in turn, with none yet of this rule, of 2 free.",
    ] == made.why
    assert made.why == made.to_json()["why"]


@pytest.mark.parametrize(
    ("outside", "nobody", "at", "expected"),
    [
        (OutsideHours.ASSIGN, NobodyFree.NEXT, NIGHT, 1),
        (OutsideHours.LEAVE, NobodyFree.NEXT, NIGHT, None),
        (OutsideHours.NEXT, NobodyFree.LEAVE, NIGHT, 2),
        (OutsideHours.LEAVE, NobodyFree.LEAVE, NOON, 1),
    ],
)
def test_outside_hours(outside, nobody, at, expected):
    """
    When nobody is at work the rule's own word counts: the next in turn, nobody, or the
    next rule.
    """
    first = rule(
        1, users=(UUID(int=1),), teams=(), outside_hours=outside, nobody_free=nobody
    )
    second = rule(2, users=(UUID(int=2),), teams=())

    made = router([first, second], [member(1, hours=OFFICE), member(2)]).assign(
        {}, Loads(), at
    )

    assert (UUID(int=expected) if expected else None) == made.user
    assert (expected == 1 and at == NIGHT) == made.outside_hours
    assert (expected is None) == made.stopped


@pytest.mark.parametrize(
    ("nobody", "expected"), [(NobodyFree.NEXT, 2), (NobodyFree.LEAVE, None)]
)
def test_nobody_free(nobody, expected):
    """
    When nobody may get it, the next rule is tried or the lead is left without an owner.
    """
    first = rule(
        1, users=(UUID(int=1),), teams=(), method=Method.OWNER, nobody_free=nobody
    )
    second = rule(2, users=(UUID(int=2),), teams=())

    made = router([first, second], [member(1, active=False), member(2)]).assign(
        {}, Loads(), NOON
    )

    assert (UUID(int=expected) if expected else None) == made.user


def test_a_night_before_leave():
    """
    A lead that comes at night goes to nobody who is on leave when work begins again.
    """
    tomorrow = date(2026, 10, 15)
    leaving = member(1, hours=OFFICE, absences=DaysOff([DayRange(tomorrow, tomorrow)]))
    subject = router([rule()], [leaving, member(2, hours=OFFICE)])

    made = subject.assign({}, Loads(), NIGHT)

    assert UUID(int=2) == made.user
    assert [(leaving.id, Reason.ABSENT)] == [(x.user, x.reason) for x in made.left_out]


def test_skills_of_several_values():
    """
    A member needs all values of the lead, in whatever case; a lead without a value
    needs none.
    """
    ada = member(1, skills={"products": ("CRM",)})
    ben = member(2, skills={"products": ("crm", "Érp")})
    subject = router([rule(skills=("products",))], [ada, ben])

    both = subject.assign({"products": ("CRM", "erp")}, Loads(), NOON)
    none = subject.assign({"products": ()}, Loads(), NOON)

    assert ben.id == both.user
    assert ada.id == none.user


def test_rules_that_cannot_be_applied():
    """
    A rule about a field that is gone is passed over and says so; an inactive rule is
    not tried.
    """
    rules = [rule(1, when="custom.region:north"), rule(2, active=False), rule(3)]

    made = router(rules, [member(1)]).assign({}, Loads(), NOON)

    assert UUID(int=1003) == made.rule
    assert [
        "R1: cannot be applied, custom.region: No such filter.",
        "R3: M1 was chosen, the only one free.",
    ] == made.why


def test_no_rule_no_owner():
    """
    Without a rule that fits nobody gets the lead, and that is said.
    """
    made = router([rule(when="country:none")], [member(1)]).assign(
        {"country": "DE"}, Loads(), NOON
    )

    assert None is made.user
    assert "No owner: no rule chose one." == made.why[-1]
    assert Loads() == made.onto(Loads(), NOON)
