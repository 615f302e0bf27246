"""Describes the API as OpenAPI 3.1, from nothing but the operations and the shapes they name."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from core.documents.examine import ACCEPTED
from core.language import mark, tr
from core.web.api.errors import HEADERS, Refusal
from core.web.api.operations import PATTERNS, ROOT, Operation, gives_bytes
from core.web.api.reading import JSON
from core.web.api.shapes import LARGEST
from core.web.api.uploads import FIELD, MULTIPART, PLAIN, RAW, Upload

PLACES = "#/components/schemas/{name}"
BYTES = {"type": "string", "format": "binary"}
MEANINGS = {
    400: mark("Không đọc được dữ liệu gửi lên."),
    401: mark("Thiếu mã truy cập, hoặc mã không còn dùng được."),
    403: mark("Mã truy cập hoặc chủ của mã không có quyền này."),
    404: mark("Không có mục này, hoặc không dành cho người gọi."),
    409: mark("Văn bản không ở trạng thái thực hiện được bước này."),
    413: mark("Dữ liệu gửi lên quá lớn."),
    415: mark("Không nhận loại dữ liệu này."),
    422: mark("Dữ liệu đọc được nhưng không đúng hoặc không được phép."),
    429: mark("Gọi quá nhanh; đợi rồi gọi lại."),
    503: mark("Tạm thời chưa làm được; đợi rồi gọi lại."),
}
"""What each refusal means."""
DONE = mark("Đã thực hiện.")


@lru_cache(maxsize=8)
def describe(operations: tuple[Operation, ...], language: str) -> dict[str, Any]:
    """Return the description of `operations`; `language` is the one being spoken, so that each is kept."""
    shapes = [shape for one in operations for shape in (one.body, one.answer) if _is_shape(shape)]
    known, components = msgspec.json.schema_components([*shapes, Refusal], ref_template=PLACES)
    schemas = dict(zip([*shapes, Refusal], known, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vanthu",
            "version": "1",
            "description": tr("Văn bản đến của cơ quan cho phần mềm khác, cùng quyền như trên trang web."),
        },
        "servers": [{"url": ROOT}],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": {str(status): _refusal(status, schemas[Refusal]) for status in MEANINGS},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(operation: Operation, schemas: dict[Any, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": operation.name,
        "summary": tr(operation.summary),
        "description": _about(operation),
        "tags": [operation.path.split("/")[1]],
        "security": [{"bearer": [operation.scope]}],
        "responses": {
            str(operation.status): _success(operation, schemas),
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in operation.errors},
        },
    }
    if parameters := [*map(_place, operation.places.items()), *_questions(operation.query)]:
        told["parameters"] = parameters
    if operation.body is not None:
        told["requestBody"] = {"required": True, "content": _content(operation, schemas)}
    return told


def _about(operation: Operation) -> str:
    said = (operation.work.__doc__ or "").strip()
    roles = ", ".join(sorted(operation.roles))
    return f"{said} (scope: {operation.scope}; roles: {roles or 'any'})"


def _place(place: tuple[str, Any]) -> dict[str, Any]:
    name, kind = place
    schema: dict[str, Any] = {"type": "string", "pattern": f"^{PATTERNS[str]}$"}
    if kind is int:
        schema = {"type": "integer", "minimum": 1, "maximum": LARGEST}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _questions(query: Any) -> list[dict[str, Any]]:
    """Return the parameters of a query, one for each field of its shape."""
    if query is None:
        return []
    (_,), components = msgspec.json.schema_components([query], ref_template=PLACES)
    shape = components[query.__name__]
    required = shape.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": schema}
        for name, schema in shape["properties"].items()
    ]


def _content(operation: Operation, schemas: dict[Any, Any]) -> dict[str, Any]:
    if operation.body is not Upload:
        return {JSON: {"schema": schemas[operation.body]}}
    form = {
        "type": "object",
        "properties": {FIELD: BYTES},
        "required": [FIELD],
        "additionalProperties": False,
    }
    return {MULTIPART: {"schema": form}} | {kind: {"schema": BYTES} for kind in RAW}


def _success(operation: Operation, schemas: dict[Any, Any]) -> dict[str, Any]:
    if gives_bytes(operation):
        content = {kind: {"schema": BYTES} for kind in (PLAIN, *ACCEPTED)}
    else:
        content = {JSON: {"schema": schemas[operation.answer]}}
    return {"description": tr(DONE), "content": content}


def _refusal(status: int, schema: Any) -> dict[str, Any]:
    headers = {name: {"schema": {"type": "string"}} for name in HEADERS.get(status, ())}
    told = {"description": tr(MEANINGS[status]), "content": {JSON: {"schema": schema}}}
    return told | ({"headers": headers} if headers else {})


def _is_shape(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, msgspec.Struct)
