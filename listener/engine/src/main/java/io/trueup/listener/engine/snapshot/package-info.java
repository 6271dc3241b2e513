/**
 * Accepted versions of models as immutable snapshots, which are published whole and read without
 * waiting for a verdict, a fetch or a load.
 */
@NullMarked
package io.trueup.listener.engine.snapshot;

import org.jspecify.annotations.NullMarked;
