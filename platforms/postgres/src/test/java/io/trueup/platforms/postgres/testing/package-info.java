/** Databases for tests of the Postgres platform. */
@NullMarked
package io.trueup.platforms.postgres.testing;

import org.jspecify.annotations.NullMarked;
