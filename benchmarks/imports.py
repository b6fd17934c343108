"""
Importing a CSV file, as a ratio to bare COPY of the same rows into the same table; what
memory it takes, and how long readers wait meanwhile.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import NamedTuple

from crm_adapters import demo

from .databases import connect, copied
from .dataset import ORGANIZATION, database, owners
from .installation import begun, crm_measured
from .load import Outcome, Request, run
from .report import Figure, at_least, middle, told, under
from .stage import Product, Stage

SIZE = 100_000
ROUNDS = 3
READERS = 2
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
    an organization of 100,000; and reads of one contact while an import is at work.
    """
    count = 20_000 if stage.quick else 200_000
    stage.dataset(SIZE)
    ours, theirs, peaks = [], [], []
    with TemporaryDirectory() as folder:
        file = Path(folder, "people.csv")
        _write(file, count)
        for _ in range(ROUNDS):
            seconds, peak, rows = _import(stage, file)
            peaks.append(peak)
            ours.append(rows["contacts"].number / seconds)
            theirs.append(rows["contacts"].number / _bare_copy(stage, rows))
        idle, busy = _reads(stage, file)
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    yield at_least(
        0.6, "import, ratio to COPY into the same table", middle(ratios), "x"
    )
    yield told(f"import of {count:,} rows", middle(ours), "rows/s")
    yield told(f"COPY of {count:,} rows", middle(theirs), "rows/s")
    yield under(300, "import, most memory", max(peaks), "MiB")
    slower = busy.percentile(95) / idle.percentile(95)
    yield under(3, "reads during an import, p95 to idle", slower, "x")
    yield told("reads, idle, p95", idle.percentile(95), "ms")
    yield told("reads during an import, p95", busy.percentile(95), "ms")


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


def _command(file: Path) -> list[str]:
    acting = ["--organization", str(ORGANIZATION), "--as", str(owners()[0])]
    return ["contacts", "import", file.name, *acting]


def _import(stage: Stage, file: Path) -> tuple[float, float, dict[str, Rows]]:
    """
    How long the product took, its memory, and the rows that it wrote.
    """
    with copied(stage.url, database(SIZE)) as url:
        done = crm_measured(*_command(file), url=url, folder=file.parent)
        rows = {table: _written(url, table) for table in TABLES}
        return done.seconds, done.memory, rows


def _reads(stage: Stage, file: Path) -> tuple[Outcome, Outcome]:
    """
    Contacts read one by one, before an import and while it is at work.
    """
    with copied(stage.url, database(SIZE)) as url, stage.product(url) as product:
        with connect(url) as reader:
            query = "select id::text from crm.contacts order by md5(id::text) limit 500"
            ids = [row[0] for row in reader.execute(query)]
        _asked(product, ids, 1.0)  # to warm up
        idle = _asked(product, ids, stage.seconds)
        importing = begun(*_command(file), url=url, folder=file.parent)
        try:
            _await_rows(url, importing)
            busy = _asked(product, ids, stage.seconds)
            if importing.poll() is not None:
                message = "the import ended before the readers did"
                raise RuntimeError(message)
        finally:
            importing.wait()
    return idle, busy


def _asked(product: Product, ids: list[str], seconds: float) -> Outcome:
    requests = [
        Request(f"/api/crm/contacts/{each}/", headers=product.headers) for each in ids
    ]
    return run(requests, port=product.port, seconds=seconds, connections=READERS)


def _await_rows(url: str, importing: "Popen[bytes]") -> None:
    with connect(url) as reader:
        query = "select count(*) from crm.transfers where position > 0"
        while importing.poll() is None and reader.execute(query).fetchone() == (0,):
            sleep(0.05)


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
