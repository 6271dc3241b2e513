package io.trueup.listener.engine;

import io.trueup.statestore.ServedWork;

/**
 * A daemon among those that share a store.
 *
 * @param holder its name in leases; the same after a restart
 * @param address where it listens
 * @param program the version of its program
 * @param serves the work that it takes
 */
public record Member(String holder, String address, String program, ServedWork serves) {}
