"""Free ports, child processes and waiting for conditions: nothing here sleeps for luck."""

import random
import socket
import subprocess
import time


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nothing listens on at the moment, also free for UDP.

    It lies below those that Linux gives to outgoing connections and to listeners at port 0 (from 32768 on by default):
    nobody takes it by chance between its choice and its use.
    """
    while True:
        port = random.SystemRandom().randrange(10_000, 32_000)
        try:
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                with socket.socket(socket.AF_INET, kind) as free:
                    free.bind(("127.0.0.1", port))
        except OSError:
            continue
        return port


def wait_until(condition, seconds: float, what: str, every: float = 0.05):
    """Calls `condition` until it returns something true, which is returned; fails with `what` after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(every)


def listens(port: int, address: str = "127.0.0.1") -> bool:
    """True when something accepts TCP connections there."""
    try:
        with socket.create_connection((address, port), timeout=1):
            return True
    except OSError:
        return False


def run(*command, check: bool = True, **options) -> subprocess.CompletedProcess:
    """Runs a tool and returns what it printed as text; a failure shows its words."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120, **options)
    if check and done.returncode != 0:
        raise AssertionError(f"{command[0]} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def stop(process: subprocess.Popen, seconds: float = 15):
    """Ends a child: politely first, then not."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
