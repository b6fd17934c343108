"""
A form as HTML that works without scripts: for our own pages, and to paste elsewhere.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from attrs import Factory, frozen

from ...shared import FieldError
from .form import Form
from .phrases import error_phrase, phrase
from .questions import FormField
from .submission import CONSENT, START, TRAP

_COMPLETED: Final[Mapping[str, str]] = {
    "first_name": "given-name",
    "last_name": "family-name",
    "email": "email",
    "phone": "tel",
    "company_name": "organization",
    "job_title": "organization-title",
    "website": "url",
    "address.street": "street-address",
    "address.city": "address-level2",
    "address.region": "address-level1",
    "address.postal_code": "postal-code",
    "address.country": "country-name",
}
"""
What browsers know to fill in (WCAG 2.2, 1.3.5).
"""
_ASIDE: Final = "position:absolute;left:-6000px"


@frozen(kw_only=True)
class Filled:
    """
    What stands in a form that is shown: what was typed, what is wrong with it, and
    what goes along unseen.
    """

    values: Mapping[str, object] = Factory(dict)
    errors: tuple[FieldError, ...] = ()
    along: Mapping[str, str] = Factory(dict)
    started: str | None = None
    styled: bool = True

    def message(self, language: str, name: str) -> str | None:
        """
        What the visitor is told of the field called *name*.
        """
        for error in self.errors:
            if error.field == name:
                return error_phrase(language, error.code)
        return None


def form_markup(form: Form, action: str, filled: Filled) -> str:
    """
    The ``form`` element. What is not *styled* brings the little that it needs.
    """
    asked = [each for each in form.fields if each.widget != "hidden"]
    send = form.button or phrase(form.language, "send")
    parts = [
        f'<form class="ask" method="post" action="{escape(action)}" novalidate>',
        *_summary(form, asked, filled),
        *(_field(form, each, filled) for each in asked),
        *_consent(form, filled),
        *_trap(form, filled),
        *(_along(name, value) for name, value in filled.along.items()),
        *([_along(START, filled.started)] if filled.started else []),
        f'<p><button type="submit">{escape(send)}</button></p>',
        "</form>",
    ]
    return "\n".join(parts)


def _along(name: str, value: str) -> str:
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'


def _summary(form: Form, asked: Iterable[FormField], filled: Filled) -> Iterable[str]:
    if not filled.errors:
        return
    known = {each.name: each.label for each in asked}
    known |= {CONSENT: ""}
    yield '<div class="wrong" role="alert">'
    yield f"<p><strong>{escape(phrase(form.language, 'wrong'))}</strong></p><ul>"
    for error in filled.errors:
        told = escape(error_phrase(form.language, error.code))
        if error.field not in known:
            yield f"<li>{told}</li>"
        else:
            name, label = escape(error.field), escape(known[error.field])
            text = f"{label}: {told}" if label else told
            yield f'<li><a href="#f-{name}">{text}</a></li>'
    yield "</ul></div>"


def _field(form: Form, asked: FormField, filled: Filled) -> str:
    wrong = filled.message(form.language, asked.name)
    said = filled.values.get(asked.name, asked.default)
    attributes = _attributes(asked, wrong)
    need = ""
    if asked.required:
        word = escape(phrase(form.language, "required"))
        need = f' <span class="need">({word})</span>'
    label = f"{escape(asked.label)}{need}"
    notes = _notes(asked.name, asked.help, wrong)
    if asked.widget == "checkbox":
        ticked = " checked" if said in (True, "on", "true", "yes", "1") else ""
        box = f'<input type="checkbox" value="on"{attributes}{ticked}>'
        line = f'<label class="tick">{box} <span>{label}</span></label>'
        return f'<div class="field">{line}{notes}</div>'
    if asked.widget == "radio":
        return _radio(asked, str(said or ""), attributes, label, notes)
    head = f'<label for="f-{escape(asked.name)}">{label}</label>'
    control = _control(form, asked, "" if said is None else str(said), attributes)
    return f'<div class="field">{head}{notes}{control}</div>'


def _attributes(asked: FormField, wrong: str | None) -> str:
    name = escape(asked.name)
    attributes = f' id="f-{name}" name="{name}"'
    if asked.widget == "radio":
        attributes = f' name="{name}"'
    if asked.required:
        attributes += " required"
    if asked.name in _COMPLETED and not asked.options:
        attributes += f' autocomplete="{_COMPLETED[asked.name]}"'
    described = [f"h-{name}"] if asked.help else []
    described += [f"e-{name}"] if wrong else []
    if described and asked.widget != "radio":
        attributes += f' aria-describedby="{" ".join(described)}"'
    return attributes + (' aria-invalid="true"' if wrong else "")


def _notes(name: str, said: str | None, wrong: str | None) -> str:
    id = escape(name)
    found = f'<p class="help" id="h-{id}">{escape(said)}</p>' if said else ""
    if wrong:
        found += f'<p class="error" id="e-{id}">{escape(wrong)}</p>'
    return found


def _control(form: Form, asked: FormField, said: str, attributes: str) -> str:
    if asked.widget == "textarea":
        # The first line break after the tag is not part of the text.
        return f'<textarea rows="5"{attributes}>\n{escape(said)}</textarea>'
    if asked.widget == "select":
        first = escape(phrase(form.language, "choose"))
        options = [f'<option value="">{first}</option>']
        options += [
            f'<option value="{escape(each)}"{" selected" if each == said else ""}>'
            f"{escape(each)}</option>"
            for each in asked.options
        ]
        return f"<select{attributes}>{''.join(options)}</select>"
    kind = asked.widget
    if kind == "number":
        kind, attributes = "text", f'{attributes} inputmode="decimal"'
    return f'<input type="{kind}"{attributes} value="{escape(said)}">'


def _radio(asked: FormField, said: str, attributes: str, label: str, notes: str) -> str:
    name = escape(asked.name)
    lines = "".join(
        f'<label class="tick"><input type="radio" value="{escape(each)}"{attributes}'
        f"{f' id={chr(34)}f-{name}{chr(34)}' if not place else ''}"
        f"{' checked' if each == said else ''}> <span>{escape(each)}</span></label>"
        for place, each in enumerate(asked.options)
    )
    return f'<fieldset class="field"><legend>{label}</legend>{notes}{lines}</fieldset>'


def _consent(form: Form, filled: Filled) -> Iterable[str]:
    if not form.consent:
        return
    question = FormField(
        name=CONSENT,
        label=form.consent,
        required=form.consent_required,
        widget="checkbox",
    )
    yield _field(form, question, filled)


def _trap(form: Form, filled: Filled) -> Iterable[str]:
    if not form.honeypot:
        return
    style = ' class="aside"' if filled.styled else f' style="{_ASIDE}"'
    label = escape(phrase(form.language, "trap"))
    yield (
        f'<div{style} aria-hidden="true"><label>{label} <input type="text"'
        f' name="{TRAP}" tabindex="-1" autocomplete="off"></label></div>'
    )
