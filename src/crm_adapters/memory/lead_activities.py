"""
What was done about leads, in memory.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from crm_core.activities import Activity
from crm_core.leads import LeadId
from crm_core.shared import Facts

from ..rows import ACTIVITY_ROWS
from .context import Context


@frozen
class MemoryLeadActivities:
    """
    What was done about the leads of the organization at work.
    """

    context: Context

    def facts(self, ids: Collection[LeadId], /) -> Mapping[LeadId, Facts]:
        done: dict[LeadId, list[Activity]] = defaultdict(list)
        for row in self.context.tables.activities.values():
            activity: Activity = ACTIVITY_ROWS.from_row(row)
            if activity.completed_at is None or activity.archived_at is not None:
                continue
            for ref in activity.concerns:
                if ref.kind == "lead" and ref.id in ids:
                    done[LeadId(ref.id)].append(activity)
        return {id: _facts(found, self.context.now) for id, found in done.items()}


def _facts(done: Sequence[Activity], now: datetime) -> Facts:
    last = max(done, key=lambda each: (each.at, each.id))
    recent = [each for each in done if each.at > now - timedelta(days=30)]
    return {
        "activities.count_30_days": len(recent),
        "activities.last_type": last.type.value,
        "activities.days_since_last": max(0, (now - last.at).days),
    }
