"""
Importing a CSV file, as a ratio to bare COPY of the same rows into the same table.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from crm_adapters import demo

from .databases import connect, copied
from .dataset import ORGANIZATION, database, owners
from .installation import crm
from .report import Figure, middle, told
from .stage import Stage

SIZE = 10_000
ROUNDS = 3
HEADERS = {
    "First Name": "first_name",
    "Last Name": "last_name",
    "Email": "email",
    "Phone": "phone",
    "Mobile Phone": "mobile",
    "Job Title": "title",
    "Department": "department",
    "Company": "company",
    "Tags": "tags",
    "Lead Source": "lead_source",
}
TABLES = ("companies", "contacts")


class Rows(NamedTuple):
    """
    Rows of one table as COPY wrote them, and how many.
    """

    data: bytes
    number: int


def measure(stage: Stage) -> Iterator[Figure]:
    """
    Rows per second of ``crm contacts import`` and of COPY, in turns, into copies of
    an organization of 10,000.
    """
    count = 20_000 if stage.quick else 100_000
    stage.dataset(SIZE)
    ours, theirs = [], []
    with TemporaryDirectory() as folder:
        file = Path(folder, "people.csv")
        _write(file, count)
        for _ in range(ROUNDS):
            seconds, rows = _import(stage, file)
            ours.append(rows["contacts"].number / seconds)
            theirs.append(rows["contacts"].number / _bare_copy(stage, rows))
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    yield told("import, ratio to COPY into the same table", middle(ratios), "x")
    yield told(f"import of {count:,} rows", middle(ours), "rows/s")
    yield told(f"COPY of {count:,} rows", middle(theirs), "rows/s")


def _write(file: Path, count: int) -> None:
    homes = demo.companies(count // 10, owners=owners(), seed=77)
    names = {home["id"]: home["name"] for home in homes}
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(HEADERS)
        for person in demo.contacts(count, homes, owners=owners(), seed=77):
            told_of = person | {
                "company": names.get(person["company_id"], ""),
                "tags": ", ".join(person["tags"]),
                "email": (person["email"] or "").replace("@", "@import."),
            }
            writer.writerow([told_of[name] for name in HEADERS.values()])


def _import(stage: Stage, file: Path) -> tuple[float, dict[str, Rows]]:
    """
    How long the product took, and the rows that it wrote.
    """
    acting = ["--organization", str(ORGANIZATION), "--as", str(owners()[0])]
    with copied(stage.url, database(SIZE)) as url:
        start = perf_counter()
        crm("contacts", "import", file.name, *acting, url=url, folder=file.parent)
        seconds = perf_counter() - start
        return seconds, {table: _written(url, table) for table in TABLES}


def _written(url: str, table: str) -> Rows:
    """
    What was written to *table* today: all that the demo made is older.
    """
    new = f"select * from crm.{table} where created_at > now() - interval '1 hour'"
    with connect(url) as reader:
        with reader.cursor().copy(f"copy ({new}) to stdout") as copy:
            data = b"".join(copy)
        row = reader.execute(f"select count(*) from ({new}) as new").fetchone()
    return Rows(data, row[0] if row else 0)


def _bare_copy(stage: Stage, rows: dict[str, Rows]) -> float:
    """
    How long COPY takes for the rows of the contacts alone.
    """
    with copied(stage.url, database(SIZE)) as url, connect(url) as writer:
        for table in TABLES:  # companies first: contacts point at them
            start = perf_counter()
            with writer.cursor().copy(f"copy crm.{table} from stdin") as copy:
                copy.write(rows[table].data)
            seconds = perf_counter() - start
    return seconds
