"""What can be wrong with a CKAN, beside what can be wrong with any source."""

from connectors.errors import HtmlAnswerError, PortalError


class CkanPageError(HtmlAnswerError):
    """A page for people where the action API was asked: the CKAN stands in a folder of its own, often ``example``."""

    rule = "ckan-page"


class CkanPrivateError(PortalError):
    """A package that its portal calls private: nothing of it is taken in unless the source says how."""

    rule = "ckan-private"


class CkanDatastoreError(PortalError):
    """An answer of the datastore that is no table: ``wanted`` was expected at its place."""

    rule = "ckan-datastore"


class CkanValueError(PortalError):
    """A field that is not as CKAN writes it and counts as missing; a remark, the record is taken in."""

    rule = "ckan-value"


class CkanFormatError(PortalError):
    """A format that is misspelt, or another than the file's; ``meant`` is what should stand there. A remark."""

    rule = "ckan-format"


class CkanAddressError(PortalError):
    """An address that no browser opens; ``meant`` is how it may be meant. A remark: its file is not fetched."""

    rule = "ckan-address"


class CkanFileError(PortalError):
    """A file that its address does not give, so that the portal's own table of it was read. A remark."""

    rule = "ckan-file"
