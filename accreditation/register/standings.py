"""The special accreditation as one of an organisation's four standings."""

from accreditation.register.accreditations import HELD, Accreditation
from partners.models import Organisation, User
from partners.standings import Evidence


def specially_accredited(organisation: Organisation, user: User) -> list[Evidence]:
    """What the organisation holds today by decision of the Standing Committee."""
    held = Accreditation.objects.visible_to(user).filter(organisation=organisation, state__in=HELD)
    return [
        Evidence(
            text=f"{each.reference} ({each.get_state_display()})",
            since=each.conferred_on,
            path=each.get_absolute_url(),
        )
        for each in held.order_by("conferred_on")
    ]
