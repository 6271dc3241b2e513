package io.trueup.statestore;

/** An operator's approval of something that cannot be undone. */
public record AuditedApproval(Actor actor, String reason) {}
