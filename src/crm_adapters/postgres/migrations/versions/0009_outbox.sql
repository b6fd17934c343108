-- Names this database and no copy of it: a restored dump has another name, so that
-- what waited in the original is not sent from the copy as well.
CREATE FUNCTION crm.outbox_epoch() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.system_identifier::text || '/' || d.oid::text
    FROM pg_control_system() AS c, pg_database AS d
    WHERE d.datname = current_database();
$$;
REVOKE ALL ON FUNCTION crm.outbox_epoch() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crm.outbox_epoch() TO crm_app, crm_worker;
