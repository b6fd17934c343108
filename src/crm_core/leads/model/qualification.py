"""
Qualification: what one asks before a lead is worth an opportunity.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from attrs import frozen

from ...shared import (
    Choice,
    Field,
    FieldError,
    Fields,
    Flag,
    Invalid,
    Kind,
    Number,
    Text,
    WholeNumber,
    clean_text,
    refuse,
)

MOST_QUESTIONS = 50
MOST_POINTS = 1_000


class QuestionKind(StrEnum):
    """
    How a question is answered.
    """

    CHOICE = "choice"
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"


@frozen(kw_only=True)
class Question:
    """
    One question about a lead.

    Args:
        key: What answers are kept under.
        label: As people ask it.
        kind: How it is answered.
        options: Of a choice: each answer with the points that it gives.
        points: What an answer of another kind gives; of a flag, what *yes* gives.
    """

    key: str
    label: str
    kind: QuestionKind
    options: Mapping[str, int] = {}
    points: int = 1

    def parse(self, raw: object) -> object:
        """
        An answer in its JSON form.

        Raises:
            Invalid: It is none to this question.
        """
        value = self._values.parse(raw)
        return format(value, "f") if isinstance(value, Decimal) else value

    @property
    def _values(self) -> Kind:
        match self.kind:
            case QuestionKind.CHOICE:
                return Choice(tuple(self.options))
            case QuestionKind.NUMBER:
                return Number()
            case QuestionKind.FLAG:
                return Flag()
        return Text(2_000, lines=True)

    @property
    def field(self) -> Field:
        """
        Its answer as a field that rules may ask for.
        """
        return Field(name=f"answers.{self.key}", label=self.label, kind=self._values)

    @property
    def most(self) -> int:
        """
        The most points that an answer can give.
        """
        if self.kind is QuestionKind.CHOICE:
            return max(self.options.values())
        return self.points

    def earned(self, answer: object) -> int:
        """
        The points that an answer gives.
        """
        if self.kind is QuestionKind.CHOICE:
            return self.options.get(str(answer), 0)
        unanswered = answer is None or answer is False or answer == ""
        return 0 if unanswered else self.points


def _graded(key: str, label: str, *options: str) -> Question:
    points = {option: len(options) - 1 - n for n, option in enumerate(options)}
    return Question(key=key, label=label, kind=QuestionKind.CHOICE, options=points)


USUAL_QUESTIONS = (
    _graded("budget", "Is there a budget?", "Approved", "Planned", "None"),
    _graded(
        "authority", "Does the person decide?", "Decides", "Has a say", "Has no say"
    ),
    _graded("need", "Is there a need?", "Pressing", "Some", "None"),
    _graded(
        "timing", "When do they want to buy?", "This quarter", "This year", "Later"
    ),
)
"""
Budget, authority, need, timing: what most sellers ask.
"""


def read_answers(
    raw: Mapping[str, object],
    questions: Iterable[Question],
    *,
    before: Mapping[str, object],
) -> dict[str, object]:
    """
    Answers in their JSON form: *raw* laid over those *before*; None takes one back.

    Raises:
        Invalid: Naming every question that there is not, or whose answer is wrong.
    """
    known = {question.key: question for question in questions}
    answers = dict(before)
    errors: list[FieldError] = []
    for key, value in raw.items():
        try:
            if key not in known:
                asked = ", ".join(known)
                raise refuse("unknown", f"No such question. Asked are: {asked}.")
            answers[key] = None if value is None else known[key].parse(value)
        except Invalid as error:
            errors += error.under(f"answers.{key}")
    if errors:
        raise Invalid(errors=errors)
    return {key: value for key, value in answers.items() if value not in (None, "")}


def qualified(answers: Mapping[str, object], questions: Sequence[Question]) -> int:
    """
    How many percent of all points that can be earned the *answers* earn.
    """
    most = sum(question.most for question in questions)
    earned = sum(question.earned(answers.get(question.key)) for question in questions)
    return 100 * earned // most if most else 0


_MEMBERS = Fields.of(
    [
        Field(name="key", label="Key", kind=Text(50)),
        Field(name="label", label="Question", kind=Text(255)),
        Field(name="kind", label="Kind", kind=Choice(tuple(QuestionKind))),
        Field(name="points", label="Points", kind=WholeNumber(0, MOST_POINTS)),
    ]
)


def read_questions(raw: object) -> tuple[Question, ...]:
    """
    Questions from plain data: objects with the members of ``Question``; options are an
    object of answers and points, or a list of answers, the best first.

    Raises:
        Invalid: Naming every member that is wrong, as ``questions.2.options``.
    """
    if isinstance(raw, str | bytes) or not isinstance(raw, Sequence):
        raise Invalid.of("questions", "type", "Must be a list of questions.")
    if len(raw) > MOST_QUESTIONS:
        message = f"At most {MOST_QUESTIONS} questions."
        raise Invalid.of("questions", "length", message)
    errors: list[FieldError] = []
    found: dict[str, Question] = {}
    for index, each in enumerate(raw):
        try:
            question = _read(each)
            if question.key in found:
                raise Invalid.of("key", "repeated", "Two questions have this key.")
            found[question.key] = question
        except Invalid as error:
            errors += error.under(f"questions.{index}")
    if errors:
        raise Invalid(errors=errors)
    return tuple(found.values())


def _read(raw: object) -> Question:
    if not isinstance(raw, Mapping):
        raise refuse("type", "Must be an object with key, label and kind.")
    values = _MEMBERS.parse({k: v for k, v in raw.items() if k != "options"})
    missing = [name for name in ("key", "label", "kind") if not values.get(name)]
    if missing:
        raise Invalid(errors=[FieldError(n, "required", "Required.") for n in missing])
    kind = QuestionKind(str(values["kind"]))
    options = _read_options(raw.get("options"), kind)
    given = values.get("points")
    return Question(
        key=str(values["key"]),
        label=str(values["label"]),
        kind=kind,
        options=options,
        points=given if isinstance(given, int) else 1,
    )


def _read_options(raw: object, kind: QuestionKind) -> dict[str, int]:
    if kind is not QuestionKind.CHOICE:
        if raw:
            raise Invalid.of("options", "kind", "Only a choice has options.")
        return {}
    if isinstance(raw, Mapping):
        given = [*raw.items()]
    elif isinstance(raw, Sequence) and not isinstance(raw, str | bytes):
        given = [(each, len(raw) - 1 - place) for place, each in enumerate(raw)]
    else:
        raise Invalid.of("options", "required", "A choice needs its options.")
    if not 1 < len(given) <= MOST_QUESTIONS:
        message = f"A choice has 2 to {MOST_QUESTIONS} options."
        raise Invalid.of("options", "length", message)
    found = {_option(name): _points(points) for name, points in given}
    if len(found) < len(given):
        raise Invalid.of("options", "repeated", "Two options are spelled alike.")
    return found


def _option(raw: object) -> str:
    try:
        text = clean_text(raw, longest=100)
    except Invalid as error:
        raise Invalid(errors=error.under("options")) from None
    if not text:
        raise Invalid.of("options", "required", "An option is a word or a few.")
    return text


def _points(raw: object) -> int:
    try:
        return WholeNumber(0, MOST_POINTS).parse(raw) or 0
    except Invalid as error:
        raise Invalid(errors=error.under("options")) from None
