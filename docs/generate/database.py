"""
The tables, from the metadata that the migrations create them with.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Table,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql

from crm_adapters.postgres import metadata

from .markdown import code, codes, table

SAYS: Mapping[str, str] = {
    "activities": "Calls, e-mails, meetings, tasks and notes, planned or done. "
    "`scheduled_at` is what one is planned for, `at` its place in time, `deadline` when "
    "it is late.",
    "activity_links": "Whom activities concern (users) and what they are about, one by "
    "one; archived activities too.",
    "activity_reminders": "What people are still to be told of activities. A row goes in "
    "the transaction that tells it.",
    "activity_series": "Activities that recur: the rule (RFC 5545), and the first "
    "occurrence as all begin.",
    "booking_pages": "Pages on which others book a meeting; `key` is the end of their "
    "address.",
    "bookings": "What was booked on them: what visitors said, the secret of their "
    "links, and the meeting. When that is, the activity says.",
    "calendar_connections": "Calendars on servers that people keep in step with: how far "
    "each is, and why it is not. The password is sealed.",
    "calendar_feeds": "Secret addresses that calendar programs read from. Of a secret "
    "only the digest is kept.",
    "calendar_items": "The events of those objects, and the activities that they are "
    "here, with what both sides said when they were last the same. `occurrence` is the "
    "end of time where it does not recur.",
    "calendar_objects": "What a calendar on a server held when it was last looked at.",
    "change_sets": "What one unit of work wrote, as a whole. `undoes` and `undone_by` "
    "link an undo with what it took back.",
    "changes": "What a change set did to one record, with the values before and after "
    "in their JSON form. A change set of several transactions has a `part` for each, "
    "in the order of their commits. `company_id` is the company that the record counts for "
    "today; triggers keep it so.",
    "companies": "Companies, in a hierarchy by `parent_id`; a trigger refuses circles.",
    "contact_companies": "Further companies of a contact, beside "
    "`contacts.company_id`.",
    "contact_emails": "Whose e-mail address it is: one live contact's. The primary key "
    "makes duplicates impossible.",
    "contacts": "People. `email`, `phone` and `mobile` are the primary ones of `emails` "
    "and `phones`.",
    "custom_fields": "Fields that organizations have added to their own records. Values "
    "are in the column `custom` of the record.",
    "duplicate_pairs": "Records that may be the same, as a scan found them, or that "
    "were said to be different.",
    "duplicate_scans": "The latest scan of each kind of record.",
    "email_deliveries": "The way of a message to each recipient: what waits to be sent, "
    "and what became of it. `epoch` names the database that it was queued in; a copy "
    "never sends it by itself.",
    "email_domains": "Domains that have put off several mails in a row, and until when "
    "they are left alone.",
    "email_subjects": "The records that messages are about, one by one.",
    "email_templates": "What messages are written from.",
    "email_visits": "Opened messages and followed links, of people who agreed to that.",
    "emails": "Messages sent and received. The state of one that we sent is that of "
    "its `email_deliveries`.",
    "events": "What the CRM has announced, in the order of `position`.",
    "exchange_rates": "What one unit of a currency is worth in the base currency, from "
    "its day until the next one.",
    "file_subjects": "The records that files are about, one by one; archived files too.",
    "files": "Files attached to records. The content is in the store of files under its "
    "`digest`, once for an organization.",
    "forecast_submissions": "What people said a period would bring, with what the "
    "deals said at that moment. The application neither changes nor removes them.",
    "goals": "What a person, a team or all are to win in a period; `subject` says whose "
    "it is, for one goal each.",
    "form_submissions": "What came in through web forms, and what became of it. Of the "
    "code in a link only the digest is kept.",
    "form_uses": "How often a form was sent and a mail address written to, by stretches of "
    "time.",
    "forms": "Web forms that capture leads; `key` is the end of their address.",
    "idempotency_keys": "Answers to requests that may be repeated.",
    "invitations": "Whom meetings were sent to, and which version last. Its "
    "`occurrence` is the end of time where it is for a whole series.",
    "leads": "Who may buy, as captured. `score_key`, `value_key` and `due_key` are what "
    "lists are ordered by.",
    "mailbox_folders": "How far each folder of a mailbox is read; it moves on in the "
    "transaction that takes a message in.",
    "mailbox_progress": "How reading a mailbox goes, when it is tried next, and its "
    "access token, sealed.",
    "mailboxes": "Mailboxes that are read. `sealed` is the secret, sealed with the key of "
    "the installation; archives are without it.",
    "set_asides": "Messages that could not be taken in, and why; `raw_key` is the stored "
    "message as it came.",
    "mail_settings": "How an organization sends mail, and the secret that signs the links "
    "in it.",
    "matching_rules": "What an organization does about duplicates, where it differs from "
    "the usual.",
    "members": "What routing knows of users: working hours, absences, capacity, skills.",
    "merged_records": "Where the ids of merged records lead.",
    "merges": "The merges that stand; one that was taken back is in the trail only.",
    "notifications": "What people were told of activities: of one moment once.",
    "opportunities": "Deals, and where they stand. `close_key` and `closed_key` are the "
    "days that lists are ordered by, far in the future without one.",
    "opportunity_contacts": "Who has a role in a deal, beside "
    "`opportunities.contact_id`.",
    "organizations": "The tenants.",
    "pipeline_stages": "The stages that take records, for these to point at; all else "
    "about them is in `pipelines.stages`.",
    "pipelines": "The stages that leads or opportunities go through, as JSON, those too "
    "that take no more records.",
    "roles": "Roles that an organization has changed or added; the default ones are in "
    "the code.",
    "routing_rules": "The rules that say who gets a lead, as written. Whoever assigns "
    "locks them.",
    "routing_turns": "How many leads each user has had of each rule, when the last in its "
    "sequence, and what is owed to them of a weighted share.",
    "sales_settings": "How fast an organization answers its leads, when its people work "
    "and what they ask, where it is not the usual.",
    "saved_mappings": "The fields that were last chosen for files with the same headers.",
    "scoring_rules": "The rules that give leads points, as written.",
    "search_words": "The distinct words of names, for the likeliest spelling of a "
    "mistyped one.",
    "sign_in_links": "One-time codes, of which only the digest is kept.",
    "stage_changes": "Every entry of a record into a stage, and how many seconds it "
    "stood in the one before. They outlive the record.",
    "suppressions": "Addresses that get no mailings, or no mail at all, and why.",
    "tags": "How an organization spells its tags: the first spelling wins.",
    "timeline_links": "Which activities, e-mails and files belong to which records: those "
    "that they are about (`direct`), and those that follow, as the company of a contact. "
    "Functions and triggers keep the latter true.",
    "trainings": "What was learnt last from closed leads: the model, or why there is none, "
    "and the back-test.",
    "transfer_refusals": "Rows that an import has refused, as they stood in the file.",
    "transfers": "Imports in parts. The id is that of the change set; `position` is how "
    "many records of the file have been settled.",
    "users": "People of an organization, as access tokens or an administrator told.",
}


def tables() -> str:
    """
    Every table with its columns, keys and indexes.
    """
    ordered = sorted(metadata.tables.values(), key=lambda each: each.name)
    return "\n\n".join(_table(each) for each in ordered)


def _table(each: Table) -> str:
    columns = table(
        ("column", "type", "null"),
        ((code(c.name), _type(c), "yes" if c.nullable else "") for c in each.columns),
    )
    rest = "\n".join(f"- {line}" for line in _keys(each))
    return f"### `{each.name}`\n\n{SAYS[each.name]}\n\n{columns}\n\n{rest}"


def _type(column: Column[object]) -> str:
    collation = getattr(column.type, "collation", None)
    said = column.type.compile(postgresql.dialect()).split(" COLLATE")[0].lower()
    said = said.replace("timestamp with time zone", "timestamptz")
    identity = ", identity" if column.identity is not None else ""
    return said + (f', collation "{collation}"' if collation else "") + identity


def _keys(each: Table) -> Iterator[str]:
    yield f"primary key: {codes(c.name for c in each.primary_key.columns)}"
    for constraint in sorted(each.constraints, key=lambda one: str(one.name)):
        if isinstance(constraint, UniqueConstraint):
            yield f"unique: {codes(c.name for c in constraint.columns)}"
        if isinstance(constraint, ForeignKeyConstraint):
            target = constraint.referred_table.name
            gone = constraint.ondelete
            yield (
                f"foreign key: {codes(constraint.column_keys)} to {code(target)}"
                + (f", on delete {gone.lower()}" if gone else "")
            )
    for index in sorted(each.indexes, key=lambda one: str(one.name)):
        yield _index(index)


def _index(index: Index) -> str:
    options = index.dialect_options["postgresql"]
    parts = [getattr(part, "name", None) or str(part) for part in index.expressions]
    kind = f", {options['using']}" if options["using"] else ""
    where = f", where {code(options['where'])}" if options["where"] is not None else ""
    return f"index {code(index.name)}: {codes(parts)}{kind}{where}"


SECTIONS = {"tables": tables}
