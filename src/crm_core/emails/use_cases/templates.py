"""
Templates as records: add, show, list, edit, archive, restore.
"""

from attrs import evolve

from ...changes import check_version
from ...shared import Permission, use_case
from ..model import TEMPLATE_FIELDS, Template, TemplateId
from ..ports import EmailWork


@use_case(requires=Permission.EMAIL_READ)
def list_templates(work: EmailWork, *, archived: bool = False) -> list[Template]:
    """
    The templates of the organization by name, or those in the archive.
    """
    return work.email_templates.all(archived=archived)


@use_case(requires=Permission.EMAIL_READ)
def show_template(work: EmailWork, template_id: TemplateId) -> Template:
    """
    One template, also from the archive.
    """
    return work.email_templates.get(template_id)


@use_case(requires=Permission.EMAIL_ADMIN)
def add_template(work: EmailWork, /, **fields: object) -> Template:
    """
    A new template: ``name``, ``subject``, ``text`` or ``html``, ``language``.

    Raises:
        Invalid: Naming every member that is wrong, also for a variable that nobody
            knows.
    """
    blank = Template(
        id=TemplateId(work.new_id()),
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
    )
    template = _safe(work, blank.edited(TEMPLATE_FIELDS.parse(fields), at=work.now))
    work.name(f"Add template {template.name}")
    work.email_templates.add(template)
    return template


@use_case(requires=Permission.EMAIL_ADMIN)
def edit_template(
    work: EmailWork,
    /,
    template_id: TemplateId,
    *,
    version: int | None = None,
    **fields: object,
) -> Template:
    """
    Change some members of a template.

    Raises:
        Invalid: Naming every member that is wrong.
        Stale: It is no longer at *version*, the one that the actor saw.
    """
    template = work.email_templates.get(template_id)
    check_version(work, "email_template", template, version)
    edited = _safe(work, template.edited(TEMPLATE_FIELDS.parse(fields), at=work.now))
    work.name(f"Edit template {edited.name}")
    return work.email_templates.save(edited)


def _safe(work: EmailWork, template: Template) -> Template:
    if not template.html:
        return template
    return evolve(template, html=work.stationery.sanitised(template.html))


@use_case(requires=Permission.EMAIL_ADMIN)
def archive_template(work: EmailWork, template_id: TemplateId) -> Template:
    """
    Put a template away.
    """
    template = work.email_templates.get(template_id)
    work.name(f"Archive template {template.name}")
    return work.email_templates.save(template.archived(work.now))


@use_case(requires=Permission.EMAIL_ADMIN)
def restore_template(work: EmailWork, template_id: TemplateId) -> Template:
    """
    Bring a template back.
    """
    template = work.email_templates.get(template_id)
    work.name(f"Restore template {template.name}")
    return work.email_templates.save(template.restored(work.now))
