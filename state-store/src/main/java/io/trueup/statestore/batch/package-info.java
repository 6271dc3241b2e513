/**
 * What callers ask for at the same time, written together (ADR 40): {@link
 * io.trueup.statestore.batch.GroupCommit} gathers, {@link io.trueup.statestore.batch.RunBegins} and
 * {@link io.trueup.statestore.batch.RunChanges} decide over tables that a store brings. Knows no
 * database.
 */
@NullMarked
package io.trueup.statestore.batch;

import org.jspecify.annotations.NullMarked;
