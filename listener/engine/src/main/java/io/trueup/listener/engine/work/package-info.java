/**
 * Runs work one at a time for each key, again on request, and keeps leases while it runs. Entry
 * points: {@link io.trueup.listener.engine.work.SerialWork}, {@link
 * io.trueup.listener.engine.work.LeaseKeeper}. Knows nothing of the domain.
 */
@NullMarked
package io.trueup.listener.engine.work;

import org.jspecify.annotations.NullMarked;
