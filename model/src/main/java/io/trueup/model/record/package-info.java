/**
 * The records and enums of a family of types, by reflection, for codecs. Entry point: {@link
 * io.trueup.model.record.RecordClasses}. Depends on fingerprints only.
 */
@NullMarked
package io.trueup.model.record;

import org.jspecify.annotations.NullMarked;
