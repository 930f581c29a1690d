"""What the room of the organisations' documents stores."""

from accreditation.wallet.documents import WalletDocument

__all__ = ["WalletDocument"]
