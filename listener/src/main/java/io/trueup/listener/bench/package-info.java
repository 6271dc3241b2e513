/**
 * Measures the daemon on a generated ecosystem, with real parts on loopback. Entry point: {@link
 * io.trueup.listener.bench.Bench}. Nothing else may depend on it.
 */
@NullMarked
package io.trueup.listener.bench;

import org.jspecify.annotations.NullMarked;
