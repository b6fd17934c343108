"""
Setting an installation up, and finding out what is wrong with it.
"""

import psycopg
import pytest

pytestmark = pytest.mark.postgres


def test_a_database_is_migrated_once(bare):
    """
    --check says what is to be done, by its exit code too.
    """
    assert 1 == bare.run("migrate", "--check").code
    assert "nothing" in bare("migrate").out
    assert 0 == bare.run("migrate", "--check").code
    assert "up to date" in bare("migrate").out


def test_a_database_without_tables_is_told_from_an_empty_one(bare):
    """
    With the command that mends it.
    """
    said = bare.run("contacts", "list")

    assert (1, "") == (said.code, said.out)
    assert "crm migrate" in said.err


@pytest.mark.parametrize(
    "command", [("contacts", "list"), ("migrate",), ("migrate", "--check")]
)
def test_a_database_that_is_away_is_told(terminal, command):
    """
    In a sentence, without the password.
    """
    address = "postgresql://crm:hunter2@127.0.0.1:1/crm"
    terminal.settings["CRM_DATABASE_URL"] = address

    said = terminal.run(*command)

    assert (1, "") == (said.code, said.out)
    assert "cannot be reached" in said.err
    assert "hunter2" not in said.err


def test_wrong_settings_are_told_together(terminal):
    """
    Before anything is done.
    """
    terminal.settings.update({"CRM_PORT": "many", "CRM_REDIS_URL": "hunter2"})

    said = terminal.run("contacts", "list")

    assert (1, "") == (said.code, said.out)
    assert "CRM_PORT" in said.err
    assert "CRM_REDIS_URL" in said.err
    assert "hunter2" not in said.err


def findings(said) -> dict[str, str]:
    """
    What the doctor found, by name.
    """
    return {each["name"]: each["state"] for each in said.json}


def test_the_doctor_finds_a_sound_installation_sound(terminal):
    """
    Each line says what it looked at.
    """
    said = terminal("doctor", "--json")

    assert {
        *("python", "disk", "database", "migrations", "extensions", "role"),
        *("row security", "redis", "files", "mail", "tokens"),
    } == findings(said).keys()
    assert {"ok"} == set(findings(said).values())
    assert "ok    python" in terminal("doctor").out


def test_the_doctor_names_what_is_wrong_and_mends_it(terminal):
    """
    A misspelled setting and a lost Redis are warnings; a lost relay and auth service
    fail; no address or password is shown.
    """
    terminal.settings.update(
        {
            "CRM_DATABSE_URL": "x",
            "CRM_TOKEN_SECRET": None,
            "CRM_REDIS_URL": "redis://:hunter2@127.0.0.1:1",
            "CRM_SMTP_URL": "smtp://me:hunter2@127.0.0.1:1",
            "AUTH_SERVICE_URL": "http://127.0.0.1:1",
        }
    )
    said = terminal.run("doctor", "--json")

    assert 1 == said.code
    assert {
        "environment": "warn",
        "redis": "warn",
        "mail": "fail",
        "tokens": "fail",
    }.items() <= findings(said).items()
    assert all(each["mend"] for each in said.json if each["state"] != "ok")
    assert "hunter2" not in said.out + said.err


def test_the_doctor_sees_an_open_table(fresh_terminal):
    """
    One whose owner passes row-level security by.
    """
    url = fresh_terminal.settings["CRM_DATABASE_URL"]
    with psycopg.connect(url) as admin:
        admin.execute("ALTER TABLE crm.contacts NO FORCE ROW LEVEL SECURITY")

    said = fresh_terminal.run("doctor", "--json")

    assert (1, "fail") == (said.code, findings(said)["row security"])


def test_the_doctor_sees_a_database_that_was_not_migrated(bare):
    """
    And says what does it.
    """
    said = bare.run("doctor", "--json")

    assert (1, "fail") == (said.code, findings(said)["migrations"])
