"""
A small client of calendar servers (RFC 4791), on httpx2.
"""

from collections.abc import Sequence
from urllib.parse import quote, unquote, urljoin, urlsplit

import httpx2
from attrs import define, field, frozen

from crm_core.calendars import (
    RemoteCalendar,
    RemoteChanged,
    RemoteChanges,
    RemoteObject,
    ServerRefused,
)

from ..outside import Outside
from .dav import (
    CALDAV,
    CTAG,
    DAV,
    Answered,
    ask_changes,
    ask_objects,
    ask_properties,
    read_answer,
)
from .wire import Wire

AT_ONCE = 50
_XML = "application/xml; charset=utf-8"


@frozen
class CaldavServers:
    """
    Opens calendar servers *outside*; those that may be in a private network may be
    asked without encryption, too.
    """

    outside: Outside = field(factory=Outside)

    def open(self, url: str, username: str, password: str, /) -> "CaldavServer":
        return CaldavServer(Wire(url, username, password, self.outside))


@define
class CaldavServer:
    """
    One calendar server, for one person.
    """

    _wire: Wire

    @property
    def url(self) -> str:
        """
        Where it is.
        """
        return self._wire.url

    def close(self) -> None:
        self._wire.client.close()

    def calendars(self) -> list[RemoteCalendar]:
        """
        The calendars of the person, found as RFC 6764 says.
        """
        place = self._found_calendar(self.url)
        if place is not None:
            return [place]
        principal = self._named(self.url, f"{DAV}current-user-principal")
        if not principal:
            principal = self._named(
                urljoin(self.url, "/.well-known/caldav"), f"{DAV}current-user-principal"
            )
        home = self._named(principal or self.url, f"{CALDAV}calendar-home-set")
        if not home:
            raise ServerRefused("There are no calendars at this address.")
        body = ask_properties(f"{DAV}resourcetype", f"{DAV}displayname")
        reply = self._ask("PROPFIND", home, body, depth="1")
        answers, _ = read_answer(reply.content)
        found = (self._calendar(each, str(reply.url)) for each in answers)
        return [each for each in found if each is not None]

    def changes(self, calendar: str, token: str | None, /) -> RemoteChanges:
        """
        What has changed since *token*; everything without one, or with one that the
        server does not know any more. Servers without tokens tell by their tag.
        """
        try:
            return self._synced(calendar, token or "", complete=not token)
        except ServerRefused:
            if token and not token.startswith("tag:"):
                return self.changes(calendar, None)
        return self._listed(calendar, token)

    def fetch(self, calendar: str, hrefs: Sequence[str], /) -> list[RemoteObject]:
        """
        The content of some objects; of those that are gone by now nothing.
        """
        found: list[RemoteObject] = []
        for start in range(0, len(hrefs), AT_ONCE):
            body = ask_objects(hrefs[start : start + AT_ONCE])
            reply = self._ask("REPORT", calendar, body, depth="1")
            answers, _ = read_answer(reply.content)
            for each in answers:
                data = each.text(f"{CALDAV}calendar-data")
                if data:
                    tag = each.text(f"{DAV}getetag")
                    found.append(RemoteObject(_path(each.href), tag, data))
        return found

    def put(self, calendar: str, href: str, text: str, tag: str | None, /) -> str:
        """
        Write an object: a new one, or the one that still has *tag*.

        Raises:
            RemoteChanged: It has not, or there is one already.
        """
        match = {"if-match": tag} if tag else {"if-none-match": "*"}
        headers = {"content-type": "text/calendar; charset=utf-8", **match}
        place = urljoin(calendar, quote(href))
        reply = self._wire.send("PUT", place, text.encode(), headers)
        if reply.status_code in (404, 409, 412):
            raise RemoteChanged
        self._wire.check(reply)
        tag = reply.headers.get("etag")
        return tag or self._named_text(place, f"{DAV}getetag")

    def delete(self, calendar: str, href: str, tag: str, /) -> None:
        """
        Remove an object that still has *tag*; one that is gone is as it should be.

        Raises:
            RemoteChanged: It has not.
        """
        place = urljoin(calendar, quote(href))
        reply = self._wire.send("DELETE", place, b"", {"if-match": tag})
        if reply.status_code == 412:
            raise RemoteChanged
        if reply.status_code not in (404, 410):
            self._wire.check(reply)

    # -------------------------------------------------------------------- what is asked

    def _synced(self, calendar: str, token: str, *, complete: bool) -> RemoteChanges:
        reply = self._ask("REPORT", calendar, ask_changes(token), depth="0")
        answers, after = read_answer(reply.content)
        if not after:
            raise ServerRefused("The server has no sync tokens.")
        own = _path(calendar)
        changed = {
            _path(each.href): each.text(f"{DAV}getetag")
            for each in answers
            if not each.gone and _path(each.href) != own
        }
        gone = tuple(_path(each.href) for each in answers if each.gone)
        return RemoteChanges(changed, gone, after, complete)

    def _listed(self, calendar: str, token: str | None) -> RemoteChanges:
        """
        Everything, unless the calendar's own tag says that nothing has changed.
        """
        tag = "tag:" + self._named_text(calendar, CTAG)
        if tag in (token, "tag:") and token == tag and tag != "tag:":
            return RemoteChanges({}, (), tag, complete=False)
        body = ask_properties(f"{DAV}getetag", f"{DAV}resourcetype")
        answers, _ = read_answer(
            self._ask("PROPFIND", calendar, body, depth="1").content
        )
        changed = {
            _path(each.href): each.text(f"{DAV}getetag")
            for each in answers
            if each.text(f"{DAV}getetag") and not _collection(each)
        }
        return RemoteChanges(changed, (), tag, complete=True)

    def _found_calendar(self, url: str) -> RemoteCalendar | None:
        body = ask_properties(f"{DAV}resourcetype", f"{DAV}displayname")
        reply = self._wire.send(
            "PROPFIND", url, body, {"content-type": _XML, "depth": "0"}
        )
        if reply.status_code in (403, 404, 405):
            return None
        self._wire.check(reply)
        answers, _ = read_answer(reply.content)
        return self._calendar(answers[0], str(reply.url)) if answers else None

    def _calendar(self, answer: Answered, base: str) -> RemoteCalendar | None:
        kinds = answer.properties.get(f"{DAV}resourcetype")
        if kinds is None or kinds.find(f"{CALDAV}calendar") is None:
            return None
        url = urljoin(base, answer.href)
        name = answer.text(f"{DAV}displayname")
        return RemoteCalendar(url, name or _path(answer.href))

    def _named(self, url: str, name: str) -> str:
        """
        The address that a property of *url* names; empty when there is none.
        """
        headers = {"content-type": _XML, "depth": "0"}
        reply = self._wire.send("PROPFIND", url, ask_properties(name), headers)
        if reply.status_code in (403, 404, 405):
            return ""
        self._wire.check(reply)
        answers, _ = read_answer(reply.content)
        named = next((h for each in answers if (h := each.href_in(name))), "")
        return urljoin(str(reply.url), named) if named else ""

    def _named_text(self, url: str, name: str) -> str:
        reply = self._ask("PROPFIND", url, ask_properties(name), depth="0")
        answers, _ = read_answer(reply.content)
        return next((text for each in answers if (text := each.text(name))), "")

    def _ask(
        self, method: str, url: str, body: bytes, *, depth: str
    ) -> httpx2.Response:
        headers = {"content-type": _XML, "depth": depth}
        reply = self._wire.send(method, url, body, headers)
        self._wire.check(reply)
        return reply


def _path(href: str) -> str:
    """
    The address of an object as one spells it: its path, without escapes.
    """
    return unquote(urlsplit(href).path)


def _collection(answer: Answered) -> bool:
    kinds = answer.properties.get(f"{DAV}resourcetype")
    return kinds is not None and kinds.find(f"{DAV}collection") is not None
