"""
The questions that forecasts ask of opportunities, as SQL.
"""

from .statements import statement

_BINDS = (
    *("organization_id", "owners", "nobody", "pipeline_id", "today"),
    *("team", "members"),
)
_VISIBLE = """
    o.organization_id = $1::uuid AND o.archived_at IS NULL
    AND ($2::uuid[] IS NULL OR o.assigned_to = ANY($2::uuid[])
         OR ($3::boolean AND o.assigned_to IS NULL))
    AND ($4::uuid IS NULL OR o.pipeline_id = $4::uuid)
    AND ($6::uuid IS NULL OR o.team_id = $6::uuid
         OR (o.team_id IS NULL AND o.assigned_to = ANY($7::uuid[])))
"""
_CLOSED_ON = """
    CASE WHEN o.status <> 'open' THEN coalesce(
        o.actual_close_date, (o.stage_entered_at AT TIME ZONE 'UTC')::date) END
"""
_OPENED_ON = f"least((o.created_at AT TIME ZONE 'UTC')::date, {_CLOSED_ON})"


def _rate(base: str) -> str:
    """
    What a unit of the currency was worth on the day, as ``Rates.on`` says.
    """
    known = (
        "SELECT r.rate FROM crm.exchange_rates r WHERE r.organization_id = $1::uuid"
        " AND r.currency = o.currency"
    )
    return f"""
        CASE WHEN o.currency = {base} THEN 1 ELSE coalesce(
            ({known} AND r.day <= coalesce({_CLOSED_ON}, $5::date)
             ORDER BY r.day DESC LIMIT 1),
            ({known} ORDER BY r.day LIMIT 1)) END
    """


CLOSINGS = statement(
    f"""SELECT min(closed), count(*), count(*) FILTER (WHERE won),
        max(closed - opened) FILTER (WHERE won)
    FROM (SELECT {_CLOSED_ON} AS closed, {_OPENED_ON} AS opened,
              o.status = 'won' AS won
          FROM crm.opportunities o
          WHERE {_VISIBLE} AND o.status <> 'open' AND o.closed_key > $8::date) d
    WHERE closed > $8::date AND $5::date IS NOT NULL""",
    (*_BINDS, "since"),
)
_INSIDE = "BETWEEN ($10::date[])[number] AND ($11::date[])[number]"
_BOTH = f"""coalesce(sum({{}}) FILTER (WHERE won AND closed {_INSIDE}
            AND worth IS NOT NULL AND brought IS NOT NULL), 0)"""
