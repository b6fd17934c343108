"""
The HTTP door with two organizations behind it, and a witness of all it answers.
"""

from contextlib import contextmanager
from time import monotonic
from uuid import UUID, uuid4

import httpx
import psycopg
from attrs import define, evolve, field, frozen
from litestar.testing import TestClient
from sqlalchemy import Engine

from crm_adapters.calendar import IcalendarFiles, RfcRecurrences
from crm_adapters.postgres import PostgresWorks
from crm_adapters.sealing import AesGcmSeal
from crm_adapters.tokens import SharedSecret, TokenVerifier, issue
from crm_core import Crm
from crm_core.access import DEFAULT_ROLES, actor_with
from crm_core.companies import add_company
from crm_core.contacts import add_contact
from crm_core.pipelines import list_pipelines
from crm_core.shared import Actor
from crm_http import Options, TokenAuthenticator, create_app

SECRET = "a secret of thirty-two characters or more"
ISSUER, AUDIENCE = "https://auth.example", "crm"
API = "/api/crm"
ROLES = ("viewer", "rep", "manager", "admin")
TABLES = (
    "change_sets",
    "changes",
    "companies",
    "contact_companies",
    "contact_emails",
    "contacts",
    "custom_fields",
    "events",
    "exchange_rates",
    "idempotency_keys",
    "leads",
    "opportunities",
    "organizations",
    "pipeline_stages",
    "pipelines",
    "roles",
    "sales_settings",
    "sign_in_links",
    "stage_changes",
    "tags",
    "users",
)
TRACES = (
    "change_sets",
    "changes",
    "companies",
    "contacts",
    "custom_fields",
    "events",
    "exchange_rates",
    "leads",
    "opportunities",
    "pipelines",
    "stage_changes",
)


def token_of(actor: Actor, **more: object) -> str:
    """
    An access token as the auth service would issue it for *actor*.
    """
    said = {
        "user_id": actor.user_id,
        "organization_id": actor.organization_id,
        "roles": actor.roles,
        "teams": sorted(actor.teams),
        "name": actor.name,
        "email": actor.email,
    }
    return issue(SECRET, issuer=ISSUER, audience=AUDIENCE, **{**said, **more})


@define
class Person:
    """
    Somebody with a token, in front of the door.
    """

    client: TestClient
    actor: Actor
    token: str

    def request(self, method: str, path: str, **given) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}", **given.pop("headers", {})}
        place = path if path.startswith("/") else f"{API}/{path}"
        return self.client.request(method, place, headers=headers, **given)

    def get(self, path: str, **given) -> httpx.Response:
        return self.request("GET", path, **given)

    def post(self, path: str, **given) -> httpx.Response:
        return self.request("POST", path, **given)

    def put(self, path: str, **given) -> httpx.Response:
        return self.request("PUT", path, **given)

    def patch(self, path: str, *, match: str = "*", **given) -> httpx.Response:
        headers = {"if-match": match, **given.pop("headers", {})}
        return self.request("PATCH", path, headers=headers, **given)

    def delete(self, path: str, **given) -> httpx.Response:
        return self.request("DELETE", path, **given)

    def send(self, path: str, body: bytes, *, method="POST", media="application/json"):
        """
        Send raw bytes as a body.
        """
        headers = {"content-type": media} | (
            {"if-match": "*"} if method == "PATCH" else {}
        )
        return self.request(method, path, content=body, headers=headers)

    def add(self, plural: str, **fields) -> dict:
        """
        A record that is there.
        """
        answer = self.post(f"{plural}/", json=fields)
        assert answer.status_code == 201, answer.text
        return answer.json()


@frozen(kw_only=True)
class Organization:
    """
    One organization: its people by role, and what it wrote down of itself.
    """

    id: UUID
    people: dict[str, Person]
    contact: UUID
    company: UUID
    change_set: UUID
    canary: str

    def __getattr__(self, role: str) -> Person:
        return self.people[role]


