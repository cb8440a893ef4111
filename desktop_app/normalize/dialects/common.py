"""Names that any sender may use, on its resource or its records: whose run it is, and its terms.

An agent's author who sets these gets them everywhere in Countersign. For most of them no convention
has a name; the plain name and the one with `agent.` before it are read.
"""

from __future__ import annotations

from desktop_app.normalize.dialects.table import Row, strong, weak
from desktop_app.normalize.values import integer, text, truth

_OWN = {
    "workflow_id": text,
    "tenant_id": text,
    "user_id": text,
    "consent_id": text,
    "environment": text,
    "prompt_version": text,
    "policy_version": text,
    "corpus_version": text,
    "seed": integer,
    "step_index": integer,
    "idempotency_key": text,
    "circuit_breaker_tripped": truth,
    "data_classification": text,
}
WRAPPER = "_wrapper"  # found["_wrapper"]: agent.run_id

ATTRIBUTES: dict[str, Row] = {
    "agent.run_id": strong(WRAPPER, text),
    "session.id": strong("session_id", text),
    "conversation.id": weak("session_id", text),
    "gen_ai.conversation.id": weak("session_id", text),
    "langfuse.session.id": weak("session_id", text),
    "gcp.vertex.agent.session_id": weak("session_id", text),
    "langgraph.thread_id": weak("session_id", text),
    "langsmith.metadata.thread_id": weak("session_id", text),
    "langsmith.metadata.session_id": weak("session_id", text),
    "ai.telemetry.metadata.sessionId": weak("session_id", text),
    "session_id": weak("session_id", text),
    "conversation_id": weak("session_id", text),
    "user.id": strong("user_id", text),
    "enduser.id": weak("user_id", text),
    "langfuse.user.id": weak("user_id", text),
    "tenant.id": strong("tenant_id", text),
    "organization.id": weak("tenant_id", text),
    "workflow.id": strong("workflow_id", text),
    "gen_ai.workflow.name": weak("workflow_id", text),
    "consent.id": strong("consent_id", text),
    "deployment.environment.name": strong("environment", text),
    "deployment.environment": weak("environment", text),
    "env": weak("environment", text),
    "prompt.version": weak("prompt_version", text),
    "policy.version": weak("policy_version", text),
    "corpus.version": weak("corpus_version", text),
    "data.classification": weak("data_classification", text),
    "idempotency.key": weak("idempotency_key", text),
    "step.index": weak("step_index", integer),
    "retry_count": weak("retry_attempt", integer),
    "agent.retry_count": strong("retry_attempt", integer),
    "circuit_breaker.tripped": weak("circuit_breaker_tripped", truth),
    **{name: weak(name, read) for name, read in _OWN.items()},
    **{f"agent.{name}": strong(name, read) for name, read in _OWN.items()},
    "error.type": strong("error_type", text),
    "exception.type": weak("error_type", text),
    "http.response.status_code": strong("status_code", integer),
    "http.status_code": weak("status_code", integer),
    "process.exit.code": strong("exit_code", integer),
    "event.name": strong("event", text),
}
