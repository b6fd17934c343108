"""
What people do with leads.
"""

from .converting import convert_lead
from .finding import get_lead, list_leads, list_overdue_leads, show_lead
from .records import (
    add_lead,
    archive_lead,
    edit_lead,
    edit_leads,
    purge_lead,
    restore_lead,
)
from .routing import route_lead, route_leads, routed, simulate_routing
from .routing_rules import (
    add_routing_rule,
    edit_routing_rule,
    list_routing_rules,
    order_routing_rules,
    remove_routing_rule,
    show_routing_rule,
)
from .scoring import (
    prioritised_leads,
    request_training,
    score_lead,
    show_training,
)
from .scoring_rules import (
    add_scoring_rule,
    edit_scoring_rule,
    list_scoring_rules,
    remove_scoring_rule,
    show_scoring_rule,
)
from .settings import answer_lead, change_sales_settings, show_sales_settings
from .working import (
    disqualify_lead,
    lead_board,
    move_lead,
    rank_lead,
    reopen_lead,
    respond_to_lead,
)

__all__ = [
    "add_lead",
    "add_routing_rule",
    "add_scoring_rule",
    "answer_lead",
    "archive_lead",
    "change_sales_settings",
    "convert_lead",
    "disqualify_lead",
    "edit_lead",
    "edit_leads",
    "edit_routing_rule",
    "edit_scoring_rule",
    "get_lead",
    "lead_board",
    "list_leads",
    "list_overdue_leads",
    "list_routing_rules",
    "list_scoring_rules",
    "move_lead",
    "order_routing_rules",
    "prioritised_leads",
    "purge_lead",
    "rank_lead",
    "remove_routing_rule",
    "remove_scoring_rule",
    "reopen_lead",
    "request_training",
    "respond_to_lead",
    "restore_lead",
    "route_lead",
    "route_leads",
    "routed",
    "score_lead",
    "show_lead",
    "show_routing_rule",
    "show_sales_settings",
    "show_scoring_rule",
    "show_training",
    "simulate_routing",
]
