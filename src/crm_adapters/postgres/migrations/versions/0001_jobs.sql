-- Jobs hold what people of every organization did, so the application may only add
-- some, and only for the organization that it works in.
CREATE FUNCTION crm.defer_job(p_task text, p_args jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
    at_work text := nullif(current_setting('crm.organization_id', true), '');
BEGIN
    IF at_work IS NULL
        OR (p_args ->> 'organization_id')::uuid IS DISTINCT FROM at_work::uuid THEN
        RAISE insufficient_privilege USING MESSAGE = 'another organization';
    END IF;
    PERFORM procrastinate_defer_jobs_v1(
        ARRAY[ROW('crm', p_task, 0, NULL, NULL, p_args, NULL)]
            ::procrastinate_job_to_defer_v1[]);
END $$;
