"""
Which organizations have mail to deliver: all that whoever delivers learns beforehand.
"""

from sqlalchemy import Engine

from crm_core.shared import OrganizationId

from .waiting import organizations_in

_DUE = """
    WITH RECURSIVE known (id) AS (
        (SELECT organization_id FROM crm.email_deliveries
         WHERE state IN ('queued', 'uncertain') ORDER BY organization_id LIMIT 1)
        UNION ALL
        SELECT (SELECT d.organization_id FROM crm.email_deliveries AS d
                WHERE d.state IN ('queued', 'uncertain')
                AND d.organization_id > known.id ORDER BY d.organization_id LIMIT 1)
        FROM known WHERE known.id IS NOT NULL
    )
    SELECT id FROM known WHERE EXISTS (
        SELECT FROM crm.email_deliveries AS d WHERE d.organization_id = known.id
        AND d.state IN ('queued', 'uncertain') AND d.due_at <= now()
        AND d.epoch = (SELECT crm.outbox_epoch()))
    UNION
    SELECT organization_id FROM crm.email_deliveries
    WHERE state = 'sending' AND leased_until <= now()
"""


def organizations_with_mail(engine: Engine) -> list[OrganizationId]:
    """
    The organizations with envelopes whose time has come, in the order of their ids.

    Raises:
        Unavailable: The database cannot be reached.
    """
    return organizations_in(engine, _DUE)
