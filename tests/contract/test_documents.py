"""``openapi.yaml`` and ``schemas/``: as the code would write them, valid, and with examples that are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import msgspec
import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from service.api.app import ROUTES
from service.api.documents import as_json, as_yaml
from service.api.endpoint import endpoint_of
from service.api.examples import ARTICLE, EXTRACTION
from service.api.openapi import openapi_of
from service.api.schemas import PUBLISHED, schema_of
from service.contract import Article, Extraction, Problem
from service.problems import KINDS
from tests.conftest import ROOT

if TYPE_CHECKING:
    import httpx

DOCUMENT: dict[str, Any] = yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))


def test_openapi_yaml_is_what_the_routes_say() -> None:
    """``dateline openapi --write openapi.yaml`` would change nothing."""
    assert (ROOT / "openapi.yaml").read_text("utf-8") == as_yaml(openapi_of(ROUTES))


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_schemas_are_what_the_structs_say(name: str) -> None:
    """``dateline schemas --write schemas`` would change nothing."""
    assert (ROOT / f"schemas/{name}.json").read_bytes() == as_json(schema_of(name))


def test_there_are_no_other_schemas() -> None:
    """A schema whose struct has gone goes too."""
    assert {path.stem for path in (ROOT / "schemas").glob("*.json")} == set(PUBLISHED)


def test_openapi_yaml_is_valid() -> None:
    """The document is OpenAPI 3.1 in every part."""
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_every_route_is_documented() -> None:
    """All but the parts that the pages load."""
    undocumented = [handler.handler_name for handler in ROUTES if endpoint_of(handler) is None]
    assert undocumented == ["home_asset", "docs_asset"]
    operations = [operation for path in DOCUMENT["paths"].values() for operation in path.values()]
    assert len(operations) == len(ROUTES) - len(undocumented)
    assert len({operation["operationId"] for operation in operations}) == len(operations)


def test_every_route_tells_its_problems() -> None:
    """What any request can end in stands on every route, and each response is one of the table."""
    told: set[str] = set()
    for path in DOCUMENT["paths"].values():
        for operation in path.values():
            responses = operation["responses"]
            assert {"400", "405", "406", "503"} <= set(responses)
            assert any(status.startswith("2") for status in responses)
            for status, response in responses.items():
                if status >= "400":
                    name = response["$ref"].rpartition("/")[2]
                    assert KINDS[name].status == int(status)
                    told.add(name)
    assert told == set(KINDS) - {"internal-error"}


def test_bodies_are_closed_and_unions_told_apart() -> None:
    """An article takes no other fields; an event says by ``type`` which one it is."""
    schemas = DOCUMENT["components"]["schemas"]
    assert schemas["Article"]["additionalProperties"] is False
    event = schemas["Extraction"]["properties"]["events"]["items"]
    assert event["discriminator"]["propertyName"] == "type"
    assert set(event["discriminator"]["mapping"]) == {"visit", "statement"}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_schema_is_one(name: str) -> None:
    """Each is valid JSON Schema 2020-12, stands by itself, and has a versioned ``$id``."""
    schema = schema_of(name)
    jsonschema_rs.meta.validate(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:dateline:schema:1:{name}"
    jsonschema_rs.Draft202012Validator(schema)


@pytest.mark.parametrize(("name", "example"), [("Article", ARTICLE), ("Extraction", EXTRACTION)])
def test_the_examples_are_valid(name: str, example: dict[str, Any]) -> None:
    """The sample article and its extraction follow the schemas that they are examples of."""
    jsonschema_rs.validate(schema_of(name), example)


def test_every_example_of_the_document_is_valid() -> None:
    """Each example follows the schema beside it."""

    def look(part: Any) -> int:
        if isinstance(part, list):
            return sum(map(look, part))
        if not isinstance(part, dict):
            return 0
        if "example" in part and "schema" in part:
            assert validator(part["schema"]).is_valid(part["example"]), part["example"]
            return 1
        return sum(map(look, part.values()))

    assert look(DOCUMENT) >= len(KINDS)


def validator(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """A validator of a schema that stands in the document."""
    return jsonschema_rs.Draft202012Validator({**schema, "components": DOCUMENT["components"]})


def test_the_links_lead_on() -> None:
    """From an article that is put to all that can be done with it: each link names an operation and parameters that it has."""
    operations = {operation["operationId"]: operation for path in DOCUMENT["paths"].values() for operation in path.values()}
    links = operations["putArticle"]["responses"]["201"]["links"]
    assert {link["operationId"] for link in links.values()} == {
        "getArticle",
        "deleteArticle",
        "getEvent",
        "listEvents",
        "listVisits",
    }
    for operation in operations.values():
        for response in operation["responses"].values():
            for link in response.get("links", {}).values():
                known = {parameter["name"] for parameter in operations[link["operationId"]]["parameters"]}
                assert set(link["parameters"]) <= known


ARTICLES: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"published": "2024-06-11T23:59:59.5+03:00"}, True),
    ({"published": "2024-02-29"}, True),
    ({"published": "2000-02-29"}, True),
    ({"published": "1900-02-29"}, False),
    ({"published": "2023-02-29"}, False),
    ({"published": "2024-04-31"}, False),
    ({"published": "0999-01-01"}, False),
    ({"published": "2024-06-11T10:00:00"}, False),
    ({"text": " !?:@[`{~\u00a7"}, False),
    ({"text": "x\0"}, False),
    ({"text": "Ж"}, True),
    ({"text": "7"}, True),
    ({"text": ""}, False),
    ({"text": "😀" * 99_999 + "a"}, True),
    ({"text": "😀" * 100_000 + "a"}, False),
    ({"title": None}, True),
    ({"title": "\0"}, False),
    ({"language": "en-US"}, True),
    ({"language": "fr"}, False),
    ({"x": 1}, False),
    ({"text": 1}, False),
]


@pytest.mark.parametrize(("fields", "sound"), ARTICLES)
def test_the_schema_of_an_article_says_what_the_service_does(
    client: httpx.Client, fields: dict[str, Any], *, sound: bool
) -> None:
    """What the schema lets through is done, what it does not is refused."""
    article = {"text": "Putin visited Hanoi on Monday, said a diplomat.", "published": "2024-06-11", **fields}
    assert validator({"$ref": "#/components/schemas/Article"}).is_valid(article) == sound
    answer = client.post("/v1/extractions", json=article)
    assert (answer.status_code < 400) == sound


def test_structs_and_schemas_agree() -> None:
    """The structs read what the schemas allow, and nothing of it is lost."""
    for struct, example in ((Article, ARTICLE), (Extraction, EXTRACTION)):
        assert msgspec.to_builtins(msgspec.convert(example, struct)) == {k: v for k, v in example.items() if v is not None}
    assert msgspec.json.schema(Problem)


def test_the_service_gives_its_documents(client: httpx.Client) -> None:
    """What is served is what is in the repository."""
    assert client.get("/openapi.yaml").text == (ROOT / "openapi.yaml").read_text("utf-8")
    assert client.get("/openapi.json").json() == DOCUMENT
    for name in PUBLISHED:
        answer = client.get(f"/schemas/{name}.json")
        assert answer.content == (ROOT / f"schemas/{name}.json").read_bytes()
        assert answer.headers["content-type"] == "application/schema+json"
    for kind in KINDS.values():
        assert kind.when in client.get(kind.uri).text


def test_the_page_needs_nothing_from_elsewhere(client: httpx.Client) -> None:
    """All that the documentation's page loads comes from the service, and its policy allows nothing else."""
    answer = client.get("/docs")
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert "http" not in answer.text
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css", "start.js"):
        assert f"docs/{asset}" in answer.text
        assert client.get(f"/docs/{asset}").raise_for_status().content
    assert "http" not in client.get("/docs/start.js").text


def test_the_document_is_json_too() -> None:
    """The YAML holds nothing that JSON could not."""
    assert json.loads(json.dumps(DOCUMENT)) == DOCUMENT
