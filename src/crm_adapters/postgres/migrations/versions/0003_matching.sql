-- Watches over a new contact in the same trip as its insertion.
--
-- First it waits for others who add the same name at this moment, then it looks at what
-- they have left. It only suspects: whoever is told so takes a closer look. Every
-- condition is met by an index: names, numbers.
CREATE FUNCTION crm.watch_contact(
    p_organization uuid,
    p_id uuid,
    p_locks bigint[],
    p_names text[],
    p_numbers text[],
    p_company uuid,
    p_street text,
    p_marks jsonb[]
) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    lock bigint;
BEGIN
    FOREACH lock IN ARRAY p_locks LOOP
        PERFORM pg_advisory_xact_lock(lock);
    END LOOP;
    IF EXISTS (
        SELECT FROM crm.contacts AS c
        WHERE c.organization_id = p_organization AND c.archived_at IS NULL
          AND c.name_key = ANY (p_names) AND c.id <> p_id
          AND (c.company_id = p_company
               OR c.phone_key <> '' AND c.phone_key = ANY (p_numbers)
               OR c.mobile_key <> '' AND c.mobile_key = ANY (p_numbers)
               OR lower(c.address ->> 'street') = p_street
               OR c.custom @> ANY (p_marks))
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'CRM01', MESSAGE = 'a likely duplicate';
    END IF;
END $$;

REVOKE ALL ON FUNCTION crm.watch_contact(
    uuid, uuid, bigint[], text[], text[], uuid, text, jsonb[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crm.watch_contact(
    uuid, uuid, bigint[], text[], text[], uuid, text, jsonb[]) TO crm_app;
