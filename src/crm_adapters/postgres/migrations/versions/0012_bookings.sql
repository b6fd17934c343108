-- Who adds or moves a meeting waits for a visitor who is booking one with the same
-- people at this moment, and the visitor for them: so the visitor knows of it. Only
-- organizations with booking pages wait at all.
CREATE FUNCTION crm.busy_lock(organization_id uuid, user_id uuid) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended('busy ' || organization_id || ' ' || user_id, 0);

CREATE FUNCTION crm.wait_for_visitors() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lock bigint;
BEGIN
    FOR lock IN
        SELECT DISTINCT crm.busy_lock(w.organization_id, p.user_id)
        FROM written AS w, LATERAL (
            SELECT w.assigned_to
            UNION ALL
            SELECT (each ->> 'user_id')::uuid
            FROM jsonb_array_elements(w.participants) AS each
        ) AS p (user_id)
        WHERE w.type = 'meeting' AND w.status = 'pending' AND w.archived_at IS NULL
            AND p.user_id IS NOT NULL
            AND (w.day IS NOT NULL OR coalesce(w.ends_at, w.starts_at) > now())
            AND EXISTS (
                SELECT FROM crm.booking_pages AS b
                WHERE b.organization_id = w.organization_id AND b.archived_at IS NULL
            )
        ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock(lock);
    END LOOP;
    RETURN NULL;
END
$$;

CREATE TRIGGER added_meeting_waits AFTER INSERT ON crm.activities
REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION crm.wait_for_visitors();

CREATE TRIGGER moved_meeting_waits AFTER UPDATE ON crm.activities
REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION crm.wait_for_visitors();
