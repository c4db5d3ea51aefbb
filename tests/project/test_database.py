"""``DATABASE_URL``: read whole, or refused in French without showing the password."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from buron.project.database import from_url
from buron.project.environment import hosts, mail_settings, secret_key

DATA = Path("/srv/buron")


def test_every_part_of_the_address_is_read():
    pytest.importorskip("psycopg")
    read = from_url("postgresql://agn%C3%A8s:p%40ss%2Fw@db.example:5433/of%20fice?sslmode=require", DATA)
    assert (read["USER"], read["PASSWORD"]) == ("agnès", "p@ss/w")
    assert (read["HOST"], read["PORT"], read["NAME"]) == ("db.example", "5433", "of fice")
    assert read["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_and_options_of_libpq():
    pytest.importorskip("psycopg")
    read = from_url("postgres://buron@/buron?host=/run/postgresql&port=5434&connect_timeout=3", DATA)
    assert (read["HOST"], read["PORT"], read["USER"]) == ("/run/postgresql", "5434", "buron")
    assert read["OPTIONS"] == {"connect_timeout": "3"}


def test_sqlite_by_name_or_by_default():
    assert from_url("", DATA)["NAME"] == DATA / "buron.sqlite3"
    assert from_url("sqlite:////srv/autre.sqlite3", DATA)["NAME"] == Path("/srv/autre.sqlite3")
    assert from_url("sqlite:///srv/autre.sqlite3", DATA)["NAME"] == Path("/srv/autre.sqlite3")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://u:secret@h/b", "postgresql://"),
        ("buron", "postgresql://"),
        ("postgresql://u:secret@h", "nom de la base"),
        ("postgresql://u:secret#x@h/b", "%23"),
        ("postgresql://u:secret@h:99999/b", "le port"),
        ("postgresql://u:secret@h:abc/b", "le port"),
        ("postgresql://u:secret@h/b?port=abc", "le port"),
        ("postgresql://u:secret@h/b?sslmode=oui", "verify-full"),
        ("postgresql://u:secret@h/b?ssl=1", "« ssl »"),
        ("postgresql://[u:secret@h/b", "ne se lit pas"),
        ("sqlite://autre.sqlite3", "chemin complet"),
    ],
)
def test_nonsense_is_refused_without_the_password(address, said):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL n’est pas utilisable") as refused:
        from_url(address, DATA)
    assert said in str(refused.value) and "secret" not in str(refused.value)


def test_the_names_of_the_server(monkeypatch):
    monkeypatch.setenv("BURON_HOSTS", " buron.example , ,10.0.0.4")
    assert hosts() == ["buron.example", "10.0.0.4"]
    monkeypatch.setenv("BURON_HOSTS", "")
    assert "127.0.0.1" in hosts()


def test_the_mail_server_is_read_or_said_to_be_wrong_at_the_start(monkeypatch, tmp_path):
    monkeypatch.delenv("BURON_SMTP_URL", raising=False)
    assert "filebased" in mail_settings(tmp_path)["EMAIL_BACKEND"]
    monkeypatch.setenv("BURON_SMTP_URL", "smtp://office%40exemple.fr:a%2Fb@smtp.exemple.fr")
    read = mail_settings(tmp_path)
    assert (read["EMAIL_HOST_USER"], read["EMAIL_HOST_PASSWORD"]) == ("office@exemple.fr", "a/b")
    assert (read["EMAIL_PORT"], read["EMAIL_USE_TLS"], read["EMAIL_USE_SSL"]) == (587, True, False)
    monkeypatch.setenv("BURON_SMTP_URL", "smtps://a:pass%C3%A9@x")
    assert mail_settings(tmp_path)["EMAIL_HOST_PASSWORD"] == "passé"
    for wrong in ("http://x", "smtp://x:port", "smtp://[x"):
        monkeypatch.setenv("BURON_SMTP_URL", wrong)
        with pytest.raises(ImproperlyConfigured, match="BURON_SMTP_URL"):
            mail_settings(tmp_path)


def test_a_data_folder_that_is_a_file_is_said_in_french(tmp_path, monkeypatch):
    monkeypatch.delenv("BURON_SECRET_KEY")
    (tmp_path / "fichier").write_text("ceci n’est pas un dossier")
    with pytest.raises(ImproperlyConfigured, match="n’est pas utilisable : c’est un fichier, pas un dossier"):
        secret_key(tmp_path / "fichier")
    assert secret_key(tmp_path / "dossier") == secret_key(tmp_path / "dossier")
