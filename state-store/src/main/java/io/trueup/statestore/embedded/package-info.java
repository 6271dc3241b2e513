/**
 * A real Postgres that runs beside the daemon, for trials and for single machines. Entry point:
 * {@link io.trueup.statestore.embedded.EmbeddedPostgres}. Does not know what is stored in it.
 */
@NullMarked
package io.trueup.statestore.embedded;

import org.jspecify.annotations.NullMarked;
