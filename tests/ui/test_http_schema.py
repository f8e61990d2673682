"""schemathesis asks the API whatever its schema allows, and what it does not: nothing may break it."""

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

load_all_checks()
_EXAMPLES = 12  # a call; the whole takes well under a minute


@pytest.fixture(scope="module")
def schema(lighthouse_server):
    return schemathesis.openapi.from_url(f"{lighthouse_server.url}/openapi.json", wait_for_schema=10)


def calls(schema):
    return [found.ok() for found in schema.get_all_operations()]


def test_no_call_breaks_the_server_and_every_response_is_as_described(schema, lighthouse_server):
    tried = 0
    for call in calls(schema):

        @hypothesis.given(case=call.as_strategy())
        @hypothesis.settings(
            max_examples=_EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        def asked(case):
            nonlocal tried
            tried += 1
            response = case.call(base_url=lighthouse_server.url, timeout=60)
            assert response.status_code < 500, (case.as_curl_command(), response.text)
            checks = (status_code_conformance, content_type_conformance, response_schema_conformance)
            case.validate_response(response, checks=list(checks))

        asked()
    assert tried > 10 * _EXAMPLES / 2
