"""
What can be done over HTTP: one table, from which routes and documentation come.
"""

from collections.abc import Callable
from typing import Final

from attrs import frozen

from crm_core.shared import Permission

from .calls import Call
from .replies import EventReply, Reply, StreamReply

Answer = Callable[[Call], Reply | StreamReply | EventReply]

JSON: Final = "application/json"


@frozen(kw_only=True)
class Parameter:
    """
    A parameter of the address's query, or of its path.
    """

    name: str
    says: str
    schema: dict[str, object]
    example: object = None
    required: bool = False
    repeats: bool = False


@frozen(kw_only=True)
class Operation:
    """
    One method on one path.

    Args:
        method: GET answers HEAD too.
        path: Its template, without the trailing slash, which is always allowed.
        name: Unique, for clients that are generated.
        tag: The chapter of the documentation.
        summary: What it does.
        answer: Does it.
        requires: The permission that its use case asks for.
        takes: The schema of its JSON body.
        takes_files: The media types of its body, when it takes a file.
        attaches: Its body is a file to be kept, however large: it waits on the disk.
        takes_too: Further media types of its body, which it reads itself.
        optional_body: An empty body means an empty object.
        gives: The schema of its answer; None for no body.
        gives_files: The media types of its answer, when it gives a file.
        status: Of its answer.
        later: The schema of its 202 answer, when a worker may do it.
        query: Its parameters.
        any_query: Parameters that it does not know do not matter.
        lists: The kind of record whose filters are parameters too.
        problems: Kinds of problem beyond those that every operation can meet.
        located: Its answer has a Location.
        tagged: Its answer has an ETag and it knows If-None-Match.
        conditional: It wants If-Match: "required", or "optional".
        written: It leaves a change set.
        anyone: It needs no token.
        inline: It never waits, so it needs no thread.
        documented: It is part of the API.
    """

    method: str
    path: str
    name: str
    answer: Answer
    tag: str = ""
    summary: str = ""
    requires: Permission | None = None
    takes: str | None = None
    takes_files: tuple[str, ...] = ()
    attaches: bool = False
    takes_too: tuple[str, ...] = ()
    optional_body: bool = False
    gives: str | None = None
    gives_files: tuple[str, ...] = ()
    status: int = 200
    later: str | None = None
    query: tuple[Parameter, ...] = ()
    any_query: bool = False
    lists: str | None = None
    problems: tuple[str, ...] = ()
    located: bool = False
    tagged: bool = False
    conditional: str | None = None
    written: bool = False
    anyone: bool = False
    inline: bool = False
    documented: bool = True

    @property
    def parameters(self) -> frozenset[str]:
        """
        The names of its parameters.
        """
        return frozenset(parameter.name for parameter in self.query)

    @property
    def repeating(self) -> frozenset[str]:
        """
        The names of those that may be given several times.
        """
        return frozenset(each.name for each in self.query if each.repeats)

    @property
    def takes_nothing(self) -> bool:
        """
        Whether its body, if there is one, holds no members.
        """
        taken = self.takes or self.takes_files or self.takes_too
        return self.has_body and not taken

    @property
    def may_be_empty(self) -> bool:
        """
        Whether an empty body is an empty object.
        """
        return self.optional_body or self.takes_nothing

    @property
    def has_body(self) -> bool:
        """
        Whether a body is read at all.
        """
        return self.method in {"PATCH", "POST", "PUT"}
