"""Settings: read from the environment, refused by name, and a key nobody else can read."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from workflow_app.config import Settings, SettingWrong, describe


def test_without_any_variable_the_defaults_hold() -> None:
    settings = Settings.from_environment({})
    assert (settings.port, settings.hall_close, settings.var) == (8000, time(17, 30), Path("var"))


def test_the_database_lies_in_the_data_folder_unless_named(tmp_path: Path) -> None:
    settings = Settings.from_environment({"WORKFLOW_APP_VAR": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/workflow.sqlite3"


def test_a_variable_sets_its_setting() -> None:
    settings = Settings.from_environment({"WORKFLOW_APP_PORT": "9000", "WORKFLOW_APP_HALL_CLOSE": "17:00"})
    assert (settings.port, settings.hall_close) == (9000, time(17))


def test_an_option_wins_over_its_variable() -> None:
    assert Settings.from_environment({"WORKFLOW_APP_PORT": "9000"}, port=9001).port == 9001


def test_an_option_that_was_not_given_leaves_the_variable() -> None:
    assert Settings.from_environment({"WORKFLOW_APP_PORT": "9000"}, port=None).port == 9000


def test_the_process_environment_is_read_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKFLOW_APP_HOST", "0.0.0.0")
    assert Settings.from_environment().host == "0.0.0.0"


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "many"), ("PORT", "70000"), ("THREADS", "0"), ("HALL_CLOSE", "half past five"), ("TICK_SECONDS", "-1")],
)
def test_a_value_that_cannot_be_read_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingWrong, match=f"WORKFLOW_APP_{name}"):
        Settings.from_environment({f"WORKFLOW_APP_{name}": value})


def test_the_secret_key_is_made_once(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)
    assert settings.secret_key() == settings.secret_key()


def test_the_secret_key_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    Settings(var=tmp_path).secret_key()
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_two_centres_have_different_keys(tmp_path: Path) -> None:
    assert Settings(var=tmp_path / "a").secret_key() != Settings(var=tmp_path / "b").secret_key()


def test_a_key_file_of_ones_own_is_used(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"of my own")
    assert Settings(secret_key_file=tmp_path / "key").secret_key() == b"of my own"


def test_every_setting_is_described() -> None:
    assert all(each.purpose and each.variable.startswith("WORKFLOW_APP_") for each in describe())


def test_the_default_of_the_database_is_described_for_people() -> None:
    assert describe()[0].default == "sqlite:///VAR/workflow.sqlite3"
