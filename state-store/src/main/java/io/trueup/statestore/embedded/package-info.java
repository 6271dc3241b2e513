/**
 * A real Postgres that runs beside the daemon, for a trial and for one machine. Entry point: {@link
 * io.trueup.statestore.embedded.EmbeddedPostgres}. Knows nothing of what is stored in it.
 */
@NullMarked
package io.trueup.statestore.embedded;

import org.jspecify.annotations.NullMarked;
