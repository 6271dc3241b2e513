package io.trueup.listener.engine.versions;

/**
 * The compiled versions of a source, and how many of them are kept.
 *
 * @param newest how many of the newest ones are kept beside those that are needed
 */
public record KeptVersions(VersionFolder folder, int newest) {}
