-- Ids that the search index finds, for one organization that the caller has set.
--
-- It runs as a role that the policy "search" lets read every row, because search
-- operators are not leakproof: under a tenant policy PostgreSQL would read all rows
-- of the organization before it asked the index. The organization is an argument and
-- must be the one that row-level security is set to; the caller reads the rows found
-- under its own policy.
CREATE OR REPLACE FUNCTION crm.search_records(
    p_kind text,
    p_organization uuid,
    p_archived boolean,
    p_exact tsquery,
    p_loose tsquery,
    p_sorted_by text,
    p_descending boolean,
    p_after_tier integer,
    p_after_key text,
    p_after_id uuid,
    p_limit integer
) RETURNS TABLE (tier integer, id uuid, sorted_by text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET jit = off
AS $$
DECLARE
    direction text := CASE WHEN p_descending THEN 'DESC' ELSE 'ASC' END;
    beyond text := CASE WHEN p_descending THEN '<' ELSE '>' END;
    key_type text := CASE
        WHEN p_sorted_by IN ('created_at', 'updated_at', 'due_key', 'scheduled_key')
            THEN 'timestamptz'
        WHEN p_sorted_by IN ('close_key', 'closed_key') THEN 'date'
        WHEN p_sorted_by IN ('value', 'probability', 'score_key', 'value_key')
            THEN 'numeric'
        ELSE 'text COLLATE "C"' END;
    wanted tsquery;
    place text;
    -- Said again, though the lexemes say it too, so that the lists' partial indexes
    -- serve: for what is common, walking the newest rows beats gathering all hits.
    among text := CASE p_archived WHEN false THEN 'AND r.archived_at IS NULL'
                                  WHEN true THEN 'AND r.archived_at IS NOT NULL'
                                  ELSE '' END;
    left_over integer := p_limit;
    found_now integer;
BEGIN
    IF p_organization IS DISTINCT FROM
        nullif(current_setting('crm.organization_id', true), '')::uuid THEN
        RAISE insufficient_privilege USING MESSAGE = 'another organization';
    END IF;
    IF p_kind NOT IN ('contacts', 'companies', 'leads', 'opportunities', 'activities')
        OR p_sorted_by NOT IN ('name_key', 'email_key', 'created_at', 'updated_at',
        'close_key', 'closed_key', 'value', 'probability', 'score_key', 'value_key',
        'due_key', 'scheduled_key') THEN
        RAISE invalid_parameter_value;
    END IF;
    FOR current_tier IN coalesce(p_after_tier, 1) .. 2 LOOP
        CONTINUE WHEN current_tier = 1 AND p_exact IS NULL;
        wanted := CASE WHEN current_tier = 1 THEN p_exact
                       WHEN p_exact IS NULL THEN p_loose
                       ELSE p_loose && !!p_exact END;
        place := CASE WHEN current_tier = p_after_tier THEN
            format('AND (r.%I, r.id) %s ($3::%s, $4)', p_sorted_by, beyond, key_type)
            ELSE '' END;
        RETURN QUERY EXECUTE format(
            'SELECT %s, r.id, r.%I::text FROM crm.%I r'
            ' WHERE r.organization_id = $1 AND r.search @@ $2 %s %s'
            ' ORDER BY r.%I %s, r.id %s LIMIT $5',
            current_tier, p_sorted_by, p_kind, among, place,
            p_sorted_by, direction, direction)
            USING p_organization, wanted, p_after_key, p_after_id, left_over;
        GET DIAGNOSTICS found_now = ROW_COUNT;
        left_over := left_over - found_now;
        EXIT WHEN left_over <= 0;
    END LOOP;
END $$;
