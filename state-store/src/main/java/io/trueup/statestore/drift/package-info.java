/**
 * What is known of drift: where platforms differ from what they have realized. Entry point: {@link
 * io.trueup.statestore.DriftRecords}.
 */
@NullMarked
package io.trueup.statestore.drift;

import org.jspecify.annotations.NullMarked;
