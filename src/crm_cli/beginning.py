"""
A new organization.
"""

from crm_adapters.bootstrap import Application, known_organizations
from crm_core import CrmWork
from crm_core.access import Organization, rename_organization
from crm_core.shared import OrganizationId

from .acting import operator
from .refusals import Refused


def begin_organization(
    application: Application, id: OrganizationId, *, name: str
) -> Organization:
    """
    An organization that the database does not know yet.

    Raises:
        Refused: It does.
        Invalid: That is no name.
    """
    if id in {each.id for each in known_organizations(application.engine)}:
        raise Refused(f"there is an organization {id} already.")

    def begin(work: CrmWork) -> Organization:
        work.organizations.save(
            Organization(id=id, name=name, created_at=work.now, updated_at=work.now)
        )
        return rename_organization(work, name=name)

    return application.crm.run(operator(id), begin)
