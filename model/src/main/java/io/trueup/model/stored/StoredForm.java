package io.trueup.model.stored;

import io.trueup.model.record.RecordClasses;
import java.util.function.Predicate;

/**
 * How the values of a family of files are written.
 *
 * @param classes of all records and enums in them
 * @param isShared whether a value is often part of many others and large: it is written once, as a
 *     block of its own
 * @param isRepeated whether a value is often part of several others in one block: it is written
 *     once in each block
 */
public record StoredForm(
    RecordClasses classes, Predicate<Object> isShared, Predicate<Object> isRepeated) {}
