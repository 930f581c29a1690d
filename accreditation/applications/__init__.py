"""13.AA c: invitations, applications and their assessment."""
