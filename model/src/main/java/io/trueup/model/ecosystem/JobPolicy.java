package io.trueup.model.ecosystem;

import java.util.Locale;

/**
 * How a platform's nodes make jobs, as its owner declares it. It changes nothing that the platform
 * realizes.
 *
 * @param per what the nodes of one job have in common
 * @param atMost the most nodes of one job, from 1 to {@link #MOST}
 */
public record JobPolicy(Per per, int atMost) {

  /** No job has more nodes: one request begins all of them, or none. */
  public static final int MOST = 1000;

  /** Each node is a job. */
  public static final JobPolicy DEFAULT = new JobPolicy(Per.NODE, MOST);

  public JobPolicy {
    if (atMost < 1 || atMost > MOST) {
      throw new IllegalArgumentException(
          "A job has at most 1 to %d nodes, found %d".formatted(MOST, atMost));
    }
  }

  /** What the nodes of one job have in common, beside the trigger that starts them. */
  public enum Per {
    /** Nothing: each node is a job. */
    NODE,
    /** The store that they bring in, make or offer. */
    STORE,
    /** The container that they read from, or for an export the one that they write to. */
    CONTAINER,
    /** The trigger alone. */
    SCHEDULE;

    /** The text form in documents. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
