package io.trueup.listener.view;

import java.util.List;

/**
 * Whether the daemon can do its work.
 *
 * @param status {@code ready} or {@code not-ready}
 */
public record HealthView(String status, List<Check> checks) {

  public HealthView {
    checks = List.copyOf(checks);
  }

  /** One thing that was looked at. */
  public record Check(String name, boolean ok, String detail) {}
}
