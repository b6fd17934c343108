"""
Forms, what they ask, what came in through them, and how they look.
"""

from .answers import ORIGIN, Answers, lead_fields, read_answers, read_origin
from .form import NOBODY, ROUTE, Form, FormId, stretch
from .markup import Filled, form_markup
from .phrases import LANGUAGES, PHRASES, error_phrase, phrase
from .questions import WIDGETS, FormField, askable, read_questions
from .reading import (
    DEFAULTED,
    FORM_FIELDS,
    Origins,
    check_defaults,
    origin_of,
    read_form,
)
from .snippets import Snippets, snippets_of
from .submission import (
    CONSENT,
    START,
    TRAP,
    Said,
    Submission,
    SubmissionId,
    SubmissionState,
    Tally,
    caught,
    digest_of,
    digest_of_code,
    start_errors,
    start_token,
    veiled,
)

__all__ = [
    "CONSENT",
    "DEFAULTED",
    "FORM_FIELDS",
    "LANGUAGES",
    "NOBODY",
    "ORIGIN",
    "PHRASES",
    "ROUTE",
    "START",
    "TRAP",
    "WIDGETS",
    "Answers",
    "Filled",
    "Form",
    "FormField",
    "FormId",
    "Origins",
    "Said",
    "Snippets",
    "Submission",
    "SubmissionId",
    "SubmissionState",
    "Tally",
    "askable",
    "caught",
    "check_defaults",
    "digest_of",
    "digest_of_code",
    "error_phrase",
    "form_markup",
    "lead_fields",
    "origin_of",
    "phrase",
    "read_answers",
    "read_form",
    "read_origin",
    "read_questions",
    "snippets_of",
    "start_errors",
    "start_token",
    "stretch",
    "veiled",
]
