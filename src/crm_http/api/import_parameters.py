"""
What can be said about a file that is taken in.
"""

from typing import Final

from crm_core.transfers import Known

from ..operations import Parameter

PARAMETERS: Final = (
    Parameter(
        name="dry_run",
        says="Report the same, and write nothing.",
        schema={"type": "boolean", "default": False},
    ),
    Parameter(
        name="map",
        says="Where a column goes, as `HEADER=FIELD`; `-` leaves it out, `new` makes a"
        " custom field of it (`new:number` of that kind). It is remembered for other"
        " files with the same headers.",
        schema={"type": "string", "pattern": "^.+=.*$", "maxLength": 300},
        example="Company Name=company",
        repeats=True,
    ),
    Parameter(
        name="value",
        says="What a cell is to be read as instead, as `COLUMN:CELL=VALUE`: for stages"
        " that are called otherwise here.",
        schema={"type": "string", "pattern": "^.+:.+=.*$", "maxLength": 400},
        example="Deal Stage:Contract Sent=negotiation",
        repeats=True,
    ),
    Parameter(
        name="new_fields",
        says="Make a custom field of every column that goes nowhere; a `map` of `-` still"
        " leaves one out.",
        schema={"type": "boolean", "default": False},
    ),
    Parameter(
        name="forget_map",
        says="Forget where the columns of files with these headers went before.",
        schema={"type": "boolean", "default": False},
    ),
    Parameter(
        name="format",
        says="How the file writes what can be read in several ways, as `NAME=FORMAT`:"
        " `date_order=dmy` (`mdy`, `ymd`), `decimal_mark=,` (`.`), `phone_country=DE`,"
        " `name_order=first last` (`last first`; `last, first`).",
        schema={"type": "string", "pattern": "^.+=.*$", "maxLength": 60},
        example="date_order=dmy",
        repeats=True,
    ),
    Parameter(
        name="known",
        says="Whether a row about a known record changes it, fills its gaps, leaves it,"
        " makes another one, or is put aside for a person to decide.",
        schema={
            "type": "string",
            "enum": [each.value for each in Known],
            "default": "update",
        },
    ),
    Parameter(
        name="match",
        says="What records are known by, in this order: `email`, `phone` (with the"
        " name), `name`, `custom.NAME` or `duplicates` for people, `domain` or `name` for"
        " companies, `id`, `name` (with the company) or `custom.NAME` for opportunities"
        " and leads, `email` for leads.",
        schema={"type": "string", "maxLength": 60},
        example="email",
        repeats=True,
    ),
    Parameter(
        name="delimiter",
        says="Of CSV, if it is not found out rightly.",
        schema={"type": "string", "maxLength": 5},
    ),
    Parameter(
        name="header_line",
        says="The line of the headers; 0 if there is none.",
        schema={"type": "integer", "minimum": 0},
    ),
    Parameter(
        name="sheet",
        says="Of a spreadsheet: its name or number.",
        schema={"type": "string", "maxLength": 100},
    ),
    Parameter(
        name="label",
        says="What the change set is called, such as the file's name.",
        schema={"type": "string", "maxLength": 100},
        example="google-contacts.csv",
    ),
)
