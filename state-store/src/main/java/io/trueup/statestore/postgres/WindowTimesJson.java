package io.trueup.statestore.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trueup.model.schedule.WindowTimes;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When windows are in force, as JSON that the store keeps. Pure. */
final class WindowTimesJson {

  private WindowTimesJson() {}

  static String write(WindowTimes times) {
    var object = StoreJson.newObject();
    put(object, times);
    return StoreJson.text(object);
  }

  static void put(ObjectNode object, WindowTimes times) {
    object.put("start", times.start().toString());
    object.put("length", times.length().toString());
    object.put("zone", times.zone());
    if (times.rule() != null) {
      object.put("rule", times.rule());
    }
    var except = object.putArray("except");
    times.except().forEach(it -> except.add(it.toString()));
  }

  /** The moment of the first start; null when the zone is not known. */
  static @Nullable Instant firstStart(WindowTimes times) {
    try {
      var rules = ZoneId.of(times.zone()).getRules();
      var transition = rules.getTransition(times.start());
      return transition != null && transition.isGap()
          ? transition.getInstant()
          : times.start().toInstant(rules.getValidOffsets(times.start()).getFirst());
    } catch (DateTimeException _) {
      return null;
    }
  }

  static WindowTimes read(String json) {
    return read(StoreJson.tree(json));
  }

  static WindowTimes read(JsonNode object) {
    var except = new TreeSet<LocalDateTime>();
    StoreJson.texts(object.get("except")).forEach(it -> except.add(LocalDateTime.parse(it)));
    return new WindowTimes(
        LocalDateTime.parse(object.get("start").asText()),
        Duration.parse(object.get("length").asText()),
        object.get("zone").asText(),
        StoreJson.optionalText(object, "rule"),
        except);
  }
}
