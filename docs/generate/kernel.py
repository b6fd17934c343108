"""
What the core declares: permissions, roles, events, errors, fields.
"""

from collections.abc import Iterable
from importlib import import_module
from pkgutil import walk_packages

from attrs import fields

import crm_adapters
import crm_core
from crm_core import REACTIONS
from crm_core.access import DEFAULT_ROLES
from crm_core.companies import COMPANY_FIELDS
from crm_core.contacts import CONTACT_FIELDS
from crm_core.custom_fields import CustomKind
from crm_core.shared import (
    PERMISSIONS,
    CrmError,
    Event,
    Field,
    Fields,
    Permission,
)

from .markdown import code, codes, said, table

for _package in (crm_core, crm_adapters):  # whatever is declared is loaded
    for _module in walk_packages(_package.__path__, f"{_package.__name__}."):
        if not _module.name.endswith("__main__"):
            import_module(_module.name)


def permissions() -> str:
    """
    Every permission with the use cases that ask for it.
    """
    rows = [
        (
            code(permission),
            codes(sorted(_asking(permission))),
            ", ".join(
                role.name
                for role in DEFAULT_ROLES.values()
                if permission in role.permissions
            ),
        )
        for permission in Permission
    ]
    return table(("permission", "asked by", "held by default by"), rows)


def _asking(permission: Permission) -> Iterable[str]:
    return (
        name.rpartition(".")[2]
        for name, required in PERMISSIONS.items()
        if required is permission
    )


def use_cases() -> str:
    """
    Every use case with what it does.
    """
    rows = []
    for name, permission in sorted(PERMISSIONS.items(), key=_place):
        module, _, function = name.rpartition(".")
        capability = ".".join(module.split(".")[:2])
        does = said(getattr(import_module(module), function))
        rows.append((code(capability), code(function), does, code(permission)))
    return table(("in", "use case", "does", "needs"), rows)


def _place(item: tuple[str, Permission]) -> tuple[str, str]:
    parts = item[0].split(".")
    return parts[1], parts[-1]


def roles() -> str:
    """
    The default roles.
    """
    rows = [
        (code(role.name), code(role.visibility), len(role.permissions))
        for role in DEFAULT_ROLES.values()
    ]
    return table(("role", "sees", "permissions"), rows)


def events() -> str:
    """
    Every event with its values and the jobs that answer it.
    """
    rows = [
        (
            code(event.__name__),
            said(event),
            codes(field.name for field in fields(event)),
            codes(REACTIONS.get(event, ())),
        )
        for event in sorted(below(Event), key=lambda each: each.__name__)
    ]
    return table(("event", "says", "values", "jobs"), rows)


def errors() -> str:
    """
    Every refusal, below the kind that doors know it by.
    """
    return "\n".join(_error(kind, 0) for kind in _kinds(CrmError))


def _error(error: type[CrmError], depth: int) -> str:
    place = ".".join(error.__module__.split(".")[:2])
    line = f"{'  ' * depth}- `{error.__name__}` (`{place}`): {said(error)}"
    return "\n".join([line, *(_error(each, depth + 1) for each in _kinds(error))])


def _kinds(error: type[CrmError]) -> list[type[CrmError]]:
    return sorted(
        (each for each in error.__subclasses__() if _ours(each)),
        key=lambda each: each.__name__,
    )


def below(base: type[Event]) -> list[type[Event]]:
    """
    Every class of ours that stands below *base*.
    """
    found = [each for each in base.__subclasses__() if _ours(each)]
    return [*found, *(deep for each in found for deep in below(each))]


def _ours(kind: type) -> bool:
    return kind.__module__.startswith(("crm_core.", "crm_adapters."))


def _fields(known: Fields) -> str:
    rows = [
        (
            code(field.name),
            field.label,
            _kind(field),
            _yes(field.writable),
            _yes(field.filterable),
            _yes(field.sortable),
            codes(field.aliases),
        )
        for field in known.by_name.values()
    ]
    heads = ("field", "label", "kind", "written", "filtered", "sorted", "also")
    return table(heads, rows)


def _yes(holds: bool) -> str:  # noqa: FBT001
    return "yes" if holds else ""


def _kind(field: Field) -> str:
    longest = getattr(field.kind, "longest", None)
    several = ", several lines" if getattr(field.kind, "lines", False) else ""
    limit = f", at most {longest:,} characters" if longest else ""
    return f"{field.kind.name}{several}{limit}"


def contact_fields() -> str:
    """
    The fields of contacts.
    """
    return _fields(CONTACT_FIELDS)


def company_fields() -> str:
    """
    The fields of companies.
    """
    return _fields(COMPANY_FIELDS)


def custom_kinds() -> str:
    """
    The kinds of an organization's own fields.
    """
    return codes(kind.value for kind in CustomKind)


SECTIONS = {
    "company-fields": company_fields,
    "contact-fields": contact_fields,
    "custom-kinds": custom_kinds,
    "errors": errors,
    "events": events,
    "permissions": permissions,
    "roles": roles,
    "use-cases": use_cases,
}
