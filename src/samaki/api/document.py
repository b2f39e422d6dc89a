"""What the OpenAPI document says beyond ninja's own: headers of acts, and problems as they are answered."""

from __future__ import annotations

from typing import Any

from ninja.openapi.schema import OpenAPISchema

from samaki.api.app import api

PROBLEM = {
    "title": "Problem",
    "description": "RFC 9457: what did not happen and why, in the language of Accept-Language (en, km).",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "a sentence for people"},
        "code": {"type": "string", "description": "stable, for programs"},
        "field": {"type": "string", "description": "the field of the body that is wrong; of several the first"},
        "errors": {
            "type": "array",
            "description": "every field that is wrong, the one of `field` too",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "format": "uuid"},
    "description": "UUIDv4 made on the device: the same call again gets the same answer, nothing is done twice.",
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "schema": {"type": "string"},
    "description": "the ETag that was read",
}
MEANINGS = {
    400: "the body or the Idempotency-Key cannot be read",
    401: "no member's token",
    403: "this member may not",
    404: "not there, or not yours to see",
    409: "the state machine has no such move from here",
    412: "somebody changed it in between",
    413: "the body is larger than 256 kilobytes, or its file than this installation takes",
    415: "the body is not sent as JSON in UTF-8, or where a file is taken not as multipart/form-data",
    422: "a field is wrong, or the key was used for another call",
    428: "If-Match is missing",
}


class Document(OpenAPISchema):
    """The document of all calls."""

    def operation_details(self, operation: Any) -> dict[str, Any]:
        """One call, with the headers it takes and the problems it may answer."""
        found: dict[str, Any] = super().operation_details(operation)
        method = operation.methods[0]
        found["parameters"] += ([KEY] if method != "GET" else []) + ([IF_MATCH] if method == "PATCH" else [])
        for status in _refusals(method, public=not operation.auth_callbacks):
            found["responses"].setdefault(status, _problem(status))
        return found

    def get_components(self) -> dict[str, Any]:
        """The schemas, with the one of a problem."""
        found: dict[str, Any] = super().get_components()
        found["schemas"]["Problem"] = PROBLEM
        return found


def _refusals(method: str, *, public: bool) -> list[int]:
    if public:
        return [400, 404, 413, 415, 422]
    if method == "GET":
        return [401, 404, 422]
    return [status for status in MEANINGS if method == "PATCH" or status not in (412, 428)]


def _problem(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": MEANINGS[status], "content": {"application/problem+json": {"schema": schema}}}


def schema(path_prefix: str | None = None, **_more: Any) -> Document:
    """The whole document, for `openapi.json`."""
    return Document(api, path_prefix if path_prefix is not None else "/api/v1/")


api.get_openapi_schema = schema  # type: ignore[method-assign]