PAST = statement(
    f"""WITH deal AS MATERIALIZED (
        SELECT o.id, o.stage, (o.stage_entered_at AT TIME ZONE 'UTC')::date AS entered,
            {_OPENED_ON} AS opened, coalesce({_CLOSED_ON}, 'infinity') AS closed,
            o.status = 'won' AS won,
            nullif(round(o.value * r.rate, 2), 0) AS worth, r.rate
        FROM crm.opportunities o, LATERAL (SELECT {_rate("$8")} AS rate) r
        WHERE {_VISIBLE} AND (o.status = 'open' OR o.closed_key > $12::date)
            AND coalesce({_CLOSED_ON}, 'infinity') > $12::date
    ), sample AS MATERIALIZED (
        SELECT * FROM deal WHERE get_byte(uuid_send(id), 15) % $14::int = 0
    ), thought AS MATERIALIZED (
        SELECT d.id, nullif(round((c.before ->> 'value')::numeric * d.rate, 2), 0)
                AS worth, (s.at AT TIME ZONE 'UTC')::date AS until, c.part, c.position
        FROM sample d JOIN crm.changes c ON c.record_id = d.id
            JOIN crm.change_sets s ON s.organization_id = $1::uuid
                AND s.id = c.change_set_id
        WHERE c.organization_id = $1::uuid AND c.kind = 'opportunity'
            AND c.before ? 'value' AND c.action = 'updated'
    ), valued AS (
        SELECT id, worth, until, coalesce(lag(until) OVER (
            PARTITION BY id ORDER BY until, part, position), '-infinity') AS since
        FROM thought
        UNION ALL
        SELECT d.id, d.worth, 'infinity', coalesce(t.until, '-infinity')
        FROM sample d LEFT JOIN (SELECT id, max(until) AS until FROM thought
            GROUP BY id) t ON t.id = d.id
    ), stay AS (
        SELECT d.id, c.from_stage AS stage,
            ((c.created_at - c.seconds * interval '1 s') AT TIME ZONE 'UTC')::date
                AS entered,
            (c.created_at AT TIME ZONE 'UTC')::date AS gone,
            d.opened, d.closed, d.won, d.worth AS brought
        FROM crm.stage_changes c JOIN sample d ON d.id = c.record_id
        WHERE c.organization_id = $1::uuid AND c.kind = 'opportunity'
            AND c.from_stage IS NOT NULL AND c.created_at > $12::date
        UNION ALL
        SELECT id, stage, entered, 'infinity', opened, closed, won, worth FROM sample
    ), stood AS (
        SELECT y.stage, y.opened, y.closed, y.won, y.brought, v.worth, generate_series(
            width_bucket(greatest(y.entered, y.opened, v.since) - 1, $9::date[]) + 1,
            width_bucket(least(y.gone, y.closed, v.until) - 1, $9::date[])) AS number
        FROM stay y JOIN valued v ON v.id = y.id
    ), won AS (
        SELECT opened, worth, generate_series(width_bucket(closed - 1, $11::date[]) + 1,
            width_bucket(closed, $10::date[])) AS number
        FROM deal WHERE won
    ), came AS (
        SELECT generate_series(width_bucket(opened - 1, $11::date[]) + 1,
            width_bucket(opened - 1, $9::date[])) AS number
        FROM deal
    )
    SELECT 'book', number, stage,
        width_bucket(($9::date[])[number] - opened - 1, $13::int[]) AS age,
        count(*), count(worth), coalesce(sum(worth), 0),
        count(*) FILTER (WHERE won AND closed {_INSIDE}), NULL::numeric,
        {_BOTH.format("worth")}, {_BOTH.format("brought")}
    FROM stood GROUP BY number, stage, age
    UNION ALL
    SELECT 'won', number, NULL, NULL, count(*), count(worth), coalesce(sum(worth), 0),
        count(*) FILTER (WHERE opened > ($9::date[])[number]),
        coalesce(sum(worth * worth), 0), NULL, NULL
    FROM won GROUP BY number
    UNION ALL
    SELECT 'opened', number, NULL, NULL, count(*), NULL, NULL, NULL, NULL, NULL, NULL
    FROM came GROUP BY number
    UNION ALL
    SELECT 'now', 0, stage, width_bucket($5::date - opened - 1, $13::int[]) AS age,
        count(*), count(worth), coalesce(sum(worth), 0), 0, NULL, NULL, NULL
    FROM deal WHERE closed = 'infinity' GROUP BY stage, age""",
    (*_BINDS, "base", "ons", "starts", "ends", "since", "ages", "every"),
    reads=True,
)
"""
A row for each window, stage and class of age with the deals that stood there, at what
they were worth then, one for each window with what was won in it, and one with how many
deals were opened; and rows of the window 0 with what is open now. A move knows how long
the deal had stood in the stage that it left, so that no two moves need to be compared;
the trail knows what a deal was worth before each change of its value.
"""
LOTS = statement(
    f"""WITH deal AS MATERIALIZED (
        SELECT o.pipeline_id, o.stage, o.assigned_to, o.probability, o.status,
            o.forecast_category, o.expected_close_date, o.value, o.currency,
            $5::date - {_OPENED_ON} AS age, {_rate("$8")} AS rate
        FROM crm.opportunities o
        WHERE {_VISIBLE} AND (
            (o.status = 'open' AND (o.expected_close_date IS NULL
                OR greatest(o.expected_close_date, $5::date)
                   BETWEEN $9::date AND $10::date))
            OR (o.status = 'won' AND o.closed_key >= $9::date
                AND {_CLOSED_ON} BETWEEN $9::date AND $10::date))
    ), lot AS (
        SELECT CASE WHEN status = 'won' THEN 'closed'
                WHEN expected_close_date IS NULL THEN 'undated'
                WHEN expected_close_date < $5::date THEN 'overdue' ELSE 'due' END AS due,
            pipeline_id, stage,
            -- What is open is not closed, whatever its owner says.
            CASE WHEN status = 'won' THEN 'closed' WHEN forecast_category = 'closed'
                THEN 'commit' ELSE forecast_category END AS category,
            assigned_to, status = 'open' AND age > $11::int AS dead, age, probability,
            CASE WHEN rate IS NULL THEN currency END AS foreign_,
            nullif(round(value * rate, 2), 0) AS worth, value
        FROM deal
    )
    SELECT due, pipeline_id, stage, category, assigned_to,
        CASE WHEN dead THEN probability END,
        CASE WHEN dead THEN width_bucket(age - 1, $12::int[]) END,
        foreign_, count(*), count(worth), coalesce(sum(worth), 0.00),
        coalesce(sum(CASE WHEN due = 'closed' THEN worth
                     ELSE round(worth * probability / 100, 2) END), 0.00),
        coalesce(sum(value) FILTER (WHERE foreign_ IS NOT NULL), 0.00)
    FROM lot GROUP BY 1, 2, 3, 4, 5, 6, 7, 8""",
    (*_BINDS, "base", "start", "end", "oldest", "ages"),
    reads=True,
)
WON = statement(
    f"""SELECT w.number, d.assigned_to, coalesce(sum(d.worth), 0.00), d.team_id
    FROM unnest($9::date[], $10::date[]) WITH ORDINALITY AS w (start_, end_, number)
        JOIN (SELECT o.assigned_to, o.team_id, {_CLOSED_ON} AS closed,
                  round(o.value * ({_rate("$8")}), 2) AS worth
              FROM crm.opportunities o
              WHERE {_VISIBLE} AND o.status = 'won'
                  AND o.closed_key >= (SELECT min(s) FROM unnest($9::date[]) AS s)) d
            ON d.closed BETWEEN w.start_ AND w.end_
    GROUP BY 1, 2, 4""",
    (*_BINDS, "base", "starts", "ends"),
)
DUE = statement(
    f"""SELECT o.id FROM crm.opportunities o
    WHERE {_VISIBLE} AND o.status = 'open'
        AND greatest(o.expected_close_date, $5::date) BETWEEN $8::date AND $9::date
        AND o.expected_close_date IS NOT NULL""",
    (*_BINDS, "start", "end"),
)
CLOSED = statement(
    f"""SELECT o.id, {_CLOSED_ON} FROM crm.opportunities o
    WHERE o.organization_id = $1::uuid AND o.id = ANY($2::uuid[])
        AND o.status <> 'open'""",
    ("organization_id", "ids"),
)
