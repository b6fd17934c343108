-- Links of some entries to the records that follow from those they are about: a
-- contact's and an opportunity's company, and what a lead became. What it reads it
-- locks, so that nobody moves a record elsewhere without seeing these links.
CREATE FUNCTION crm.derive_links(p_organization uuid, p_entries uuid[]) RETURNS void
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    WITH direct AS (
        SELECT entry_id, record_kind AS kind, record_id AS id
        FROM crm.timeline_links
        WHERE organization_id = p_organization AND entry_id = ANY (p_entries) AND direct
    ), led AS (
        SELECT d.entry_id, became.kind, became.id
        FROM direct AS d
        JOIN (SELECT l.id, l.company_id, l.contact_id, l.opportunity_id
              FROM crm.leads AS l
              WHERE l.organization_id = p_organization
                AND l.id IN (SELECT id FROM direct WHERE kind = 'lead')
              FOR SHARE) AS l ON d.kind = 'lead' AND l.id = d.id
        CROSS JOIN LATERAL (VALUES ('company', l.company_id),
            ('contact', l.contact_id), ('opportunity', l.opportunity_id)
        ) AS became (kind, id)
        WHERE became.id IS NOT NULL
    ), reached AS (
        SELECT entry_id, kind, id FROM direct UNION SELECT entry_id, kind, id FROM led
    ), people AS (
        SELECT c.id, c.company_id FROM crm.contacts AS c
        WHERE c.organization_id = p_organization
          AND c.id IN (SELECT id FROM reached WHERE kind = 'contact')
        FOR SHARE
    ), deals AS (
        SELECT o.id, o.company_id FROM crm.opportunities AS o
        WHERE o.organization_id = p_organization
          AND o.id IN (SELECT id FROM reached WHERE kind = 'opportunity')
        FOR SHARE
    ), wanted AS (
        SELECT entry_id, kind, id FROM led
        UNION SELECT r.entry_id, 'company', p.company_id
        FROM reached AS r JOIN people AS p ON r.kind = 'contact' AND p.id = r.id
        WHERE p.company_id IS NOT NULL
        UNION SELECT r.entry_id, 'company', o.company_id
        FROM reached AS r JOIN deals AS o ON r.kind = 'opportunity' AND o.id = r.id
        WHERE o.company_id IS NOT NULL
    ), gone AS (
        DELETE FROM crm.timeline_links AS t
        WHERE t.organization_id = p_organization AND t.entry_id = ANY (p_entries)
          AND NOT t.direct AND NOT EXISTS (
            SELECT FROM wanted AS w WHERE w.entry_id = t.entry_id AND w.id = t.record_id)
    )
    INSERT INTO crm.timeline_links (organization_id, record_id, entry_id, record_kind,
        entry, kind, at, user_id, open, direct)
    SELECT p_organization, w.id, w.entry_id, w.kind,
        e.entry, e.kind, e.at, e.user_id, e.open, false
    FROM wanted AS w
    CROSS JOIN LATERAL (
        SELECT t.entry, t.kind, t.at, t.user_id, t.open FROM crm.timeline_links AS t
        WHERE t.organization_id = p_organization AND t.entry_id = w.entry_id AND t.direct
        LIMIT 1) AS e
    ON CONFLICT (organization_id, record_id, entry_id) DO NOTHING
$$;

-- All links of some entries anew, from what they are about.
CREATE FUNCTION crm.link_entries(
    p_organization uuid,
    p_entry text,
    p_ids uuid[],
    p_kinds text[],
    p_ats timestamptz[],
    p_users uuid[],
    p_open boolean[],
    p_about jsonb[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM crm.timeline_links
    WHERE organization_id = p_organization AND entry_id = ANY (p_ids);
    INSERT INTO crm.timeline_links (organization_id, record_id, entry_id, record_kind,
        entry, kind, at, user_id, open, direct)
    SELECT p_organization, a.id, e.id, a.kind, p_entry, e.kind, e.at, e.user_id, e.open,
        true
    FROM unnest(p_ids, p_kinds, p_ats, p_users, p_open, p_about)
        AS e (id, kind, at, user_id, open, about)
    CROSS JOIN LATERAL jsonb_to_recordset(e.about) AS a (kind text, id uuid);
    PERFORM crm.derive_links(p_organization, p_ids);
END $$;

-- A record that moves to another company takes its past and its entries along.
CREATE FUNCTION crm.follow_company() RETURNS trigger
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE crm.changes SET company_id = NEW.company_id
    WHERE organization_id = NEW.organization_id AND record_id = NEW.id
      AND company_id IS DISTINCT FROM NEW.company_id;
    PERFORM crm.derive_links(NEW.organization_id, ARRAY(
        SELECT entry_id FROM crm.timeline_links
        WHERE organization_id = NEW.organization_id AND record_id = NEW.id));
    RETURN NULL;
END $$;

-- One row at a time: the condition is looked at before anything is queued, so that all
-- other updates, which are nearly all, cost nothing.
CREATE TRIGGER contacts_follow_company
AFTER UPDATE OF company_id ON crm.contacts FOR EACH ROW
WHEN (OLD.company_id IS DISTINCT FROM NEW.company_id)
EXECUTE FUNCTION crm.follow_company();

CREATE TRIGGER opportunities_follow_company
AFTER UPDATE OF company_id ON crm.opportunities FOR EACH ROW
WHEN (OLD.company_id IS DISTINCT FROM NEW.company_id)
EXECUTE FUNCTION crm.follow_company();

CREATE TRIGGER leads_follow_company
AFTER UPDATE OF company_id, contact_id, opportunity_id ON crm.leads FOR EACH ROW
WHEN ((OLD.company_id, OLD.contact_id, OLD.opportunity_id)
    IS DISTINCT FROM (NEW.company_id, NEW.contact_id, NEW.opportunity_id))
EXECUTE FUNCTION crm.follow_company();

REVOKE ALL ON FUNCTION crm.derive_links(uuid, uuid[]), crm.follow_company(),
    crm.link_entries(uuid, text, uuid[], text[], timestamptz[], uuid[], boolean[], jsonb[])
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION crm.derive_links(uuid, uuid[]), crm.follow_company(),
    crm.link_entries(uuid, text, uuid[], text[], timestamptz[], uuid[], boolean[], jsonb[])
    TO crm_app;
