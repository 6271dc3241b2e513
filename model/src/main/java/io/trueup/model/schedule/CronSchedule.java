package io.trueup.model.schedule;

import java.util.List;

/**
 * The times of one or several cron expressions in a zone, as they are written down. {@link
 * CronCalendar#of} checks it. The zone stays a text, because a later release of the zone rules may
 * no longer know it.
 *
 * @param crons at least one
 * @param zone id of the IANA zone
 */
public record CronSchedule(List<Cron> crons, String zone) {

  public CronSchedule {
    crons = List.copyOf(crons);
  }
}