@define
class Witness:
    """
    Sees every answer, and says afterwards whether what must always hold did.
    """

    database_url: str
    foreign: Organization
    own: UUID
    answers: list[httpx.Response] = field(factory=list)
    allowed_faults: set[int] = field(factory=set)

    def see(self, answer: httpx.Response) -> None:
        answer.read()
        self.answers.append(answer)

    def snapshot(self) -> dict[str, object]:
        """
        Count and checksum of each table of the foreign organization, and the count
        of what the own one wrote.
        """
        with psycopg.connect(self.database_url) as connection:
            theirs = {
                table: connection.execute(
                    "select count(*), coalesce(sum(hashtext(t::text)), 0)"
                    f" from crm.{table} t where organization_id = %s",
                    [self.foreign.id],
                ).fetchone()
                for table in TABLES
            }
            ours = {
                table: connection.execute(
                    f"select count(*) from crm.{table} where organization_id = %s",
                    [self.own],
                ).fetchone()
                for table in TRACES
            }
        return {"theirs": theirs, "ours": ours}

    def testify(self, before: dict[str, object]) -> None:
        after = self.snapshot()

        assert before["theirs"] == after["theirs"], "G3: the other organization changed"
        for answer in self.answers:
            self._check(answer)
        if all(answer.status_code >= 400 for answer in self.answers):
            assert before["ours"] == after["ours"], "G4: a refusal left a trace"

    def _check(self, answer: httpx.Response) -> None:
        status, text = answer.status_code, answer.text
        if status >= 500 and status not in self.allowed_faults:
            assert status == 503, f"G1: {status} {answer.request.url} {text}"
            assert "retry-after" in answer.headers, "G1: 503 without Retry-After"
        shown = text + str(answer.headers)

        assert self.foreign.canary not in shown, "G2: a row of the other organization"
        if status >= 400 and answer.request.method != "HEAD":
            media = answer.headers["content-type"]
            assert media == "application/problem+json", f"G5: {status} {media}"
            assert len(answer.content) < 4000, "G5: a long error"
            for leak in ("Traceback", "psycopg", "SELECT ", "INSERT ", "postgresql://"):
                assert leak not in text, f"G5: {leak}"
            problem = answer.json()
            assert {"type", "title", "status", "detail", "request_id"} <= {*problem}
            assert status == problem["status"]


@define
class Clock:
    """
    A clock that a test can put forward.
    """

    ahead: float = 0

    def __call__(self) -> float:
        return monotonic() + self.ahead


@frozen
class Door:
    """
    An app over a database, and clients for it.
    """

    engine: Engine
    database_url: str
    crm: Crm
    client: TestClient
    clock: Clock

    def later(self, seconds: float) -> None:
        """
        Let time pass for whoever remembers roles and people.
        """
        self.clock.ahead += seconds

    def organization(self) -> Organization:
        """
        A new organization with people, one contact, one company.
        """
        id, canary = uuid4(), f"CANARY-{uuid4()}"
        people = {role: self.person(id, role) for role in ROLES}
        admin = evolve(people["admin"].actor, source="library")
        written = {}

        def plant(work):
            list_pipelines(work)  # the usual ones are stored when somebody looks
            written["company"] = add_company(work, name=f"{canary} Ltd", phone="12345")
            written["contact"] = add_contact(
                work,
                first_name=canary,
                last_name=f"Last {canary}",
                email=f"{canary.lower()}@canary.example",
                notes=canary,
                title=canary,
                tags=[canary],
                company_id=written["company"].id,
            )
            return work.change_set_id

        change_set = self.crm.run(admin, plant)
        return Organization(
            id=id,
            people=people,
            contact=written["contact"].id,
            company=written["company"].id,
            change_set=change_set,
            canary=canary,
        )

    def person(self, organization_id: UUID, *roles: str, **more) -> Person:
        """
        A new person with these roles.
        """
        actor = actor_with(
            roles,
            DEFAULT_ROLES,
            user_id=uuid4(),
            organization_id=organization_id,
            name=f"{' '.join(roles).capitalize()} Person",
            email=f"{uuid4().hex}@people.example",
            source="api",
            **more,
        )
        return Person(self.client, actor, token_of(actor))


@contextmanager
def opened(
    database_url: str,
    engine: Engine,
    options: Options | None = None,
    *,
    root_path: str = "",
):
    """
    A door over a database, open inside the block.
    """
    rules, files = RfcRecurrences(), IcalendarFiles()
    parts = {"recurrences": rules, "calendar_files": files, "seal": AesGcmSeal(SECRET)}
    crm = Crm(PostgresWorks(engine, **parts))
    verifier = TokenVerifier(SharedSecret(SECRET), issuer=ISSUER, audience=AUDIENCE)
    chosen = options or Options(limiter=None, access_log=False)
    clock = Clock()
    app = create_app(crm, TokenAuthenticator(verifier, crm, clock=clock), chosen)
    with TestClient(app, base_url="http://127.0.0.1", root_path=root_path) as client:
        yield Door(engine, database_url, crm, client, clock)
