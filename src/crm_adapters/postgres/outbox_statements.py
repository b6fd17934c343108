"""
What is asked and told about envelopes; the database's clock measures leases and waits.
"""

from .statements import statement

COLUMNS = (
    "id",
    "email_id",
    "address",
    "name",
    "field",
    "contact_id",
    "state",
    "reason",
    "code",
    "attempts",
    "doubts",
    "queued_at",
    "due_at",
    "settled_at",
)
SHOWN = ", ".join(f"d.{name}" for name in COLUMNS)
HERE = "(SELECT crm.outbox_epoch())"
HELD = f"(d.state IN ('queued', 'sending') AND d.epoch IS DISTINCT FROM {HERE})"
MINE = "d.organization_id = $1::uuid"
TABLE = "crm.email_deliveries"

EPOCH = statement("SELECT crm.outbox_epoch()")
OF = statement(
    f"SELECT {SHOWN}, {HELD} FROM {TABLE} AS d"
    f" WHERE {MINE} AND d.email_id = ANY($2::uuid[]) ORDER BY d.email_id, d.id",
    ("organization_id", "emails"),
)
GET = statement(
    f"SELECT {SHOWN}, {HELD} FROM {TABLE} AS d WHERE {MINE} AND d.id = $2::uuid",
    ("organization_id", "id"),
)
# A worker that was killed or held up may have sent what it had taken.
EXPIRE = statement(
    f"WITH gone AS (SELECT d.id FROM {TABLE} AS d WHERE {MINE}"
    f" AND d.state = 'sending' AND d.leased_until <= now() AND d.epoch = {HERE}"
    " FOR UPDATE SKIP LOCKED)"
    f" UPDATE {TABLE} AS d SET state = 'uncertain', doubts = d.doubts + 1,"
    " token = NULL, leased_until = NULL, reason = 'The worker ended while sending.',"
    " due_at = CASE WHEN d.doubts + 1 < $2::integer THEN now() END,"
    " settled_at = now()"
    f" FROM gone WHERE {MINE} AND d.id = gone.id RETURNING d.email_id",
    ("organization_id", "doubts"),
    reads=False,
)
TOO_OLD = statement(
    f"WITH gone AS (SELECT d.id FROM {TABLE} AS d WHERE {MINE}"
    f" AND d.state = 'queued' AND d.queued_at <= now() - $2::interval"
    f" AND d.due_at <= now() AND d.epoch = {HERE} FOR UPDATE SKIP LOCKED)"
    f" UPDATE {TABLE} AS d SET state = 'failed', due_at = NULL, settled_at = now(),"
    " reason = concat_ws(' ', 'Given up.', d.reason)"
    f" FROM gone WHERE {MINE} AND d.id = gone.id RETURNING d.email_id",
    ("organization_id", "oldest"),
    reads=False,
)
CLAIM = statement(
    f"WITH due AS (SELECT d.id FROM {TABLE} AS d WHERE {MINE}"
    f" AND d.state IN ('queued', 'uncertain') AND d.due_at <= now()"
    f" AND d.epoch = {HERE} AND NOT EXISTS (SELECT FROM crm.email_domains AS b"
    " WHERE b.organization_id = $1::uuid AND b.domain = d.domain"
    " AND b.open_at > now())"
    " ORDER BY d.due_at, d.id LIMIT $2::integer FOR UPDATE SKIP LOCKED),"
    f" taken AS (UPDATE {TABLE} AS d SET state = 'sending',"
    " attempts = d.attempts + 1, token = $3::uuid,"
    f" leased_until = now() + $4::interval, settled_at = NULL"
    f" FROM due WHERE {MINE} AND d.id = due.id RETURNING d.*)"
    f" SELECT {SHOWN}, false FROM taken AS d ORDER BY d.due_at, d.id",
    ("organization_id", "most", "token", "lease"),
    reads=False,
)
SENDING = statement(
    "UPDATE crm.emails SET state = 'sending' WHERE organization_id = $1::uuid"
    " AND id = ANY($2::uuid[]) AND state <> 'sending'",
    ("organization_id", "emails"),
)
# Waits for who settles another envelope of the same message: both are counted then.
LOCK = statement(
    "SELECT id FROM crm.emails WHERE organization_id = $1::uuid AND id = $2::uuid"
    " FOR NO KEY UPDATE",
    ("organization_id", "email_id"),
    reads=False,
)
SETTLE = statement(
    f"UPDATE {TABLE} AS d SET state = $4, code = $5::smallint, reason = $6,"
    " token = NULL, leased_until = NULL, doubts = d.doubts + $7::smallint,"
    " due_at = CASE WHEN $4 = 'queued' OR ($4 = 'uncertain'"
    " AND d.doubts + $7::smallint < $9::integer) THEN now() + $8::interval END,"
    " settled_at = CASE WHEN $4 <> 'queued' THEN now() END"
    f" WHERE {MINE} AND d.id = $2::uuid AND d.token = $3::uuid"
    " AND d.state = 'sending' RETURNING d.id",
    (
        "organization_id",
        "id",
        "token",
        "state",
        "code",
        "reason",
        "doubt",
        "wait",
        "doubts",
    ),
    reads=False,
)
RELEASE = statement(
    f"UPDATE {TABLE} AS d SET state = CASE WHEN d.doubts > 0 THEN 'uncertain'"
    " ELSE 'queued' END, attempts = d.attempts - 1, token = NULL,"
    " leased_until = NULL, reason = $4, due_at = now() + $5::interval"
    f" WHERE {MINE} AND d.id = ANY($2::uuid[]) AND d.token = ANY($3::uuid[])"
    " AND d.state = 'sending'",
    ("organization_id", "ids", "tokens", "reason", "wait"),
)
SLOW_DOWN = statement(
    "INSERT INTO crm.email_domains AS b (organization_id, domain, failures, open_at)"
    " VALUES ($1::uuid, $2, 1, now()) ON CONFLICT (organization_id, domain)"
    " DO UPDATE SET failures = b.failures + 1 RETURNING failures",
    ("organization_id", "domain"),
    reads=False,
)
LEAVE = statement(
    "UPDATE crm.email_domains SET open_at = now() + $3::interval"
    " WHERE organization_id = $1::uuid AND domain = $2",
    ("organization_id", "domain", "wait"),
)
FORGET = statement(
    "DELETE FROM crm.email_domains WHERE organization_id = $1::uuid AND domain = $2",
    ("organization_id", "domain"),
)
CANCEL = statement(
    f"UPDATE {TABLE} AS d SET state = 'cancelled', reason = $3, due_at = NULL,"
    f" settled_at = now() WHERE {MINE} AND d.email_id = $2::uuid"
    " AND (d.state = 'queued' OR (d.state = 'uncertain' AND d.due_at IS NOT NULL))"
    " RETURNING d.id",
    ("organization_id", "email_id", "reason"),
    reads=False,
)
AGAIN = statement(
    f"UPDATE {TABLE} AS d SET state = 'queued', attempts = 0, doubts = 0,"
    f" queued_at = now(), due_at = now(), settled_at = NULL, epoch = {HERE},"
    f" token = NULL, leased_until = NULL WHERE {MINE} AND d.email_id = $2::uuid"
    " AND (d.state IN ('failed', 'refused') OR (d.state = 'uncertain'"
    f" AND d.due_at IS NULL) OR {HELD}) RETURNING d.id",
    ("organization_id", "email_id"),
    reads=False,
)
SENT_AFTER_ALL = statement(
    f"UPDATE {TABLE} AS d SET state = 'sent', due_at = NULL,"
    " reason = 'Somebody said that it arrived.'"
    f" WHERE {MINE} AND d.email_id = $2::uuid AND d.state = 'uncertain'"
    " RETURNING d.id",
    ("organization_id", "email_id"),
    reads=False,
)
BOUNCE = statement(
    f"UPDATE {TABLE} AS d SET state = 'bounced', reason = $4, due_at = NULL"
    f" WHERE {MINE} AND d.email_id = $2::uuid AND d.address_key = $3"
    " AND d.state IN ('sent', 'uncertain') RETURNING d.id",
    ("organization_id", "email_id", "key", "reason"),
    reads=False,
)
RESTATE = statement(
    "WITH told AS (SELECT (array_agg(d.state ORDER BY"
    " array_position($3::text[], d.state)))[1] AS state,"
    " min(d.settled_at) FILTER (WHERE d.state IN ('sent', 'bounced')) AS sent_at"
    f" FROM {TABLE} AS d WHERE {MINE} AND d.email_id = $2::uuid),"
    " restated AS (UPDATE crm.emails AS e SET state = told.state,"
    " sent_at = coalesce(told.sent_at, e.sent_at), at = coalesce(told.sent_at,"
    " e.sent_at, e.received_at, e.queued_at, e.created_at) FROM told"
    " WHERE e.organization_id = $1::uuid AND e.id = $2::uuid"
    " AND told.state IS NOT NULL RETURNING e.state, e.at),"
    " moved AS (UPDATE crm.timeline_links AS l SET at = restated.at FROM restated"
    " WHERE l.organization_id = $1::uuid AND l.entry_id = $2::uuid"
    " AND l.at <> restated.at)"
    " SELECT state FROM restated",
    ("organization_id", "email_id", "order"),
    reads=False,
)
FORGET_ADDRESSES = statement(
    f"DELETE FROM {TABLE} AS d WHERE {MINE} AND d.address_key = ANY($2::text[])",
    ("organization_id", "keys"),
)
COUNTS = statement(
    f"SELECT d.state, count(*) FROM {TABLE} AS d WHERE {MINE} GROUP BY d.state",
    ("organization_id",),
)
WAITING = statement(
    f"SELECT min(d.queued_at), count(*) FILTER (WHERE {HELD}) FROM {TABLE} AS d"
    f" WHERE {MINE} AND d.state IN ('queued', 'sending')",
    ("organization_id",),
)
REASONS = statement(
    f"SELECT d.reason, count(*) FROM {TABLE} AS d WHERE {MINE}"
    " AND d.state IN ('queued', 'uncertain', 'failed') AND d.reason IS NOT NULL"
    " GROUP BY d.reason ORDER BY count(*) DESC, d.reason LIMIT 20",
    ("organization_id",),
)
