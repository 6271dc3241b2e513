/**
 * Schedules as values. Entry point: {@link io.trueup.model.schedule.Cron}. Knows no clock and no
 * time zone, and depends on nothing else of the model.
 */
@NullMarked
package io.trueup.model.schedule;

import org.jspecify.annotations.NullMarked;
