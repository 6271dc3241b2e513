package io.trueup.statestore;

/** An operator's word for something that cannot be undone. */
public record OperatorsLeave(Actor actor, String reason) {}
