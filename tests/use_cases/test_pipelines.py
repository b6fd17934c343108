"""
Stories of pipelines, in memory and on PostgreSQL.
"""

import pytest

from crm_core.access import define_role
from crm_core.changes import undo_change_set
from crm_core.custom_fields import add_custom_field, remove_custom_field
from crm_core.leads import add_lead
from crm_core.opportunities import (
    add_opportunity,
    edit_opportunity,
    move_opportunity,
    win_opportunity,
)
from crm_core.pipelines import (
    StageInUse,
    add_pipeline,
    edit_pipeline,
    list_pipelines,
    remove_pipeline,
    show_pipeline,
    stage_history,
    usual_pipelines,
)
from crm_core.shared import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Permission,
    RecordRef,
    Stale,
    Visibility,
)
from tests.builders import a_colleague, a_role
from tests.storage import unchanged

from .sales import STAGES, in_change_set, names, places


@pytest.fixture
def deal(crm, actor):
    return crm.run(actor, add_opportunity, name="Deal", stage="discovery")


# ----------------------------------------------------------------- what is there at first


def test_usual_pipelines(crm, actor):
    """
    Everybody begins with one of each kind, whoever reads first and however little they
    may do; reading leaves nothing in the trail.
    """
    viewer = a_role("viewer", organization_id=actor.organization_id)

    seen = crm.run(viewer, list_pipelines)

    assert usual_pipelines(actor.organization_id) == seen
    assert seen == crm.run(actor, list_pipelines)
    assert seen[1:] == crm.run(actor, list_pipelines, "opportunity")
    assert seen[0] == crm.run(actor, show_pipeline, seen[0].id)
    with pytest.raises(Invalid) as refused:
        crm.run(actor, list_pipelines, "contact")
    assert ["record"] == places(refused)


# ------------------------------------------------------------------------ add, edit


def test_add(crm, actor, partners):
    """
    A further pipeline stands behind the default one; deals enter it when told.
    """
    deal = crm.run(actor, add_opportunity, name="Deal", pipeline_id=partners.id)
    usual = crm.run(actor, add_opportunity, name="Usual")

    assert ["Sales", "Partners"] == names(crm, actor)
    assert ["Leads"] == names(crm, actor, "lead")
    assert partners == crm.run(actor, show_pipeline, partners.id)
    assert (partners.id, "talk", 20) == (deal.pipeline_id, deal.stage, deal.probability)
    assert partners.id != usual.pipeline_id


def test_add_names_all_that_is_wrong(crm, works, actor):
    """
    Every wrong member is named, not the first one only; nothing is stored.
    """
    stages = [{"name": "A", "probability": 500, "required": ["nope"]}, *STAGES]
    crm.run(actor, list_pipelines)

    with unchanged(works):
        with pytest.raises(Invalid) as all_wrong:
            crm.run(
                actor,
                add_pipeline,
                record="opportunity",
                name=" ",
                stages=stages,
                reasons=["Price", 5],
                default="maybe",
                moves={},
            )
        with pytest.raises(Invalid) as empty:
            crm.run(actor, add_pipeline)
        for record in ("contact", ["lead"], 5, ""):
            with pytest.raises(Invalid) as refused:
                crm.run(actor, add_pipeline, record=record, name="A", stages=STAGES)
            assert ["record"] == places(refused)
        with pytest.raises(Conflict):
            crm.run(
                actor,
                add_pipeline,
                record="opportunity",
                name="SALES",
                stages=STAGES,
            )

    assert [
        "default",
        "moves",
        "name",
        "reasons.1",
        "stages.0.probability",
        "stages.0.required.0",
    ] == places(all_wrong)
    assert ["name", "record", "stages"] == places(empty)


