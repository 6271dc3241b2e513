package io.trueup.statestore;

/** An operator's approval of something that cannot be undone. */
public record OperatorsLeave(Actor actor, String reason) {}
