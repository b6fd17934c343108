"""
Stories of stages and pipelines that go, in memory and on PostgreSQL.
"""

from uuid import uuid4

import pytest

from crm_core.changes import UndoRefused, undo_change_set
from crm_core.opportunities import (
    add_opportunity,
    archive_opportunity,
    get_opportunity,
    lose_opportunity,
    move_opportunity,
    restore_opportunity,
    win_opportunity,
)
from crm_core.pipelines import (
    PipelineId,
    PipelineInUse,
    StageGone,
    StageInUse,
    add_pipeline,
    edit_pipeline,
    remove_pipeline,
    show_pipeline,
)
from crm_core.shared import (
    Invalid,
    NotFound,
    Visibility,
)
from tests.builders import a_colleague
from tests.storage import unchanged

from .sales import STAGES, WITHOUT_DISCOVERY, in_change_set, names, places, stands, way


@pytest.fixture
def deal(crm, actor):
    return crm.run(actor, add_opportunity, name="Deal", stage="discovery")


# ------------------------------------------------------------------- stages that go


def test_a_stage_in_use_stays(crm, works, actor, sales, deal):
    """
    Records in a stage that would go are counted, those in the archive too, and those
    that the actor does not see.
    """
    gone = crm.run(actor, add_opportunity, name="Gone", stage="discovery")
    crm.run(actor, archive_opportunity, gone.id)
    blind = a_colleague(actor, visibility=Visibility.OWN)
    crm.run(blind, add_opportunity, name="Own")

    with unchanged(works), pytest.raises(StageInUse) as refused:
        crm.run(blind, edit_pipeline, sales.id, stages=WITHOUT_DISCOVERY)

    assert {"discovery": 2} == refused.value.details["stages"]


def test_a_stage_goes_with_its_records(crm, actor, sales, deal):
    """
    With *moves* they are elsewhere, as their history tells; the stage is retired and
    still named; one in the archive comes back where it was moved to.
    """
    gone = crm.run(actor, add_opportunity, name="Gone", stage="discovery")
    crm.run(actor, archive_opportunity, gone.id)
    edited = crm.run(
        actor,
        edit_pipeline,
        sales.id,
        stages=WITHOUT_DISCOVERY,
        moves={"discovery": "Proposal"},
    )
    moved = crm.run(actor, get_opportunity, deal.id)

    assert ("proposal", 50) == (moved.stage, moved.probability)
    assert [(None, "discovery"), ("discovery", "proposal")] == way(crm, actor, deal)
    assert ("Discovery", True) == (
        edited.known("discovery").name,
        edited.known("discovery").retired,
    )
    assert edited == crm.run(actor, show_pipeline, sales.id)
    with pytest.raises(Invalid) as refused:
        crm.run(actor, move_opportunity, deal.id, stage="discovery")
    assert ["stage"] == places(refused)
    assert "proposal" == crm.run(actor, restore_opportunity, gone.id).stage


@pytest.mark.parametrize(
    "moves",
    [
        {"discovery": "nowhere"},
        {"discovery": "won"},
        {"discovery": "discovery"},
        {"discovery": 5},
        {"discovery": None},
    ],
)
def test_records_go_where_they_fit(crm, works, actor, sales, deal, moves):
    """
    To a stage that is there and of the same kind, else nothing changes.
    """
    with unchanged(works), pytest.raises(Invalid) as refused:
        crm.run(actor, edit_pipeline, sales.id, stages=WITHOUT_DISCOVERY, moves=moves)

    assert ["moves.discovery"] == places(refused)


def test_undo_brings_a_stage_back_with_its_records(crm, actor, sales, deal):
    """
    One undo of the edit restores the stages, the deals in them, and their history.
    """
    _, change_set = in_change_set(
        crm,
        actor,
        edit_pipeline,
        sales.id,
        stages=WITHOUT_DISCOVERY,
        moves={"discovery": "proposal"},
    )
    crm.run(actor, undo_change_set, change_set)

    assert sales.stages == crm.run(actor, show_pipeline, sales.id).stages
    assert (sales.id, "discovery") == stands(crm, actor, deal)
    assert [(None, "discovery")] == way(crm, actor, deal)
    assert (
        "discovery"
        == crm.run(actor, add_opportunity, name="X", stage="discovery").stage
    )


