"""
What was done about leads, in PostgreSQL.
"""

from collections.abc import Collection, Mapping

from attrs import frozen

from crm_core.leads import LeadId
from crm_core.shared import Facts

from .context import Context
from .statements import statement

_DONE = statement(
    "SELECT l.id, count(*) FILTER (WHERE a.completed_at > $3::timestamptz"
    " - interval '30 days'), (array_agg(a.type ORDER BY a.completed_at DESC, a.id DESC))[1],"
    " extract(epoch FROM $3::timestamptz - max(a.completed_at))::bigint / 86400"
    " FROM crm.activity_links l JOIN crm.activities a"
    " ON a.organization_id = l.organization_id AND a.id = l.activity_id"
    " WHERE l.organization_id = $1::uuid AND l.id = ANY($2::uuid[]) AND l.kind = 'lead'"
    " AND a.status = 'completed' AND a.archived_at IS NULL GROUP BY l.id",
    ("organization_id", "ids", "now"),
)


@frozen
class PostgresLeadActivities:
    """
    What was done about the leads of the organization at work.
    """

    context: Context

    def facts(self, ids: Collection[LeadId], /) -> Mapping[LeadId, Facts]:
        asked = self.context.values(ids=list(ids), now=self.context.now)
        return {
            LeadId(id): {
                "activities.count_30_days": count,
                "activities.last_type": last,
                "activities.days_since_last": max(0, days),
            }
            for id, count, last, days in self.context.transaction.ask(_DONE, asked)
        }
