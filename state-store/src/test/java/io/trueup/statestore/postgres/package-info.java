/** Tests of the state store on Postgres: the contract, and what needs a real Postgres. */
@NullMarked
package io.trueup.statestore.postgres;

import org.jspecify.annotations.NullMarked;
