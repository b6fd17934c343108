"""
What a form asks: fields of a lead, each with the way in which it is asked for.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from ...leads import LEAD_FIELDS
from ...shared import (
    ADDRESS_PARTS,
    Choice,
    Field,
    FieldError,
    Invalid,
    Text,
    clean_text,
    each_of,
    refuse,
)

ADDRESS: Final = "address."
CUSTOM: Final = "custom."
MOST_QUESTIONS: Final = 50
MOST_OPTIONS: Final = 200
IDENTIFYING: Final = (
    "first_name",
    "last_name",
    "email",
    "phone",
    "company_name",
    "title",
)
"""
A lead is known by one of these at least.
"""
_ASKED: Final = (
    *IDENTIFYING,
    "description",
    "job_title",
    "website",
    "product",
    "language",
    "employees",
)
_CHOSEN: Final = ("select", "radio")
WIDGETS: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("text", "textarea", *_CHOSEN, "hidden"),
    "email": ("email", "hidden"),
    "phone": ("tel", "hidden"),
    "url": ("url", "hidden"),
    "number": ("number", *_CHOSEN, "hidden"),
    "date": ("date", "hidden"),
    "flag": ("checkbox", "hidden"),
    "choice": (*_CHOSEN, "hidden"),
}
"""
How each kind of value may be asked for, the usual way first.
"""
_TICKED: Final = frozenset({"on", "true", "yes", "1"})
_PARTS: Final = {
    f"{ADDRESS}{part}": Field(
        name=f"{ADDRESS}{part}",
        label=part.replace("_", " ").capitalize(),
        kind=Text(longest, lines=part == "street"),
    )
    for part, longest in ADDRESS_PARTS.items()
}


def askable(own: Iterable[Field]) -> dict[str, Field]:
    """
    The fields that a form may ask for: what people know of themselves, and those of
    the organization's *own* that fit into one input.
    """
    fields = {name: LEAD_FIELDS.by_name[name] for name in _ASKED}
    more = {field.name: field for field in own if field.kind.name in WIDGETS}
    return {**fields, **_PARTS, **more}


@frozen(kw_only=True)
class FormField:
    """
    A field of a lead as a form asks for it.

    Args:
        name: That of the field, as ``email``, ``address.city`` or ``custom.size``.
        label: As visitors read it.
        required: Whether nothing will not do.
        widget: How it is asked for; what is hidden always has its default.
        options: What may be chosen; empty where the field says it or anything may be.
        default: What it is at first.
        help: A sentence below it.
    """

    name: str
    label: str
    required: bool = False
    widget: str = "text"
    options: tuple[str, ...] = ()
    default: str | None = None
    help: str | None = None

    @property
    def chosen(self) -> bool:
        """
        Whether it is one of its options.
        """
        return self.widget in _CHOSEN

    def parse(self, raw: object, field: Field) -> object:
        """
        What a visitor said, in the JSON form that leads take; None for nothing.

        Raises:
            Invalid: It is no such value, or it must be there.
        """
        if self.widget == "hidden":
            return self.default
        if self.widget == "checkbox":
            return self._ticked(raw)
        if isinstance(raw, bool) or not isinstance(raw, str | int | float | None):
            raise refuse("type", "Must be text.")
        said = "" if raw is None else str(raw).strip()
        if not said:
            if self.required:
                raise refuse("required", "Required.")
            return None
        if self.options and said not in self.options:
            raise refuse("choice", "Must be one of the options.")
        value = field.kind.parse(said)
        return None if value is None else said if field.kind.name != "text" else value

    def _ticked(self, raw: object) -> bool:
        ticked = raw is True or (isinstance(raw, str) and raw.lower() in _TICKED)
        if self.required and not ticked:
            raise refuse("required", "Required.")
        return ticked


Part = Callable[[object], object]
_MEMBERS: Final[Mapping[str, Part]] = {
    "label": lambda raw: clean_text(raw, longest=200),
    "default": lambda raw: clean_text(raw, longest=1_000, lines=True) or None,
    "help": lambda raw: clean_text(raw, longest=500) or None,
    "options": lambda raw: tuple(each_of(raw, _option, most=MOST_OPTIONS)),
    "widget": lambda raw: clean_text(raw, longest=50),
}


def _option(raw: object, /) -> str:
    text = clean_text(raw, longest=255)
    if not text:
        raise refuse("required", "An option is a word or a few.")
    return text


def read_questions(raw: object, known: Mapping[str, Field]) -> tuple[FormField, ...]:
    """
    The fields of a form from plain data: names, or objects with the members of
    ``FormField``; *known* are the fields that may be asked for.

    Raises:
        Invalid: Naming every member that is wrong, as ``fields.2.widget``.
    """
    if isinstance(raw, str | bytes) or not isinstance(raw, Sequence):
        raise Invalid.of("fields", "type", "Must be a list of fields.")
    if len(raw) > MOST_QUESTIONS:
        raise Invalid.of("fields", "length", f"At most {MOST_QUESTIONS} fields.")
    errors: list[FieldError] = []
    found: dict[str, FormField] = {}
    for index, each in enumerate(raw):
        try:
            field = _read({"name": each} if isinstance(each, str) else each, known)
            if field.name in found:
                raise Invalid.of("name", "repeated", "It is asked for already.")
            found[field.name] = field
        except Invalid as error:
            errors += error.under(f"fields.{index}")
    if not errors and not set(IDENTIFYING) & set(found):
        message = f"Ask for one of: {', '.join(IDENTIFYING)}."
        errors.append(FieldError("fields", "required", message))
    if errors:
        raise Invalid(errors=errors)
    return tuple(found.values())


def _read(raw: object, known: Mapping[str, Field]) -> FormField:
    if not isinstance(raw, Mapping):
        raise refuse("type", "Must be a name, or an object with a name.")
    name = raw.get("name")
    if not isinstance(name, str) or name not in known:
        message = f"Must be one of: {', '.join(known)}."
        raise Invalid.of("name", "choice", message)
    field, values = known[name], _members(raw)
    widgets = WIDGETS[field.kind.name]
    values["widget"] = values.get("widget") or _usual_widget(field, values)
    values["label"] = values.get("label") or field.label
    errors = []
    if values["widget"] not in widgets:
        message = f"Must be one of: {', '.join(widgets)}."
        errors.append(FieldError("widget", "choice", message))
    try:
        values["options"] = _options(field, values)
    except Invalid as error:
        errors += error.errors
    if errors:
        raise Invalid(errors=errors)
    return _checked(FormField(name=name, **values), field)


def _members(raw: Mapping[str, object]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for member, value in raw.items():
        try:
            if member == "required":
                if not isinstance(value, bool):
                    raise refuse("type", "Must be true or false.")
                values[member] = value
            elif member in _MEMBERS:
                if value is not None:
                    values[member] = _MEMBERS[member](value)
            elif member != "name":
                raise refuse("unknown", "No such member.")
        except Invalid as error:
            errors += error.under(member)
    if errors:
        raise Invalid(errors=errors)
    return values


def _usual_widget(field: Field, values: Mapping[str, Any]) -> str:
    if values.get("options") and _CHOSEN[0] in WIDGETS[field.kind.name]:
        return _CHOSEN[0]
    lines = getattr(field.kind, "lines", False)
    return "textarea" if lines else WIDGETS[field.kind.name][0]


def _options(field: Field, values: Mapping[str, Any]) -> tuple[str, ...]:
    given: tuple[str, ...] = tuple(dict.fromkeys(values.get("options", ())))
    chosen = values["widget"] in _CHOSEN
    if given and not chosen:
        raise Invalid.of("options", "widget", "Only a select or radio has options.")
    if chosen and isinstance(field.kind, Choice):
        wrong = [each for each in given if each not in field.kind.options]
        if wrong:
            message = f"The field has no such option: {', '.join(wrong)}."
            raise Invalid.of("options", "choice", message)
        return given or field.kind.options
    if chosen and not given:
        raise Invalid.of("options", "required", "Say what may be chosen.")
    for index, each in enumerate(given):
        try:
            field.kind.parse(each)
        except Invalid as error:
            raise Invalid(errors=error.under(f"options.{index}")) from None
    return given


def _checked(asked: FormField, field: Field) -> FormField:
    if asked.default is None:
        if asked.widget == "hidden":
            message = "What is hidden needs a default."
            raise Invalid.of("default", "required", message)
        return asked
    if asked.options and asked.default not in asked.options:
        raise Invalid.of("default", "choice", "Must be one of the options.")
    try:
        field.kind.parse(asked.default)
    except Invalid as error:
        raise Invalid(errors=error.under("default")) from None
    return asked
