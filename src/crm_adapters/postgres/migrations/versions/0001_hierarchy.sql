-- A company never stands below itself. Changes of parents in one organization wait
-- for each other, so that two of them cannot close a circle together.
CREATE FUNCTION crm.refuse_company_cycle() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    above uuid := NEW.parent_id;
    steps integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(
        hashtextextended('crm.companies.parent:' || NEW.organization_id, 0));
    WHILE above IS NOT NULL LOOP
        steps := steps + 1;
        IF above = NEW.id OR steps > 100 THEN
            RAISE EXCEPTION 'a company cannot stand below itself'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'companies_no_cycle';
        END IF;
        SELECT c.parent_id INTO above FROM crm.companies c
        WHERE c.organization_id = NEW.organization_id AND c.id = above;
    END LOOP;
    RETURN NEW;
END $$;

CREATE TRIGGER companies_no_cycle
AFTER INSERT OR UPDATE OF parent_id ON crm.companies
FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL)
EXECUTE FUNCTION crm.refuse_company_cycle();
