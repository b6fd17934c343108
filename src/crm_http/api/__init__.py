"""
Everything that the JSON API can do.
"""

from ..operations import Operation
from . import (
    access,
    analytics,
    changes,
    companies,
    contacts,
    currencies,
    custom_fields,
    duplicates,
    forecasts,
    form_submissions,
    forms,
    imports,
    leads,
    matching,
    merging,
    opportunities,
    pipelines,
    routing,
    scoring,
    transfers,
)

OPERATIONS: list[Operation] = [
    *contacts.OPERATIONS,
    *companies.OPERATIONS,
    *routing.OPERATIONS,
    *scoring.OPERATIONS,
    *leads.OPERATIONS,
    *analytics.OPERATIONS,
    *forecasts.OPERATIONS,
    *opportunities.OPERATIONS,
    *forms.OPERATIONS,
    *form_submissions.OPERATIONS,
    *pipelines.OPERATIONS,
    *currencies.OPERATIONS,
    *merging.OPERATIONS,
    *duplicates.OPERATIONS,
    *matching.OPERATIONS,
    *transfers.OPERATIONS,
    *imports.OPERATIONS,
    *changes.OPERATIONS,
    *custom_fields.OPERATIONS,
    *access.OPERATIONS,
]
"""
In the order in which they are documented.
"""

__all__ = ["OPERATIONS"]
