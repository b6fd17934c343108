"""
What a column means beside the others of its file.
"""

from attrs import evolve

from .headers import ColumnMapping

_NAMES = frozenset({"first_name", "last_name", "full_name", "name"})


def place_person(column: ColumnMapping, others: set[str]) -> ColumnMapping | None:
    """
    A column of a file of people, whose fields are *others*.
    """
    match column.spelling:
        case "name":
            first, last = "first_name" in others, "last_name" in others
            other_half = {(True, False): "last_name", (False, True): "first_name"}
            return evolve(column, field=other_half.get((first, last), "full_name"))
        case "title.honorific":
            return None if "title" in others else evolve(column, kind=None)
        case "country.kraj":
            field = "region" if "country" in others else "country"
            return evolve(column, field=field, kind=None)
        case "customer":
            if not others & {"first_name", "last_name", "full_name", "name"}:
                return evolve(column, field="full_name")
            return None if "company" in others else evolve(column, field="company")
        case _:
            return column


def place_lead(column: ColumnMapping, others: set[str]) -> ColumnMapping | None:
    """
    A column of a file of leads: a title beside names is that of a person's job,
    unless there is one already.
    """
    if column.spelling == "title.honorific":
        job = bool(others & _NAMES) and "job_title" not in others
        return evolve(column, field="job_title" if job else "title", kind=None)
    return place_person(column, others)
