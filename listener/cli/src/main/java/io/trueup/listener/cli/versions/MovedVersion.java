package io.trueup.listener.cli.versions;

/**
 * What a command moved, as its JSON.
 *
 * @param commit of the version
 * @param id of its own file
 * @param files how many files it consists of
 * @param bytes their size
 * @param movedFiles how many of them were moved
 * @param movedBytes their size; the others were there already, or were left out
 * @param place the folder or archive that it is in now; {@code -} for the standard output
 */
public record MovedVersion(
    String source,
    String commit,
    String id,
    int files,
    long bytes,
    int movedFiles,
    long movedBytes,
    String place) {}
