"""
Which column of a file goes into which field, as far as the file tells.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingType

from attrs import evolve, field, frozen

from ...shared import fold
from .contents import suggest_by_contents
from .formats import Formats
from .headers import AGAIN, IDS, PHRASES, ColumnMapping, Noun, Why, suggest_column
from .placing import place_lead, place_person
from .plan import Plan, planned
from .presets import Preset, find_preset
from .vocabulary import fold_header

_PERSON = frozenset({"first_name", "last_name", "full_name", "email", "phone"})
_IDENTITY = {
    Noun.CONTACTS: _PERSON,
    Noun.COMPANIES: {"name", "domain", "website"},
    Noun.OPPORTUNITIES: {"name", "company", "company_domain", "product", "id"},
    Noun.LEADS: {"title", *_PERSON, "company", "company_domain", "id"},
}
_PLACING = {Noun.CONTACTS: place_person, Noun.LEADS: place_lead}


@frozen
class Mapping:
    """
    The columns of a file that go into fields, and the headers of all others.

    *preset* is the program that the file was recognised to come from, *formats* how
    it writes days, numbers and names.

    *labels* are the columns that name the kind of what others hold, *values* those;
    *plan* is how rows are read, *custom* the columns by the custom field they fill.
    *replaced* says by header what cells, folded, are to be read as instead.
    """

    noun: Noun
    columns: tuple[ColumnMapping, ...]
    unmapped: tuple[str, ...] = ()
    preset: str | None = None
    formats: Formats = field(factory=Formats)
    replaced: MappingType[str, MappingType[str, str]] = {}
    headers: frozenset[str] = field(init=False, repr=False, eq=False)
    labels: tuple[ColumnMapping, ...] = field(init=False, repr=False, eq=False)
    values: tuple[ColumnMapping, ...] = field(init=False, repr=False, eq=False)
    plan: Plan = field(init=False, repr=False, eq=False)
    custom: MappingType[str, ColumnMapping] = field(init=False, repr=False, eq=False)

    @headers.default
    def _mapped(self) -> frozenset[str]:
        return frozenset(column.header for column in self.columns)

    @labels.default
    def _labelling(self) -> tuple[ColumnMapping, ...]:
        return tuple(column for column in self.columns if column.label)

    @values.default
    def _others(self) -> tuple[ColumnMapping, ...]:
        return tuple(column for column in self.columns if not column.label)

    @plan.default
    def _planned(self) -> Plan:
        return planned(self.columns, self.noun)

    @custom.default
    def _custom(self) -> MappingType[str, ColumnMapping]:
        return {str(c.kind): c for c in self.columns if c.field == "custom"}

    @property
    def identifies(self) -> bool:
        """
        Whether any column can tell who or what a row is about.
        """
        return any(each.field in _IDENTITY[self.noun] for each in self.values)

    def read(self, values: MappingType[str, object]) -> MappingType[str, object]:
        """
        The cells of a row as they are to be read.
        """
        if not self.replaced:
            return values
        return {header: self._read(header, cell) for header, cell in values.items()}

    def _read(self, header: str, cell: object) -> object:
        said = self.replaced.get(header)
        return said.get(fold(cell), cell) if said and isinstance(cell, str) else cell


def suggest_mapping(
    headers: Sequence[str],
    noun: Noun = Noun.CONTACTS,
    *,
    sample: Iterable[MappingType[str, object]] = (),
) -> Mapping:
    """
    The likeliest place of every column, by its header and the program that the file
    comes from.

    Cells of the *sample* tell of columns whose header says nothing: one of e-mail
    addresses is the e-mail, if no other column is.
    """
    preset = find_preset(headers, noun)
    found = [column for each in headers if (column := _suggested(each, noun, preset))]
    columns = _settled(found, noun)
    columns += suggest_by_contents(headers, [*sample], noun, columns)
    return mapping_of(headers, noun, columns, preset=preset.name if preset else None)


def _suggested(header: str, noun: Noun, preset: Preset | None) -> ColumnMapping | None:
    place = preset.places.get(fold_header(header)) if preset else None
    if place is None:
        return suggest_column(header, noun)
    field, _, kind = place.partition(".")
    known = {name.partition(".")[0] for name in fields_of(noun)}
    if field not in known:
        return None
    return ColumnMapping(header, field, kind or None, why=Why.PRESET)


def mapping_of(
    headers: Sequence[str],
    noun: Noun,
    columns: Iterable[ColumnMapping],
    *,
    preset: str | None = None,
    formats: Formats | None = None,
) -> Mapping:
    """
    A mapping of these columns, in the order of the headers.
    """
    by_header = {column.header: column for column in columns}
    return Mapping(
        noun,
        tuple(by_header[header] for header in headers if header in by_header),
        tuple(header for header in headers if header not in by_header),
        preset,
        formats or Formats(),
    )


def fields_of(noun: Noun) -> tuple[str, ...]:
    """
    The fields that a column can be mapped to, as people write them.
    """
    names = {meaning.field for meaning in PHRASES[noun].values()} | IDS.get(noun, set())
    return (*sorted(names), "social.NETWORK", "custom.NAME", "new:KIND")


def _settled(columns: list[ColumnMapping], noun: Noun) -> list[ColumnMapping]:
    """
    The columns once each has seen the others: what "Name" means depends on them.
    """
    others = {column.spelling for column in columns}
    settled: list[ColumnMapping] = []
    seen: set[str] = set()
    for column in columns:
        key = fold_header(AGAIN.sub("", column.header))
        placing = _PLACING.get(noun)
        place = placing(column, others) if placing else column
        if place is not None:
            settled.append(evolve(place, spare=key in seen))
        seen.add(key)
    return settled
