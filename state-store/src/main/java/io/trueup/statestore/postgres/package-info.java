/**
 * The state store on Postgres. Entry point: {@link
 * io.trueup.statestore.postgres.PostgresStateStore#open}. One class for each table or aggregate;
 * every statement runs in {@link io.trueup.statestore.postgres.Database}. Knows nothing of where
 * Postgres comes from, and is known only where the daemon is put together.
 */
@NullMarked
package io.trueup.statestore.postgres;

import org.jspecify.annotations.NullMarked;
