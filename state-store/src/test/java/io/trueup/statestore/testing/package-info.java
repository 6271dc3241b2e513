/**
 * A real Postgres for tests, here and in the modules above. Entry point: {@link
 * io.trueup.statestore.testing.TestPostgres}.
 */
@NullMarked
package io.trueup.statestore.testing;

import org.jspecify.annotations.NullMarked;
