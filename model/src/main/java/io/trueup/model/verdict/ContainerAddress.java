package io.trueup.model.verdict;

import io.trueup.model.ecosystem.DataContainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares the addresses of a container's data. Two ways of writing one address are equal. Fields
 * that only say how data is computed, read or protected there, such as a warehouse or a version,
 * are not part of the address.
 */
final class ContainerAddress {

  /** A field of a container with another value than before. */
  record Difference(String field, @Nullable String before, @Nullable String after) {

    @Override
    public String toString() {
      return "its %s from %s to %s".formatted(field, quoted(before), quoted(after));
    }

    private static String quoted(@Nullable String value) {
      return value == null ? "none" : "'" + value + "'";
    }
  }

  private ContainerAddress() {}

  /** The differences, in the order of the fields in documents; empty for the same address. */
  static List<Difference> differences(DataContainer before, DataContainer after) {
    var found = new ArrayList<Difference>();
    add(found, "type", before.type().text(), after.type().text());
    addIgnoringCase(found, "host", before.host(), after.host());
    add(found, "port", port(before), port(after));
    add(found, "database", before.database(), after.database());
    add(found, "schema", before.schema(), after.schema());
    addIgnoringCase(found, "account", before.storage().account(), after.storage().account());
    add(found, "bucket", before.storage().bucket(), after.storage().bucket());
    add(found, "prefix", before.storage().prefix(), after.storage().prefix());
    var brokers = before.storage().bootstrapServers();
    var newBrokers = after.storage().bootstrapServers();
    // One common broker is enough: it leads to the same cluster.
    if (Collections.disjoint(brokers(brokers), brokers(newBrokers))) {
      add(found, "bootstrapServers", brokers, newBrokers);
    }
    return found;
  }

  private static void add(
      List<Difference> found, String field, @Nullable String before, @Nullable String after) {
    if (!Objects.equals(before, after)) {
      found.add(new Difference(field, before, after));
    }
  }

  private static void addIgnoringCase(
      List<Difference> found, String field, @Nullable String before, @Nullable String after) {
    if (before == null || !before.equalsIgnoreCase(after)) {
      add(found, field, before, after);
    }
  }

  private static @Nullable String port(DataContainer container) {
    var port = container.port() == 0 ? container.type().defaultPort() : container.port();
    return port == 0 ? null : String.valueOf(port);
  }

  private static List<String> brokers(@Nullable String servers) {
    return servers == null
        ? List.of()
        : Arrays.stream(servers.split(",", -1))
            .map(it -> it.strip().toLowerCase(Locale.ROOT))
            .toList();
  }
}
