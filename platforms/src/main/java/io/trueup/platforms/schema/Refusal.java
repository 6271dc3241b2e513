package io.trueup.platforms.schema;

/**
 * What cannot be planned, because a person must decide.
 *
 * @param name what it is about
 * @param reason what is wrong and what to do, for a person
 */
public record Refusal(ObjectName name, String reason) {}
