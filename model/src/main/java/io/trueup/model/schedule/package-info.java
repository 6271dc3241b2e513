/**
 * When things are to be done, as values: {@link io.trueup.model.schedule.Cron} is the entry. Knows
 * no clock and no time zone, and depends on nothing else of the model.
 */
@NullMarked
package io.trueup.model.schedule;

import org.jspecify.annotations.NullMarked;
