/** Tests of the embedded Postgres. */
@NullMarked
package io.trueup.statestore.embedded;

import org.jspecify.annotations.NullMarked;
