package io.trueup.model.ecosystem;

import org.jspecify.annotations.Nullable;

/** Names a dataset group in the ecosystem. In the order of workspaces, then of groups. */
public record GroupKey(String workspace, String group) implements Comparable<GroupKey> {

  @Override
  public int compareTo(GroupKey other) {
    var byWorkspace = workspace.compareTo(other.workspace);
    return byWorkspace != 0 ? byWorkspace : group.compareTo(other.group);
  }

  // Written out, because equals and hashCode run very often before a compiler has seen them.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GroupKey it && workspace.equals(it.workspace) && group.equals(it.group);
  }

  @Override
  public int hashCode() {
    return 31 * workspace.hashCode() + group.hashCode();
  }

  /** {@code workspace/group}, as documents and messages write it. */
  @Override
  public String toString() {
    return workspace + "/" + group;
  }
}
