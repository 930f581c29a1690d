"""What reporting stores."""

from reporting.documents import DocumentState, IssuedDocument
from reporting.partner_reports import PartnerReport, ReportAnswer, ReportState

__all__ = ["DocumentState", "IssuedDocument", "PartnerReport", "ReportAnswer", "ReportState"]
