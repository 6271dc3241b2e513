package io.trueup.model.ecosystem;

import java.util.Locale;

/**
 * A dataset group's place on a platform.
 *
 * @param workspace name of the workspace
 * @param group name of the group in it
 * @param platform name of the platform
 * @param status how far the assignment is
 */
public record Assignment(String workspace, String group, String platform, Status status) {

  /** How far an assignment is. */
  public enum Status {
    PROVISIONING,
    PROVISIONED,
    DECOMMISSIONING,
    DECOMMISSIONED;

    /** The text form in documents. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
