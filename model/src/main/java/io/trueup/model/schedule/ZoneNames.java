package io.trueup.model.schedule;

import java.time.zone.ZoneRulesProvider;
import java.util.Comparator;
import java.util.Locale;

/** Says which zone an author may have meant. */
final class ZoneNames {

  private static final int LONGEST = 64;
  private static final int FAR = 3;

  private ZoneNames() {}

  /** The sentence about a zone that does not exist. */
  static String unknown(String zone) {
    if (zone.length() > LONGEST) {
      return "There is no time zone with a name of %d characters. Write one of the IANA database, such as 'Europe/Berlin' or 'UTC'"
          .formatted(zone.length());
    }
    var near =
        ZoneRulesProvider.getAvailableZoneIds().stream()
            .min(
                Comparator.comparingInt((String id) -> distance(zone, id))
                    .thenComparing(Comparator.naturalOrder()))
            .filter(id -> distance(zone, id) <= FAR);
    return "There is no time zone '%s'. %s"
        .formatted(
            zone,
            near.map("Did you mean '%s'?"::formatted)
                .orElse("Write one of the IANA database, such as 'Europe/Berlin' or 'UTC'"));
  }

  /** How many letters differ, for the whole id or for its last part; the case hardly counts. */
  private static int distance(String zone, String id) {
    var wanted = zone.strip().toLowerCase(Locale.ROOT).replace(' ', '_');
    var whole = id.toLowerCase(Locale.ROOT);
    var city = whole.substring(whole.lastIndexOf('/') + 1);
    var wantedCity = wanted.substring(wanted.lastIndexOf('/') + 1);
    var cities = wantedCity.length() > FAR ? edits(wantedCity, city) + 1 : FAR + 1;
    return Math.min(edits(wanted, whole), cities);
  }

  private static int edits(String from, String to) {
    var row = new int[to.length() + 1];
    for (var j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (var i = 1; i <= from.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (var j = 1; j <= to.length(); j++) {
        var change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j - 1], diagonal) + 1);
      }
    }
    return row[to.length()];
  }
}
