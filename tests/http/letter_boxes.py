"""
A post that delivers at once, and keeps what it delivered.
"""

from crm_core.emails import Outcome, Verdict, deliver_some, post_actor


class Taker:
    """
    A relay that takes all, and keeps the parcels.
    """

    def __init__(self):
        self.parcels = []

    def deliver(self, message, *, sender, recipient):
        return Verdict(outcome=Outcome.SENT, code=250)

    def written(self, parcel):
        self.parcels.append(parcel)
        return b"x"


def deliver(door, ours):
    taker = Taker()
    deliver_some(door.crm.run, post_actor(ours.id), taker, taker.written)
    return taker.parcels
