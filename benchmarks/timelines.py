"""
The timeline of a company with 200,000 entries below it, read page by page.
"""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import urlencode

import psycopg

from .databases import connect, copied
from .dataset import ORGANIZATION, database, owners
from .load import HOST, percentile
from .report import Figure, told, under
from .stage import Product, Stage

CONTACTS = 10_000
BELOW = 200
"""
Companies below the one that is read, in a tree of four children each.
"""
ACTIVITIES, CHANGES = 140_000, 60_000
AT_ONCE = 5_000
TIMES = 200
DEEP = 1_000
RARE = 200
"""
One entry of so many is of a rare kind, and by a rare person.
"""

_TREE = """
    with named as (
        select id, row_number() over (order by id) as n from crm.companies
        order by id limit %(below)s + 1)
    update crm.companies as c set parent_id = above.id
    from named as own join named as above on above.n = (own.n + 2) / 4
    where c.id = own.id and own.n > 1
"""
_PEOPLE = """
    create temp table people as
    select c.id, c.company_id, row_number() over (order by c.id) - 1 as place
    from crm.contacts as c join (select id from crm.companies order by id
        limit %(below)s + 1) as o on o.id = c.company_id
"""
_ACTIVITIES = """
    insert into crm.activities (organization_id, id, version, created_at, updated_at,
        created_by, assigned_to, custom, tags, name_key, search, type, subject, status,
        priority, about, scheduled_key, at, time_zone, participants, reminders, uid,
        sequence)
    select %(organization)s, gen_random_uuid(), 1, at, at, who, who, '{}', '{}', '', '',
        case when n %% %(rare)s = 0 then 'meeting'
            else (array['call', 'note', 'task'])[n %% 3 + 1] end,
        'Number ' || n, 'completed', 'normal',
        jsonb_build_array(jsonb_build_object('kind', 'contact', 'id', people.id)),
        at, at, 'UTC', '[]', '[]', gen_random_uuid()::text, 0
    from generate_series(%(first)s::int, %(last)s::int) as n
    join people on place = n %% (select count(*) from people)
    cross join lateral (select now() - n * interval '3 minutes' as at,
        (%(owners)s::uuid[])[case when n %% %(rare)s = 0 then 1 else n %% 49 + 2 end]
            as who) as said
"""
_LINKS = """
    select crm.link_entries(%(organization)s, 'activity', array_agg(id), array_agg(type),
        array_agg(at), array_agg(assigned_to), array_agg(false), array_agg(about))
    from (select * from crm.activities as a where not exists (
        select from crm.timeline_links as t where t.entry_id = a.id) limit %(most)s) as a
"""
_CHANGES = """
    with made as (
        select n, people.id as person, company_id, (lpad(to_hex((extract(epoch from now()
            - n * interval '7 minutes') * 1000)::bigint), 12, '0')
            || '7000' || '8' || substr(md5(n::text), 1, 15))::uuid as id,
            (%(owners)s::uuid[])[case when n %% %(rare)s = 0 then 1 else n %% 49 + 2 end]
                as who
        from generate_series(1, %(changes)s) as n
        join people on place = n %% (select count(*) from people)
    ), sets as (
        insert into crm.change_sets (organization_id, id, user_id, at, label, source,
            changes)
        select %(organization)s, id, who, now(), 'Edit contact', 'api', 1 from made
    )
    insert into crm.changes (organization_id, change_set_id, part, position, kind,
        record_id, action, user_id, company_id, before, after)
    select %(organization)s, id, id, 0, 'contact', person, 'updated', who, company_id,
        '{"title": "Mate", "version": 1}',
        case when n %% %(rare)s = 0 then '{"archived_at": null, "version": 2}'::jsonb
            else '{"title": "Captain", "version": 2}' end
    from made
"""


def measure(stage: Stage) -> Iterator[Figure]:
    """
    The latencies of first pages and of deep ones, plain and narrowed.
    """
    stage.dataset(CONTACTS)
    with copied(stage.url, database(CONTACTS)) as url:
        with connect(url) as admin:
            company = _fill(admin)
        with stage.product(url) as product:
            yield from _figures(product, f"/api/crm/companies/{company}/timeline/")


def _fill(admin: psycopg.Connection) -> object:
    """
    A company with a tree below it, and what happened there; answers its id.
    """
    values = {"organization": ORGANIZATION, "below": BELOW, "rare": RARE}
    values |= {"owners": owners(), "changes": CHANGES, "most": AT_ONCE}
    admin.execute(_TREE, values)
    admin.execute(_PEOPLE, values)
    for first in range(0, ACTIVITIES, AT_ONCE):
        admin.execute(
            _ACTIVITIES, values | {"first": first, "last": first + AT_ONCE - 1}
        )
        admin.execute(_LINKS, values)
    admin.execute(_CHANGES, values)
    admin.execute("vacuum analyze")
    found = admin.execute("select id from crm.companies order by id limit 1").fetchone()
    assert found is not None
    return found[0]


def _figures(product: Product, place: str) -> Iterator[Figure]:
    first = [_page(product, place) for _ in range(TIMES)]
    times = [each for each, _ in first]
    yield under(
        30, "timeline of 200,000 entries, first page, p95", percentile(times, 95), "ms"
    )
    yield told(
        "timeline of 200,000 entries, first page, p50", percentile(times, 50), "ms"
    )
    cursor, turned = None, []
    for _ in range(DEEP):
        spent, cursor = _page(product, place, cursor=cursor)
        turned.append(spent)
    deep = [_page(product, place, cursor=cursor)[0] for _ in range(TIMES)]
    yield under(
        30,
        f"timeline of 200,000 entries, page {DEEP:,}, p95",
        percentile(deep, 95),
        "ms",
    )
    for name, narrowed in (
        ("a rare kind", {"kind": "meeting"}),
        ("a rare kind of change", {"kind": "restored"}),
        ("a rare person", {"person": str(owners()[0])}),
    ):
        sample = [_page(product, place, **narrowed)[0] for _ in range(20)]
        yield told(
            f"timeline of 200,000 entries, {name}, p95", percentile(sample, 95), "ms"
        )
    feed = [_page(product, "/api/crm/feed/")[0] for _ in range(TIMES)]
    yield told("feed, first page, p95", percentile(feed, 95), "ms")


def _page(
    product: Product, place: str, **asked: str | None
) -> tuple[float, str | None]:
    """
    How many milliseconds a page took, and the cursor to the next one.
    """
    query = urlencode({name: value for name, value in asked.items() if value})
    connection = HTTPConnection(HOST, product.port)
    start = perf_counter()
    connection.request("GET", f"{place}?{query}", headers=dict(product.headers))
    answer = connection.getresponse()
    body = json.loads(answer.read())
    spent = 1_000 * (perf_counter() - start)
    connection.close()
    assert answer.status == 200, body
    assert len(body["items"]) == 20, body
    return spent, body["next_cursor"]
