"""Why a document or a sheet cannot be made. Each message says how to go on."""


class DocumentError(Exception):
    """A document cannot be made."""


class PdfUnavailable(DocumentError):
    """Pango is not installed on this machine (fault 72)."""


class BlockedSource(DocumentError):
    """The document names a file, a host or an attachment that it may not load (fault 53)."""


class MissingSource(DocumentError):
    """One of our own static files is not where it should be."""


class TooManyRows(DocumentError):
    """The table is too long for this kind of file."""
