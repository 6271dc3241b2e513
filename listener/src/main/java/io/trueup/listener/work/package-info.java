/**
 * Doing one thing at a time for each key, again when it is asked for again, and holding leases
 * while it is done. Entry points: {@link io.trueup.listener.work.SerialWork}, {@link
 * io.trueup.listener.work.LeaseKeeper}. Knows no domain.
 */
@NullMarked
package io.trueup.listener.work;

import org.jspecify.annotations.NullMarked;
