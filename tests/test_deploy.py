"""What `deploy/` holds is sound by the schemas of Compose and Kubernetes, and speaks of settings, numbers and routes that there are."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import generate_latest

from service.api.observing import Metrics
from service.settings import CONFIG, PREFIX, table
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
MANIFESTS = sorted(path for path in (DEPLOY / "kubernetes").glob("*.yaml") if path.name != "kustomization.yaml")
BIN = Path(sys.executable).parent
RESTRICTED = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}


def content(name: str) -> Any:
    """A file's YAML."""
    return yaml.safe_load((DEPLOY / name).read_text("utf-8"))


def checked(path: Path) -> int:
    """What the tool for that kind of file ends with."""
    tool = (
        ["check-jsonschema", "--builtin-schema", "vendor.compose-spec"]
        if "compose" in path.name
        else ["kubernetes-validate", "--strict"]
    )
    return subprocess.run([BIN / tool[0], *tool[1:], path], capture_output=True, check=False).returncode


@pytest.mark.parametrize("path", [DEPLOY / "compose.yaml", *MANIFESTS], ids=lambda path: path.name)
def test_a_file_is_sound_by_its_schema(path: Path) -> None:
    """The tool finds no fault."""
    assert checked(path) == 0


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [("compose.yaml", "read_only:", "readonly:"), ("kubernetes/deployment.yaml", "readinessProbe", "readyProbe")],
)
def test_the_tools_find_faults(tmp_path: Path, name: str, right: str, wrong: str) -> None:
    """A misspelt field is one."""
    path = tmp_path / Path(name).name
    path.write_text((DEPLOY / name).read_text("utf-8").replace(right, wrong), "utf-8")
    assert checked(path) != 0


@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("*.yaml")), ids=lambda path: path.name)
def test_every_variable_is_a_setting(path: Path) -> None:
    """No `DATELINE_…` is set that the service would refuse."""
    told = "\n".join(line.partition(" #")[0] for line in path.read_text("utf-8").splitlines())
    assert set(re.findall(rf"{PREFIX}\w+", told)) <= {CONFIG, *(setting.variable for setting in table())}


def test_kustomize_knows_every_manifest() -> None:
    """None is left out."""
    assert sorted(content("kubernetes/kustomization.yaml")["resources"]) == [path.name for path in MANIFESTS]


def test_the_autoscaler_looks_at_a_number_that_there_is() -> None:
    """Its metric is one that `/metrics` tells."""
    metrics = Metrics()
    metrics.watch_queue(lambda: 7, lambda: True)
    [metric] = content("kubernetes/autoscaler.yaml")["spec"]["metrics"]
    assert f"\n{metric['pods']['metric']['name']} 7.0\n" in generate_latest(metrics.registry).decode()


def test_pods_are_probed_bounded_and_without_rights() -> None:
    """Probes ask routes that there are; limits, requests and the restricted profile are set."""
    pod = content("kubernetes/deployment.yaml")["spec"]["template"]["spec"]
    [container] = pod["containers"]
    routes = yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))["paths"]
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"]["path"] in routes
    assert container["resources"].keys() == {"requests", "limits"}
    assert container["securityContext"] == RESTRICTED
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not pod["automountServiceAccountToken"]
    assert not pod["enableServiceLinks"], "a Service called dateline would set DATELINE_PORT"


def test_containers_of_compose_are_probed_bounded_and_without_rights() -> None:
    """Each has a health check, limits and a file system it cannot write; what is secret comes from files that are not in the repository."""
    compose = content("compose.yaml")
    for service in compose["services"].values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["healthcheck"]["test"]
        assert service["deploy"]["resources"]["limits"].keys() >= {"cpus", "memory"}
    assert compose["services"]["dateline"]["deploy"]["replicas"] > 1
    for secret in compose["secrets"].values():
        path = DEPLOY / secret["file"]
        assert subprocess.run(["git", "check-ignore", "--quiet", path], cwd=ROOT, check=False).returncode == 0, path
