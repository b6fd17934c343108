"""
Deals that move at the moment when stages and pipelines go: none is left in between.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from crm_core import Crm
from crm_core.opportunities import (
    OpportunityId,
    add_opportunity,
    get_opportunity,
    move_opportunity,
)
from crm_core.pipelines import (
    Pipeline,
    add_pipeline,
    edit_pipeline,
    list_pipelines,
    remove_pipeline,
    show_pipeline,
)
from crm_core.shared import Actor, CrmError, NotFound
from tests.builders import an_actor

from .postgres_crm import a_crm
from .test_concurrency import at_once, kinds

pytestmark = pytest.mark.postgres
ROUNDS = 10
CROWD = 8
STAGES = [
    {"name": "First"},
    {"name": "Second"},
    {"name": "Won", "kind": "won"},
    {"name": "Lost", "kind": "lost"},
]


@pytest.fixture
def crm(database_url: str) -> Iterator[Crm]:
    """
    A CRM with a connection for each of the crowd.
    """
    with a_crm(database_url, size=CROWD) as crm:
        yield crm


def a_pipeline(crm: Crm, ann: Actor, name: str) -> Pipeline:
    """
    A pipeline more, of two open stages.
    """
    return crm.run(ann, add_pipeline, record="opportunity", name=name, stages=STAGES)


def refused(outcome: Any) -> str | None:
    """
    The name of what refused a call.
    """
    return type(outcome).__name__ if isinstance(outcome, CrmError) else None


def stands_somewhere(crm: Crm, ann: Actor, id: OpportunityId) -> str:
    """
    The stage of a deal, which takes records.
    """
    deal = crm.run(ann, get_opportunity, id)
    pipeline = crm.run(ann, show_pipeline, deal.pipeline_id)

    assert deal.stage in {stage.key for stage in pipeline.live}
    return deal.stage


def test_first_readers(crm: Crm) -> None:
    """
    Whoever asks first of all at the same moment sees the same pipelines, stored once.
    """
    for _ in range(ROUNDS):
        ann = an_actor()
        seen = at_once(*[partial(crm.run, ann, list_pipelines)] * CROWD)

        assert [crm.run(ann, list_pipelines)] * CROWD == seen
        assert 2 == len(seen[0])


@pytest.mark.parametrize("moves", [None, {"second": "first"}])
def test_into_a_stage_that_goes(
    crm: Crm, ann: Actor, moves: dict[str, str] | None
) -> None:
    """
    A deal moves into a stage, and another is added there, while it is retired: the one
    that comes first is heeded by the other; no deal stands in a stage that is gone.
    """
    rest = [{"key": key} for key in ("first", "won", "lost")]
    for n in range(ROUNDS):
        pipeline = a_pipeline(crm, ann, f"P{n}")
        given = {"pipeline_id": pipeline.id}
        deal = crm.run(ann, add_opportunity, name="Deal", **given)
        moved, added, retired = at_once(
            partial(crm.run, ann, move_opportunity, deal.id, stage="second"),
            partial(crm.run, ann, add_opportunity, name="New", stage="second", **given),
            partial(crm.run, ann, edit_pipeline, pipeline.id, stages=rest, moves=moves),
        )

        assert refused(moved) in {None, "Invalid", "StageGone"}
        assert refused(added) in {None, "Invalid", "StageGone"}
        assert refused(retired) in ({None} if moves else {None, "StageInUse"})
        places = [stands_somewhere(crm, ann, deal.id)]
        if refused(added) is None:
            places.append(stands_somewhere(crm, ann, added.id))
        if refused(retired) is None:
            assert {"first"} == set(places)


def test_into_a_pipeline_that_goes(crm: Crm, ann: Actor) -> None:
    """
    Deals that are added to a pipeline while it is removed: with its records or not at
    all.
    """
    usual = crm.run(ann, list_pipelines, "opportunity")[0]
    for n in range(ROUNDS):
        pipeline = a_pipeline(crm, ann, f"P{n}")
        adding = partial(
            crm.run, ann, add_opportunity, name="New", pipeline_id=pipeline.id
        )
        removed, *added = at_once(
            partial(crm.run, ann, remove_pipeline, pipeline.id, into=usual.id),
            *[adding] * 3,
        )

        assert refused(removed) is None
        for each in added:
            assert refused(each) in {None, "Invalid", "StageGone"}
            if refused(each) is None:
                deal = crm.run(ann, get_opportunity, each.id)
                assert (usual.id, "qualification") == (deal.pipeline_id, deal.stage)
        with pytest.raises(NotFound):
            crm.run(ann, show_pipeline, pipeline.id)


def test_one_default(crm: Crm, ann: Actor) -> None:
    """
    Several pipelines become the default one at once: one of them is.
    """
    several = [a_pipeline(crm, ann, f"P{n}") for n in range(4)]
    outcomes = at_once(
        *(partial(crm.run, ann, edit_pipeline, p.id, default=True) for p in several)
    )
    left = [p for p in crm.run(ann, list_pipelines, "opportunity") if p.default]

    assert {"Pipeline", "Stale"} >= {*kinds(outcomes)}
    assert 1 == len(left)
