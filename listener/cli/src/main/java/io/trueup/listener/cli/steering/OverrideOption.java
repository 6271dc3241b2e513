package io.trueup.listener.cli.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The gates that an order passes; for mixing in. */
final class OverrideOption {

  @Option(
      names = "--override",
      order = 6,
      split = ",",
      paramLabel = "KIND",
      description =
          "Pass these gates although they are shut: window, dependency, soak, removal-guard, held or"
              + " blocked. Each must be shut and must be named; the audit keeps them.")
  private List<String> kinds = new ArrayList<>();

  void addTo(Map<String, Object> body) {
    if (!kinds.isEmpty()) {
      body.put("override", kinds);
    }
  }
}
