/**
 * The state store on Postgres. Entry point: {@link
 * io.trueup.statestore.postgres.PostgresStateStore#open}. One class for each table or aggregate;
 * every statement runs in {@link io.trueup.statestore.postgres.Database}. Does not know where
 * Postgres comes from; only the daemon's composition root uses it.
 */
@NullMarked
package io.trueup.statestore.postgres;

import org.jspecify.annotations.NullMarked;
