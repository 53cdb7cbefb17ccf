import subprocess

import pytest

from bench.measure import machine, python, run


def test_a_command_is_timed_and_its_memory_measured_with_that_of_its_children() -> None:
    child = "import time; held = bytearray(150 << 20); time.sleep(0.4)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{child}'], check=True); print('done')"
    taken = run(python("-c", code))
    assert taken.output == "done\n"
    assert taken.seconds > 0.4
    assert 150 << 20 < taken.memory < 400 << 20


def test_a_command_that_fails_raises() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run(python("-c", "raise SystemExit(3)"))


def test_an_expected_status_does_not_raise() -> None:
    assert run(python("-c", "raise SystemExit(3)"), status=(0, 3)).output == ""


def test_the_machine_is_described() -> None:
    described = machine()
    assert {"cpu", "cores", "memory_mb", "python", "sqlite", "commit"} <= described.keys()
