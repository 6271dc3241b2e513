/**
 * The whole daemon in one thread against a simulated world: git, platforms, jobs, faults of the
 * database, crashes and time, all by a seed. Entry point: {@link
 * io.trueup.listener.daemon.simulation.SimulationTest}.
 */
@NullMarked
package io.trueup.listener.daemon.simulation;

import org.jspecify.annotations.NullMarked;
