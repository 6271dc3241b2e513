/**
 * Schedules and windows as values, and what they mean as instants. Entry points: {@link
 * io.trueup.model.schedule.Cron}, {@link io.trueup.model.schedule.CronCalendar}, {@link
 * io.trueup.model.schedule.WindowCalendar} and {@link io.trueup.model.schedule.CombinedWindows}.
 * Knows no clock, and depends on nothing else of the model. Only this package knows the library of
 * recurrence rules.
 */
@NullMarked
package io.trueup.model.schedule;

import org.jspecify.annotations.NullMarked;
