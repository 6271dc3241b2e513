package io.trueup.platforms.schema;

/**
 * What cannot be planned yet, because what it builds on is not there.
 *
 * @param name what it is about
 * @param reason what is lacking, for a person
 */
public record Lack(ObjectName name, String reason) {}
