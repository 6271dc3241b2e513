package io.trueup.platforms.relational.schema;

/**
 * A missing prerequisite: nothing can be planned yet for a relation that depends on it.
 *
 * @param name the relation that waits
 * @param reason what is missing, for a person
 */
public record MissingPrerequisite(ObjectName name, String reason) {}
