"""What set-up relies on: locks that are complete and carry nothing of a GPU, a package list that is true, a clean repository."""

import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from assistant.settings import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")
PYTHON = Path(sys.executable).parent
GPU = re.compile(r"nvidia|cuda|cudnn|triton|rocm", re.IGNORECASE)
FOREIGN = {
    "a path of one machine": re.compile(r"(?<![\w.~/])/(?:home|Users|root|work|farm|opt|mnt)/\w|[A-Z]:\\Users\\", re.ASCII),
    "a host of packages or models": re.compile(
        r"pypi\.org|pythonhosted\.org|download\.pytorch\.org|(?:registry\.)?npmjs\.(?:org|com)|huggingface\.co|hf-mirror|/simple/?(?:$|[\s\"'])"
        r"|mirrors?\.[\w-]+\.(?:com|cn|edu|org)",
        re.IGNORECASE,
    ),
    "a secret": re.compile(r"(?<!\w)(?:sk-[A-Za-z0-9]{20,}|ghp_[A-Za-z0-9]{30,}|AKIA[A-Z0-9]{16})|-----BEGIN [A-Z ]*PRIVATE KEY"),
}


def locked(lock: str) -> list[Requirement]:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


@cache
def project_files() -> tuple[Path, ...]:
    """What is, or is to be, under version control."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return tuple(path for name in names if name and (path := ROOT / name).is_file())


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_and_brings_nothing_of_a_gpu(lock: str) -> None:
    requirements = locked(lock)
    assert len(requirements) > 100
    for requirement in requirements:
        assert re.fullmatch(r"==[0-9][\w.!]*", str(requirement.specifier)), f"{requirement}: one version, without a build such as +cpu"
        assert requirement.url is None and not GPU.search(requirement.name), requirement
    assert [str(requirement) for requirement in requirements if requirement.name == "torch"] == ["torch==2.13.0"]


@pytest.mark.parametrize(("lock", "extras"), [("requirements.lock", ()), ("requirements-dev.lock", ("dev", "yardstick"))])
def test_every_dependency_stands_in_its_lock(lock: str, extras: tuple[str, ...]) -> None:
    versions = {canonicalize_name(one.name): next(iter(one.specifier)).version for one in locked(lock)}
    wanted = [
        *PROJECT["project"]["dependencies"],
        *(line for extra in extras for line in PROJECT["project"]["optional-dependencies"][extra]),
    ]
    for requirement in map(Requirement, wanted):
        name = canonicalize_name(requirement.name)
        assert name in versions, f"{requirement} is missing in {lock}: run make lock"
        assert requirement.specifier.contains(versions[name]), f"{requirement}, but {lock} has {versions[name]}"


def test_the_lock_of_the_tests_is_that_of_the_program_and_more() -> None:
    assert {str(one) for one in locked("requirements.lock")} < {str(one) for one in locked("requirements-dev.lock")}


def test_the_installed_packages_are_the_locked_ones() -> None:
    """A lock that nobody installs is a lock that nobody tests."""
    from importlib.metadata import version

    wanted = [one for one in locked("requirements-dev.lock") if one.marker is None or one.marker.evaluate()]
    assert [str(one) for one in wanted if not one.specifier.contains(version(one.name))] == []


def test_the_list_of_packages_is_that_of_the_folders() -> None:
    made = (path.parent.relative_to(ROOT) for top in ("assistant", "ingest", "eval") for path in (ROOT / top).rglob("__init__.py"))
    assert sorted(PROJECT["tool"]["setuptools"]["packages"]) == sorted(".".join(folder.parts) for folder in made)


def test_every_data_file_of_a_package_is_packaged() -> None:
    data = PROJECT["tool"]["setuptools"]["package-data"]
    packaged = {
        file for package, patterns in data.items() for pattern in patterns for file in ROOT.joinpath(*package.split(".")).glob(pattern)
    }
    held = {path for path in project_files() if path.suffix != ".py" and path.relative_to(ROOT).parts[0] in ("assistant", "ingest", "eval")}
    assert held - packaged == set()


@pytest.mark.parametrize("what", FOREIGN)
def test_nothing_of_a_machine_stands_in_the_files(what: str) -> None:
    found = []
    for path in project_files():
        content = path.read_bytes()
        if path == Path(__file__) or path.name == "tokenizer.json" or b"\0" in content[:8000]:
            continue
        for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), 1):
            if FOREIGN[what].search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("see /home/anna/notes", "a path of one machine"),
        ("index-url = https://pypi.org/simple", "a host of packages or models"),
        ("-----BEGIN RSA PRIVATE KEY-----", "a secret"),
    ],
)
def test_the_search_finds_what_it_is_for(text: str, what: str) -> None:
    assert FOREIGN[what].search(text)


def test_imports_go_down_the_house() -> None:
    done = subprocess.run([PYTHON / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0 and " 0 broken" in done.stdout, done.stdout + done.stderr


def test_the_commit_hooks_need_no_network() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in hooks["repos"]] == ["local"]
    assert {hook["language"] for hook in hooks["repos"][0]["hooks"]} == {"system", "pygrep"}
    checked = subprocess.run([PYTHON / "pre-commit", "validate-config"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert checked.returncode == 0, checked.stdout


def test_the_build_run_is_executable_and_calls_the_two_targets() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash") and "set -euo pipefail" in text
    assert "make check" in text and "make test" in text
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("python", "said"), [("python-that-is-not-there", "3.11 or newer"), ("./old", "3.11 or newer"), ("./bare", "-venv")]
)
def test_set_up_says_what_is_wrong_with_a_python(tmp_path: Path, python: str, said: str) -> None:
    (tmp_path / "Makefile").write_bytes((ROOT / "Makefile").read_bytes())
    for name in (*LOCKS, "pyproject.toml"):
        (tmp_path / name).touch()
    scripts = {"old": 'case "$1" in --version) echo Python 3.9.6;; *) exit 1;; esac', "bare": 'case "$2" in *ensurepip*) exit 1;; esac'}
    for name, body in scripts.items():
        script = tmp_path / name
        script.write_text(f'#!/bin/sh\n{body}\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    done = subprocess.run(["make", "run", f"PYTHON={python}"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode != 0 and said in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and not (tmp_path / ".venv").exists()
