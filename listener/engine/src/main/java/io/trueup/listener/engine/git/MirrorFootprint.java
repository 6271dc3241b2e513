package io.trueup.listener.engine.git;

/**
 * What a mirror takes on disk.
 *
 * @param packs how many an object may be in
 * @param bytes of the packs
 * @param pins versions whose commits are kept whatever happens to the branch
 */
public record MirrorFootprint(int packs, long bytes, int pins) {}
