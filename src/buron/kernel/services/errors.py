"""What the services of the ground floor say when they refuse."""


class MemberError(ValueError):
    """The place cannot be given or taken so; the message is French."""
