"""
Collects settings from everywhere they may stand, and reports all that is wrong.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import msgspec
import platformdirs
from attrs import field, frozen

from .model import ABOUT, APPLICATION, TYPES, Settings

PREFIX = "CRM_"
CONFIG = "CRM_CONFIG"
FROM_FILE = "_FILE"


@frozen
class Problem:
    """
    A setting that cannot be used: its name, where it was found, what is wrong.
    """

    name: str
    source: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name} ({self.source}): {self.reason}"


class SettingsWrong(Exception):
    """
    Some settings cannot be used.
    """

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@frozen
class Found:
    """
    A raw value and where it was found.
    """

    name: str
    source: str
    value: object


@frozen
class _Reading:
    """
    What was found so far; later finds win.
    """

    values: dict[str, Any] = field(factory=dict)
    sources: dict[str, str] = field(factory=dict)
    problems: list[Problem] = field(factory=list)

    def take(self, found: Found) -> None:
        try:
            self.values[found.name] = _converted(found.name, found.value)
            self.sources[found.name] = found.source
        except msgspec.ValidationError:
            must = f"must be {ABOUT[found.name].must}."
            self.problems.append(Problem(found.name, found.source, must))

    def check_together(self) -> None:
        both = ("token_secret", "auth_service_url")
        if all(name in self.values for name in both):
            source = self.sources["token_secret"]
            reason = "tokens are checked by a secret or by the auth service, not both."
            self.problems.append(Problem("token_secret", source, reason))


def read_settings(
    *,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, object] | None = None,
) -> Settings:
    """
    The settings of this installation; *flags* that are None were not given.

    Raises:
        SettingsWrong: Naming every value that cannot be used, with its source, and
            never the value of a secret.
    """
    environment = os.environ if environ is None else environ
    reading = _Reading()
    for finds in (
        _from_toml(environment, reading.problems),
        _from_environment(environment, reading.problems),
        _from_flags(flags or {}),
    ):
        for found in finds:
            reading.take(found)
    reading.check_together()
    if reading.problems:
        raise SettingsWrong(reading.problems)
    return Settings(**reading.values)


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """
    Variables that look like settings and are none.
    """
    known = {CONFIG, "CRM_TEST_DATABASE_URL"}
    for name, about in ABOUT.items():
        known.add(PREFIX + name.upper())
        if about.secret:
            known.add(PREFIX + name.upper() + FROM_FILE)
    return sorted(
        name for name in environ if name.startswith(PREFIX) and name not in known
    )


def config_file(environ: Mapping[str, str]) -> Path:
    """
    The TOML file: the one that CRM_CONFIG names, else the platform's.
    """
    if named := environ.get(CONFIG):
        return Path(named).expanduser()
    return platformdirs.user_config_path(APPLICATION) / "crm.toml"


def _from_toml(environ: Mapping[str, str], problems: list[Problem]) -> Iterator[Found]:
    file = config_file(environ)
    source = str(file)
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if environ.get(CONFIG):
            problems.append(Problem(CONFIG, source, "there is no such file."))
        return
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        # Where it broke, but not the line: it may hold a secret.
        reason = f"cannot be read: {type(error).__name__}."
        problems.append(Problem(CONFIG, source, reason))
        return
    for name, value in table.items():
        if name in ABOUT:
            yield Found(name, source, value)
        else:
            problems.append(Problem(name, source, "there is no such setting."))


def _from_environment(
    environ: Mapping[str, str], problems: list[Problem]
) -> Iterator[Found]:
    """
    Empty variables count as not set: that is how compose files leave one out.
    """
    for name, about in ABOUT.items():
        own = PREFIX + name.upper()
        given = [each for each in (own, *about.also) if environ.get(each)]
        named = own + FROM_FILE
        if about.secret and environ.get(named):
            if own in given:
                problems.append(Problem(name, named, f"{own} is set too: which one?"))
            else:
                yield from _from_secret_file(name, named, environ[named], problems)
        elif given:
            yield Found(name, given[0], environ[given[0]])


def _from_secret_file(
    name: str, variable: str, path: str, problems: list[Problem]
) -> Iterator[Found]:
    try:
        text = Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = f"{path} cannot be read: {type(error).__name__}."
        problems.append(Problem(name, variable, reason))
        return
    yield Found(name, variable, text)


def _from_flags(flags: Mapping[str, object]) -> Iterator[Found]:
    for name, value in flags.items():
        if value is not None:
            yield Found(name, "--" + name.replace("_", "-"), value)


def _converted(name: str, raw: object) -> object:
    kind = TYPES[name]
    if isinstance(raw, str) and get_args(get_args(kind)[0])[-1:] == (...,):
        raw = [part.strip() for part in raw.split(",") if part.strip()]
    return msgspec.convert(raw, kind, strict=False, dec_hook=_path)


def _path(kind: type, raw: Any) -> Path:
    if kind is Path and isinstance(raw, str | Path) and str(raw):
        return Path(raw).expanduser()
    raise ValueError
