package io.trueup.model.ecosystem;

import java.util.Locale;

/**
 * The assignment of a dataset group to a platform.
 *
 * @param workspace name of the workspace
 * @param group name of the group in it
 * @param platform name of the platform
 * @param status its progress
 */
public record Assignment(String workspace, String group, String platform, Status status) {

  /** The key of the group. */
  public GroupKey groupKey() {
    return new GroupKey(workspace, group);
  }

  /** The progress of an assignment. */
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
