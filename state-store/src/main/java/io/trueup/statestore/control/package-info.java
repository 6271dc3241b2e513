/**
 * What operators steer rollouts by: windows, pauses of several platforms, holds, approvals, and the
 * gates that these shut.
 */
@NullMarked
package io.trueup.statestore.control;

import org.jspecify.annotations.NullMarked;
