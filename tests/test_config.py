"""The operator's settings: read once, checked all at once, refused with every fault named."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from blog.config import Config, ConfigError, variable_of


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in fields(Config):
        monkeypatch.delenv(variable_of(setting.name), raising=False)


def test_a_fresh_machine_needs_no_setting() -> None:
    config = Config.from_environment()
    assert config.base_url == "http://127.0.0.1:8000"
    assert config.sqlalchemy_url.endswith("/var/octavo.db")


def test_every_setting_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {
        "data_dir": ("/srv/blog", Path("/srv/blog")),
        "database_url": ("postgresql://blog@db/blog", "postgresql://blog@db/blog"),
        "url": ("https://example.org/blog/", "https://example.org/blog/"),
        "other_hosts": ("www.example.org, old.example.org", ("www.example.org", "old.example.org")),
        "secret_key": ("0123456789012345678", "0123456789012345678"),
        "sample": ("false", False),
        "host": ("0.0.0.0", "0.0.0.0"),
        "port": ("9000", 9000),
        "workers": ("3", 3),
        "threads": ("4", 4),
        "trusted_proxies": ("1", 1),
        "inline_widgets": ("no", False),
        "htmx_url": ("/static/htmx.js", "/static/htmx.js"),
        "htmx_integrity": ("sha384-x", "sha384-x"),
        "smtp_url": (
            "smtps://blog:p%40ss@mail.example.org",
            "smtps://blog:p%40ss@mail.example.org",
        ),
        "mail_from": ("blog@example.org", "blog@example.org"),
        "log_format": ("json", "json"),
    }
    for name, (value, _) in wanted.items():
        monkeypatch.setenv(variable_of(name), value)
    config = Config.from_environment()
    found = {setting.name: getattr(config, setting.name) for setting in fields(Config)}
    assert found == {name: value for name, (_, value) in wanted.items()}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BLOG_TITEL", "a misspelt name"),
        ("BLOG_THREADS", "many"),
        ("BLOG_THREADS", "0"),
        ("BLOG_WORKERS", "0"),
        ("PORT", "70000"),
        ("BLOG_SAMPLE", "perhaps"),
        ("BLOG_URL", "example.org"),
        ("BLOG_URL", "https://example.org/?a=1"),
        ("BLOG_URL", "https://example.org/#top"),
        ("BLOG_DATABASE_URL", "octavo"),
        ("BLOG_DATABASE_URL", "mysql://blog@db/blog"),
        ("BLOG_DATABASE_URL", "postgresql://blog@db:port/blog"),
        ("BLOG_HTMX_INTEGRITY", ""),
        ("BLOG_TRUSTED_PROXIES", "-1"),
        ("BLOG_LOG_FORMAT", "xml"),
        ("BLOG_SECRET_KEY", "short"),
    ],
)
def test_a_wrong_setting_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigError, match=variable):
        Config.from_environment()


def test_a_copy_of_htmx_of_ones_own_needs_no_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLOG_HTMX_URL", "/static/htmx.js")
    monkeypatch.setenv("BLOG_HTMX_INTEGRITY", "")
    assert Config.from_environment().htmx_integrity == ""


def test_postgresql_without_its_driver_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("blog.config.find_spec", lambda name: None)
    monkeypatch.setenv("BLOG_DATABASE_URL", "postgresql://blog:hidden-word@db/blog")
    with pytest.raises(ConfigError, match="psycopg") as refused:
        Config.from_environment()
    assert "hidden-word" not in str(refused.value)


def test_every_fault_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLOG_TITEL", "x")
    monkeypatch.setenv("BLOG_WORKERS", "none")
    monkeypatch.setenv("PORT", "0")
    with pytest.raises(ConfigError) as refused:
        Config.from_environment()
    assert len(str(refused.value).splitlines()) == 3


def test_a_foreign_copy_of_htmx_needs_its_hash() -> None:
    # An empty variable means "not set", so only code can take the hash away.
    from blog.config import _contradictions

    assert _contradictions(Config(htmx_url="https://cdn.example/htmx.js", htmx_integrity=""))
    assert not _contradictions(Config(htmx_url="/static/htmx.js", htmx_integrity=""))


def test_the_public_address_gives_host_and_sub_path() -> None:
    config = Config(url="https://example.org:8443/my/blog/")
    assert config.base_url == "https://example.org:8443/my/blog"
    assert config.public_host == "example.org:8443"
    assert config.sub_path == "/my/blog"
    assert config.is_https


def test_a_numeric_secret_stays_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLOG_SECRET_KEY", "12345678901234567890")
    assert Config.from_environment().signing_key() == "12345678901234567890"


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path / "var")
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: config.signing_key(), range(8)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 32
    file = tmp_path / "var" / "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_an_empty_key_file_signs_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("\n")
    with pytest.raises(ConfigError, match="holds no key"):
        Config(data_dir=tmp_path).signing_key()


def test_the_secret_is_not_printed() -> None:
    assert "hush" not in repr(Config(secret_key="hush hush hush hush"))
    assert "hush" not in repr(Config(database_url="postgresql://blog:hush@db/blog"))


def test_settings_do_not_change_while_the_blog_runs() -> None:
    with pytest.raises(FrozenInstanceError):
        Config().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("address", "sender", "fault"),
    [
        ("smtp://blog:hush@mail.example.org:587", "", "BLOG_MAIL_FROM"),
        ("smtp://blog:hush@mail.example.org:587", "Blog <blog@example.org>", "BLOG_MAIL_FROM"),
        ("smtp://blog:hush@mail.example.org:587", "a@b, c@d", "BLOG_MAIL_FROM"),
        ("smtp://blog:hush@mail.example.org:many", "blog@example.org", "BLOG_SMTP_URL"),
        ("http://blog:hush@mail.example.org", "blog@example.org", "BLOG_SMTP_URL"),
        ("blog:hush@mail.example.org", "blog@example.org", "BLOG_SMTP_URL"),
        ("smtp://blog:hush@", "blog@example.org", "BLOG_SMTP_URL"),
    ],
)
def test_mail_that_cannot_be_sent_stops_the_start_and_tells_no_password(
    monkeypatch: pytest.MonkeyPatch, address: str, sender: str, fault: str
) -> None:
    monkeypatch.setenv("BLOG_SMTP_URL", address)
    monkeypatch.setenv("BLOG_MAIL_FROM", sender)
    with pytest.raises(ConfigError, match=fault) as refused:
        Config.from_environment()
    assert "hush" not in str(refused.value)
    assert "hush" not in repr(Config(smtp_url=address))