def test_edit(crm, actor, sales):
    """
    Only what is given changes; a version that is no more is refused with what changed.
    """
    renamed = crm.run(actor, edit_pipeline, sales.id, name="Deals", version=1)
    reasons = crm.run(
        actor, edit_pipeline, sales.id, reasons=["Price", "PRICE", "Other"]
    )
    none = crm.run(actor, edit_pipeline, sales.id, reasons=None)

    with pytest.raises(Stale) as refused:
        crm.run(actor, edit_pipeline, sales.id, name="Mine", version=1)

    assert ("Deals", sales.stages, True, 2) == (
        renamed.name,
        renamed.stages,
        renamed.default,
        renamed.version,
    )
    assert [("Price", "Other"), ()] == [reasons.reasons, none.reasons]
    assert {"name", "reasons"} == {c["field"] for c in refused.value.details["changed"]}
    assert none == crm.run(actor, show_pipeline, sales.id)


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"name": None}, "name"),
        ({"stages": None}, "stages"),
        ({"stages": STAGES[:2]}, "stages"),
        ({"record": "lead"}, "record"),
        ({"default": False}, "default"),
        ({"default": None}, "default"),
        ({"moves": []}, "moves"),
        ({"moves": {"proposal": "discovery"}}, "moves.proposal"),
        ({"stages": [{"key": "proposal", "kind": "won"}]}, "stages.0.kind"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_edit_names_what_is_wrong(crm, works, actor, sales, given, place):
    """
    Nothing of a pipeline changes when something does not fit.
    """
    with unchanged(works), pytest.raises(Invalid) as refused:
        crm.run(actor, edit_pipeline, sales.id, **given)

    assert {place} == {*places(refused)}


def test_default(crm, actor, sales, partners):
    """
    There is one default pipeline; new deals enter it, and undo gives it back.
    """
    _, change_set = in_change_set(crm, actor, edit_pipeline, partners.id, default=True)
    assert ["Partners", "Sales"] == names(crm, actor)
    first = crm.run(actor, add_opportunity, name="First")
    assert partners.id == first.pipeline_id
    crm.run(actor, undo_change_set, change_set)

    assert ["Sales", "Partners"] == names(crm, actor)
    assert [True, False] == [
        p.default for p in crm.run(actor, list_pipelines, "opportunity")
    ]
    assert sales.id == crm.run(actor, add_opportunity, name="Second").pipeline_id


# --------------------------------------------------------------- what it takes to enter


def test_required_fields(crm, works, actor, sales):
    """
    A stage asks for all its empty fields at once, the organization's own too, and
    takes them together with the move; an amount of 0 is empty.
    """
    crm.run(actor, add_custom_field, record="opportunity", name="budget", kind="number")
    stages = [
        {"key": s.key}
        | (
            {"required": ["value", "competitor", "custom.budget"]}
            if s.key == "proposal"
            else {}
        )
        for s in sales.live
    ]
    crm.run(actor, edit_pipeline, sales.id, stages=stages)
    deal = crm.run(actor, add_opportunity, name="Deal")

    with unchanged(works):
        with pytest.raises(Invalid) as refused:
            crm.run(actor, move_opportunity, deal.id, stage="proposal")
        assert ["competitor", "custom.budget", "value"] == places(refused)
        with pytest.raises(Invalid) as refused:
            crm.run(actor, edit_opportunity, deal.id, stage="proposal", value="5")
        assert ["competitor", "custom.budget"] == places(refused)
    moved = crm.run(
        actor,
        move_opportunity,
        deal.id,
        stage="proposal",
        value="5",
        competitor="Them",
        custom={"budget": "7"},
    )
    emptied = crm.run(actor, edit_opportunity, deal.id, competitor=None)

    assert ("proposal", None) == (moved.stage, emptied.competitor)


def test_a_required_field_that_is_removed(crm, actor, sales):
    """
    Nobody can fill it any more, so the stage no longer asks for it.
    """
    budget = crm.run(
        actor, add_custom_field, record="opportunity", name="budget", kind="number"
    )
    stages = [{"key": s.key, "required": ["custom.budget"]} for s in sales.live]
    crm.run(actor, edit_pipeline, sales.id, stages=stages)
    with pytest.raises(Invalid):
        crm.run(actor, add_opportunity, name="Deal")
    crm.run(actor, remove_custom_field, budget.id)

    assert "qualification" == crm.run(actor, add_opportunity, name="Deal").stage


def test_guarded_stages(crm, works, actor, sales):
    """
    Only the named roles move records into a stage, or add them there.
    """
    crm.run(
        actor,
        define_role,
        "closer",
        permissions=["opportunity:write"],
        visibility="all",
    )
    stages = [
        {"key": s.key} | ({"roles": ["closer"]} if s.key == "won" else {})
        for s in sales.live
    ]
    crm.run(actor, edit_pipeline, sales.id, stages=stages)
    deal = crm.run(actor, add_opportunity, name="Deal")
    closer = a_colleague(actor, roles=("closer",))

    with unchanged(works):
        for blocked in (
            (win_opportunity, deal.id),
            (lambda work: add_opportunity(work, name="New", stage="won"),),
        ):
            with pytest.raises(Forbidden) as refused:
                crm.run(actor, *blocked)
            assert ("closer",) == refused.value.details["roles"]

    assert "won" == crm.run(closer, win_opportunity, deal.id).stage


# ---------------------------------------------------------------------- who may what


def test_permissions(crm, works, actor, sales):
    """
    Reading and changing pipelines are permissions of their own; the history of a record
    needs the right to read such records.
    """
    deal = crm.run(actor, add_opportunity, name="Deal")
    reader = a_colleague(actor, permissions=frozenset({Permission.PIPELINE_READ}))
    nobody = a_colleague(actor, permissions=frozenset())

    with unchanged(works):
        for who, what in (
            (nobody, list_pipelines),
            (nobody, lambda work: show_pipeline(work, sales.id)),
            (reader, lambda work: edit_pipeline(work, sales.id, name="x")),
            (reader, lambda work: add_pipeline(work, record="lead")),
            (reader, lambda work: remove_pipeline(work, sales.id)),
            (
                reader,
                lambda work: stage_history(work, RecordRef("opportunity", deal.id)),
            ),
        ):
            with pytest.raises(Forbidden):
                crm.run(who, what)


def test_another_organization(crm, works, actor, other_actor, sales, partners, deal):
    """
    Its pipelines are not there, nor is the way of its records.
    """
    mine = crm.run(other_actor, list_pipelines, "opportunity")[0]

    with unchanged(works):
        for what in (
            lambda work: show_pipeline(work, partners.id),
            lambda work: edit_pipeline(work, partners.id, name="x"),
            lambda work: remove_pipeline(work, partners.id, into=mine.id),
            lambda work: stage_history(work, RecordRef("opportunity", deal.id)),
        ):
            with pytest.raises(NotFound):
                crm.run(other_actor, what)
        with pytest.raises(Invalid) as refused:
            crm.run(other_actor, add_opportunity, name="x", pipeline_id=partners.id)
        assert ["pipeline_id"] == places(refused)


def test_unseen_records_have_no_way(crm, actor, deal):
    """
    Who does not see a record does not see where it stood.
    """
    blind = a_colleague(actor, visibility=Visibility.OWN)

    with pytest.raises(NotFound):
        crm.run(blind, stage_history, RecordRef("opportunity", deal.id))


def test_leads_have_pipelines_of_their_own(crm, actor, partners):
    """
    A lead cannot enter a pipeline of deals, and its stages go as theirs do.
    """
    lead = crm.run(actor, add_lead, last_name="Lee")
    usual = crm.run(actor, list_pipelines, "lead")[0]
    rest = [{"key": s.key} for s in usual.live if s.key != lead.stage]

    with pytest.raises(StageInUse) as refused:
        crm.run(actor, edit_pipeline, usual.id, stages=rest)
    crm.run(actor, edit_pipeline, usual.id, stages=rest, moves={"new": "contacted"})
    moves = crm.run(actor, stage_history, RecordRef("lead", lead.id))

    assert {"new": 1} == refused.value.details["stages"]
    assert "contacted" == moves[-1].to_stage
