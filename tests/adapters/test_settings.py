"""
Settings come from four places, and whatever is wrong is said at once, without secrets.
"""

import pytest

from crm_adapters.settings import (
    Settings,
    SettingsWrong,
    read_settings,
    settings_table,
    unknown_variables,
)

URL = "postgresql://crm:hunter2@db.example.com/crm"
LONG = "a secret of more than thirty-two characters"


@pytest.fixture
def toml(tmp_path):
    """
    Write a configuration file; answers the environment that names it.
    """

    def write(text: str) -> dict[str, str]:
        file = tmp_path / "crm.toml"
        file.write_text(text, encoding="utf-8")
        return {"CRM_CONFIG": str(file)}

    return write


@pytest.fixture(autouse=True)
def nobodys_home(tmp_path, monkeypatch):
    """
    No configuration file of whoever runs the tests.
    """
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))


def problems(**given) -> list[tuple[str, str]]:
    """
    What is wrong with settings, and where.
    """
    with pytest.raises(SettingsWrong) as refused:
        read_settings(**given)
    return [(problem.name, problem.source) for problem in refused.value.problems]


def test_without_anything_the_defaults_hold():
    """
    Nothing needs to be set.
    """
    assert read_settings(environ={}) == Settings()


def test_later_places_win(toml):
    """
    A flag beats the environment, which beats the file, which beats the default.
    """
    environ = toml("port = 1\nhost = 'file'\nlog_level = 'error'")
    environ |= {"CRM_PORT": "2", "CRM_HOST": "environment"}

    read = read_settings(environ=environ, flags={"port": 3, "host": None})

    assert (3, "environment", "error", 10) == (
        read.port,
        read.host,
        read.log_level,
        read.threads,
    )


def test_the_platforms_own_file_is_read(tmp_path):
    """
    Without CRM_CONFIG the file in the platform's configuration folder counts.
    """
    folder = tmp_path / "config" / "erp-crm-module"
    folder.mkdir(parents=True)
    (folder / "crm.toml").write_text("threads = 4")

    assert 4 == read_settings(environ={}).threads


def test_every_wrong_value_is_named_with_its_source(toml):
    """
    Not the first one only, and from every place.
    """
    environ = toml("prot = 8000\ndocs = 'maybe'")
    file = environ["CRM_CONFIG"]
    environ |= {"CRM_THREADS": "many", "CRM_BASE_URL": "ftp://x"}

    found = problems(environ=environ, flags={"port": 70000})

    assert {
        ("prot", file),
        ("docs", file),
        ("threads", "CRM_THREADS"),
        ("base_url", "CRM_BASE_URL"),
        ("port", "--port"),
    } == set(found)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CRM_DATABASE_URL", "mysql://crm:hunter2@db/crm"),
        ("DATABASE_URL", "hunter2"),
        ("CRM_REDIS_URL", "http://:hunter2@redis"),
        ("CRM_TOKEN_SECRET", "hunter2"),
        ("CRM_SMTP_URL", "mailto:hunter2"),
    ],
)
def test_a_wrong_secret_is_not_shown(variable, value):
    """
    The refusal says what it must be, never what it is.
    """
    with pytest.raises(SettingsWrong) as refused:
        read_settings(environ={variable: value})

    assert "hunter2" not in str(refused.value)
    assert variable in str(refused.value)


def test_a_broken_file_is_named_without_its_text(toml):
    """
    The line that cannot be parsed may hold a secret.
    """
    environ = toml('token_secret = "hunter2')
    with pytest.raises(SettingsWrong) as refused:
        read_settings(environ=environ)

    assert environ["CRM_CONFIG"] in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_configuration_file_that_was_named_must_be_there(tmp_path):
    """
    A typing error in CRM_CONFIG does not pass for an empty file.
    """
    missing = str(tmp_path / "missing.toml")

    assert [("CRM_CONFIG", missing)] == problems(environ={"CRM_CONFIG": missing})


def test_secrets_come_from_files_too(tmp_path):
    """
    As container secrets are given, with the newline that editors leave.
    """
    file = tmp_path / "secret"
    file.write_text(LONG + "\n")

    read = read_settings(environ={"CRM_TOKEN_SECRET_FILE": str(file)})

    assert LONG == read.token_secret


def test_a_secret_file_that_is_missing_is_named(tmp_path):
    """
    It does not pass for no secret.
    """
    environ = {"CRM_TOKEN_SECRET_FILE": str(tmp_path / "none")}

    assert [("token_secret", "CRM_TOKEN_SECRET_FILE")] == problems(environ=environ)


def test_a_secret_given_twice_is_refused(tmp_path):
    """
    Which one counts must not depend on luck.
    """
    environ = {"CRM_TOKEN_SECRET": LONG, "CRM_TOKEN_SECRET_FILE": str(tmp_path)}

    assert [("token_secret", "CRM_TOKEN_SECRET_FILE")] == problems(environ=environ)


def test_tokens_are_checked_in_one_way():
    """
    A secret beside the auth service's keys would open a second door.
    """
    environ = {"CRM_TOKEN_SECRET": LONG, "AUTH_SERVICE_URL": "https://auth.example.com"}

    assert [("token_secret", "CRM_TOKEN_SECRET")] == problems(environ=environ)


def test_the_names_that_deployments_use_count_too():
    """
    DATABASE_URL, REDIS_URL and AUTH_SERVICE_URL; the CRM's own name wins.
    """
    environ = {
        "DATABASE_URL": URL,
        "REDIS_URL": "redis://redis:6379",
        "CRM_REDIS_URL": "redis://own:6379",
        "AUTH_SERVICE_URL": "http://auth-service:8000",
    }

    read = read_settings(environ=environ)

    assert (URL, "redis://own:6379", "http://auth-service:8000") == (
        read.database_url,
        read.redis_url,
        read.auth_service_url,
    )


def test_an_empty_variable_is_not_set():
    """
    Compose files pass on variables that nobody set, as empty ones.
    """
    environ = {"CRM_PORT": "", "AUTH_SERVICE_URL": "", "CRM_TOKEN_SECRET_FILE": ""}

    assert Settings() == read_settings(environ=environ)


def test_lists_are_written_with_commas_or_as_toml(toml):
    """
    In the environment there is only text.
    """
    environ = toml('cors_origins = ["https://a.example"]')
    environ["CRM_ALLOWED_HOSTS"] = "crm.example, www.crm.example"

    read = read_settings(environ=environ)

    assert ("crm.example", "www.crm.example") == read.allowed_hosts
    assert ("https://a.example",) == read.cors_origins


def test_settings_can_be_logged():
    """
    Their text holds no secret.
    """
    environ = {"CRM_DATABASE_URL": URL, "CRM_TOKEN_SECRET": LONG}

    text = repr(read_settings(environ=environ))

    assert "hunter2" not in text
    assert LONG not in text
    assert "database_url=set" in text


def test_a_misspelled_variable_can_be_found():
    """
    The environment belongs to others too, so it is a warning of `crm doctor`.
    """
    environ = {
        "CRM_DATABSE_URL": URL,
        "CRM_PORT": "1",
        "CRM_SMTP_URL_FILE": "x",
        "PATH": "/bin",
    }

    assert ["CRM_DATABSE_URL"] == unknown_variables(environ)


def test_every_setting_is_documented():
    """
    The table is made from the declaration.
    """
    table = settings_table()

    assert [] == [
        name for name in Settings.__struct_fields__ if f"| `{name}` |" not in table
    ]
    assert len(Settings.__struct_fields__) == table.count("\n") - 2
