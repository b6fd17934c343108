"""
Every example, by the name of its schema.
"""

from typing import Final

from .duplicates import DUPLICATE_EXAMPLES
from .examples import EXAMPLES
from .forecasts import FORECAST_EXAMPLES
from .forms import FORM_EXAMPLES
from .lead_rules import LEAD_RULE_EXAMPLES
from .leads import LEAD_EXAMPLES
from .matching import MATCHING_EXAMPLES
from .pipelines import PIPELINE_EXAMPLES
from .sales_examples import SALES_EXAMPLES
from .transfers import TRANSFER_EXAMPLES

ALL_EXAMPLES: Final[dict[str, object]] = {
    **EXAMPLES,
    **DUPLICATE_EXAMPLES,
    **FORECAST_EXAMPLES,
    **FORM_EXAMPLES,
    **LEAD_EXAMPLES,
    **LEAD_RULE_EXAMPLES,
    **MATCHING_EXAMPLES,
    **PIPELINE_EXAMPLES,
    **SALES_EXAMPLES,
    **TRANSFER_EXAMPLES,
}
