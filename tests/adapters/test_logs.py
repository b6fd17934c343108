"""
Logs tell what happened, and never stop the work.
"""

import json
import logging
import os
from pathlib import Path

import pytest
import structlog

from crm_adapters.logs import MOST_WAITING, logging_to


@pytest.fixture
def target(tmp_path):
    """
    A file to log to; answers its descriptor and what was written.
    """
    file = tmp_path / "log"
    descriptor = os.open(file, os.O_CREAT | os.O_WRONLY)
    yield descriptor, lambda: file.read_text(encoding="utf-8").splitlines()
    os.close(descriptor)


def test_both_kinds_of_logger_end_up_in_one_log(target):
    """
    The product's own loggers and those of libraries, as JSON.
    """
    descriptor, written = target
    with logging_to(descriptor):
        structlog.get_logger("crm.http").info("request", status=200)
        logging.getLogger("uvicorn.error").warning("late %s", "start")

    first, second = map(json.loads, written())
    assert ("request", 200, "info") == (
        first["event"],
        first["status"],
        first["level"],
    )
    assert ("late start", "uvicorn.error", "warning") == (
        second["event"],
        second["logger"],
        second["level"],
    )
    assert first["timestamp"].endswith("Z")


def test_what_is_below_the_level_is_left_out(target):
    """
    Of either kind.
    """
    descriptor, written = target
    with logging_to(descriptor, level="warning"):
        structlog.get_logger().info("quiet")
        logging.getLogger("any").info("quiet")
        structlog.get_logger().warning("loud")

    assert ["loud"] == [json.loads(line)["event"] for line in written()]


def test_people_read_text(target):
    """
    When it is asked for, or on a terminal.
    """
    descriptor, written = target
    with logging_to(descriptor, style="text"):
        structlog.get_logger().info("served", status=200)

    (line,) = written()
    assert "served" in line
    assert "status=200" in line


def test_an_error_is_logged_without_its_message(target):
    """
    A database's error quotes the row that it refused.
    """
    descriptor, written = target
    with logging_to(descriptor):
        try:
            int("ada@example.com")
        except ValueError:
            logging.getLogger("uvicorn.error").exception("Exception in ASGI")

    (line,) = written()
    assert "ada@example.com" not in line
    assert "ValueError" == json.loads(line)["error"]
    assert json.loads(line)["at"]


def test_a_line_break_in_a_value_makes_no_line(target):
    """
    Nobody forges a line of the log.
    """
    descriptor, written = target
    with logging_to(descriptor):
        structlog.get_logger().info('x\n{"event": "forged"}', path="a\r\nb")

    assert 1 == len(written())


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="this system has no /dev/full"
)
def test_a_full_disk_costs_lines_only():
    """
    Every write fails; the loggers do not. (F28).
    """
    descriptor = os.open("/dev/full", os.O_WRONLY)
    with logging_to(descriptor):
        for _ in range(100):
            structlog.get_logger().info("request")
            logging.getLogger().warning("library")
    os.close(descriptor)


def test_a_reader_that_went_away_costs_lines_only():
    """
    The other end of the pipe is closed. (F28).
    """
    reader, writer = os.pipe()
    os.close(reader)
    with logging_to(writer):
        for _ in range(100):
            structlog.get_logger().info("request")
    os.close(writer)


def test_a_pipe_that_nobody_empties_blocks_nobody():
    """
    More lines than the pipe and the queue hold: the rest is dropped. (F28).
    """
    reader, writer = os.pipe()
    with logging_to(writer, patience=0):
        for _ in range(MOST_WAITING + 5_000):
            structlog.get_logger().info("request", filler="x" * 100)

    assert b"request" in os.read(reader, 1000)
    os.close(reader)


def test_afterwards_logging_is_as_before(target):
    """
    Two runs in one process do not write into each other's log.
    """
    descriptor, written = target
    handlers = list(logging.getLogger().handlers)
    with logging_to(descriptor):
        pass
    logging.getLogger().error("after")

    assert handlers == logging.getLogger().handlers
    assert [] == written()
