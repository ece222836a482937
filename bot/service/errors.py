"""What the service says when it cannot do what it was asked to do."""

from bot.store import PassingError

UnavailableError = PassingError
"""The store cannot be written for the moment: try the same again later."""


class ServiceError(Exception):
    """The service cannot do this; the message says why and what to do."""


class UnknownNameError(ServiceError):
    """A name is none of the definitions, the model or the area: wrong usage."""


class NotAllowedError(ServiceError):
    """This is not for this account. Ask the administrator for the role it needs."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or " ".join((self.__doc__ or "").split()))
