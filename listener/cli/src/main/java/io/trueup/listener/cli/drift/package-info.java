/**
 * Commands on drift. Entry point: {@link io.trueup.listener.cli.drift.DriftCommand}. Formatting is
 * pure; the daemon alone compares.
 */
@NullMarked
package io.trueup.listener.cli.drift;

import org.jspecify.annotations.NullMarked;
