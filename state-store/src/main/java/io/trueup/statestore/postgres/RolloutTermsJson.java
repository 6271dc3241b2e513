package io.trueup.statestore.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.model.ecosystem.PlatformDependency.OnFailure;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.AtClose;
import io.trueup.model.ecosystem.RolloutPolicy.DriftPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.On;
import io.trueup.model.ecosystem.RolloutPolicy.OnDrift;
import io.trueup.model.ecosystem.RolloutPolicy.RemovalGuard;
import io.trueup.model.ecosystem.RolloutPolicy.VersionOrder;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.model.ecosystem.WindowDeclaration;
import io.trueup.model.schedule.Cron;
import io.trueup.model.schedule.CronSchedule;
import io.trueup.model.schedule.WindowKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the model says about a platform's moves, as JSON that the store keeps. Pure. */
final class RolloutTermsJson {

  private RolloutTermsJson() {}

  static String write(RolloutTerms terms) {
    var object = StoreJson.newObject();
    var policy = terms.policy();
    object.put("on", policy.on().text());
    if (policy.schedule() != null) {
      putSchedule(object.putObject("schedule"), policy.schedule());
    }
    putWindows(object, policy.windows());
    object.put("atClose", policy.atClose().text());
    object.put("versions", policy.versions().text());
    object
        .putObject("guard")
        .put("percent", policy.guard().percent())
        .put("atLeast", policy.guard().atLeast());
    putDrift(object.putObject("drift"), policy.drift());
    var dependencies = object.putArray("dependencies");
    terms.dependencies().forEach(it -> putDependency(dependencies.addObject(), it));
    if (terms.provider() != null) {
      object.put("provider", terms.provider());
    }
    var tags = object.putArray("tags");
    terms.tags().forEach(tags::add);
    if (!terms.locations().isEmpty()) {
      var locations = object.putArray("locations");
      terms.locations().forEach(locations::add);
    }
    return StoreJson.text(object);
  }

  private static void putSchedule(ObjectNode object, CronSchedule schedule) {
    var crons = object.putArray("crons");
    schedule.crons().forEach(cron -> crons.add(cron.text()));
    object.put("zone", schedule.zone());
  }

  private static void putWindows(ObjectNode object, SortedMap<String, WindowDeclaration> windows) {
    var all = object.putObject("windows");
    windows.forEach((name, window) -> {
      var one = all.putObject(name);
      one.put("kind", window.kind().text());
      one.put("reason", window.reason());
      WindowTimesJson.put(one.putObject("times"), window.times());
    });
  }

  private static void putDrift(ObjectNode object, DriftPolicy drift) {
    if (drift.every() != null) {
      object.put("every", drift.every().toString());
    }
    object.put("on", drift.on().text());
  }

  private static void putDependency(ObjectNode object, PlatformDependency dependency) {
    object.put("platform", dependency.platform());
    if (dependency.soak() != null) {
      object.put("soak", dependency.soak().toString());
    }
    object.put("onFailure", dependency.onFailure().text());
  }

  static RolloutTerms read(String json) {
    var object = StoreJson.tree(json);
    var dependencies = new ArrayList<PlatformDependency>();
    object.get("dependencies").forEach(it -> dependencies.add(dependency(it)));
    return new RolloutTerms(
        policy(object),
        dependencies,
        StoreJson.optionalText(object, "provider"),
        new TreeSet<>(StoreJson.texts(object.get("tags"))),
        locations(object.get("locations")));
  }

  private static SortedSet<String> locations(@Nullable JsonNode array) {
    return new TreeSet<>(array == null ? List.of() : StoreJson.texts(array));
  }

  private static RolloutPolicy policy(JsonNode object) {
    var guard = object.get("guard");
    return new RolloutPolicy(
        StoreJson.word(On.values(), On::text, object.get("on").asText()),
        schedule(object.get("schedule")),
        windows(object.get("windows")),
        StoreJson.word(AtClose.values(), AtClose::text, object.get("atClose").asText()),
        StoreJson.word(VersionOrder.values(), VersionOrder::text, object.get("versions").asText()),
        new RemovalGuard(guard.get("percent").asInt(), guard.get("atLeast").asInt()),
        drift(object.get("drift")));
  }

  private static @Nullable CronSchedule schedule(@Nullable JsonNode object) {
    if (object == null) {
      return null;
    }
    List<Cron> crons = StoreJson.texts(object.get("crons")).stream().map(Cron::parse).toList();
    return new CronSchedule(crons, object.get("zone").asText());
  }

  private static SortedMap<String, WindowDeclaration> windows(JsonNode object) {
    var windows = new TreeMap<String, WindowDeclaration>();
    object.properties().forEach(it -> windows.put(it.getKey(), window(it.getValue())));
    return windows;
  }

  private static WindowDeclaration window(JsonNode object) {
    return new WindowDeclaration(
        StoreJson.word(WindowKind.values(), WindowKind::text, object.get("kind").asText()),
        WindowTimesJson.read(object.get("times")),
        object.get("reason").asText());
  }

  private static DriftPolicy drift(JsonNode object) {
    return new DriftPolicy(
        StoreJson.optionalDuration(object, "every"),
        StoreJson.word(OnDrift.values(), OnDrift::text, object.get("on").asText()));
  }

  private static PlatformDependency dependency(JsonNode object) {
    return new PlatformDependency(
        object.get("platform").asText(),
        StoreJson.optionalDuration(object, "soak"),
        StoreJson.word(OnFailure.values(), OnFailure::text, object.get("onFailure").asText()));
  }
}
