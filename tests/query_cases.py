"""
What is asked of lists with malice, by the ids of the catalogue, each with the one
verdict of every door: of an address's parameters, and of the text of a search box.
"""

from attrs import frozen

from tests.value_cases import Refused


@frozen
class Found:
    """
    So many records are found.
    """

    count: int


Answer = Found | Refused
Pairs = tuple[tuple[str, str], ...]


@frozen
class QueryCase:
    """
    The parameters of a list, and what it answers. A text that cannot say the same
    has its own answer, as what is no name of a filter there is a word to search for.
    """

    id: str
    pairs: Pairs
    answer: Answer
    in_text: Answer

    @property
    def text(self) -> str:
        """
        The conditions as a person types them, without sort and page.
        """
        return " ".join(
            value if name == "search" else f"{name}:{_typed(value)}"
            for name, value in self.pairs
            if name not in {"sort", *PAGING}
        )

    def option(self, name: str) -> str | None:
        return dict(self.pairs).get(name)


PAGING = ("page", "page_size", "cursor")


def _typed(value: str) -> str:
    if not set(value) & set(' ,"\\'):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def wrong(
    id: str, name: str, value: str, *codes: str, text: Answer | None = None
) -> QueryCase:
    """
    A parameter that is refused by its name; with a code in front of a colon for
    another name.
    """
    pairs = (code.rpartition(":") for code in codes)
    refusal = Refused(frozenset((path or name, code) for path, _, code in pairs))
    return QueryCase(id, ((name, value),), refusal, text or refusal)


def right(
    id: str, name: str, value: str, count: int = 0, *, text: Answer | None = None
) -> QueryCase:
    """
    A parameter that is taken, and finds so many.
    """
    return QueryCase(id, ((name, value),), Found(count), text or Found(count))


NOTHING, ALL = Found(0), Found(1)
NO_MOMENT = Refused(frozenset({("created_at", "moment")}))
NO_FILTER = Refused(frozenset({("a", "unknown")}))

INJECTIONS = {
    "QRY-02-or": "' OR '1'='1",
    "QRY-02-escaped-quote": "\\' OR 1=1--",
    "QRY-02-union": "' union select null--",
    "QRY-02-bracket": "') OR 1=1 --",
    "QRY-02-dollars": "$$;select pg_sleep(5)--$$",
    "QRY-02-drop": "'; DROP TABLE crm.contacts; --",
    "QRY-02-template": "{{7*7}}",
    "QRY-02-jndi": "${jndi:ldap://127.0.0.1/x}",
    "QRY-02-format": "%s%d%n",
    "QRY-02-backslash": "\\",
    "QRY-02-backslashes": "\\\\'",
    "QRY-02-quote": '"',
    "QRY-10-percent": "%",
    "QRY-10-percents": "%%%",
    "QRY-10-underscore": "_",
    "QRY-10-escaped": "\\%",
    "QRY-10-within": "%a%",
}
"""
Texts that mean themselves: nothing has them, and what has them is found by them.
"""

SORTS = [
    wrong(f"QRY-01-{id}", "sort", value, "unknown")
    for id, value in {
        "drop": "id;DROP TABLE contacts--",
        "select": "(select pg_sleep(5))",
        "case": "name,(case when 1=1 then 1 else 1/0 end)",
        "minus": "-",
        "two-minuses": "--name",
        "plus": "+name",
        "class": "__class__",
        "column": "contacts.password_hash",
        "empty": "",
        "comma": "name,",
        "upper-case": "NAME",
        "direction": "name desc",
        "with-a-filter": "name owner:me",
        "custom": "custom.x",
        "organization": "organization_id",
        "search": "search",
        "version": "version",
        "number": "1",
    }.items()
]

NAMES = [
    wrong("QRY-02-brackets", "filter[name]", "x", "unknown", text=NOTHING),
    wrong("QRY-03-operator", "first_name[gt]", "x", "unknown", text=NOTHING),
    wrong("QRY-03-underscores", "first_name__contains", "x", "unknown"),
    wrong("QRY-03-quote", "first_name' OR 1=1--", "x", "unknown", text=NOTHING),
    wrong("TEN-14-organization", "organization_id", "x", "unknown"),
    wrong("TEN-14-org", "org_id", "x", "unknown"),
    wrong("QRY-05-group", "group_by", "created_at", "unknown"),
    wrong("QRY-05-zone", "timezone", "UTC'); COPY (select 1)--", "unknown"),
    wrong("QRY-06-zone", "timezone", "../../etc/passwd", "unknown"),
    wrong("QRY-17-all", "fields", "*", "unknown"),
    wrong("QRY-17-password", "fields", "password", "unknown"),
    wrong("QRY-17-empty", "fields", "", "unknown"),
    wrong("QRY-03-include", "include", "x", "unknown"),
    wrong("QRY-03-path", "company.id", "x", "unknown"),
    wrong("QRY-03-list", "search[]", "x", "unknown", text=NOTHING),
    wrong("QRY-03-cast", "created_at::text", "x", "unknown", text=NO_MOMENT),
    wrong("QRY-03-custom-quote", "custom.x' OR 1=1--", "x", "unknown", text=NOTHING),
    wrong("QRY-03-custom-nothing", "custom.", "x", "unknown"),
    wrong("QRY-03-empty", "", "x", "unknown", text=NOTHING),
    wrong("QRY-03-proto", "__proto__", "x", "unknown"),
]

