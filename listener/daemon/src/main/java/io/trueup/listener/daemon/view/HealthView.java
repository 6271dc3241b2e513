package io.trueup.listener.daemon.view;

import java.util.List;

/**
 * Whether the daemon is ready.
 *
 * @param status {@code ready} or {@code not-ready}
 */
public record HealthView(String status, List<HealthCheck> checks) {

  public HealthView {
    checks = List.copyOf(checks);
  }

  /** One check. */
  public record HealthCheck(String name, boolean ok, String detail) {}
}
