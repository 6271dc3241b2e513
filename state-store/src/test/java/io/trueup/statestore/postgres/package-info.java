/** Tests of the state store on Postgres: the contract, and what only Postgres can show. */
@NullMarked
package io.trueup.statestore.postgres;

import org.jspecify.annotations.NullMarked;
