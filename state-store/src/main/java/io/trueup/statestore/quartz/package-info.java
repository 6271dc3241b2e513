/**
 * The clock that several processes share, over Quartz and its tables in schema {@code alarms}.
 * Entry point: {@link io.trueup.statestore.quartz.QuartzAlarmClock}. Knows nothing of what rings,
 * and nothing else knows Quartz.
 */
@NullMarked
package io.trueup.statestore.quartz;

import org.jspecify.annotations.NullMarked;