SEARCHES = [
    right("QRY-09-empty", "search", "", 1),
    right("QRY-09-spaces", "search", "   ", 1),
    right("QRY-09-one", "search", "q"),
    right("QRY-09-operators", "search", "qq & | bb"),
    right("QRY-09-brackets", "search", "((("),
    right("QRY-09-prefix", "search", ":*"),
    right("QRY-09-marks", "search", "!!!"),
    right("QRY-09-emoji", "search", "💩👩‍👩‍👧‍👦"),
    right("QRY-09-filter", "search", "a:b", text=NO_FILTER),
    right("QRY-09-arrow", "search", "<->"),
    right("QRY-09-minus", "search", "-"),
    right("QRY-09-tsquery", "search", "'qq' & 'bb':*"),
    right("QRY-09-accents", "search", "e\u0301" * 100),
    right("QRY-09-many", "search", " ".join(["qb"] * 160)),
    right("QRY-09-digits", "search", "1" * 400),
    right("QRY-09-ligature", "search", "ﷺ" * 50),
    wrong("QRY-09-long", "search", "x" * 10_000, "length"),
    wrong("HTTP-05-search", "search", "a\x00b", "characters"),
    wrong("HTTP-05-filter", "title", "a\x00b", "characters"),
    wrong("VAL-02-filter", "title", "x" * 256, "length"),
    *(right(f"{id}-search", "search", text) for id, text in INJECTIONS.items()),
]

MOMENTS = [
    wrong(f"QRY-13-{value}", "created_at", value, code)
    for value, code in {
        "2024-02-30": "date",
        "9999-12-31T23:59:60Z": "moment",
        "infinity": "moment",
        "-infinity": "moment",
        "now()-interval '1 day'": "moment",
        "now": "moment",
        "0000-00-00": "date",
        "10000-01-01": "moment",
        "2024-01-01T00:00:00+24:00": "moment",
        "2024-01-01T00:00:00": "moment",
        "2024-01-01 00:00:00Z": "moment",
        "20240101": "moment",
        "2024-W01-1": "date",
        "٢٠٢٤-٠١-٠١": "date",
        "9999-12-31T23:59:59-23:59": "moment",
        "0001-01-01T00:00:00+23:59": "moment",
        "2024-01-01..": "empty",
        "..2024-01-01": "empty",
        "a..b": "moment",
        "gte:": "empty",
        "-99999999d": "date",
        "this-decade": "moment",
        "": "empty",
    }.items()
] + [right("QRY-13-far", "created_at", "99999d")]

IDS = [
    wrong(f"QRY-03-id-{value}", "created_by", value, "id")
    for value in ("x", "true", str(2**63), "me' or 1=1", "{}", "00000000-0000-0000")
] + [
    wrong("QRY-03-id-owner", "assigned_to", "me' or 1=1", "id"),
    wrong("QRY-03-id-company", "company_id", "true", "id"),
]

PAGES = [
    *(
        wrong(f"HTTP-19-size-{value}", "page_size", value, "number")
        for value in ("-1", "abc", "1e3", "٣", "+5", "1_0", "")
    ),
    wrong("HTTP-19-size-0", "page_size", "0", "range"),
    wrong("HTTP-19-size-201", "page_size", "201", "range"),
    wrong("HTTP-19-size-1000001", "page_size", "1000001", "range"),
    wrong("HTTP-20-page-0", "page", "0", "range"),
    wrong("HTTP-20-page-99999999", "page", "99999999", "range"),
    wrong("HTTP-20-page-2^63", "page", str(2**63), "number"),
    wrong("HTTP-20-cursor", "cursor", "AAAA", "cursor"),
    wrong("HTTP-20-cursor-made-up", "cursor", "eyJpZCI6Iicgb3IgMSJ9", "cursor"),
    wrong("HTTP-20-cursor-empty", "cursor", "", "cursor"),
]

TERMS = [
    QueryCase("QRY-12-100-terms", (("tags", "t"),) * 100, NOTHING, NOTHING),
    *(
        QueryCase(f"QRY-12-{count}-terms", (("tags", "t"),) * count, answer, answer)
        for count in (101, 150)
        for answer in [Refused(frozenset({("filter", "length")}))]
    ),
]

CASES = [*SORTS, *NAMES, *SEARCHES, *MOMENTS, *IDS, *PAGES, *TERMS]