def test_undo_never_leads_into_a_stage_that_is_gone(crm, works, actor, sales, deal):
    """
    Neither does the undo of a move put a deal into a retired stage, nor does the undo
    of a new stage leave deals in none.
    """
    _, moved = in_change_set(crm, actor, move_opportunity, deal.id, stage="proposal")
    longer = [*({"key": s.key} for s in sales.live), {"name": "Extra"}]
    _, extended = in_change_set(crm, actor, edit_pipeline, sales.id, stages=longer)
    other = crm.run(actor, add_opportunity, name="Other", stage="extra")

    with unchanged(works), pytest.raises(StageGone):
        crm.run(actor, undo_change_set, extended)
    crm.run(actor, move_opportunity, other.id, stage="proposal")
    crm.run(actor, edit_pipeline, sales.id, stages=WITHOUT_DISCOVERY, moves={})
    with unchanged(works), pytest.raises(StageGone):
        crm.run(actor, undo_change_set, moved)

    assert (sales.id, "proposal") == stands(crm, actor, deal)


# ----------------------------------------------------------------- pipelines that go


def test_remove(crm, works, actor, sales, partners, deal):
    """
    Records go into the stage of the same key, or the first of the same kind; history
    can still be read, and undo brings all of it back.
    """
    talk, proposal, won, lost = (
        crm.run(actor, add_opportunity, name=key, pipeline_id=partners.id, stage=key)
        for key in ("talk", "proposal", "talk", "talk")
    )
    crm.run(actor, win_opportunity, won.id)
    crm.run(actor, lose_opportunity, lost.id, lost_reason="Rain")
    deals = (talk, proposal, won, lost)
    with unchanged(works), pytest.raises(PipelineInUse) as refused:
        crm.run(actor, remove_pipeline, partners.id)
    for wrong in (partners.id, PipelineId(uuid4())):
        with unchanged(works), pytest.raises(Invalid) as unknown:
            crm.run(actor, remove_pipeline, partners.id, into=wrong)
        assert ["into"] == places(unknown)

    _, change_set = in_change_set(
        crm, actor, remove_pipeline, partners.id, into=sales.id
    )

    assert {"talk": 1, "proposal": 1, "won": 1, "lost": 1} == refused.value.details[
        "stages"
    ]
    assert ["qualification", "proposal", "won", "lost"] == [
        stands(crm, actor, each)[1] for each in deals
    ]
    assert {sales.id} == {stands(crm, actor, each)[0] for each in deals}
    assert [(None, "talk"), ("talk", "qualification")] == way(crm, actor, talk)
    with pytest.raises(NotFound):
        crm.run(actor, show_pipeline, partners.id)
    crm.run(actor, undo_change_set, change_set)
    assert partners.stages == crm.run(actor, show_pipeline, partners.id).stages
    assert [(partners.id, each) for each in ("talk", "proposal", "won", "lost")] == [
        stands(crm, actor, each) for each in deals
    ]


def test_the_default_one_stays(crm, works, actor, sales, partners):
    """
    New deals need a pipeline; another becomes the default one first.
    """
    with unchanged(works), pytest.raises(PipelineInUse):
        crm.run(actor, remove_pipeline, sales.id, into=partners.id)
    crm.run(actor, edit_pipeline, partners.id, default=True)
    crm.run(actor, remove_pipeline, sales.id)

    assert ["Partners"] == names(crm, actor)


def test_undo_of_adding_one_in_use(crm, works, actor):
    """
    A pipeline that records have entered since is not taken from under them.
    """
    partners, change_set = in_change_set(
        crm, actor, add_pipeline, record="opportunity", name="Partners", stages=STAGES
    )
    crm.run(actor, add_opportunity, name="Deal", pipeline_id=partners.id)

    with unchanged(works), pytest.raises(UndoRefused):
        crm.run(actor, undo_change_set, change_set)
