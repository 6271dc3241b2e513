/**
 * Benchmarks of the daemon with a generated ecosystem and real parts on loopback. Entry points:
 * {@link io.trueup.listener.lab.bench.Bench}, {@code ScaleBenchmark}, {@code SchemaBenchmark},
 * {@code Soak}. Only the command line may depend on it.
 */
@NullMarked
package io.trueup.listener.lab.bench;

import org.jspecify.annotations.NullMarked;
