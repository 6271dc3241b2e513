package io.trueup.listener.daemon.status;

import io.trueup.listener.daemon.view.HealthView.HealthCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What this process knows of the services that it reads from and sends events to. None of them
 * holds up a rollout: what is owed to them stays in the database and in their topics.
 *
 * @param kafka the problem of each use of Kafka, empty while it works
 * @param topics what is odd about each topic of Kafka of which something is, by name
 * @param notifications the same of each notification, by name; without secrets
 * @param deliveries the same of what deliveries of each source need, by the source's name
 */
public record ProcessLinks(
    SortedMap<String, String> kafka,
    SortedMap<String, String> topics,
    SortedMap<String, String> notifications,
    SortedMap<String, String> deliveries) {

  /** It uses none. */
  public static final ProcessLinks NONE =
      new ProcessLinks(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  /** One for each; a problem fails none of them. */
  List<HealthCheck> checks() {
    return problems().entrySet().stream().map(it -> check(it.getKey(), it.getValue())).toList();
  }

  /** The problem of each, by its name among all; empty while it works. */
  public SortedMap<String, String> problems() {
    var problems = new TreeMap<String, String>();
    kafka.forEach((use, problem) -> problems.put("kafka:" + use, problem));
    topics.forEach((topic, remark) -> problems.put("kafka:topic:" + topic, remark));
    notifications.forEach((name, problem) -> problems.put("notification:" + name, problem));
    deliveries.forEach((source, problem) -> problems.put("deliveries:" + source, problem));
    return problems;
  }

  private static HealthCheck check(String name, String problem) {
    return new HealthCheck(name, true, problem.isEmpty() ? "works" : problem);
  }

  /** A sentence for each problem. */
  List<String> warnings() {
    var warnings = new ArrayList<String>();
    kafka.forEach((use, problem) -> {
      if (!problem.isEmpty()) {
        warnings.add(
            "Kafka does not work for %s: %s. Nothing is lost; it is retried"
                .formatted(use, problem));
      }
    });
    warnings.addAll(topics.values());
    notifications.forEach((name, problem) -> {
      if (!problem.isEmpty()) {
        warnings.add(
            "Notification '%s' reaches nobody: %s. It is retried".formatted(name, problem));
      }
    });
    deliveries.forEach((source, problem) -> {
      if (!problem.isEmpty()) {
        warnings.add(
            "Deliveries for source '%s' may not come: %s. 'trueup sources check %s' says more"
                .formatted(source, problem, source));
      }
    });
    return warnings;
  }
}
