"""Title, issuer, date, speaker and place of a document."""
