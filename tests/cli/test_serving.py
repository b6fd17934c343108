"""
The server and the demo as processes, and the embedded database behind them.
"""

import json
import re
import signal
import socket
import subprocess
import urllib.request
from contextlib import contextmanager

import pytest
from attrs import evolve

from crm_adapters.embedded.places import settle
from crm_adapters.embedded.server import Server

from .terminal import Terminal, begin

pytestmark = pytest.mark.postgres


@contextmanager
def running(terminal: Terminal, *command: str):
    """
    A command as a process, with what it prints until it serves.
    """
    process = terminal.start(*command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def address_in(process: subprocess.Popen[bytes]) -> str:
    """
    The address that a server says it serves on.
    """
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(rb"erved? on (http://\S+)|Serving on (http://\S+)", line):
            return (found[1] or found[2]).decode()
    raise AssertionError("it ended without serving")


def asked(address: str, token: str = "") -> tuple[int, bytes]:
    """
    What a server answers.
    """
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.status, answer.read()


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_server_answers_until_it_is_asked_to_end(house, processes):
    """
    Tokens of `crm token issue` are believed; SIGTERM ends it with exit code 0.
    """
    house.add("contacts", "first_name=Ada")
    token = house("token", "issue").out.strip()

    command = ("serve", "--port", "0", "--processes", str(processes))
    with running(house.terminal, *command) as process:
        address = address_in(process)
        status, body = asked(f"{address}/api/crm/contacts/", token)
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=30)

    assert (200, 1, 0) == (status, json.loads(body)["total"], code)


def test_a_taken_port_is_told(terminal):
    """
    Before the database is touched.
    """
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = terminal.run("serve", "--port", port)

    assert 1 == said.code
    assert f"127.0.0.1:{port}" in said.err


def test_a_server_that_believes_nobody_is_not_started(terminal):
    """
    On a configured database somebody must say whose tokens count.
    """
    terminal.settings["CRM_TOKEN_SECRET"] = None

    said = terminal.run("serve", "--port", 0)

    assert 1 == said.code
    assert "AUTH_SERVICE_URL" in said.err


@pytest.mark.slow
def test_the_demo_is_filled_once_and_shown(terminal, empty_database_url):
    """
    Migrated, filled, served; the link lets in once; a second start keeps what is
    there.
    """
    terminal.settings["CRM_DATABASE_URL"] = empty_database_url
    totals = []
    for _ in range(2):
        with running(terminal, "demo", "--port", "0", "--no-browser") as process:
            address = address_in(process)
            assert process.stdout is not None
            link = re.search(r"http\S+", process.stdout.readline().decode())
            assert link is not None
            assert b"Nora Lindqvist" in asked(link[0])[1]
            person = ("--as", "nora@northwind-harbour.example")
            token = terminal("token", "issue", *person).out.strip()
            totals.append(json.loads(asked(f"{address}/api/crm/contacts/", token)[1]))
            process.send_signal(signal.SIGINT)
            assert 0 == process.wait(timeout=30)
        terminal("contacts", "add", "first_name=Mine", *person)

    assert totals[0]["total"] + 1 == totals[1]["total"]
    assert 1 == terminal.run("demo", "--fresh", "--port", "0").code


@pytest.mark.slow
def test_without_a_database_the_embedded_one_is_used_and_stopped(terminal):
    """
    Migrated on first use, kept between commands, gone when nobody uses it.
    """
    ours = evolve(
        terminal,
        settings=terminal.settings
        | {"CRM_DATABASE_URL": None, "CRM_TOKEN_SECRET": None},
    )
    begin(ours, "At home")
    ours("contacts", "add", "first_name=Ada")

    assert 1 == ours("contacts", "list", "--json").json["total"]
    assert not Server(settle(ours.home)).running()
