"""A report becomes a document. Pure: report in, bytes out."""
