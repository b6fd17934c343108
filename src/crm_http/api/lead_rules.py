"""
What rules of routing and of scoring have in common over HTTP.
"""

from collections.abc import Callable

from crm_core.shared import Permission, StoredRule

from .record_operations import ROOT
from .small_records import EditedRecords


def shown_rule(stored: StoredRule) -> dict[str, object]:
    """
    A rule with its id and version, as it is answered.
    """
    return {
        "id": stored.id,
        **stored.rule,
        "created_at": stored.created_at,
        "updated_at": stored.updated_at,
        "version": stored.version,
    }


def rules_of(
    purpose: str, writes: Permission, show: Callable[..., StoredRule]
) -> EditedRecords:
    """
    The rules of *purpose*, changed by whoever *writes*, of which *show* gives one.
    """
    return EditedRecords(
        noun=f"{purpose}_rule",
        path=f"{ROOT}/{purpose}-rules",
        tag="Leads",
        reads=Permission.LEAD_READ,
        writes=writes,
        show=show,
        shown=shown_rule,
        reserved=("rule_id", "version"),
    )
